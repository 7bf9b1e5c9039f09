"""Russian in Latin letters («granty», «polu4il»): the cheapest Russian reading that is a known word."""

import heapq
from collections.abc import Callable

_PLAIN = {
    "shch": "щ", "sch": "щ", "yo": "е", "jo": "е", "zh": "ж", "kh": "х", "ch": "ч", "sh": "ш", "ts": "ц", "tz": "ц",
    "yu": "ю", "ju": "ю", "ya": "я", "ja": "я", "ye": "е", "je": "е", "yy": "ый", "iy": "ий", "ij": "ий", "yj": "ый",
    "yi": "ый", "ay": "ай", "ey": "ей", "oy": "ой", "uy": "уй", "aj": "ай", "ej": "ей", "oj": "ой", "uj": "уй",
    "ph": "ф", "x": "кс", "a": "а", "b": "б", "v": "в", "w": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и",
    "y": "ы", "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с",
    "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц", "'": "ь", "4": "ч", "6": "ш",
}  # fmt: skip
_OTHERWISE = {
    "ia": "я", "iu": "ю", "ii": "ий", "io": "е", "ai": "ай", "ei": "ей", "oi": "ой", "yi": "и", "y": "й", "e": "э",
    "j": "ж", "c": "к", "x": "х", "h": "г", "i": "й", "w": "ш", "u": "ю", "ck": "к",
}  # fmt: skip
_SOFT = frozenset("бвгджзклмнпрстфц")
_MOST_STEPS = 600
_LONGEST = 24
_OTHER_COST = 0.6
_SPLIT_COST = 0.3
_SOFT_COST = 0.7


def to_russian(word: str) -> str:
    """The plain reading, letter groups first."""
    low, at, said = word.lower(), 0, []
    while at < len(low):
        size = next((size for size in (4, 3, 2, 1) if low[at : at + size] in _PLAIN), 0)
        said.append(_PLAIN[low[at : at + size]] if size else low[at])
        at += size or 1
    return "".join(said)


def _steps(low: str, at: int) -> list[tuple[float, int, str]]:
    """Ways to read on from a place: (cost, letters used, Russian)."""
    found: list[tuple[float, int, str]] = []
    longest = True
    for size in (4, 3, 2, 1):
        group = low[at : at + size]
        if len(group) == size and group in _PLAIN:
            found.append((0.0 if longest else _SPLIT_COST, size, _PLAIN[group]))
            longest = False
        if len(group) == size and group in _OTHERWISE:
            found.append((_OTHER_COST, size, _OTHERWISE[group]))
    return found or [(0.0, 1, low[at])]


def readings(word: str, known: Callable[[str], bool], begins: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """The cheapest known reading («skolko» is «сколько», «sojuz» is «союз»), or the plain one; bounded work.

    `begins` tells that some known word begins so: other beginnings are not followed.
    """
    stem = word.rstrip("0123456789")
    if stem and stem != word:
        return tuple(reading + word[len(stem) :] for reading in readings(stem, known, begins))
    plain = to_russian(word)
    if known(plain) or len(word) > _LONGEST:
        return (plain,)
    low = word.lower()
    heap: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for _ in range(_MOST_STEPS):
        if not heap:
            break
        cost, at, said = heapq.heappop(heap)
        if begins and not begins(said):
            continue
        if at == len(low):
            if known(said):
                return (said,)
            continue
        for more, size, russian in _steps(low, at):
            heapq.heappush(heap, (cost + more, at + size, said + russian))
            if russian[-1] in _SOFT:
                heapq.heappush(heap, (cost + more + _SOFT_COST, at + size, said + russian + "ь"))
    return (plain,)
