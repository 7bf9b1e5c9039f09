"""What the people of the departments' desk may do. Read anew at each update, asked again at every press."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.desk import Membership
from storage.terms import Role


class Right(StrEnum):
    """What may be allowed. READ is everybody's of the desk; STATISTICS goes over all departments."""

    READ = "read"
    MANAGE = "manage"
    EDIT = "edit"
    ANSWER = "answer"
    ANNOUNCE = "announce"
    STATISTICS = "statistics"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset({Right.READ, Right.MANAGE, Right.EDIT, Right.ANSWER, Right.ANNOUNCE}),
    Role.EDITOR: frozenset({Right.READ, Right.EDIT, Right.ANNOUNCE}),
    Role.SPECIALIST: frozenset({Right.READ, Right.ANSWER}),
    Role.STATISTICIAN: frozenset({Right.READ, Right.STATISTICS}),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person may do now. An administrator (ADMIN_IDS) may everything everywhere.

    `memberships` hold ended ones too: they give no right, and the person is told that it has ended.
    """

    is_admin: bool = False
    memberships: tuple[Membership, ...] = ()

    @property
    def active(self) -> tuple[Membership, ...]:
        """The memberships that give rights."""
        return tuple(one for one in self.memberships if one.ended_at is None)

    @property
    def ended_at(self) -> datetime | None:
        """When the last membership ended of somebody who has none any more."""
        return (
            None
            if self.is_admin or self.active
            else max((one.ended_at for one in self.memberships if one.ended_at), default=None)
        )

    def may(self, right: Right, department: str | None = None) -> bool:
        """Whether the right is held in a department; without one, in any.

        READ is not bound to a department; a membership over all departments holds in each.
        """
        if self.is_admin:
            return True
        return any(
            right in RIGHTS[one.role]
            and (department is None or right is Right.READ or one.department in (None, department))
            for one in self.active
        )

    def may_for(self, right: Right, owners: tuple[str, ...]) -> bool:
        """Whether the right is held in one of a record's departments; what nobody owns is everybody's of the desk."""
        return any(self.may(right, one) for one in owners) if owners else self.may(right)

    def departments(self, right: Right) -> frozenset[str] | None:
        """In which departments the right is held; None means in all of them."""
        held = [one for one in self.active if right in RIGHTS[one.role]]
        if self.is_admin or any(one.department is None for one in held):
            return None
        return frozenset(one.department for one in held if one.department is not None)

    @property
    def rights(self) -> frozenset[Right]:
        """Everything that is held anywhere."""
        return frozenset(right for right in Right if self.may(right))
