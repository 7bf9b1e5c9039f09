"""The printers' words out of `templates/report/words.yaml`."""

from functools import cache
from typing import Any

import yaml

from core.rendering import TEMPLATES


@cache
def _all() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TEMPLATES / "report" / "words.yaml").read_text(encoding="utf-8"))
    return loaded


def words(*path: str | bool) -> Any:
    """What stands under `path`: a text, a list or a mapping. KeyError when nothing does."""
    found: Any = _all()
    for name in path:
        found = found[name]
    return found


def say(*path: str | bool, **values: object) -> str:
    """A text with its `{names}` filled in."""
    text: str = words(*path)
    return text.format(**values)
