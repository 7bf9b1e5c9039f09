"""Where work that nobody's update started gets its sessions: an open base, or a call."""

from typing import Protocol

from storage.engine import SessionFactory


class Sessions(Protocol):
    """Both session factories."""

    @property
    def reading(self) -> SessionFactory:
        """A plain transaction."""
        ...

    @property
    def writing(self) -> SessionFactory:
        """A transaction that takes the write lock at its beginning."""
        ...
