"""Files in memory: uploaded by the bot or by people, fetched by file_id, bounded by total size."""

import mimetypes
import secrets
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from sandbox.parameters import Parameters, Upload
from sandbox.refusals import Json, bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    path: str
    width: int = 0
    height: int = 0

    def brief(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class Files:
    def __init__(self, total_limit: int = 1024 * 1024 * 1024) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self.total = 0
        self.total_limit = total_limit
        self._count = 0

    def store(self, upload: Upload, kind: str) -> StoredFile:
        if not upload.content:
            raise bad_request("file must be non-empty")
        width, height = picture_size(upload.content)
        if kind == "photo":
            if len(upload.content) > PHOTO_LIMIT:
                raise bad_request("file is too big for a photo")
            if not width:
                raise bad_request("IMAGE_PROCESS_FAILED")
            if width + height > 10000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        self._count += 1
        name = PurePosixPath(upload.name.replace("\\", "/")).name.replace("\0", "") or "file"
        extension = PurePosixPath(name).suffix[:10]
        folder = {"photo": "photos", "voice": "voice", "sticker": "stickers"}.get(kind, "documents")
        mime = mimetypes.guess_type(name)[0] or upload.mime or "application/octet-stream"
        stored = StoredFile(
            f"{kind[:2].upper()}AC{secrets.token_urlsafe(30)}", secrets.token_urlsafe(11), kind, name, mime,
            upload.content, f"{folder}/file_{self._count}{extension}", width, height,
        )  # fmt: skip
        self.by_id[stored.file_id] = stored
        self.by_path[stored.path] = stored
        self.total += len(stored.content)
        while self.total > self.total_limit and len(self.by_id) > 1:
            oldest = self.by_id.pop(next(iter(self.by_id)))
            self.by_path.pop(oldest.path, None)
            self.total -= len(oldest.content)
        return stored

    def from_call(self, params: Parameters, field: str, kind: str) -> StoredFile:
        """The file a call names: uploaded under the field, attached under another name, or an earlier file_id."""
        if field in params.files:
            return self.store(params.files[field], kind)
        return self.resolve(params, params.text(field), kind, f"there is no {field} in the request")

    def resolve(self, params: Parameters, given: str, kind: str, missing: str) -> StoredFile:
        if not given:
            raise bad_request(missing)
        if given.startswith("attach://"):
            upload = params.files.get(given.removeprefix("attach://"))
            if upload is None:
                raise bad_request(missing)
            return self.store(upload, kind)
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # the sandbox reaches no network
        stored = self.by_id.get(given)
        if stored is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG, GIF or WebP by its first bytes; (0, 0) for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 512, 512
    return _jpeg_size(content) if content[:2] == b"\xff\xd8" else (0, 0)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0


def content_of(stored: StoredFile) -> Json:
    """The part of a message that shows this file, in the Bot API's shape."""
    brief = stored.brief()
    if stored.kind == "photo":
        return {"photo": [{**brief, "width": stored.width, "height": stored.height}]}
    if stored.kind == "voice":
        return {"voice": {**brief, "duration": 1, "mime_type": stored.mime}}
    if stored.kind == "sticker":
        flags = {"is_animated": False, "is_video": False, "type": "regular", "emoji": "🙂"}
        return {"sticker": {**brief, "width": stored.width or 512, "height": stored.height or 512, **flags}}
    if stored.kind == "video_note":
        return {"video_note": {**brief, "duration": 1, "length": 240}}
    if stored.kind in ("video", "audio", "animation"):
        sizes = {} if stored.kind == "audio" else {"width": 640, "height": 360}
        more = {"duration": 1, "file_name": stored.name, "mime_type": stored.mime, **sizes, **brief}
        return {stored.kind: more}
    return {"document": {"file_name": stored.name, "mime_type": stored.mime, **brief}}
