"""The records of one year, read in one transaction, from which the report is built and checked."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.reports.counted import Counted, counted_in
from storage import Session, content
from storage.history import edited_by_hand
from storage.naming import different_pairs
from storage.records.content import (
    City,
    Contest,
    Document,
    Fact,
    Indicator,
    Lease,
    LevelTotal,
    Measure,
    Organisation,
    Programme,
    ProgrammeFunding,
    Project,
    Season,
    Sphere,
    StatedTotal,
    Subsidy,
    SupportCount,
)
from storage.records.desk import Department
from storage.records.years import ResultText
from storage.submissions import newest_of
from storage.terms import SubmissionState


@dataclass(frozen=True, slots=True)
class YearRecords:
    """What the base holds for a year; `programmes`, `contests`, `organisations`, `spheres` are by key.

    `apart` are pairs of organisations of which an editor said that they are not one; `edited` are records (table,
    key) that somebody changed by hand, so that their quotation is not what they say any more.
    """

    year: int
    document: Document | None
    city: City | None
    spheres: dict[str, Sphere]
    organisations: dict[str, Organisation]
    programmes: dict[str, Programme]
    contests: dict[str, Contest]
    fundings: tuple[ProgrammeFunding, ...]
    support: tuple[SupportCount, ...]
    seasons: tuple[Season, ...]
    subsidies: tuple[Subsidy, ...]
    stated: tuple[StatedTotal, ...]
    levels: tuple[LevelTotal, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    facts: tuple[Fact, ...]
    projects: tuple[Project, ...]
    leases: tuple[Lease, ...]
    apart: frozenset[frozenset[str]] = frozenset()
    texts: tuple[ResultText, ...] = ()
    owners: dict[str, str] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)
    edited: frozenset[tuple[str, str]] = frozenset()


async def read_year(session: Session, year: int, now: datetime | None = None) -> YearRecords:
    """All records of a year, trainings as far as they were held at `now`; a year without data gives empty tuples."""

    documents = await content.all_of(session, Document, year=year)
    cities = await content.all_of(session, City)
    return YearRecords(
        year=year,
        document=documents[0] if documents else None,
        city=cities[0] if cities else None,
        spheres={item.key: item for item in await content.all_of(session, Sphere)},
        organisations={item.key: item for item in await content.all_of(session, Organisation)},
        programmes={item.key: item for item in await content.all_of(session, Programme)},
        contests={item.key: item for item in await content.all_of(session, Contest)},
        fundings=tuple(await content.all_of(session, ProgrammeFunding, year=year)),
        support=tuple(await content.all_of(session, SupportCount, year=year)),
        seasons=tuple(await content.all_of(session, Season, year=year)),
        subsidies=tuple(await content.all_of(session, Subsidy, year=year)),
        stated=tuple(await content.all_of(session, StatedTotal, year=year)),
        levels=_own(await content.all_of(session, LevelTotal, year=year), documents),
        indicators=tuple(await content.all_of(session, Indicator, year=year)),
        measures=await _plan(session, year),
        facts=tuple(await content.all_of(session, Fact, year=year)),
        projects=tuple(await content.all_of(session, Project, year=year)),
        leases=tuple(await content.all_of(session, Lease, year=year)),
        apart=await different_pairs(session),
        texts=tuple(await content.all_of(session, ResultText, year=year)),
        owners=await _awaited(session, year),
        counted=await counted_in(session, year, now),
        edited=await edited_by_hand(session),
    )


def _own(levels: list[LevelTotal], documents: list[Document]) -> tuple[LevelTotal, ...]:
    """A year's sums as its own report states them, else as the next year's looks back at them."""
    keys = {document.key for document in documents}
    own = tuple(level for level in levels if level.source is not None and level.source.document in keys)
    return own or tuple(levels)


async def _awaited(session: Session, year: int) -> dict[str, str]:
    """Whose figures of the year are not in yet, by row of the plan."""
    files = await newest_of(session, year)
    sent = {key for key, own in files.items() if any(one.state is SubmissionState.APPLIED for one in own)}
    found: dict[str, list[str]] = {}
    for department in await content.all_of(session, Department):
        if department.key not in sent:
            for number in department.measures:
                found.setdefault(number, []).append(department.short_name)
    return {number: ", ".join(names) for number, names in found.items()}


async def _plan(session: Session, year: int) -> tuple[Measure, ...]:
    """The plan's rows: a year without its own has those of the newest year before it, nothing done yet."""
    measures = await content.all_of(session, Measure)
    own = [measure for measure in measures if measure.year == year]
    if own:
        return tuple(own)
    newest = max((measure.year for measure in measures if measure.year < year), default=None)
    return tuple(replace(measure, result="", year=year) for measure in measures if measure.year == newest)
