"""What a person set: the hour of alerts, quiet hours, the legal form."""

from typing import Any

from sqlalchemy import update

from storage import Session
from storage.models.people import PersonRow


async def prefer(session: Session, person_id: int, **values: Any) -> None:
    """Write some of `digest_hour`, `quiet_from`, `quiet_to`, `legal_form` of a person."""
    await session.execute(update(PersonRow).where(PersonRow.id == person_id).values(**values))
