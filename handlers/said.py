"""What somebody said in one message: words, files by the messenger's ids, and the messenger's moment of it."""

from aiogram import F
from aiogram.types import Message

from core.appeals.drafts import Said
from storage.records.appeals import Attached

SAID = (
    (F.text & ~F.text.startswith("/")) | F.photo | F.document | F.voice | F.video | F.audio | F.animation | F.video_note
)  # fmt: skip
"""Messages that may become part of an appeal; a command, a place or a telephone number never do."""


def said_of(message: Message) -> Said:
    """The words or the caption, with the file; the largest of a picture's sizes."""
    return Said(
        message.text or message.caption or "", _files(message), int(message.date.timestamp()), message.message_id
    )


def _files(message: Message) -> tuple[Attached, ...]:
    if message.photo:
        return (Attached("photo", message.photo[-1].file_id),)
    if message.animation:  # comes as a document too
        return (Attached("animation", message.animation.file_id, message.animation.file_name or ""),)
    for kind in ("document", "video", "audio"):
        file = getattr(message, kind)
        if file is not None:
            return (Attached(kind, file.file_id, file.file_name or ""),)
    for kind in ("voice", "video_note"):
        file = getattr(message, kind)
        if file is not None:
            return (Attached(kind, file.file_id),)
    return ()
