"""Departments as buttons name them: a key, or «all» for those who work over all of them."""

from core.calling import Call
from core.desk.rights import RIGHTS, Right
from storage import Session
from storage.content import get
from storage.records.desk import Department
from storage.terms import Role

OVER_ALL = "all"
CHOICE = "-"

ROLES = (Role.OWNER, Role.EDITOR, Role.SPECIALIST)
"""The roles of a department; over all of them there is the statistician too."""


def roles_of(department: str | None) -> tuple[Role, ...]:
    """Which roles may be given."""
    return ROLES if department is not None else (Role.STATISTICIAN, *ROLES)


def argument_of(department: str | None) -> str:
    """The department in a button."""
    return department or OVER_ALL


async def department_of(session: Session, argument: str) -> tuple[Department | None, bool]:
    """The department a button names, and whether there is such a place («all» has no department)."""
    if argument == OVER_ALL:
        return None, True
    found = await get(session, Department, argument)
    return found, found is not None


def manages(call: Call, department: str | None) -> bool:
    """Whether this person invites and withdraws here; over all departments, only who manages them all."""
    if department is None:
        held = call.desk.departments(Right.MANAGE)
        return call.desk.may(Right.MANAGE) and held is None
    return call.desk.may(Right.MANAGE, department)


def belongs(call: Call, department: str | None) -> bool:
    """Whether this person may see who is in: the own department's people, and for those over all, everybody."""
    if call.is_admin:
        return True
    return any(one.department in (None, department) for one in call.desk.active)


def may_lead(role: Role) -> bool:
    """Whether a role manages its department."""
    return Right.MANAGE in RIGHTS[role]
