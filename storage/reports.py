"""Aggregates of a year's report, computed by the database."""

from sqlalchemy import select, union

from storage import Session
from storage.models.money import IndicatorRow, ProgrammeFundingRow, StatedTotalRow
from storage.models.plan import SupportCountRow
from storage.models.years import RoundUpRow
from storage.versions import years_in_work


async def years_held(session: Session) -> tuple[int, ...]:
    """Years of which a city's report is held, oldest first.

    A contest season or a level's sum alone does not make a year: of the year before only those are known.
    A year whose collecting has begun is held, empty as it may be.
    """
    rows = (ProgrammeFundingRow, SupportCountRow, StatedTotalRow, IndicatorRow, RoundUpRow)
    return tuple(sorted((await session.scalars(union(*(select(row.year) for row in rows)))).all()))


def address(session: Session) -> str:
    """Where the session's base is, so that another process can read it. Holds the password: never log it."""
    return session.get_bind().engine.url.render_as_string(hide_password=False)


async def newest_whole_year(session: Session) -> int | None:
    """The newest year held that is not being collected; one that is, when there is no other."""
    held = await years_held(session)
    in_work = await years_in_work(session)
    whole = [year for year in held if year not in in_work]
    return max(whole or held, default=None)
