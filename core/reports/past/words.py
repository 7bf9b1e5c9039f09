"""Words that a narrow column broke in two, put together again."""

import re
from functools import cache
from typing import Any

_BROKEN = re.compile(r"(\w+)\n(\w+)")


def joined(text: str) -> str:
    """Lines as one; «администра / ции» is one word, «для / НКО» are two."""
    text = _BROKEN.sub(lambda match: _one_or_two(match[1], match[2]), text)
    return re.sub(r"\s+", " ", text).strip()


def _one_or_two(left: str, right: str) -> str:
    whole = left + right
    one = _known(whole) and right.islower() and not (_known(left) and _known(right) and len(right) > 2)
    return whole if one else f"{left} {right}"


def _known(word: str) -> bool:
    return bool(_dictionary().word_is_known(word.lower()))


@cache
def _dictionary() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")
