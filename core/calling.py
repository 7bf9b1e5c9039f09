"""What a core function is given when somebody speaks: who, when, and the update's key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.desk.rights import Desk
from storage.engine import SessionFactory
from storage.records.desk import Membership
from storage.records.people import Person

Clock = Callable[[], datetime]
"""The present moment, aware, UTC. Tests freeze it."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the bot, as the first screen says it, and after how many days a record wants checking again."""

    name: str
    contact: str
    demo: bool = False
    check_after: int = 90


@dataclass(frozen=True, slots=True)
class Call:
    """One update's circumstances, handed by the middleware to every handler as `call`.

    `update_key` is unique per update: writing functions store it, so that a repeated update writes nothing
    new. `zone` is the people's zone. `memberships` were read when this update began.
    """

    person: Person
    is_admin: bool
    now: datetime
    zone: ZoneInfo
    operator: Operator
    update_key: str
    reading: SessionFactory
    writing: SessionFactory
    memberships: tuple[Membership, ...] = ()

    @property
    def desk(self) -> Desk:
        """What this person may do at the departments' desk."""
        return Desk(self.is_admin, self.memberships)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()
