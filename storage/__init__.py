"""The only SQLAlchemy of the house. `Session` is what other rooms may name in annotations."""

from sqlalchemy.ext.asyncio import AsyncSession as Session

__all__ = ["Session"]
