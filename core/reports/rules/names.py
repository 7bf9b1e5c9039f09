"""Names that may be one organisation, and one thing under several printed names. A person decides."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from core.organisations.resolving import Resolver
from core.organisations.shapes import folded, without_tail
from core.reports.model import Finding, Kind, Place
from core.reports.year import YearRecords

_PRINTED = re.compile(r"^(?:[А-ЯЁ]{2,8}\b|«)")
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
