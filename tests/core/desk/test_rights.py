"""Who may what, by role and department."""

import pytest

from core.desk.rights import Desk, Right
from storage.records.desk import Membership
from storage.terms import Role
from tests.conftest import TODAY


def desk(role: Role, department: str | None = "education") -> Desk:
    return Desk(memberships=(Membership(1, 1, department, role, None, TODAY),))


def test_an_owner_may_everything_but_the_statistics_in_the_own_department_alone() -> None:
    owner = desk(Role.OWNER)
    assert owner.rights == {Right.READ, Right.MANAGE, Right.EDIT, Right.ANSWER, Right.ANNOUNCE}
    assert owner.may(Right.MANAGE, "education")
    assert not owner.may(Right.MANAGE, "property")
    assert owner.may(Right.READ, "property")


def test_a_statistician_counts_over_all_departments_and_edits_none() -> None:
    statistician = desk(Role.STATISTICIAN, None)
    assert statistician.may(Right.STATISTICS, "property")
    assert statistician.departments(Right.STATISTICS) is None
    assert not statistician.may(Right.EDIT)


@pytest.mark.parametrize("right", list(Right))
def test_a_stranger_may_nothing_and_an_administrator_everything(right: Right) -> None:
    assert not Desk().may(right)
    assert not Desk().may_for(right, ())
    assert Desk(is_admin=True).may(right, "property")


def test_what_nobody_owns_is_edited_by_every_editor_and_what_another_owns_is_not() -> None:
    editor = desk(Role.EDITOR)
    assert editor.may_for(Right.EDIT, ())
    assert editor.may_for(Right.EDIT, ("social", "education"))
    assert not editor.may_for(Right.EDIT, ("property",))
    assert not desk(Role.SPECIALIST).may_for(Right.EDIT, ())
