"""Moving a season's deadline, as an editor does: the old date stays beside the new one, and corrections follow."""

from datetime import datetime

from core.calling import Call
from storage import editing
from storage.content import get
from storage.records.content import Season
from storage.terms import SeasonStatus


async def move_deadline(call: Call, season_key: str, new_closes_at: datetime) -> Season | None:
    """Set a new deadline; None when there is no such season. The same date again changes nothing.

    The season becomes extended or shortened. Whoever was told the old date gets one correction at the next tick.
    """
    async with call.writing() as session:
        season = await get(session, Season, season_key)
        if season is None:
            return None
        values: dict[str, object] = {"closes_at": new_closes_at}
        if season.closes_at is not None and season.closes_at != new_closes_at:
            later = new_closes_at > season.closes_at
            values["previous_closes_at"] = season.closes_at
            values["status"] = SeasonStatus.EXTENDED if later else SeasonStatus.SHORTENED
        await editing.change_fields(session, "seasons", season_key, values, author_id=call.person.id, now=call.now)
        await session.commit()
    async with call.reading() as session:
        return await get(session, Season, season_key)
