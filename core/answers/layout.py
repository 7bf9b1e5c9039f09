"""Russian typed on the English layout («uhfyns»): back to Russian, when that gives words and Latin does not."""

from collections.abc import Callable

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN + '{}:"<>~', _RUSSIAN + "хъжэбюё")
_VOWELS = set("аеёиоуыэюя")


def from_latin_keys(chunk: str) -> str:
    """The same keys on the Russian layout."""
    return chunk.lower().translate(_TO_RUSSIAN).replace("ё", "е")


def readings(chunk: str) -> tuple[str, ...]:
    """The chunk's Russian readings: punctuation at the end is a letter or punctuation."""
    bare = chunk.strip('?!()«»"')
    shorter = bare.rstrip(",.;:").lstrip("(«")
    return tuple(dict.fromkeys((from_latin_keys(bare), from_latin_keys(shorter))))


def looks_russian(word: str, known: Callable[[str], bool]) -> float:
    """1 for a known word, less by its share of vowels: «uhfyns» as keys is «гранты»."""
    if known(word):
        return 1.0
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return 0.0
    share = sum(letter in _VOWELS for letter in letters) / len(letters)
    return 0.45 if 0.25 <= share <= 0.6 else 0.0
