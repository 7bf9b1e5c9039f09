"""What the bot did for a year's report: appeals for table 2 and row 2.2, trainings (2.5, 2.6), announcements (4.2).

Told apart from what departments hand in: table 2 adds both, and the chat, JSON and XLSX say how many came by the bot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.appeals.counting import answered_in, bounds
from core.trainings.counting import Counts, counts_of_year
from storage import Session, content
from storage.counting import announced_between
from storage.records.content import City, Document, Sphere, SupportCount
from storage.terms import SupportKind


@dataclass(frozen=True, slots=True)
class Counted:
    """Appeals by subject, the most frequent first; consultations by sphere; announcements and what arrived.

    `trainings` are by the key of their row of the plan.
    `rows` are the rows of table 2 that consultations belong to, by the newest report that has them: label and spheres.
    """

    appeals: int = 0
    subjects: tuple[tuple[str, int], ...] = ()
    consultations: dict[str, int] = field(default_factory=dict)
    announcements: int = 0
    delivered: int = 0
    trainings: dict[str, Counts] = field(default_factory=dict)
    rows: tuple[tuple[str, str], ...] = ()

    def of(self, spheres: str) -> int:
        """Consultations of a row of table 2 (its spheres apart by spaces)."""
        return sum(self.consultations.get(sphere, 0) for sphere in spheres.split())


async def counted_in(session: Session, year: int, now: datetime | None = None) -> Counted:
    """Trainings still to come at `now` are left out. Nothing for a year signed before the bot counted."""
    signed = any(document.signed for document in await content.all_of(session, Document, year=year))
    if signed or not 2000 <= year < 2200:
        return Counted()
    cities = await content.all_of(session, City)
    zone = ZoneInfo(cities[0].zone if cities else "UTC")
    answered = await answered_in(session, year, zone)
    announcements, delivered = await announced_between(session, *bounds(year, zone))
    subjects = sorted(((subject, count) for subject, count in answered.by_subject.items() if subject),
                      key=lambda pair: (-pair[1], pair[0]))  # fmt: skip
    consultations = {
        sphere: count for sphere, kinds in answered.by_sphere.items()
        if sphere and (count := kinds.get(SupportKind.CONSULTATION, 0))
    }  # fmt: skip
    held = await counts_of_year(session, year, now or datetime.now(UTC), zone)
    trainings = {measure: counts for measure, counts in held.items() if measure is not None}
    rows = await _rows(session, consultations)
    return Counted(answered.appeals, tuple(subjects), consultations, announcements, delivered, trainings, rows)


async def _rows(session: Session, spheres: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Labels and spheres of the rows that these spheres stand in; a sphere that no report names is a row of its own."""
    known = sorted(await content.all_of(session, SupportCount), key=lambda one: -one.year)
    names = {one.key: one.name for one in await content.all_of(session, Sphere)}
    rows = [
        next(((one.sphere_label, " ".join(one.spheres)) for one in known if sphere in one.spheres),
             (names.get(sphere, sphere), sphere))
        for sphere in spheres
    ]  # fmt: skip
    return tuple(dict.fromkeys(rows))
