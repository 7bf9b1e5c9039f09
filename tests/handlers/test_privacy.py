"""Own data: shown, given as a file, deleted in two steps; consent asked once, before anything is kept."""

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from core.base import open_base, pack_folders
from storage.engine import Database
from storage.inbox import NewUpdate, add_updates, claim_lanes, finish_update
from storage.models import Base
from storage.people import find_person
from storage.terms import Channel, UpdateState
from tests.conftest import TODAY, ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat, _talk

GALYA = 70707
"""Somebody who has agreed to nothing yet."""

SECRET = "пропала печать у Ромашки-77"
"""Words that stand in nothing but this person's messages."""


async def dump(database: Database) -> str:
    """Every table as text."""
    async with database.reading() as session:
        rows: list[str] = []
        for table in Base.metadata.sorted_tables:
            found = await session.execute(table.select())
            rows += [f"{table.name}: {json.dumps(list(row), ensure_ascii=False, default=str)}" for row in found]
    return "\n".join(rows)


def traces(dumped: str, words: Iterable[str]) -> list[str]:
    """Lines with any of the words."""
    return [line for line in dumped.splitlines() if any(word in line for word in words)]


def data_of(chat: Chat, person: int, label: str) -> str:
    """The callback data of the newest button with this label."""
    for message in reversed(chat.sandbox.messages(person)):
        for row in (message["reply_markup"] or {}).get("inline_keyboard", []):
            for button in row:
                if button["text"] == label:
                    return str(button["callback_data"])
    raise LookupError(label)


async def live(chat: Chat, person: int) -> None:
    """A person asks, subscribes, hands a question over and is halfway through another one."""
    await chat(person, "/start")
    await chat(person, f"{SECRET}, куда идти")
    await chat.press(person, "✉️ Спросить специалиста")
    await chat.press(person, "Передать")
    if person == GALYA:
        await chat.press(person, "✅ Согласен")
    await chat.press_data(person, "subok:contests")
    await chat.press_data(person, "seth:12")
    await chat.press_data(person, "setf:ano")
    await chat.press_data(person, "apnew")
    await chat(person, f"{SECRET}, ещё одна")


@pytest_asyncio.fixture
async def either_talk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with the bot on the demo data, once on each database."""
    database = await open_base(database_url, packs=pack_folders("public", "demo"), now=TODAY, zone=ZONE)
    async for chat in _talk(database, monkeypatch, demo=True):
        yield _with_galya(chat)
    await database.close()


def _with_galya(chat: Chat) -> Chat:
    chat.sandbox.state.world.add_person({"id": GALYA, "first_name": "Пелагея", "started": True})
    return chat


@pytest.fixture
def fresh(demo_talk: Chat) -> Chat:
    """A chat in which somebody new may speak."""
    return _with_galya(demo_talk)


def file_of(chat: Chat, person: int) -> bytes:
    """The newest file in a chat."""
    sent = [one["document"] for one in chat.sandbox.messages(person) if one["from_bot"] and one.get("document")]
    return bytes(chat.sandbox.state.files.by_id[sent[-1]["file_id"]].content)


async def count(chat: Chat, table: str, where: str = "1 = 1") -> int:
    """Rows of a table."""
    async with chat.database.reading() as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table} WHERE {where}"))).scalar_one())


@pytest.mark.asyncio
async def test_my_data_says_what_is_kept_and_gives_every_row_as_json(demo_talk: Chat) -> None:
    await live(demo_talk, ANNA)
    shown = await demo_talk(ANNA, "/my_data")
    assert shown.startswith("Храню о вас: имя и номер в Telegram, 3 подписки, 1 напоминание, 1 обращение, 1 вопрос.")
    assert "Имя: Анна" in shown
    assert "Телефона нет" in shown
    assert "Обращения: № 1." in shown
    assert f"Последний вопрос: «{SECRET}, куда идти»" in shown
    assert len(shown.splitlines()) <= 8
    tables = json.loads(file_of(demo_talk, ANNA))["tables"]
    assert tables["people"][0]["external_id"] == str(ANNA)
    assert SECRET in tables["questions"][0]["text"]
    assert SECRET in tables["appeals"][0]["text"]
    assert SECRET in json.dumps(tables["dialogue_states"], ensure_ascii=False)
    assert {"subscriptions", "watches", "consents"} <= set(tables)


@pytest.mark.asyncio
async def test_nobody_elses_rows_are_in_the_file(demo_talk: Chat) -> None:
    await live(demo_talk, ANNA)
    await demo_talk(BORIS, "/my_data")
    assert SECRET not in file_of(demo_talk, BORIS).decode()
    assert f'"{ANNA}"' not in file_of(demo_talk, BORIS).decode()


@pytest.mark.asyncio
async def test_deleting_says_first_what_goes_and_what_stays(demo_talk: Chat) -> None:
    await live(demo_talk, ANNA)
    shown = await demo_talk(ANNA, "/delete_me")
    assert shown.startswith("Удалить ваши данные навсегда? Пока ничего не удалил.")
    for word in ("подписки: 3", "напоминания: 1", "тексты обращений и ответов: 1", "тексты вопросов: 1"):
        assert word in shown
    assert "Ответа не будет: обращение № 1." in shown
    assert "Останутся без вас, для счёта" in shown
    assert "Кнопка действует до 12:15" in shown
    assert "Ничего не удалил." in await demo_talk.press(ANNA, "Не надо")
    assert await count(demo_talk, "subscriptions", "person_id = 1") == 3


@pytest.mark.asyncio
async def test_after_deletion_no_table_holds_a_word_a_name_or_an_id_of_the_person(either_talk: Chat) -> None:
    await either_talk(VERA, "/start")
    await live(either_talk, GALYA)
    about = [SECRET, "Ромашки", "Пелагея", str(GALYA)]
    found = {line.split(":")[0] for line in traces(await dump(either_talk.database), about)}
    assert found >= {"people", "questions", "appeals", "appeal_messages", "dialogue_states"}
    questions, appeals, deliveries = [await count(either_talk, t) for t in ("questions", "appeals", "deliveries")]
    await either_talk(GALYA, "/delete_me")
    done = await either_talk.press(GALYA, "Удалить мои данные")
    assert done.startswith("Ваши данные удалены, о вас ничего не храню.")
    assert traces(await dump(either_talk.database), about) == []
    assert [await count(either_talk, t) for t in ("questions", "appeals", "deliveries")] == [
        questions, appeals, deliveries + 1,  # the desk hears that nobody waits any more
    ]  # fmt: skip
    assert await count(either_talk, "questions", "text = '' AND outcome <> ''") == questions
    assert await count(either_talk, "appeals", "text = '' AND number = 1 AND created_at IS NOT NULL") == 1


@pytest.mark.asyncio
async def test_after_deletion_start_begins_anew_as_a_new_person(demo_talk: Chat) -> None:
    await live(demo_talk, ANNA)
    await demo_talk(ANNA, "/delete_me")
    await demo_talk.press(ANNA, "Удалить мои данные")
    assert "Спросите своими словами" in await demo_talk(ANNA, "/start")
    assert (await demo_talk(ANNA, "/my_data")).startswith("Храню о вас: имя и номер в Telegram.")


@pytest.mark.asyncio
async def test_a_second_press_an_old_button_and_anothers_button_delete_nothing_and_say_so(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/delete_me")
    anothers = data_of(demo_talk, BORIS, "Удалить мои данные")
    await demo_talk(ANNA, "/start")
    assert "По этой кнопке сейчас ничего не удалено." in await demo_talk.press_data(ANNA, anothers)
    await demo_talk(ANNA, "/delete_me")
    assert "ничего не удалено" in await demo_talk.press_data(ANNA, anothers)
    demo_talk.clock += timedelta(minutes=15, seconds=1)
    assert "ничего не удалено" in await demo_talk.press_data(BORIS, anothers)
    assert await count(demo_talk, "people", "external_id LIKE 'erased:%'") == 0
    await demo_talk(BORIS, "/delete_me")
    data = data_of(demo_talk, BORIS, "Удалить мои данные")
    assert "удалены" in await demo_talk.press_data(BORIS, data)
    assert "Она уже сработала" in await demo_talk.press_data(BORIS, data)
    assert await count(demo_talk, "people", "external_id LIKE 'erased:%'") == 1


@pytest.mark.asyncio
async def test_a_message_on_its_way_to_the_deleted_person_is_not_sent(demo_talk: Chat) -> None:
    await demo_talk(VERA, "/start")
    await live(demo_talk, ANNA)
    async with demo_talk.database.reading() as session:
        appeal = (await session.execute(text("SELECT id FROM appeals"))).scalar_one()
    await demo_talk.deliver()
    await demo_talk.press_data(VERA, f"apr:{appeal}")
    await demo_talk(VERA, f"ответ: {SECRET}")
    await demo_talk(ANNA, "/delete_me")
    await demo_talk.press(ANNA, "Удалить мои данные")
    seen = len(demo_talk.sandbox.messages(ANNA))
    await demo_talk.deliver()
    assert len(demo_talk.sandbox.messages(ANNA)) == seen
    assert traces(await dump(demo_talk.database), [SECRET]) == []


@pytest.mark.asyncio
async def test_an_administrator_who_goes_leaves_the_reports_of_announcements(demo_talk: Chat) -> None:
    await demo_talk(VERA, "/announce")
    await demo_talk(VERA, f"{SECRET}: приходите")
    await demo_talk.press(VERA, "👥 Всем")
    await demo_talk.press(VERA, "Отправить")
    await demo_talk.deliver()
    sent = await count(demo_talk, "deliveries", "announcement_id IS NOT NULL AND state = 'sent'")
    assert sent > 0
    async with demo_talk.database.writing() as session:
        await session.execute(text("UPDATE announcements SET state = 'sent'"))
        await session.commit()
    await demo_talk(VERA, "/delete_me")
    assert "удалены" in await demo_talk.press(VERA, "Удалить мои данные")
    assert await count(demo_talk, "deliveries", "announcement_id IS NOT NULL AND state = 'sent'") == sent
    assert traces(await dump(demo_talk.database), [SECRET]) == []


@pytest.mark.asyncio
async def test_the_inbox_keeps_neither_the_words_nor_the_chat_of_what_is_done(migrated: Database) -> None:
    from storage.people import find_or_create
    from storage.privacy import erase

    async with migrated.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "777", "Анна", TODAY)
        updates = [NewUpdate(number, "777", {"text": f"{SECRET} {number}"}) for number in (1, 2, 3)]
        await add_updates(session, "telegram", updates, TODAY)
        (first,) = await claim_lanes(session, "telegram", "one", TODAY, TODAY, 1)
        aside = await finish_update(session, first, "one", TODAY)
        assert aside is not None
        running = await finish_update(session, aside, "one", TODAY, state=UpdateState.ASIDE)
        assert running is not None
        await erase(session, person, TODAY)
        await finish_update(session, running, "one", TODAY)
        await session.commit()
    assert traces(await dump(migrated), [SECRET, "777", "Анна"]) == []
    async with migrated.reading() as session:
        assert await find_person(session, Channel.TELEGRAM, "777") is None


@pytest.mark.asyncio
async def test_reading_needs_no_consent(fresh: Chat) -> None:
    await fresh(GALYA, "/start")
    for words in ("/contests", "/duties", "/mine", "/settings", "/my_data", "сколько дают на спорт"):
        assert "сохраню" not in (await fresh(GALYA, words)).lower()


@pytest.mark.asyncio
async def test_before_the_first_subscription_consent_is_asked_and_the_person_lands_there(fresh: Chat) -> None:
    before = await count(fresh, "consents")
    await fresh(GALYA, "/start")
    await fresh.press_data(GALYA, "sub:contests")
    asked = await fresh.press(GALYA, "✅ Подписаться")
    assert asked.startswith("Чтобы напоминать, сохраню ваш номер в Telegram и выбор.")
    assert "версия 2" in asked
    assert "запись на обучение" in asked
    assert await count(fresh, "consents") == before
    landed = await fresh.press(GALYA, "✅ Согласен")
    assert "Подписка есть: конкурсы" in landed
    assert await count(fresh, "consents", "version = 2 AND purpose = 'alerts'") == before + 1
    assert "сохраню" not in await fresh.press_data(GALYA, "subok:duties")


@pytest.mark.asyncio
async def test_who_declines_keeps_nothing_and_stands_where_they_were(fresh: Chat) -> None:
    before = await count(fresh, "subscriptions")
    await fresh(GALYA, "/start")
    await fresh.press_data(GALYA, "subok:contests")
    assert "Ничего не сохранил." in await fresh.press(GALYA, "Не надо")
    assert await count(fresh, "subscriptions") == before
    assert "Чтобы напоминать" in await fresh.press_data(GALYA, "subok:contests")


@pytest.mark.asyncio
async def test_an_appeal_goes_out_after_consent_with_the_same_text(fresh: Chat) -> None:
    await fresh(GALYA, f"{SECRET}, куда идти")
    await fresh.press(GALYA, "✉️ Спросить специалиста")
    assert (await fresh.press(GALYA, "Передать")).startswith("Чтобы передать вопрос")
    assert await count(fresh, "appeals") == 0
    assert "Обращение № 1 принято" in await fresh.press(GALYA, "✅ Согласен")
    assert await count(fresh, "appeals", f"text LIKE '{SECRET}%'") == 1


@pytest.mark.asyncio
async def test_agreeing_to_an_older_text_shows_the_present_one(fresh: Chat) -> None:
    before = await count(fresh, "consents")
    await fresh(GALYA, "/start")
    assert "версия 2" in await fresh.press_data(GALYA, "cok:1:alerts")
    assert await count(fresh, "consents") == before


@pytest.mark.asyncio
async def test_an_appeal_whose_person_is_gone_waits_for_nobody(demo_talk: Chat) -> None:
    await demo_talk(VERA, "/start")
    await live(demo_talk, ANNA)
    assert "обращени" in (await demo_talk(VERA, "/start")).lower()
    await demo_talk(ANNA, "/delete_me")
    await demo_talk.press(ANNA, "Удалить мои данные")
    assert "обращени" not in (await demo_talk(VERA, "/start")).lower()
    assert "отвечать не нужно" in await demo_talk.press_data(VERA, "apr:1")


@pytest.mark.asyncio
async def test_the_file_of_the_base_keeps_no_letter_of_what_was_deleted(fresh: Chat) -> None:
    await live(fresh, GALYA)
    await fresh(GALYA, "/delete_me")
    await fresh.press(GALYA, "Удалить мои данные")
    file = str(fresh.database.engine.url.database)
    await fresh.database.close()
    with contextlib.closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = Path(file).read_bytes()  # noqa: ASYNC240
    for word in (SECRET, json.dumps(SECRET)[1:-1], "Пелагея", str(GALYA)):
        assert word.encode() not in held, word
