"""«Сотрудники»: invited by a link, let in once, withdrawn at once, taken back from the same message."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.catalogue.home import gone
from storage.models.desk import InvitationRow, MembershipRow
from storage.terms import Role
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

pytestmark = pytest.mark.asyncio

LINK = re.compile(r"\?start=(i_[\w-]+)")


async def link_from(talk: Chat, owner: int, role: str = "Редактора", place: str = "education") -> str:
    """The payload of a fresh link for a department."""
    await talk(owner, "/team")
    await talk.press_data(owner, f"iv:{place}:choose")
    shown = await talk.press(owner, role)
    found = LINK.search(shown)
    assert found, shown
    return found[1]


async def test_an_owner_invites_an_editor_who_then_sees_own_commands_alone(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    link = await link_from(talk, owner)
    offer = await talk(ANNA, f"/start {link}")
    assert "Вас приглашают: редактор управления образования" in offer
    assert "Для сотрудников" not in talk.labels(ANNA)
    joined = await talk.press(ANNA, "Принять приглашение")
    assert "Готово: вы редактор управления образования" in joined
    staff = await talk.press(ANNA, "🗂 Для сотрудников")
    assert "Вы редактор: Управление образования" in staff
    assert "/announce" in staff
    assert "/data" in staff
    assert "/report" not in staff
    assert "Открыть" not in staff
    await talk.deliver()
    assert "По вашей ссылке" in "\n".join(one["text"] for one in talk.sandbox.messages(owner))


async def test_a_link_lets_in_one_person_and_the_second_reads_what_a_forged_one_reads(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    link = await link_from(talk, owner)
    await talk(ANNA, f"/start {link}")
    await talk(BORIS, f"/start {link}")
    await talk.press(ANNA, "Принять приглашение")
    late = await talk.press(BORIS, "Принять приглашение")
    forged = await talk(BORIS, "/start i_" + "A" * 22)
    assert "Приглашение не действует" in late
    assert late == forged
    assert "только" not in await talk.press_data(BORIS, "st")
    await talk(ANNA, "/start")
    assert "Готово" in await talk.press_data(ANNA, f"ivok:{link.removeprefix('i_')}")


async def test_an_expired_or_withdrawn_link_lets_nobody_in(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    link = await link_from(talk, owner)
    withdrawn = await talk.press(owner, "↩️ Отозвать ссылку")
    assert "больше не действует" in withdrawn
    assert "не действует" in await talk(ANNA, f"/start {link}")
    other = await link_from(talk, owner)
    await talk(ANNA, f"/start {other}")
    talk.clock += timedelta(days=3, seconds=1)
    assert "не действует" in await talk.press(ANNA, "Принять приглашение")
    assert "Раздел для сотрудников" in await talk(ANNA, "/team")


@pytest.mark.parametrize("payload", ["i_", "i", "i_" + "x" * 62, "i_'; DROP TABLE people; --", "i_../../etc", "I_abc"])
async def test_an_odd_link_is_answered_and_lets_nobody_in(talk: Chat, payload: str) -> None:
    shown = await talk(ANNA, f"/start {payload}")
    assert shown
    assert "Раздел для сотрудников" in await talk(ANNA, "/team")


async def test_the_word_of_a_link_is_kept_nowhere(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    link = await link_from(talk, owner)
    word = link.removeprefix("i_")
    async with talk.database.reading() as session:
        rows = list(await session.scalars(select(InvitationRow)))
    assert len(rows) == 1
    assert word not in repr([vars(row) for row in rows])
    assert len(rows[0].word_hash) == 64


async def test_a_withdrawn_inviter_lets_nobody_in_any_more(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    link = await link_from(talk, owner)
    await talk(ANNA, f"/start {link}")
    await talk.remove(owner)
    assert "не действует" in await talk.press(ANNA, "Принять приглашение")


async def test_access_is_withdrawn_at_once_and_taken_back_from_the_same_message(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    editor = await talk.as_role("education", Role.EDITOR)
    await talk(editor, "/announce")
    async with talk.database.reading() as session:
        number = await session.scalar(select(MembershipRow.id).where(MembershipRow.role == Role.EDITOR))
    await talk(owner, "/team")
    await talk.press_data(owner, f"mb:{number}")
    gone_now = await talk.press(owner, "Отозвать доступ")
    assert "Доступ отозван" in gone_now
    told = await talk(editor, "Дорогие коллеги, собрание в пятницу")
    assert "Доступ для сотрудников у вас закрыт с 22 ноября" in told
    assert "Ничего не изменилось и не отправлено" in told
    await talk(editor, "/start")
    assert "закрыт" in await talk.press_data(editor, "im")
    assert "Для сотрудников" not in "".join(talk.labels(editor))
    await talk.press(owner, "↩️ Вернуть доступ")
    assert "Вы редактор" in await talk.press_data(editor, "st")
    await talk.deliver()
    heard = "\n".join(one["text"] for one in talk.sandbox.messages(editor))
    assert "Доступ закрыт: вы больше не редактор управления образования" in heard
    assert "Доступ вернули" in heard


async def test_the_last_owner_neither_leaves_nor_is_withdrawn_but_by_an_administrator(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    async with talk.database.reading() as session:
        number = await session.scalar(select(MembershipRow.id))
    await talk(owner, "/team")
    assert "единственный владелец" in await talk.press_data(owner, f"lv:{number}:yes")
    await talk(owner, "/team")
    assert "единственный владелец" in await talk.press_data(owner, f"mbx:{number}")
    assert "Сотрудники" in "".join(talk.labels(owner))
    await talk(VERA, "/team")
    assert "Доступ отозван" in await talk.press_data(VERA, f"mbx:{number}")
    assert "Без владельца" in await talk.press_data(VERA, "tm:-:1")


async def test_an_employee_leaves_by_two_taps(talk: Chat) -> None:
    editor = await talk.as_role("education", Role.EDITOR)
    await talk(editor, "/team")
    asked = await talk.press(editor, "Выйти из управления")
    assert "только по новому приглашению" in asked
    assert "Вы вышли из управления образования" in await talk.press(editor, "Выйти")
    assert "закрыт" in await talk(editor, "/team")


async def test_another_departments_people_read_as_if_they_were_not_there(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    await talk.as_role("property", Role.EDITOR)
    async with talk.database.reading() as session:
        number = await session.scalar(select(MembershipRow.id).where(MembershipRow.department == "property"))
    absent = gone().text
    await talk(owner, "/team")
    forged = (
        f"mb:{number}", f"mbx:{number}", f"mbu:{number}", f"mbr:{number}:owner", f"lv:{number}:yes", "mb:99999",
        "tm:property:1", "tm:nowhere:1", "tm:all:1", "iv:property:editor", "iv:all:statistician", "ivs:property",
        "ivx:99999",
    )  # fmt: skip
    for data in forged:
        await talk(owner, "/team")
        assert await talk.press_data(owner, data) == absent, data
    async with talk.database.reading() as session:
        assert await session.scalar(select(MembershipRow.ended_at).where(MembershipRow.id == number)) is None


async def test_a_role_is_changed_and_put_back_and_nobody_changes_the_own_one(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    await talk.as_role("education", Role.SPECIALIST)
    async with talk.database.reading() as session:
        rows = {row.role: row.id for row in await session.scalars(select(MembershipRow))}
    await talk(owner, "/team")
    await talk.press_data(owner, f"mb:{rows[Role.SPECIALIST]}")
    assert "теперь редактор управления образования" in await talk.press(owner, "Сделать редактором")
    assert "теперь специалист" in await talk.press(owner, "↩️ Вернуть роль")
    own = await talk.press_data(owner, f"mbr:{rows[Role.OWNER]}:specialist")
    assert "это вы" in own
    assert "Вы владелец" in await talk.press_data(owner, "st")


async def test_a_name_full_of_markup_is_shown_as_it_is(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    name = "<b>&\"'{{7*7}}"
    person = next(one for one in talk.sandbox.state.world.people.values() if one.id == ANNA)
    person.first_name, person.last_name = name, ""
    link = await link_from(talk, owner)
    await talk(ANNA, f"/start {link}")
    await talk.press(ANNA, "Принять приглашение")
    assert name in await talk(owner, "/team")
    assert name in "".join(talk.labels(owner))
    assert name in await talk.press(owner, name)


async def test_an_invitation_pressed_twice_within_a_moment_is_one_link(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    await talk(owner, "/team")
    await talk.press_data(owner, "iv:education:editor")
    await talk.press_data(owner, "iv:education:editor")
    async with talk.database.reading() as session:
        assert len(list(await session.scalars(select(InvitationRow)))) == 1
    talk.clock += timedelta(minutes=1)
    await talk.press_data(owner, "iv:education:editor")
    assert "2 ссылки ждут ответа" in await talk.press_data(owner, "ivs:education")
