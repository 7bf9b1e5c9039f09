"""Names that may be one organisation, and one thing under several printed names. A person decides."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from rapidfuzz import fuzz

from core.reports.model import Finding, Kind, Place
from core.reports.year import YearRecords

_ALIKE = 85
"""Two words are spellings of one at this similarity (0 to 100); words with digits must be equal."""

_FORM = re.compile(r"\b(?:[А-ЯЁ]{2,8}|НО|г\.)(?=\s|«|$)")
_TAIL = re.compile(r"\s*\([^)]*\)\s*$")
_BRACKETS = re.compile(r"\([^)]*\)")
_PRINTED = re.compile(r"^(?:[А-ЯЁ]{2,8}\b|«)")
_ACRONYM = re.compile(r"«[А-ЯЁ]{2,5}»$")
_FILLER = re.compile(
    r"(автономн|некоммерческ|общественн|организаци|региональн|местн|городск|областн|отделени|всероссийск|общероссийск"
    r"|частн|учреждени)\w*|г|города?|округа?|област[ьи]|кра[йя]|района?|им|имени|и|на|по|во?|при|для"
)
"""Words of legal forms and places, which do not tell organisations apart."""
_EQUALS = {"гимназия": "школа", "гимназии": "школа", "лицей": "школа", "лицея": "школа", "школы": "школа"}


def similar(records: YearRecords) -> Iterator[Finding]:
    """Different organisations of the year whose names, without forms and places, are the same words."""
    city = records.city.name.lower()[:-1] if records.city is not None else ""
    used = _used(records)
    words = {key: _words(records.organisations[key].name, city) for key in used}
    cores = {key: _core(records.organisations[key].name, city) for key in used}
    for one, other in _candidates(words):
        if _same(words[one], words[other]) or cores[one] == cores[other] != ():
            yield Finding(
                Kind.SAME_NAME,
                Place(row=_TAIL.sub("", records.organisations[one].name)),
                details={
                    "names": [_TAIL.sub("", records.organisations[key].name) for key in (one, other)],
                    "keys": [one, other],
                },
            )


def variants(records: YearRecords) -> Iterator[Finding]:
    """Organisations and contests of the year that are printed under more than one name."""
    printed: dict[str, list[str]] = defaultdict(list)
    for key in _used(records):
        organisation = records.organisations[key]
        printed[key] += [_TAIL.sub("", organisation.name)]
        printed[key] += [alias for alias in organisation.aliases if _PRINTED.match(alias) and "«" in alias]
    for subsidy in records.subsidies:
        printed[subsidy.organisation].append(subsidy.name_as_printed)
    for lease in records.leases:
        printed[lease.organisation].append(lease.name_as_printed)
    for names in printed.values():
        yield from _variants(names, _folded)
    for season in records.seasons:
        contest = records.contests[season.contest]
        if "«" in contest.name:
            names = [contest.name, *(alias for alias in contest.aliases if alias.startswith("«"))]
            yield from _variants(names, lambda name: _folded(name[name.index("«") :]))


def _variants(names: Iterable[str], fold: Callable[[str], str]) -> Iterator[Finding]:
    different: dict[str, str] = {}
    for name in names:
        if not _ACRONYM.search(name):
            different.setdefault(fold(name), name)
    if len(different) > 1:
        yield Finding(
            Kind.NAME_VARIANTS, Place(row=next(iter(different.values()))), details={"names": list(different.values())}
        )


def _used(records: YearRecords) -> tuple[str, ...]:
    """Organisations that the year's rows name, in the order of their records."""
    named = {
        *(subsidy.organisation for subsidy in records.subsidies),
        *(lease.organisation for lease in records.leases),
        *(project.organisation for project in records.projects),
        *(fact.organisation for fact in records.facts),
    }
    return tuple(key for key in records.organisations if key in named)


def _folded(name: str) -> str:
    """A printed name without case, quotes, hyphens and «ё»: what is left different is another name."""
    return " ".join(re.findall(r"[\w№]+", _TAIL.sub("", name).lower().replace("ё", "е")))


def _words(name: str, city: str) -> tuple[str, ...]:
    bare = _FORM.sub(" ", _BRACKETS.sub(" ", name))
    found = re.findall(r"\w+", bare.lower().replace("ё", "е"))
    kept = [
        _EQUALS.get(word, word) for word in found if not (_FILLER.fullmatch(word) or (city and word.startswith(city)))
    ]
    return tuple(kept)


def _core(printed: str, city: str) -> tuple[str, ...]:
    """The innermost quoted name, which people know the organisation by."""
    name = _TAIL.sub("", printed)
    inner = name[name.rindex("«") :] if "«" in name else ""
    words = tuple(
        word for word in re.findall(r"\w+", inner.lower().replace("ё", "е")) if not (city and word.startswith(city))
    )
    return words if sum(map(len, words)) >= 4 else ()


def _candidates(words: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Pairs that share one of their two rarest word beginnings, so that long lists stay quick."""
    begins = {key: {word[:5] for word in found} for key, found in words.items()}
    counts = Counter(begin for found in begins.values() for begin in found)
    blocks: dict[str, list[str]] = defaultdict(list)
    for key, found in begins.items():
        for begin in sorted(found, key=lambda begin: (counts[begin], begin))[:2]:
            blocks[begin].append(key)
    order = {key: place for place, key in enumerate(words)}
    pairs = {
        tuple(sorted((one, other), key=order.__getitem__))
        for block in blocks.values()
        for place, one in enumerate(block)
        for other in block[place + 1 :]
    }
    return sorted(((one, other) for one, other in pairs), key=lambda pair: (order[pair[0]], order[pair[1]]))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
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
