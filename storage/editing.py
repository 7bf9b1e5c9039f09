"""An editor's change of a record: the fields, their history, and the version that caches follow."""

from datetime import date, datetime
from typing import Any

from storage import Session
from storage.content import raise_version
from storage.models import CONTENT
from storage.models.work import ChangeRow


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


async def change_fields(
    session: Session, table: str, key: str, values: dict[str, Any], *, author_id: int | None, now: datetime
) -> bool:
    """Set fields of one record and write down what they were; False when the record is gone or nothing differs."""
    row = await session.get(CONTENT[table].row, key, with_for_update=True)
    if row is None:
        return False
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        before = _plain(getattr(row, name))
        session.add(
            ChangeRow(at=now, author_id=author_id, table=table, key=key, field=name, before=before, after=_plain(value))
        )
        setattr(row, name, value)
    if changed:
        await raise_version(session)
    return bool(changed)
