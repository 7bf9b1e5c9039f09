"""What is left of an organisation's name when legal forms, quotes and places are taken away."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

_ALIKE = 85
"""Two words are spellings of one at this similarity (0 to 100); words with digits must be equal."""

_FORM = re.compile(r"\b(?:[А-ЯЁ]{2,8}|НО|г\.)(?=\s|«|\"|$)")
_ABBREVIATION = re.compile(r"\b[А-ЯЁ]{2,8}(?=\s|«|\"|$)")
_TAIL = re.compile(r"\s*\([^)]*\)\s*$")
_BRACKETS = re.compile(r"\([^)]*\)")
_FILLER = re.compile(
    r"(автономн|некоммерческ|общественн|организаци|региональн|местн|городск|областн|отделени|всероссийск|общероссийск"
    r"|частн|учреждени|фонд)\w*|г|города?|округа?|област[ьи]|кра[йя]|района?|им|имени|и|на|по|во?|при|для|ано|роо|моо|оо"
)
"""Words of legal forms and places, which do not tell organisations apart."""
_WRITTEN_OUT = re.compile(
    r"\b(?:(?:автономн|некоммерческ|общественн|религиозн|благотворительн|региональн|местн|городск|областн|частн"
    r"|муниципальн|бюджетн|(?:обще)?образовательн)\w*\s+|\w+ск(?:ая|ое|ий|ой)\s+)+"
    r"(?:организаци|учреждени|фонд|движени|союз|объединени|партнерств|партнёрств)\w*", re.IGNORECASE,
)  # fmt: skip
_EQUALS = {"гимназия": "школа", "гимназии": "школа", "лицей": "школа", "лицея": "школа", "школы": "школа"}
_REGION = re.compile(r"\b(?:региональн|областн|област[ьи]|кра[йя])\w*")
_CITY = re.compile(r"\b(?:городск\w+|местн\w+|города|г\.)")
_CORE_LETTERS = 4
_EDGE = 3


class Scope(StrEnum):
    """How far an organisation reaches, where its name says so."""

    CITY = "city"
    REGION = "region"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shape:
    """One name. `words` tell organisations apart; `core` is the innermost quoted name; `forms` are abbreviations."""

    printed: str
    folded: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    forms: tuple[str, ...]
    scope: Scope


def without_tail(name: str) -> str:
    """The name without the editor's remark in brackets at its end."""
    return _TAIL.sub("", name)


def folded(name: str) -> str:
    """A printed name without case, quotes, hyphens and «ё»: what is left different is another name."""
    return " ".join(re.findall(r"[\w№]+", without_tail(name).lower().replace("ё", "е")))


def abbreviated(text: str) -> str:
    """The text with legal forms that are written out as their letters: «Благотворительный фонд» as «БФ»."""
    return _WRITTEN_OUT.sub(lambda found: "".join(word[0].upper() for word in found.group().split()), text)


def shape_of(name: str, city: str = "") -> Shape:
    """Take a name apart; `city` is the beginning of the city's name, in lower case."""
    bare = _BRACKETS.sub(" ", name)
    return Shape(
        without_tail(name), folded(name), _words(bare, city), _core(without_tail(name), city),
        tuple(_ABBREVIATION.findall(bare)), _scope(bare, city),
    )  # fmt: skip


def _words(bare: str, city: str) -> tuple[str, ...]:
    found = re.findall(r"\w+", _FORM.sub(" ", bare).lower().replace("ё", "е"))
    return tuple(
        _EQUALS.get(word, word) for word in found if not (_FILLER.fullmatch(word) or (city and word.startswith(city)))
    )


def _core(name: str, city: str) -> tuple[str, ...]:
    """The innermost quoted name, which people know the organisation by."""
    opened = max(name.rfind("«"), name.rfind("“"), name[:-1].rfind('"') if name.endswith('"') else -1)
    inner = name[opened:] if opened >= 0 else ""
    words = tuple(
        word for word in re.findall(r"\w+", inner.lower().replace("ё", "е")) if not (city and word.startswith(city))
    )
    return words if sum(map(len, words)) >= _CORE_LETTERS else ()


def _scope(bare: str, city: str) -> Scope:
    """Said in words, or by an abbreviation of the city's letter: КГОО is the city's, КРОО the region's."""
    text = bare.lower()
    short = next((one for one in _ABBREVIATION.findall(bare) if len(one) > _EDGE and one.lower()[0] == city[:1]), "")
    if short[1:2] in {"Г", "О", "Р"}:
        return Scope.CITY if short[1] == "Г" else Scope.REGION
    if _CITY.search(text):
        return Scope.CITY
    return Scope.REGION if _REGION.search(text) else Scope.UNKNOWN


def same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lists are the same words up to their order and a typo in each."""
    if not one or len(one) != len(other):
        return False
    left = list(other)
    for word in one:
        match = next((known for known in left if _alike(word, known)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    digits = any(letter.isdigit() for letter in one + other)
    return not digits and fuzz.ratio(one, other) >= _ALIKE
