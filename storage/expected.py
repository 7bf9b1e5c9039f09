"""Seasons that nobody announced yet, written from the past ones."""

from datetime import datetime

from storage import Session
from storage.content import raise_version
from storage.models.contests import SeasonRow
from storage.records.content import Season
from storage.terms import SeasonStatus


async def add_expected(
    session: Session, past: Season, key: str, year: int, opens_at: datetime | None, closes_at: datetime
) -> bool:
    """Write the season that is expected after `past`; False when it stands already."""
    if await session.get(SeasonRow, key) is not None:
        return False
    session.add(
        SeasonRow(
            key=key, contest=past.contest, year=year, title="", status=SeasonStatus.EXPECTED, zone=past.zone,
            opens_at=opens_at, closes_at=closes_at, applicants_text="", winners_text="", count_unit=past.count_unit,
            conditions="", url=past.url,
        )
    )  # fmt: skip
    await raise_version(session)
    return True
