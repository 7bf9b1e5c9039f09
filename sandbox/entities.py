"""Telegram's HTML mode as td's parser reads it, and entities back to safe HTML. Offsets are UTF-16 units."""

import re
from dataclasses import dataclass
from html import escape

from sandbox.refusals import Json, Refusal, bad_request

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+))|([A-Za-z]+));?")
_SPACE = " \t\r\n\0\v"
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_STOP = re.compile("[<&]")
MAX_ENTITIES = 100


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_failure(text: str) -> Refusal:
    return bad_request(f"can't parse entities: {text}")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


class _HtmlReader:
    """One pass over one text; mirrors td's parse_html, so its error texts and byte offsets hold."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self.pos < len(self.text):
            stop = _STOP.search(self.text, self.pos)
            end = stop.start() if stop else len(self.text)
            self._emit(self.text[self.pos : end])
            self.pos = end
            if not stop:
                break
            if stop.group() == "&":
                self._reference()
            elif self._at(self.pos + 1) == "/":
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise parse_failure(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.out), self.entities

    def _at(self, index: int) -> str:
        return self.text[index] if index < len(self.text) else "\0"

    def _bytes_to(self, index: int) -> int:
        return len(self.text[:index].encode("utf-8", "surrogatepass"))

    def _emit(self, piece: str) -> None:
        if piece:
            self.out.append(piece)
            self.offset += utf16_length(piece)

    def _reference(self) -> None:
        decoded, self.pos = decode_reference(self.text, self.pos)
        self._emit(decoded)

    def _skip_space(self) -> None:
        while self.pos < len(self.text) and self.text[self.pos] in _SPACE:
            self.pos += 1

    def _word(self, stops: str) -> str:
        start = self.pos
        while self._at(self.pos) not in stops:
            self.pos += 1
        return self.text[start : self.pos]

    def _start_tag(self) -> None:
        begin = self.pos
        self.pos += 1
        tag = self._word(_SPACE + ">").lower()
        if self.pos >= len(self.text):
            raise parse_failure(f"Unclosed start tag at byte offset {self._bytes_to(begin)}")
        if tag not in TAGS:
            raise parse_failure(f'Unsupported start tag "{tag}" at byte offset {self._bytes_to(begin)}')
        argument = ""
        while self._at(self.pos) != ">":
            self._skip_space()
            if self._at(self.pos) == ">":
                break
            found = self._attribute(tag, begin)
            argument = found or argument
        if tag == "span" and argument != "tg-spoiler":
            raise parse_failure(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes_to(begin)}')
        self.pos += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> str:
        name = self._word(_SPACE + "=>/\"'")
        if not name:
            at = self._bytes_to(begin)
            raise parse_failure(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        self._skip_space()
        unclosed = parse_failure(f'Unclosed start tag "{tag}" at byte offset {self._bytes_to(begin)}')
        if self._at(self.pos) != "=":
            if self.pos >= len(self.text):
                raise unclosed
            return "1" if (tag, name) == ("blockquote", "expandable") else ""
        self.pos += 1
        self._skip_space()
        if self.pos >= len(self.text):
            raise unclosed
        value = self._value(begin)
        wanted = (
            (tag == "a" and name == "href")
            or (tag == "code" and name == "class" and value.startswith("language-"))
            or (tag == "span" and name == "class" and value == "tg-spoiler")
            or (tag == "tg-emoji" and name == "emoji-id")
            or (tag == "blockquote" and name == "expandable")
        )
        return (value or "1") if wanted else ""

    def _value(self, begin: int) -> str:
        quote = self._at(self.pos)
        if quote not in "'\"":
            start = self.pos
            match = _NAME_TOKEN.match(self.text, self.pos)
            self.pos = match.end() if match else self.pos
            if self.pos >= len(self.text) or self.text[self.pos] not in _SPACE + ">":
                raise parse_failure(f"Unexpected end of name token at byte offset {self._bytes_to(start)}")
            return self.text[start : self.pos].lower()
        self.pos += 1
        value: list[str] = []
        while self.pos < len(self.text) and self.text[self.pos] != quote:
            if self.text[self.pos] == "&":
                decoded, self.pos = decode_reference(self.text, self.pos)
                value.append(decoded)
            else:
                value.append(self.text[self.pos])
                self.pos += 1
        self.pos += 1
        if self.pos >= len(self.text):
            raise parse_failure(f"Unclosed start tag at byte offset {self._bytes_to(begin)}")
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.pos
        if not self.open:
            raise parse_failure(f"Unexpected end tag at byte offset {self._bytes_to(begin)}")
        self.pos += 2
        found = self._word(_SPACE + ">").lower()
        self._skip_space()
        if self._at(self.pos) != ">":
            raise parse_failure(f"Unclosed end tag at byte offset {self._bytes_to(begin)}")
        self.pos += 1
        opened = self.open.pop()
        if found and found != opened.tag:
            raise parse_failure(
                f"Unmatched end tag at byte offset {self._bytes_to(begin)}, "
                f'expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": TAGS[opened.tag], "offset": opened.offset, "length": self.offset - opened.offset
        }  # fmt: skip
        if opened.tag == "a":
            url = opened.argument or "".join(self.out[opened.begin :])
            if not usable_link(url):
                return
            entity["url"] = url
        elif opened.tag == "code" and opened.argument:
            outer = self.open[-1] if self.open else None
            if outer and outer.tag == "pre" and outer.offset == opened.offset:
                outer.argument = opened.argument.removeprefix("language-")
                return
        elif opened.tag == "pre" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise parse_failure("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        self.entities.append(entity)


def decode_reference(text: str, at: int) -> tuple[str, int]:
    """The character a reference stands for and the position after it; an unknown one stays as it is."""
    match = _REFERENCE.match(text, at)
    if not match:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        if name not in _NAMED:
            return "&", at + 1
        return _NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code <= 0xDFFF:
        raise parse_failure(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    if code == 0 or code > 0x10FFFF:
        return "&", at + 1
    return chr(code), match.end()


def usable_link(url: str) -> bool:
    if re.match(r"(?i)(https?|tg|ton|mailto|tel)://?[^\s]+|mailto:\S+|tel:\S+", url):
        return True
    return bool(re.match(r"(?i)^[a-z0-9а-яё\-]+(\.[a-z0-9а-яё\-]+)+([/?#:]\S*)?$", url))


def parse_html(text: str) -> tuple[str, list[Json]]:
    if "<" not in text and "&" not in text:
        return text, []
    plain, entities = _HtmlReader(text).read()
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, entities[:MAX_ENTITIES]


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram trims white space at both ends and moves the entities along."""
    stripped = text.strip(" \t\r\n\v\0")
    if len(stripped) == len(text):
        return text, entities
    shift = utf16_length(text[: len(text) - len(text.lstrip(" \t\r\n\v\0"))])
    size = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept


_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]*[^\s<>\"«».,:;!?)\]]|(?<![\w@.])(?:[a-z0-9\-]+\.)+(?:ru|рф|com|org|net|me|info|pro)\b(?:/[^\s<>\"«»]*[^\s<>\"«».,:;!?)\]])?)"
    r"|(?P<email>(?<!\w)[\w.+\-]+@[\w\-]+\.[\w.\-]*\w)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)",
    re.IGNORECASE,
)
_HINT = re.compile(r"[/@#.]")


def detect(text: str, taken: list[Json]) -> list[Json]:
    """Entities that Telegram finds by itself: commands, links, mentions, e-mails, hashtags."""
    if not _HINT.search(text):
        return taken
    spans = [(one["offset"], one["offset"] + one["length"]) for one in taken
             if one["type"] in ("code", "pre", "text_link")]  # fmt: skip
    found = list(taken)
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(start < offset + length and offset < end for start, end in spans):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return found


def escape_text(text: str) -> str:
    return escape(text, quote=True)
