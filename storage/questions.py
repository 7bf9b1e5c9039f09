"""The question log: one row per update that asked something."""

from datetime import datetime

from storage import Session
from storage.leases import insert_into
from storage.models.work import QuestionRow


async def log_question(
    session: Session, *, person_id: int, text: str, outcome: str, subject: str, asked_at: datetime, update_key: str
) -> None:
    """Write the question once per `update_key`; a repeated update leaves the first row as it is."""
    insert = insert_into(session, QuestionRow).values(
        person_id=person_id, text=text, outcome=outcome, subject=subject, asked_at=asked_at, update_key=update_key
    )
    await session.execute(insert.on_conflict_do_nothing(index_elements=[QuestionRow.update_key]))
    await session.flush()
