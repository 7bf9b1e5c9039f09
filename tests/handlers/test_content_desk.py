"""Records at the desk: whose they are, two editors at once, an editor withdrawn in the middle, checks, restarts."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.forms.freshness import write_stale
from storage.content import get
from storage.desk import join
from storage.engine import Database
from storage.people import find_person
from storage.records.content import Duty, Premises
from storage.terms import Channel, Role
from tests.conftest import ZONE
from tests.handlers.conftest import ADMINS, ANNA, VERA, Chat
from tests.handlers.test_content import PICTURE, begin, premises

ROOM = "Кабинет 18 м² (пример)"


async def open_room(talk: Chat, person: int) -> str:
    """The card of a room from the demo pack."""
    await talk(person, "/start")
    return await talk.press_data(person, "p:demo-room-18")


async def room(base: Database) -> Premises:
    async with base.reading() as session:
        found = await get(session, Premises, "demo-room-18")
    assert found is not None
    return found


async def change_rent_terms(talk: Chat, person: int, text: str) -> str:
    """«Изменить» on the card, the field, the new words: the preview."""
    await open_room(talk, person)
    await talk.press(person, "✏️ Изменить")
    await talk.press(person, "Подробности")
    return await talk(person, text)


@pytest.mark.asyncio
async def test_change_is_on_the_card_for_those_who_may_edit_it_alone(demo_talk: Chat) -> None:
    talk = demo_talk
    owner = await talk.as_role("property", Role.EDITOR)
    other = await talk.as_role("social", Role.EDITOR)
    specialist = await talk.as_role("property", Role.SPECIALIST)
    for person, seen in ((owner, True), (VERA, True), (other, False), (specialist, False), (ANNA, False)):
        await open_room(talk, person)
        assert ("✏️ Изменить" in talk.labels(person)) is seen, person
        assert ("🕘 История записи" in talk.labels(person)) is seen, person
    assert "Имущество (КУМИ)" in await talk.press_data(other, "fe:premises:demo-room-18")
    assert "Имущество (КУМИ)" in await talk.press_data(other, "fef:premises:demo-room-18:0")
    assert "Имущество (КУМИ)" in await talk.press_data(other, "frm:premises:demo-room-18")
    assert "Имущество (КУМИ)" in await talk.press_data(other, "fck:premises:demo-room-18")
    await talk(other, "/content")
    told = "🏠 Помещение: эти записи ведёт Имущество (КУМИ)."
    assert (await talk.press(other, "🏠 Помещение")).startswith(told)
    assert (await talk.press_data(other, "fn:premises") or told).startswith(told)
    assert "Какой адрес" not in await talk(other, "Чужое (пример)")


@pytest.mark.asyncio
async def test_who_goes_to_another_department_in_the_middle_of_a_form_cannot_publish_it(demo_talk: Chat) -> None:
    talk = demo_talk
    editor = await talk.as_role("property", Role.EDITOR)
    assert (await premises(talk, editor, "Прежнее (пример)")).startswith("Так увидят люди:")
    await talk.remove(editor)
    async with talk.database.writing() as session:
        person = await find_person(session, Channel.TELEGRAM, str(editor))
        assert person is not None
        await join(session, person.id, "social", Role.EDITOR, None, talk.clock)
        await session.commit()
    assert (await talk.press(editor, "✅ Опубликовать")).startswith(
        "Не опубликовано: эту запись ведёт Имущество (КУМИ)."
    )


@pytest.mark.asyncio
async def test_one_field_is_changed_shown_before_and_after_and_taken_back(demo_talk: Chat) -> None:
    talk = demo_talk
    editor = await talk.as_role("property", Role.EDITOR)
    preview = await change_rent_terms(talk, editor, "безвозмездно на 3 года")
    assert preview.startswith(
        "✏️ Подробности: безвозмездно на 1 год, коммунальные услуги за свой счёт → безвозмездно на 3"
    )
    assert "Так увидят люди:" in preview
    assert (await room(talk.database)).terms.startswith("безвозмездно на 1 год")
    assert (await talk.press(editor, "✅ Опубликовать")).startswith(f"Изменено: {ROOM}.")
    assert (await room(talk.database)).terms == "безвозмездно на 3 года"
    await open_room(talk, editor)
    told = await talk.press(editor, "🕘 История записи")
    assert told.startswith(f"{ROOM}: 1 правка\n1. Сегодня, ")
    assert "подробности" in told
    assert (await talk.press(editor, "Карточка")).startswith(ROOM)
    assert (await talk.press(editor, "↩️ Отменить")).startswith("Отменено.")
    assert (await room(talk.database)).terms.startswith("безвозмездно на 1 год")
    await open_room(talk, editor)
    await talk.press(editor, "✏️ Изменить")
    await talk.press(editor, "Подробности")
    assert (await talk(editor, (await room(talk.database)).terms)).startswith("Ничего не изменилось: в записи уже так.")


@pytest.mark.asyncio
async def test_two_editors_of_one_field_are_told_and_nothing_is_lost_in_silence(demo_talk: Chat) -> None:
    talk = demo_talk
    first, second = await talk.as_role("property", Role.EDITOR), await talk.as_role("property", Role.OWNER)
    await change_rent_terms(talk, first, "на 2 года")
    await open_room(talk, second)
    assert "Эту запись сейчас правит" in await talk.press(second, "✏️ Изменить")
    await talk.press(second, "Подробности")
    await talk(second, "на 7 лет")
    await talk.press(second, "✅ Опубликовать")
    clash = await talk.press(first, "✅ Опубликовать")
    assert "теперь «на 7 лет»" in clash
    assert "у вас «на 2 года»" in clash
    assert (await room(talk.database)).terms == "на 7 лет"
    assert {"Взять моё", "Оставить как есть"} <= set(talk.labels(first))
    assert (await talk.press(first, "Оставить как есть")).startswith("Оставлено, как у коллеги.")
    assert (await room(talk.database)).terms == "на 7 лет"
    await change_rent_terms(talk, first, "на 3 года")
    await change_rent_terms(talk, second, "на 4 года")
    await talk.press(second, "✅ Опубликовать")
    await talk.press(first, "✅ Опубликовать")
    await talk.press(first, "Взять моё")
    assert (await room(talk.database)).terms == "на 3 года"
    assert "после вас эту запись правили" in await talk.press(second, "↩️ Отменить")


@pytest.mark.asyncio
async def test_an_editor_withdrawn_in_the_middle_can_neither_answer_nor_publish(demo_talk: Chat) -> None:
    talk = demo_talk
    editor = await talk.as_role("property", Role.EDITOR)
    await premises(talk, editor)
    await talk.remove(editor)
    assert "Опубликовано" not in await talk.press(editor, "✅ Опубликовать")
    editor = await talk.as_role("property", Role.EDITOR)
    await begin(talk, "🏠 Помещение", editor)
    await talk.remove(editor)
    reply = await talk(editor, "Кабинет")
    assert "Название: Кабинет" not in reply
    async with talk.database.reading() as session:
        assert await get(session, Premises, "kabinet-20-m-primer") is None


@pytest.mark.asyncio
async def test_a_restart_in_the_middle_goes_on_at_the_same_question(demo_talk: Chat, demo_url: str) -> None:
    from bot import assembly
    from bot.contact import Telegram

    talk = demo_talk
    await begin(talk, "☎️ Контакт")
    await talk(VERA, "Учебная приёмная номер два (пример)")
    old = talk.parts
    talk.parts = assembly.Assembly(
        old.settings, Telegram(talk.sandbox.url, talk.sandbox.token), talk.database, demo=True
    )  # fmt: skip
    await old.bot.session.close()
    await old.mailing_bot.session.close()
    reply = await talk(VERA, "Приёмная 2 (пример)")
    assert reply.startswith("✅ Коротко: Приёмная 2 (пример).\nКонтакт, 3 из 9.")


@pytest.mark.asyncio
async def test_checked_takes_the_warning_away_in_answers_and_can_be_taken_back(demo_talk: Chat) -> None:
    talk = demo_talk
    asked = "когда отчет в минюст"
    assert "⚠️" in await talk(ANNA, asked)
    async with talk.database.reading() as session:
        from storage.content import all_of

        duty = next(one for one in await all_of(session, Duty) if "Минюст" in one.title and one.checked_on is None)
    await talk(VERA, "/start")
    reply = await talk.press_data(VERA, f"fck:duties:{duty.key}")
    assert reply.startswith(f"✅ Проверено: {duty.title}.")
    assert "Осталось проверить:" in reply
    assert "⚠️" not in await talk(ANNA, asked)
    await talk.press(VERA, "↩️ Вернуть")
    assert "⚠️" in await talk(ANNA, asked)


@pytest.mark.asyncio
async def test_what_is_old_asks_each_owner_once_a_week(demo_talk: Chat) -> None:
    talk = demo_talk
    editor = await talk.as_role("property", Role.EDITOR)
    await talk(editor, "/start")
    await talk(VERA, "/start")
    zone = ZoneInfo(ZONE)

    async def tick() -> int:
        return await write_stale(talk.database, talk.clock, zone, {ADMINS}, 90)

    assert await tick() > 1
    assert await tick() == 0
    letter = await talk.after(editor, talk.deliver())
    assert letter.startswith("Проверьте: ")
    assert "закончится 25 ноября" in letter
    assert "Минюст" not in letter
    label = next(one for one in talk.labels(editor) if one.startswith("Домик ТОС"))
    assert label
    await talk.press(editor, "✅ Проверено")
    own = await talk.after(VERA, talk.deliver())
    assert "Домик ТОС" not in own
    talk.clock += timedelta(days=7)
    assert await tick() > 1
    late = await talk.after(editor, talk.deliver())
    assert "предложение закончилось 25 ноября, продлите или уберите" in late


@pytest.mark.asyncio
async def test_photos_come_one_by_one_or_as_an_album_and_stand_on_the_card(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "🏠 Помещение")
    for text in ("Зал 40 м² (пример)", "улица Новая, 7", "Заводский", "40", "занятия"):
        await talk(VERA, text)
    await talk.press(VERA, "бесплатно")
    await talk.press(VERA, "Пропустить")
    await talk.press(VERA, "Пропустить")
    assert (await talk(VERA, "вот фото")).startswith("Здесь нужна фотография")
    await talk.after(VERA, talk.sandbox.send_file(VERA, "a.png", PICTURE, kind="photo"))
    await talk.after(VERA, talk.sandbox.send_file(VERA, "b.png", PICTURE + b"1", kind="photo"))
    assert "11 из 11" not in await talk.press(VERA, "Дальше")
    preview = await talk.press(VERA, "Пропустить")
    assert "Зал 40 м² (пример): бесплатно" in preview
    await talk.press(VERA, "✅ Опубликовать")
    before = len([one for one in talk.sandbox.messages(ANNA) if one.get("photo")])
    await talk(ANNA, "/start")
    await talk.press(ANNA, "🏠 Помещения")
    async with talk.database.reading() as session:
        from storage.content import all_of

        key = next(one.key for one in await all_of(session, Premises) if one.title.startswith("Зал 40"))
    await talk.press_data(ANNA, f"p:{key}")
    pictures = [one for one in talk.sandbox.messages(ANNA) if one.get("photo")]
    assert len(pictures) - before == 2


@pytest.mark.asyncio
async def test_a_record_is_taken_out_in_two_steps_and_brought_back(demo_talk: Chat) -> None:
    talk = demo_talk
    await open_room(talk, VERA)
    await talk.press(VERA, "✏️ Изменить")
    assert (await talk.press(VERA, "🗑 Убрать")).startswith(f"Убрать запись «{ROOM}»?")
    assert (await talk.press(VERA, "🗑 Убрать запись")).startswith(f"Убрано: {ROOM}.")
    await talk(ANNA, "/start")
    assert "больше нет" in await talk.press_data(ANNA, "p:demo-room-18")
    assert (await talk.press(VERA, "↩️ Отменить")).startswith("Запись вернулась.")
    assert (await open_room(talk, ANNA)).startswith(f"{ROOM}: ")
    await talk(VERA, "/start")
    assert (await talk.press_data(VERA, "frq:contests:demo-sosedi")).startswith("Убрать нельзя")
