"""/history: who, when, before and after in the readers' words; taken back whole, or refused with what stands on top."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from core.catalogue.home import gone
from storage import content
from storage.imports import Writer
from storage.people import find_person
from storage.records.content import Contact, Premises
from storage.terms import Channel, Role
from tests.handlers.conftest import ANNA, VERA, Chat

pytestmark = pytest.mark.asyncio


async def change(talk: Chat, who: int, table: str, key: str, **fields: tuple[Any, Any]) -> None:
    """Somebody changes fields of a record: (before, after)."""
    talk.clock += timedelta(minutes=1)
    async with talk.database.writing() as session:
        person = await find_person(session, Channel.TELEGRAM, str(who))
        assert person is not None
        writer = Writer.of(session, person.id, talk.clock)
        await writer.change(table, key, {name: (after, before, after) for name, (before, after) in fields.items()})
        await content.raise_version(session)
        await session.commit()


async def editor(talk: Chat, department: str = "education") -> int:
    number = await talk.as_role(department, Role.EDITOR)
    await talk(number, "/start")
    return number


async def contact(talk: Chat) -> Contact:
    async with talk.database.reading() as session:
        found = await content.get(session, Contact, "education-office")
    assert found is not None
    return found


async def test_a_change_is_told_with_who_when_before_and_after_and_taken_back_and_forth(talk: Chat) -> None:
    who = await editor(talk)
    await change(talk, who, "contacts", "education-office", phone=(None, "58-00-00"), hours=(None, "с 9 до 18"))
    shown = await talk(who, "/history")
    assert "История: 1 правка" in shown
    assert "Сегодня, 12:01, editor education" in shown
    assert "Управление образования: телефон, часы работы" in shown
    card = await talk.press(who, "1. Управление образования")
    assert "Телефон: пусто → 58-00-00" in card
    back = await talk.press(who, "↩️ Вернуть, как было")
    assert "Возвращено: Управление образования" in back
    assert "Телефон: снова пусто" in back
    assert (await contact(talk)).phone is None
    talk.clock += timedelta(minutes=1)
    redone = await talk.press(who, "↩️ Отменить возврат")
    assert "Телефон: снова 58-00-00" in redone
    assert (await contact(talk)).phone == "58-00-00"
    assert "возврат" in await talk(who, "/history")


async def test_the_second_press_takes_nothing_back_twice(talk: Chat) -> None:
    who = await editor(talk)
    await change(talk, who, "contacts", "education-office", phone=(None, "58-00-00"))
    await talk(who, "/history")
    await talk.press(who, "1. Управление образования")
    await talk.press(who, "↩️ Вернуть, как было")
    await talk(who, "/history")
    again = await talk.press_data(who, "hb:1")
    assert "Уже возвращено" in again
    assert "История: 2 правки" in await talk(who, "/history")


async def test_what_somebody_changed_since_is_not_lost_and_is_named(talk: Chat) -> None:
    who, other = await editor(talk), await talk.as_role("education", Role.OWNER)
    await change(talk, who, "contacts", "education-office", phone=(None, "58-00-00"), hours=(None, "с 9 до 18"))
    await change(talk, other, "contacts", "education-office", phone=("58-00-00", "58-11-11"))
    await talk(who, "/history")
    refused = await talk.press_data(who, "hb:1")
    assert "Не возвращено: поверх есть правка новее. Ничего не изменилось." in refused
    assert "58-00-00 → 58-11-11, owner education" in refused or "58-00-00 → 58-11-11" in refused
    stands = await contact(talk)
    assert (stands.phone, stands.hours) == ("58-11-11", "с 9 до 18")


async def test_a_removed_record_comes_back_and_a_new_one_goes(talk: Chat) -> None:
    who = await editor(talk, "property")
    room = Premises(key="room", pack="", title="Зал на Весенней", address="Весенняя, 1", right="free")  # type: ignore[arg-type]
    talk.clock += timedelta(minutes=1)
    async with talk.database.writing() as session:
        person = await find_person(session, Channel.TELEGRAM, str(who))
        assert person is not None
        await Writer.of(session, person.id, talk.clock).add("premises", room)
        await session.commit()
    talk.clock += timedelta(minutes=1)
    async with talk.database.writing() as session:
        stands = await content.get(session, Premises, "room")
        assert stands is not None
        await Writer.of(session, person.id, talk.clock).remove("premises", stands)
        await session.commit()
    shown = await talk(who, "/history")
    assert "Зал на Весенней: удалена" in shown
    assert "Зал на Весенней: новая запись" in shown
    talk.clock += timedelta(minutes=1)
    assert "запись снова есть" in await talk.press_data(who, "hb:2")
    async with talk.database.reading() as session:
        found = await content.get(session, Premises, "room")
    assert found is not None
    assert dataclasses.replace(found, position=0) == dataclasses.replace(stands, position=0)
    talk.clock += timedelta(minutes=1)
    await talk(who, "/history")
    assert "записи снова нет" in await talk.press_data(who, "hb:1")


async def test_another_departments_change_is_read_and_not_taken_back(talk: Chat) -> None:
    who, other = await editor(talk), await editor(talk, "property")
    await change(talk, who, "contacts", "education-office", phone=(None, "58-00-00"))
    assert "Управление образования" in await talk(other, "/history")
    refused = await talk.press_data(other, "hb:1")
    assert "Это делает редактор или владелец управления: Образование" in refused
    assert (await contact(talk)).phone == "58-00-00"
    reader = await talk.as_role(None, Role.STATISTICIAN)
    await talk(reader, "/history")
    await talk.press_data(reader, "hc:1:1")
    assert "↩️ Вернуть, как было" not in talk.labels(reader)
    assert "Это делает" in await talk.press_data(reader, "hb:1")


async def test_by_person_by_day_and_by_record(talk: Chat) -> None:
    who = await editor(talk)
    await change(talk, who, "contacts", "education-office", phone=(None, "58-00-00"))
    await talk(VERA, "/start")
    await change(talk, VERA, "contacts", "kumi", phone=(None, "36-00-00"))
    talk.clock += timedelta(days=1)
    await talk(who, "/history")
    people = await talk.press(who, "По людям")
    assert "Чьи правки показать?" in people
    own = await talk.press(who, "editor education: 1")
    assert "editor education: 1 правка" in own
    await talk(who, "/history")
    await talk.press(who, "По дням")
    assert "Воскресенье, 22 ноября: 2 правки" in await talk.press(who, "22\u00a0ноября")
    assert "Воскресенье, 22 ноября: 2 правки" in await talk(who, "/history вчера")
    assert "Понедельник, 23 ноября: правок нет" in await talk(who, "/history 23.11")
    assert "КУМИ: 1 правка" in await talk(who, "/history куми")
    assert "Правок по словам «луна» нет" in await talk(who, "/history луна")


@pytest.mark.parametrize(
    "data", ["hi:p99999999999:1", "hi:rxx:1", "hi:d2026-99-99:1", "hi::1", "hc:999:1", "hr:people:1", "hb:999"]
)  # fmt: skip
async def test_a_forged_filter_or_number_reads_as_not_found(talk: Chat, data: str) -> None:
    who = await editor(talk)
    await talk(who, "/history")
    assert await talk.press_data(who, data) == gone().text


async def test_a_stranger_sees_nothing_of_the_history(talk: Chat) -> None:
    for act in ("/history", "/history вчера"):
        assert "Раздел для сотрудников" in await talk(ANNA, act)
    for data in ("hi:-:1", "hc:1:1", "hb:1", "hp:people", "hr:contacts:kumi"):
        await talk(ANNA, "/start")
        assert "Раздел для сотрудников" in await talk.press_data(ANNA, data)


async def test_hostile_words_in_a_change_are_shown_as_they_are(talk: Chat) -> None:
    who = await editor(talk)
    odd = "<b>&\"'{{7*7}}"
    await change(talk, who, "contacts", "education-office", short_name=("Управление образования", odd))
    assert odd in await talk(who, "/history")
    assert f"→ {odd}" in await talk.press(who, f"1. {odd}")
    assert "нет" in await talk(who, f"/history {odd} 2")
