"""A call's parameters, however they came: query string, JSON, form or multipart. Null means absent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.refusals import Json, Refusal, bad_request, stricter

UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    name: str
    content: bytes
    mime: str = "application/octet-stream"


@dataclass(slots=True)
class Parameters:
    values: Json = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def refuse_unknown(self, known: Iterable[str], method: str) -> None:
        for name in self.values:
            if name not in known:
                raise stricter(f"unknown parameter {name!r} in {method}")
        for name in self.files:
            if name not in known and not self._attached(name):
                raise stricter(f"unknown file {name!r} in {method}")

    def _attached(self, name: str) -> bool:
        mark = f"attach://{name}"
        return any(mark in (v if isinstance(v, str) else json.dumps(v)) for v in self.values.values())

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise bad_request(f'field "{name}" must be of type String')
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise stricter(f"parameter {name!r} must be an Integer") from None

    def number(self, name: str) -> float:
        value = self.values.get(name)
        if value is None or value == "":
            raise bad_request(f"{name} is empty")
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad_request(f"{name} must be a valid Number") from None

    def boolean(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        return str(value).lower() in ("true", "yes", "1")

    def data(self, name: str, called: str = "") -> Any:
        """A JSON-serialized value; a JSON body may hold it unserialized."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {called or name} JSON object") from None
        return value

    def as_log(self) -> Json:
        return {**self.values, **{name: f"<{up.name}, {len(up.content)} bytes>" for name, up in self.files.items()}}


async def read_parameters(request: web.Request) -> Parameters:
    found = Parameters(dict(request.query) if request.query_string else {})
    if request.method == "GET" or not request.can_read_body:
        return found
    kind = request.content_type
    try:
        if kind == "application/json":
            body = await request.read()
            parsed = json.loads(body) if body.strip() else {}
            if not isinstance(parsed, dict):
                raise bad_request("object expected as request body")
            found.values.update((name, value) for name, value in parsed.items() if value is not None)
        elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            await _form(request, found)
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except (ValueError, AssertionError):
        raise bad_request("can't parse request body") from None
    return found


async def _form(request: web.Request, found: Parameters) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            if len(content) > UPLOAD_LIMIT:
                raise Refusal(413, "Request Entity Too Large")
            found.files[name] = Upload(value.filename or "file", content, value.content_type)
        else:
            found.values[name] = value if isinstance(value, str) else bytes(value).decode()
