"""The year's trainings in numbers, for rows 2.5 and 2.6: events, people who came, and different organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from storage import Session
from storage.content import all_of
from storage.records.content import Training
from storage.trainings import Tally, organisations_present, tallies


@dataclass(frozen=True, slots=True)
class Counts:
    """What was held in a year.

    `participants` counts attendances: a person at two events is two. `organisations` are different ones, counted
    only where people said whom they are from. `unmarked` are events whose organiser marked nobody yet.
    """

    events: int = 0
    participants: int = 0
    organisations: int = 0
    unmarked: int = 0


async def counts_of_year(session: Session, year: int, now: datetime, zone: ZoneInfo) -> Mapping[str | None, Counts]:
    """By the measure's key (None: trainings of no measure). What was called off or is still to come is left out."""
    held: dict[str | None, list[Training]] = {}
    for one in await all_of(session, Training):
        if one.called_off or (one.starts_at is not None and one.starts_at > now):
            continue
        if (one.starts_at.astimezone(zone).year if one.starts_at else one.year) == year:
            held.setdefault(one.measure, []).append(one)
    keys = [one.key for those in held.values() for one in those]
    counts, present = await tallies(session, keys), await organisations_present(session, keys)
    return {
        measure: Counts(
            events=sum(one.events or 1 for one in those),
            participants=sum(_came(one, counts.get(one.key, Tally())) for one in those),
            organisations=len(set().union(*(present.get(one.key, set()) for one in those))),
            unmarked=sum(_unmarked(one, counts.get(one.key, Tally())) for one in those),
        )
        for measure, those in held.items()
    }


def _came(training: Training, tally: Tally) -> int:
    """Who was marked; the record's own number where nobody was."""
    return tally.came if tally.marked else training.participants or 0


def _unmarked(training: Training, tally: Tally) -> bool:
    return training.starts_at is not None and bool(tally.signed) and not tally.marked and training.participants is None
