"""Alembic's entry: runs on the connection that storage.schema hands over; there is no alembic.ini."""

from typing import Any, Literal

from alembic import context

from storage.models import Base
from storage.models.base import Exact, Strings, UtcDateTime, WordLists, Words

_PLAIN = {
    Exact: "sa.BigInteger()",
    Strings: "sa.JSON()",
    WordLists: "sa.JSON()",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


def render_plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name plain types, so that they still run when our column types have changed."""
    if kind != "type":
        return False
    if isinstance(item, Words):
        return "sa.String(length=32)"
    return _PLAIN.get(type(item), False)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_plainly,
)
with context.begin_transaction():
    context.run_migrations()
