"""A workbook at a department's desk: rows of other departments are refused by name, and again when it is applied."""

import dataclasses

import pytest

from core.calling import Call
from core.imports import desk
from core.messages import Action
from storage import desk as members
from storage.terms import Role
from tests.core.imports.conftest import Office

pytestmark = pytest.mark.asyncio


async def call_as(office: Office, department: str, role: Role = Role.EDITOR) -> Call:
    """Boris as an employee of a department."""
    call = await office.call("Борис", is_admin=False)
    async with office.base.writing() as session:
        await members.join(session, call.person.id, department, role, None, office.now)
        held = await members.memberships_of(session, call.person.id)
        await session.commit()
    return dataclasses.replace(call, memberships=held)


async def test_an_own_row_is_taken_and_another_departments_is_refused_by_name(office: Office) -> None:
    call = await call_as(office, "education")
    book = await office.take("contacts")
    row = book.row("Контакты", "Коротко", "Управление образования")
    book.put("Контакты", row, Телефон="58-00-00")
    assert "Всё сходится" in (await desk.receive(call, "Контакты.xlsx", book.data)).text
    row = book.row("Контакты", "Коротко", "КУМИ")
    book.put("Контакты", row, Телефон="36-00-00")
    refused = await desk.receive(dataclasses.replace(call, update_key="test:other"), "Контакты.xlsx", book.data)
    assert "Не принято: 1\u00a0замечание. В базе ничего не изменилось." in refused.text
    assert "«КУМИ»" in refused.text
    assert "Запись другого управления: Имущество (КУМИ)" in refused.text
    rows = book.book["Контакты"].max_row - 1
    assert f"Остальные {rows - 1}" in refused.text
    assert len(refused.files) == 1


async def test_what_was_allowed_at_the_preview_is_asked_again_at_applying(office: Office) -> None:
    call = await call_as(office, "education")
    book = await office.take("contacts")
    book.put("Контакты", book.row("Контакты", "Коротко", "Управление образования"), Телефон="58-00-00")
    preview = await desk.receive(call, "Контакты.xlsx", book.data)
    number = next(int(one.args[0]) for row in preview.buttons for one in row if one.action is Action.DATA_APPLY)
    moved = await call_as(office, "property")
    moved = dataclasses.replace(moved, memberships=tuple(m for m in moved.memberships if m.department == "property"))
    before = await office.everything()
    refused = await desk.press_apply(moved, number, "base")
    assert "Запись другого управления: Образование" in refused.text
    assert await office.everything() == before
    assert "Применено" in (await desk.press_apply(call, number, "base")).text
