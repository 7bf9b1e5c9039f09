"""Names that may be one organisation, and one thing under several printed names. A person decides."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from core.answers.lemmas import is_known
from core.answers.translit import readings
from core.organisations.resolving import Pair, Resolver, Why
from core.organisations.shapes import abbreviated, folded, shape_of, without_tail
from core.reports.model import Finding, Kind, Place
from core.reports.year import YearRecords
from storage.records.content import Contest, Organisation, Programme

_PRINTED = re.compile(r"^(?:[А-ЯЁ]{2,8}\b|«)")
_KIND_WORD = re.compile(
    r"^(?i:(?:(?:муниципальн|городск)\w+\s+)?(?:смотр-конкурс|конкурс|программ|преми)\w*)(?:\s+[а-яё-]+){0,6}\s+(?=«)"
)
_CYRILLIC, _LATIN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[A-Za-z]+")
_FEW, _FORM_LETTERS = 2, 2
_ACRONYM = re.compile(r"«[А-ЯЁ]{2,5}»$")


def similar(records: YearRecords) -> Iterator[Finding]:
    """Different organisations with the same name apart from forms and places, unless an editor said so.

    One of them is named by the year's rows. The other may stand for itself alone: a second record of it, from which
    the rows were moved away. Names that are only nearly alike count there as well.
    """
    city = records.city.name.lower()[:-1] if records.city is not None else ""
    organisations = (replace(one, name=_in_russian(one.name)) for one in records.organisations.values())
    resolver, used = Resolver(organisations, city), set(_used(records))
    found = dict.fromkeys(resolver.same_named(used))
    found |= {(pair.one, pair.other): None for pair in resolver.pairs() if _second(records, pair, used, city)}
    for keys in found:
        if frozenset(keys) in records.apart:
            continue
        names = [without_tail(records.organisations[key].name) for key in keys]
        yield Finding(Kind.SAME_NAME, Place(row=names[0]), details={"names": names, "keys": list(keys)})


def _in_russian(name: str) -> str:
    """A name that stands in Latin letters alone, as it is read."""
    if _CYRILLIC.search(name):
        return name
    return _LATIN.sub(lambda found: _read(found.group()), name)


def _read(word: str) -> str:
    said = readings(word, is_known)[0]
    return said.upper() if word.isupper() or word[:_FORM_LETTERS].isupper() else said


def _second(records: YearRecords, pair: Pair, used: set[str], city: str) -> bool:
    """Whether a pair is one organisation and a record of it that was made once more."""
    one, other = records.organisations[pair.one], records.organisations[pair.other]
    same_pack = len({one.pack, other.pack} - {""}) <= 1
    return bool({pair.one, pair.other} & used) and same_pack and _alike(pair, one.name, other.name, city)


def _alike(pair: Pair, one: str, other: str, city: str) -> bool:
    """The same words, one letter apart, or a word dropped from a name of several or from before the quoted one."""
    if pair.why is not Why.PART and pair.why is not Why.CORE:
        return pair.why is not Why.ALIAS
    fewer, more = sorted((set(shape_of(one, city).words), set(shape_of(other, city).words)), key=len)
    dropped = fewer < more and len(more) - len(fewer) == 1
    return dropped and len(fewer) > (1 if pair.why is Why.CORE else _FEW)


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
        resolver = Resolver(
            (Organisation(key=key, name=_bare(one.name), short_name="") for key, one in known.items()), city
        )
        alike = [(pair.one, pair.other) for pair in resolver.pairs()
                 if _alike(pair, _bare(known[pair.one].name), _bare(known[pair.other].name), city)]  # fmt: skip
        for keys in {frozenset(pair): pair for pair in (*_called(known), *alike)}.values():
            one, other = (known[key] for key in keys)
            if set(keys) & used and len({one.pack, other.pack} - {""}) <= 1:
                names = [one.name, other.name]
                details = {
                    "names": names,
                    "keys": list(keys),
                    "of": "contest" if known is records.contests else "programme",
                }
                yield Finding(Kind.SAME_NAME, Place(row=names[0]), details=details)


def _called(known: Mapping[str, Contest | Programme]) -> Iterator[tuple[str, str]]:
    """Pairs of which one's name is what the other is called besides."""
    named: dict[str, list[str]] = defaultdict(list)
    for key, one in known.items():
        for name in {folded(_bare(one.name)), folded(one.name)}:
            named[name].append(key)
    for key, one in known.items():
        for alias in dict.fromkeys(map(folded, one.aliases)):
            yield from ((key, other) for other in named[alias] if other != key)


def _bare(name: str) -> str:
    """A name without the word of what kind it is: «Конкурс «…»» and «…» tell nothing apart."""
    return _KIND_WORD.sub("", name).strip()


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
    """The legal form before the quoted name as its letters: «Местная общественная организация «…»» as «МОО «…»»."""
    form, mark, rest = name.partition("«")
    return abbreviated(form) + mark + rest
