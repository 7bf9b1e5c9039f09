"""A year's answered appeals: row 2.2 by subject, table 2 by sphere and kind, and how many organisations they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from storage import Session
from storage.appeals import answered_between
from storage.content import all_of
from storage.records.appeals import Appeal
from storage.records.desk import Department
from storage.terms import SupportKind


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered in a year, in appeals; `organisations` are different ones, `unnamed` people without one.

    An appeal that was asked on counts once. Keys are spheres and subjects as they stand in the base; «» is none: an
    appeal without a sphere counts in the first of its department's.
    """

    year: int
    appeals: int
    by_subject: Mapping[str, int]
    by_sphere: Mapping[str, Mapping[SupportKind, int]]
    by_department: Mapping[str, int]
    organisations: int
    unnamed: int
    late: int

    def in_sphere(self, sphere: str, kind: SupportKind = SupportKind.CONSULTATION) -> int:
        """One cell of table 2."""
        return self.by_sphere.get(sphere, {}).get(kind, 0)


def bounds(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The year's first moment and the next one's, by the city's clock."""
    first, last = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    return first, last


async def answered_in(session: Session, year: int, zone: ZoneInfo) -> Answered:
    """Count the appeals that were answered, or closed without an answer, in a year. Deleted people still count."""
    homes = {one.key: one.spheres[0] for one in await all_of(session, Department) if one.spheres}
    return count(year, zone, await answered_between(session, *bounds(year, zone)), homes)


def count(year: int, zone: ZoneInfo, appeals: Iterable[Appeal], homes: Mapping[str, str]) -> Answered:
    """The counts of these appeals; `homes` are departments' first spheres."""
    listed = list(appeals)
    spheres: dict[str, Counter[SupportKind]] = {}
    for one in listed:
        spheres.setdefault(one.sphere or homes.get(one.department or "", ""), Counter())[one.kind] += 1
    return Answered(
        year=year,
        appeals=len(listed),
        by_subject=dict(Counter(one.subject for one in listed)),
        by_sphere={sphere: dict(kinds) for sphere, kinds in spheres.items()},
        by_department=dict(Counter(one.department or "" for one in listed)),
        organisations=len({one.organisation for one in listed if one.organisation}),
        unnamed=len({one.person_id for one in listed if not one.organisation}),
        late=sum(_day(one, zone) > one.due_on for one in listed),
    )


def _day(appeal: Appeal, zone: ZoneInfo) -> date:
    moment = appeal.answered_at or appeal.closed_at
    assert moment is not None
    return moment.astimezone(zone).date()
