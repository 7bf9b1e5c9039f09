"""Entities to HTML that a browser may show: everything is escaped, links only to safe schemes."""

from sandbox.entities import escape_text
from sandbox.refusals import Json

_TAG = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
}  # fmt: skip


def to_html(text: str, entities: list[Json]) -> str:
    """Overlapping entities are cut at each other's ends, so tags always nest."""
    if not entities:
        return escape_text(text)
    units = text.encode("utf-16-le", "surrogatepass")
    marks = sorted({0, len(units) // 2, *(e["offset"] for e in entities),
                    *(e["offset"] + e["length"] for e in entities)})  # fmt: skip
    parts: list[str] = []
    opened: list[Json] = []
    for index, start in enumerate(marks):
        while opened and any(_end(one) <= start for one in opened):
            parts.append(_closing(opened.pop()))
        for entity in entities:
            if entity["offset"] <= start < _end(entity) and entity not in opened:
                opened.append(entity)
                value = units[entity["offset"] * 2 : _end(entity) * 2].decode("utf-16-le", "replace")
                parts.append(_opening(entity, value))
        if index + 1 < len(marks):
            piece = units[start * 2 : marks[index + 1] * 2].decode("utf-16-le", "replace")
            parts.append(escape_text(piece))
    parts.extend(_closing(one) for one in reversed(opened))
    return "".join(parts)


def _end(entity: Json) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _opening(entity: Json, value: str) -> str:
    kind = str(entity["type"])
    if kind in _TAG:
        return f"<{_TAG[kind]}>"
    if kind in ("blockquote", "expandable_blockquote"):
        extra = ' class="expandable"' if kind == "expandable_blockquote" else ""
        return f"<blockquote{extra}>"
    if kind in ("text_link", "url", "email"):
        return _link(str(entity.get("url", value)), kind)
    if kind == "bot_command":
        return '<a class="bot-command" href="#">'
    return f'<span class="entity-{kind.replace("_", "-")}">'


def _link(url: str, kind: str) -> str:
    if kind == "email":
        url = f"mailto:{url}"
    elif not url.lower().startswith(("http://", "https://", "tg://", "mailto:", "tel:")):
        url = f"https://{url}" if ":" not in url.split("/", 1)[0] else "about:blank"
    return f'<a href="{escape_text(url)}" target="_blank" rel="noopener noreferrer">'


def _closing(entity: Json) -> str:
    kind = str(entity["type"])
    if kind in _TAG:
        return f"</{_TAG[kind]}>"
    if kind in ("blockquote", "expandable_blockquote"):
        return "</blockquote>"
    return "</a>" if kind in ("text_link", "url", "email", "bot_command") else "</span>"
