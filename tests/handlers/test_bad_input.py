"""What people and machines do to organisations, names, trainings and forms: twice, all at once, late, in odd words."""

from collections.abc import Awaitable, Callable

import pytest

from storage import drafts, history
from storage.imports import Writer
from storage.naming import decisions
from storage.own_organisations import colleagues_of, organisation_of
from storage.packs import current_records
from storage.people import find_person
from storage.records.content import Organisation
from storage.terms import Channel
from storage.trainings import tallies
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_content import HOSTILE, premises
from tests.handlers.test_content import begin as begin_form
from tests.handlers.test_organisation import with_inn

pytestmark = pytest.mark.asyncio

NAME = "<b>&\"'{{7*7}}"
SCHOOL = "demo-training-volunteers"


async def twice(talk: Chat, person: int, label: str) -> str:
    """Both presses are there before the first is answered, as a double tap brings them."""
    newest = [one for one in talk.sandbox.messages(person) if one["from_bot"]][-1]
    rows = newest["reply_markup"]["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if button["text"].startswith(label))

    async def both() -> None:
        for _ in range(2):
            await talk.sandbox.press(person, (newest["message_id"], data))

    return await talk.after(person, both())


async def _published(talk: Chat) -> Callable[[], Awaitable[int]]:
    await premises(talk)
    await twice(talk, VERA, "✅ Опубликовать")

    async def count() -> int:
        async with talk.database.reading() as session:
            return len(await current_records(session, "premises")) - 10

    return count


async def _removed(talk: Chat) -> Callable[[], Awaitable[int]]:
    await talk(VERA, "/start")
    await talk.press_data(VERA, "frq:premises:demo-room-18")
    await twice(talk, VERA, "🗑 Убрать запись")

    async def count() -> int:
        async with talk.database.reading() as session:
            return 10 - len(await current_records(session, "premises"))

    return count


async def _checked(talk: Chat) -> Callable[[], Awaitable[int]]:
    await talk(VERA, "/content")
    await talk.press(VERA, "🔎 Проверить записи")
    await twice(talk, VERA, "✅ Проверено")

    async def count() -> int:
        async with talk.database.reading() as session:
            return len(await history.changed_records(session))

    return count


async def _merged(talk: Chat) -> Callable[[], Awaitable[int]]:
    await talk(VERA, "/names")
    await twice(talk, VERA, "✅ Это одна")

    async def count() -> int:
        async with talk.database.reading() as session:
            return len(await decisions(session))

    return count


async def _let_in(talk: Chat) -> Callable[[], Awaitable[int]]:
    await with_inn(talk, ANNA)
    await talk(ANNA, "/cancel")
    await with_inn(talk, BORIS)
    await talk.deliver()
    await twice(talk, ANNA, "✅ Это наш коллега")
    await talk.deliver()

    async def count() -> int:
        async with talk.database.reading() as session:
            person = await find_person(session, Channel.TELEGRAM, str(BORIS))
            assert person is not None
            own = await organisation_of(session, person.id)
            assert own is not None
            assert len(await colleagues_of(session, own.id)) == 2
        return sum("Вас подтвердили" in one["text"] for one in talk.sandbox.messages(BORIS))

    return count


async def _signed_up(talk: Chat) -> Callable[[], Awaitable[int]]:
    await talk(ANNA, "/start")
    await talk.press_data(ANNA, f"trn:{SCHOOL}")
    await twice(talk, ANNA, "✅ Записаться")

    async def count() -> int:
        async with talk.database.reading() as session:
            tally = (await tallies(session, [SCHOOL]))[SCHOOL]
            return tally.signed + tally.waiting

    return count


async def _materials(talk: Chat) -> Callable[[], Awaitable[int]]:
    await talk(VERA, "/start")
    await talk.press_data(VERA, f"trm:{SCHOOL}")
    await talk(VERA, "https://example.org/smeta")
    await twice(talk, VERA, "✅ Сохранить")

    async def count() -> int:
        async with talk.database.reading() as session:
            found = await history.changed_records(session)
            return len([one for one in found if one == ("trainings", SCHOOL)])

    return count


@pytest.mark.parametrize("act", [_published, _removed, _checked, _merged, _let_in, _signed_up, _materials])
async def test_a_button_pressed_twice_within_a_moment_acts_once(
    demo_talk: Chat, act: Callable[[Chat], Awaitable[Callable[[], Awaitable[int]]]]
) -> None:
    count = await act(demo_talk)
    assert await count() == 1


async def test_ten_names_at_once_are_one_organisation_and_the_rest_are_questions(talk: Chat) -> None:
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "Запомнить нашу организацию")
    for number in range(10):
        await talk.sandbox.say(ANNA, f"Клуб любителей старины {number}")
    said = await talk.after(ANNA, talk.sandbox.say(ANNA, "ещё"))
    assert said.count("2 из 3") == 1
    assert "Клуб любителей старины 0" in await talk(ANNA, "/organisation")


async def test_a_deploy_that_took_a_question_and_a_field_away_leaves_drafts_and_old_buttons_working(
    demo_talk: Chat,
) -> None:
    talk = demo_talk
    await begin_form(talk, "☎️ Контакт")
    await talk(VERA, "Приёмная (пример)")
    async with talk.database.writing() as session:
        person = await find_person(session, Channel.TELEGRAM, str(VERA))
        assert person is not None
        draft = (await drafts.drafts_of(session, person.id))[0]
        await drafts.keep_answer(session, draft.id, {**draft.values, "fax": "нет", "subjects": 7}, "fax", talk.clock)
        await session.commit()
    for data in (f"fp:{draft.id}:fax:x", f"fs:{draft.id}:fax:skip", f"fs:{draft.id}:fax:open", f"fd:{draft.id}:show"):
        said = await talk.press_data(VERA, data)
        newest = [one for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]["text"]
        assert "Не хватает ответа «Коротко»" in (said or newest), data
    await talk(VERA, "/content")
    assert "Контакт: Приёмная (пример)" in await talk.press(VERA, "📝 Черновики: 1")
    await talk.press(VERA, "Контакт: Приёмная")
    await talk.press(VERA, "Исправить ответ")
    assert "✅ Коротко: Приёмная" in await talk(VERA, "Приёмная")


async def test_markup_as_every_name_is_shown_as_it_is(demo_talk: Chat) -> None:
    """A Telegram that refuses broken HTML stands behind this: what comes through was whole."""
    talk = demo_talk
    stranger = 105
    talk.sandbox.state.world.add_person({"id": stranger, "first_name": NAME, "last_name": NAME, "started": True})
    await with_inn(talk, ANNA)
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "✏️ Изменить")
    await talk.press(ANNA, "Название")
    await talk(ANNA, HOSTILE)
    assert HOSTILE in await talk(ANNA, "/organisation")
    await talk(stranger, "/organisation")
    await talk.press(stranger, "Запомнить нашу организацию")
    await talk.press(stranger, "✅ Согласен")
    await talk(stranger, "4205000016")
    assert f"{NAME} {NAME} просится" in await talk.after(ANNA, talk.deliver())
    assert f"{NAME} {NAME} теперь с вами" in await talk.press(ANNA, "✅ Это наш коллега")
    assert NAME in await talk.press(ANNA, "👥 Коллеги: 2")
    assert f"Вас подтвердили: {HOSTILE}" in await talk.after(stranger, talk.deliver())
    await talk.press_data(stranger, f"trs:{SCHOOL}")
    listed = await talk.press_data(VERA, f"trl:{SCHOOL}:1") if await talk(VERA, "/start") else ""
    assert f"1. {NAME} {NAME}, {HOSTILE}" in listed
    async with talk.database.writing() as session:
        writer = Writer.of(session, None, talk.clock)
        for key in ("odd-1", "odd-2"):
            record = Organisation(key=key, name=f"АНО «{NAME} Ромашка»", short_name=NAME, sphere="sport")
            await writer.add("organisations", record)
        await session.commit()
    shown = await talk(VERA, "/names")
    assert f"АНО «{NAME} Ромашка»" in shown
    assert NAME in await talk.press(VERA, "✅ Это одна")
    assert NAME in await talk(VERA, "/history")
