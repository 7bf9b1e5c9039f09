"""Names that may be one organisation, and one thing under several printed names. A person decides."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from core.organisations.resolving import Resolver
from core.organisations.shapes import folded, without_tail
from core.reports.model import Finding, Kind, Place
from core.reports.year import YearRecords
from storage.records.content import Contest, Programme

_PRINTED = re.compile(r"^(?:[А-ЯЁ]{2,8}\b|«)")
_FORM_WORD = re.compile(
    r"(?:автономн|некоммерческ|общественн|организаци|региональн|местн|городск|областн|частн|учреждени|общеобразовательн"
    r"|муниципальн|образовательн|бюджетн)\w*|\w+ск(?:ая|ое|ий|ой)", re.IGNORECASE,
)  # fmt: skip
_PLACE = re.compile(r"город\w*|г")
_ACRONYM = re.compile(r"«[А-ЯЁ]{2,5}»$")


def similar(records: YearRecords) -> Iterator[Finding]:
    """Different organisations of the year with the same name apart from forms and places, unless an editor said so."""
    city = records.city.name.lower()[:-1] if records.city is not None else ""
    resolver = Resolver(records.organisations.values(), city)
    for pair in resolver.same_named(_used(records)):
        if frozenset(pair) in records.apart:
            continue
        names = [without_tail(records.organisations[key].name) for key in pair]
        yield Finding(Kind.SAME_NAME, Place(row=names[0]), details={"names": names, "keys": list(pair)})


def variants(records: YearRecords) -> Iterator[Finding]:
    """Organisations and contests of the year that are printed under more than one name."""
    printed: dict[str, list[str]] = defaultdict(list)
    for key in _used(records):
        organisation = records.organisations[key]
        printed[key] += [without_tail(organisation.name)]
        printed[key] += [alias for alias in organisation.aliases if _PRINTED.match(alias) and "«" in alias]
    for subsidy in records.subsidies:
        printed[subsidy.organisation].append(subsidy.name_as_printed)
    for lease in records.leases:
        printed[lease.organisation].append(lease.name_as_printed)
    for names in printed.values():
        yield from _variants(names, folded)
    for season in records.seasons:
        contest = records.contests[season.contest]
        if "«" in contest.name:
            names = [contest.name, *(alias for alias in contest.aliases if alias.startswith("«"))]
            yield from _variants(names, lambda name: folded(name[name.index("«") :]))


def twins(records: YearRecords) -> Iterator[Finding]:
    """Contests and programmes of the year that stand a second time under nearly the same name."""
    city = records.city.name.lower()[:-1] if records.city is not None else ""
    contests = {season.contest for season in records.seasons}
    programmes = {one.programme for one in records.fundings} | {one.programme or "" for one in records.subsidies}
    pairs: tuple[tuple[Mapping[str, Contest | Programme], set[str]], ...] = (
        (records.contests, contests), (records.programmes, programmes),
    )  # fmt: skip
    for known, used in pairs:
        alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key, one in known.items():
            alike[_bare(one.name, city)].append(key)
        for shape, keys in alike.items():
            for key, other in combinations(sorted(keys) if shape else (), 2):
                if {key, other} & used and len({known[key].pack, known[other].pack} - {""}) <= 1:
                    names = [known[key].name, known[other].name]
                    yield Finding(Kind.SAME_NAME, Place(row=names[0]), details={"names": names, "keys": [key, other]})


def _bare(name: str, city: str) -> tuple[str, ...]:
    """The words of a name without the city and its word, so that two case forms of it tell nothing apart."""
    words = folded(name).split()
    return tuple(word for word in words if not (_PLACE.fullmatch(word) or (city and word.startswith(city))))


def _variants(names: Iterable[str], fold: Callable[[str], str]) -> Iterator[Finding]:
    different: dict[str, str] = {}
    for name in names:
        if not _ACRONYM.search(name):
            short = fold(_shortened(name))
            known = next((one for one in different if one == short or fold(_shortened(different[one])) == short), "")
            different.setdefault(known or fold(name), name)
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


def _shortened(name: str) -> str:
    """The legal form written out as its letters: «Местная общественная организация «…»» as «МОО «…»»."""
    form, mark, rest = name.partition("«")
    words = form.split()
    lower = [word for word in words if not word.isupper()]
    if mark and words and len(words) == len(lower) and len(words) > 1 and all(_FORM_WORD.match(word) for word in words):
        return "".join(word[0].upper() for word in words) + " «" + rest
    return name
