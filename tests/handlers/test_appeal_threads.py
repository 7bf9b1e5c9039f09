"""An appeal's thread in private: both sides, files, notes, two who answer at once, another department, the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.appeals.reminding import remind
from storage.appeals import appeals_of, thread_of
from storage.models.appeals import AppealMessageRow
from storage.own_organisations import create
from storage.people import find_person
from storage.records.appeals import Appeal, Entry
from storage.terms import AppealOutcome, AppealState, AppealTurn, Channel, Role
from tests.conftest import TODAY, ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

QUESTION = "нам отказали в возмещении коммуналки, куда жаловаться"
PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex("0000000d494844520000000200000002") + bytes(9)

pytestmark = pytest.mark.asyncio


async def sent(chat: Chat, text: str = QUESTION, person: int = ANNA) -> str:
    """A person's question on its way to those who answer for it."""
    await chat(person, "/start")
    await chat.press(person, "✉️ Спросить специалиста")
    await chat(person, text)
    return await chat.press(person, "Передать")


async def stored(chat: Chat, person: int = ANNA) -> tuple[Appeal, list[Entry]]:
    """A person's newest appeal and its thread."""
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        appeal = (await appeals_of(session, found.id))[0]
        return appeal, await thread_of(session, appeal.id)


async def specialist(chat: Chat, department: str = "education") -> int:
    number = await chat.as_role(department, Role.SPECIALIST)
    await chat(number, "/start")
    return number


def files(chat: Chat, person: int) -> list[str]:
    """Kinds of the files that the bot sent to somebody."""
    return [one["file"]["kind"] for one in chat.sandbox.messages(person) if one["from_bot"] and one["file"]]


def newest(chat: Chat, person: int) -> int:
    return int([one for one in chat.sandbox.messages(person) if one["from_bot"]][-1]["message_id"])


async def test_the_question_goes_to_those_who_answer_for_its_sphere_and_to_nobody_else(talk: Chat) -> None:
    expert, other = await specialist(talk), await specialist(talk, "social")
    await talk(VERA, "/start")
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    shown = await talk(ANNA, QUESTION)
    assert "телефон не нужен.\nСфера: образование. Ответят до среды, 25 ноября." in shown
    assert talk.labels(ANNA) == ["Передать", "Другая сфера", "Дописать вопрос", "Не надо"]
    reply = await talk.press(ANNA, "Передать")
    assert "Сегодня воскресенье; ответят до среды, 25 ноября, сюда же." in reply
    assert talk.labels(ANNA) == ["Дополнить", "Мои обращения"]
    letter = await talk.after(expert, talk.deliver())
    assert letter.startswith("Обращение № 1, ответить до среды, 25 ноября\nОбразование · возмещение")
    assert all("Обращение" not in one["text"] for who in (other, VERA) for one in talk.sandbox.messages(who)[1:])


async def test_another_sphere_is_picked_before_it_is_sent(talk: Chat) -> None:
    expert = await specialist(talk, "social")
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk(ANNA, QUESTION)
    assert "О чём вопрос" in await talk.press(ANNA, "Другая сфера")
    assert "Имущество (КУМИ)" in talk.labels(ANNA)
    assert "Сфера: социальная защита." in await talk.press(ANNA, "Социальная защита")
    await talk.press(ANNA, "Передать")
    assert QUESTION in await talk.after(expert, talk.deliver())
    appeal, _ = await stored(talk)
    assert (appeal.sphere, appeal.department) == ("social", "social")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(24, "принято. Ответят до четверга"), (24 + 8, "Сейчас нерабочее время; ответят до четверга")],
)
async def test_out_of_hours_the_person_is_told_when_to_expect_an_answer(talk: Chat, hours: int, words: str) -> None:
    talk.clock = TODAY + timedelta(hours=hours)
    assert words in await sent(talk)


async def test_a_reply_to_the_letter_is_the_answer_and_a_file_goes_with_it(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    card = newest(talk, expert)
    await talk.after(expert, talk.sandbox.say(expert, "Напишите в управление", reply_to=card))
    assert "Ответ на обращение № 1:\nНапишите в управление\n" in await talk.after(ANNA, talk.deliver())
    assert talk.labels(ANNA) == ["Понятно, спасибо", "Ещё вопрос"]
    act = talk.sandbox.send_file(expert, "zayavlenie.docx", b"PK", caption="Вот образец", reply_to=card)
    assert "Дополнение к ответу на № 1 отправляю" in await talk.after(expert, act)
    assert "Вот образец" in await talk.after(ANNA, talk.deliver())
    assert files(talk, ANNA) == ["document"]
    appeal, thread = await stored(talk)
    assert appeal.state is AppealState.ANSWERED
    assert [one.turn for one in thread] == [AppealTurn.QUESTION, AppealTurn.ANSWER, AppealTurn.ANSWER]


async def test_pictures_voice_and_documents_become_part_of_the_question(talk: Chat) -> None:
    expert = await specialist(talk)
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "Уйдут 1 фотография и ваше имя" in await talk.after(
        ANNA, talk.sandbox.send_file(ANNA, "a.png", PNG, kind="photo")
    )
    for name, kind in (("b.ogg", "voice"), ("c.pdf", "document")):
        shown = await talk.after(ANNA, talk.sandbox.send_file(ANNA, name, b"%PDF", kind=kind))
    assert "1 фотография, 1 голосовое, 1 файл" in shown
    await talk(ANNA, QUESTION)
    await talk.press(ANNA, "Передать")
    assert QUESTION in await talk.after(expert, talk.deliver())
    assert files(talk, expert) == ["photo", "voice", "document"]


async def test_ten_messages_at_once_are_one_question_and_one_preview(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    for number in range(10):
        await talk.sandbox.say(ANNA, f"часть {number}")
    await talk.handle()
    previews = [one for one in talk.sandbox.messages(ANNA) if "Передать вопрос" in one["text"]]
    assert len(previews) == 1
    assert "Убрать последнее" in talk.labels(ANNA)
    await talk.press(ANNA, "Убрать последнее")
    await talk.press(ANNA, "Передать")
    appeal, _ = await stored(talk)
    assert appeal.text == "\n".join(f"часть {number}" for number in range(9))


async def test_a_question_that_the_messenger_cut_is_offered_whole(talk: Chat) -> None:
    long = "нам отказали в возмещении " + "щ" * 4970
    await talk.sandbox.say(ANNA, long)
    await talk.handle()
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk.press(ANNA, "Передать")
    appeal, _ = await stored(talk)
    assert appeal.text == long


async def test_what_was_sent_is_not_offered_again(talk: Chat) -> None:
    await talk(ANNA, QUESTION)
    await talk.press(ANNA, "✉️ Спросить специалиста")
    preview = newest(talk, ANNA)
    await talk.press(ANNA, "Передать")
    await talk(ANNA, "/start")
    assert "Напишите вопрос" in await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk(ANNA, "/cancel")
    for label in ("apok", "apless"):
        name = f"{label}:{_draft_name(talk)}"
        await talk.after(ANNA, talk.sandbox.press(ANNA, (preview, name)))
        pressed = next(one for one in talk.sandbox.messages(ANNA) if one["message_id"] == preview)
        assert "Обращение № 1 принято." in pressed["text"].replace("\u00a0", " ")


def _draft_name(chat: Chat) -> str:
    calls = [one for one in chat.sandbox.calls if "apok:" in str(one["params"])]
    return str(calls[0]["params"]).split("apok:")[1].split('"')[0]


async def test_a_question_typed_while_an_old_preview_is_open_is_answered_and_the_preview_still_sends(
    talk: Chat,
) -> None:
    await talk(ANNA, QUESTION)
    await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "1 397,2" in await talk(ANNA, "сколько выделили на спорт")
    await talk.press(ANNA, "Передать")
    appeal, _ = await stored(talk)
    assert appeal.text == QUESTION


async def test_a_long_odd_question_is_kept_whole_and_forwarded_in_parts(talk: Chat) -> None:
    expert = await specialist(talk)
    odd = QUESTION + "".join(f"<b>&\"'{{{{7*7}}}} שלום 👨‍👩‍👧 слово {number} " for number in range(160))
    assert len(odd) > 5000
    await sent(talk, odd)
    await talk.deliver()
    appeal, _ = await stored(talk)
    assert appeal.text == odd.strip()
    seen = [one["text"] for one in talk.sandbox.messages(expert) if one["from_bot"]][1:]
    assert "(часть 1 из" in seen[0]
    joined = seen[0].split("Пишет Анна Смирнова:\n")[1].split("\n(часть")[0]
    joined += "".join(one.split(":\n", 1)[1] for one in seen[1:])
    assert joined.replace(" ", "") == odd.replace(" ", "")


async def test_a_note_stays_at_the_desk_and_colleagues_read_it(talk: Chat) -> None:
    expert = await specialist(talk)
    colleague = await talk.as_role("education", Role.OWNER)
    await sent(talk)
    await talk.deliver()
    act = talk.sandbox.say(expert, "Заметка: проверить договор", reply_to=newest(talk, expert))
    assert "Человек её не видит" in await talk.after(expert, act)
    assert await talk.after(ANNA, talk.deliver()) == ""
    await talk(colleague, "/queue")
    assert "проверить договор" in await talk.press(colleague, "№ 1")
    await talk(ANNA, "/mine")
    await talk.press(ANNA, "Мои обращения")
    assert "проверить" not in await talk.press(ANNA, "№ 1")
    appeal, thread = await stored(talk)
    assert appeal.state is AppealState.OPEN
    assert (thread[-1].turn, thread[-1].text) == (AppealTurn.NOTE, "проверить договор")
    await talk(ANNA, "/my_data")
    own = next(one for one in reversed(talk.sandbox.messages(ANNA)) if one["document"])
    given = talk.sandbox.state.files.by_id[own["document"]["file_id"]].content.decode()
    assert QUESTION in given
    assert "проверить" not in given


async def test_two_answer_at_once_one_goes_and_the_other_may_send_as_an_addition(talk: Chat) -> None:
    first = await specialist(talk)
    second = await talk.as_role(None, Role.SPECIALIST)
    await talk(second, "/start")
    await sent(talk)
    await talk.deliver()
    cards = {who: newest(talk, who) for who in (first, second)}
    await talk.sandbox.say(first, "первый ответ", reply_to=cards[first])
    await talk.sandbox.say(second, "второй ответ", reply_to=cards[second])
    await talk.handle()
    told = [one["text"] for one in talk.sandbox.messages(second) if one["from_bot"]][-1]
    assert "уже ответили" in told
    assert "первый ответ" in told
    reply = await talk.after(ANNA, talk.deliver())
    assert "первый ответ" in reply
    assert "второй ответ" not in reply
    await talk.after(second, talk.sandbox.press(second, "Отправить дополнением"))
    assert "второй ответ" in await talk.after(ANNA, talk.deliver())
    appeal, _ = await stored(talk)
    assert appeal.answer == "первый ответ"


async def test_a_second_press_within_a_moment_sends_once(talk: Chat) -> None:
    first, second = await specialist(talk), await talk.as_role(None, Role.SPECIALIST)
    await talk(second, "/start")
    await sent(talk)
    await talk.deliver()
    await talk.after(first, talk.sandbox.say(first, "первый", reply_to=newest(talk, first)))
    asked = await talk.sandbox.say(second, "второй", reply_to=newest(talk, second))
    await talk.handle()
    held = [one for one in talk.sandbox.messages(second) if one["message_id"] > asked["message_id"]][-1]
    data = held["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        await talk.sandbox.press(second, (held["message_id"], data))
    await talk.handle()
    await talk.deliver()
    assert sum("второй" in one["text"] for one in talk.sandbox.messages(ANNA)) == 1
    await talk(BORIS, "/start")
    assert "нет" in (await talk.press_data(BORIS, data)).lower()


async def test_others_are_told_that_it_is_taken_and_answered(talk: Chat) -> None:
    first = await specialist(talk)
    second = await talk.as_role(None, Role.SPECIALIST)
    await talk(second, "/start")
    await sent(talk)
    await talk.deliver()
    await talk.press(first, "Ответить")
    assert "уже открывает" in await talk.press(second, "Ответить")
    await talk(first, "Направьте заявление")
    assert "На № 1 ответили" in await talk.after(second, talk.deliver())


async def test_more_words_reach_the_specialist_and_an_answered_appeal_opens_again_with_a_new_day(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.press(ANNA, "Дополнить")
    assert "Передано к обращению № 1. Ответят до среды, 25 ноября." in await talk(ANNA, "мы частная школа")
    letter = await talk.after(expert, talk.deliver())
    assert "Дополнение к № 1, пишет Анна Смирнова\nмы частная школа" in letter
    await talk.after(expert, talk.sandbox.say(expert, "Пишите в управление", reply_to=newest(talk, expert)))
    await talk.deliver()
    talk.clock = TODAY + timedelta(days=2)
    await talk.press(ANNA, "Ещё вопрос")
    assert "до пятницы, 27 ноября" in await talk.after(
        ANNA, talk.sandbox.send_file(ANNA, "otkaz.pdf", b"%PDF", caption="а вот их отказ")
    )
    again = await talk.after(expert, talk.deliver())
    assert "Ещё вопрос по № 1, ответить до пятницы, 27 ноября" in again
    assert files(talk, expert) == ["document"]
    appeal, _ = await stored(talk)
    assert (appeal.state, appeal.reopened) == (AppealState.OPEN, 1)
    await talk.after(expert, talk.sandbox.say(expert, "Отказ оспорьте", reply_to=newest(talk, expert)))
    assert "Отказ оспорьте" in await talk.after(ANNA, talk.deliver())


async def test_a_reply_to_the_answer_goes_into_the_same_thread(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "Ответ", reply_to=newest(talk, expert)))
    await talk.deliver()
    reply = await talk.after(ANNA, talk.sandbox.say(ANNA, "а сроки?", reply_to=newest(talk, ANNA)))
    assert "Передано к обращению № 1" in reply
    _, thread = await stored(talk)
    assert thread[-2].text == "а сроки?"


async def test_thanks_close_it_and_the_thread_is_kept_to_be_read(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "Пишите в управление", reply_to=newest(talk, expert)))
    await talk.deliver()
    assert "Обращение № 1 закрыто: вопрос решён." in await talk.press(ANNA, "Понятно, спасибо")
    appeal, _ = await stored(talk)
    assert (appeal.state, appeal.outcome) == (AppealState.CLOSED, AppealOutcome.RESOLVED)
    assert "ответ: «Пишите в управление»" in await talk.press(ANNA, "Мои обращения")
    thread = await talk.press(ANNA, "№ 1")
    assert QUESTION in thread
    assert "Пишите в управление" in thread
    assert "закрыли" in thread


async def test_another_department_gets_everything_the_day_stays_and_the_person_is_told(talk: Chat) -> None:
    expert, other = await specialist(talk), await specialist(talk, "social")
    await sent(talk)
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "#это не наше", reply_to=newest(talk, expert)))
    talk.clock = TODAY + timedelta(days=1)
    await talk(expert, "/queue")
    await talk.press(expert, "№ 1")
    await talk.press(expert, "Другой отдел")
    assert "№ 1 передано: Соцзащита." in await talk.press(expert, "Соцзащита")
    talk.clock += timedelta(minutes=2)
    told = await talk.after(ANNA, talk.deliver())
    assert "передали: управлению социальной защиты населения. Срок прежний, до среды, 25 ноября." in told
    card = [one["text"] for one in talk.sandbox.messages(other)][-1]
    assert "это не наше" in card
    assert QUESTION in card
    assert "Все обращения отвечены" in await talk(expert, "/queue")
    assert "нет" in (await talk.press_data(expert, "apr:1")).lower()


async def test_a_handover_by_mistake_is_taken_back(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Другой отдел")
    await talk.press(expert, "Соцзащита")
    assert "№ 1 передано: Образование" in await talk.press(expert, "↩️ Вернуть себе")
    assert "№ 1" in await talk(expert, "/queue")
    talk.clock += timedelta(minutes=2)
    assert await talk.after(ANNA, talk.deliver()) == ""


async def test_it_is_closed_with_an_outcome_told_to_the_person_and_opened_again(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Закрыть")
    assert "№ 1 закрыто: направили в другой орган." in await talk.press(expert, "Направили в другой орган")
    talk.clock += timedelta(minutes=2)
    assert "Обращение № 1 закрыто: направили в другой орган." in await talk.after(ANNA, talk.deliver())
    assert "снова открыто" in await talk.press(expert, "↩️ Открыть снова")
    assert "снова открыто" in await talk.after(ANNA, talk.deliver())
    appeal, _ = await stored(talk)
    assert (appeal.state, appeal.outcome) == (AppealState.OPEN, None)


async def test_a_closing_by_mistake_is_taken_back_before_the_person_hears_of_it(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Закрыть")
    await talk.press(expert, "Разъяснили")
    assert "Человек об этом не узнает" in await talk.press(expert, "↩️ Открыть снова")
    talk.clock += timedelta(minutes=2)
    assert await talk.after(ANNA, talk.deliver()) == ""


async def test_a_forged_number_reads_as_none_for_strangers_other_departments_and_removed_specialists(
    talk: Chat,
) -> None:
    expert, other = await specialist(talk), await specialist(talk, "social")
    await sent(talk)
    await talk.deliver()
    card = newest(talk, expert)
    await talk.remove(expert)
    for who in (BORIS, other, expert):
        for data in ("apr:1", "apc:1", "apnt:1", "aph:1:social", "apx:1:resolved", "apad:1", "apty:1", "apth:1:0"):
            await talk(who, "/start")
            known = await talk.press_data(who, data)
            await talk(who, "/start")
            assert known == await talk.press_data(who, data.replace(":1", ":999", 1)), (who, data)
    await talk.after(expert, talk.sandbox.say(expert, "ответ уволенного", reply_to=card))
    assert await talk.after(ANNA, talk.deliver()) == ""
    appeal, _ = await stored(talk)
    assert appeal.state is AppealState.OPEN


async def test_a_repeated_update_says_and_stores_everything_once(talk: Chat) -> None:
    talk.sandbox.redeliver = 1
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "Ответ", reply_to=newest(talk, expert)))
    await talk.deliver()
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "а сроки?")
    await talk.handle()
    async with talk.database.reading() as session:
        turns = list(await session.scalars(select(AppealMessageRow.turn).order_by(AppealMessageRow.id)))
    assert turns == [AppealTurn.QUESTION, AppealTurn.ANSWER, AppealTurn.ADDITION, AppealTurn.REOPENED]


async def test_specialists_are_reminded_the_day_before_on_the_day_and_the_owner_when_it_is_late(talk: Chat) -> None:
    from zoneinfo import ZoneInfo

    expert = await specialist(talk)
    owner = await talk.as_role("education", Role.OWNER)
    await talk(owner, "/start")
    await sent(talk)
    await talk.deliver()
    seen: list[tuple[int, str, str]] = []
    for days in range(7):
        talk.clock = TODAY + timedelta(days=days)
        for _ in range(2):
            await remind(talk.database, talk.clock, ZoneInfo(ZONE), [str(VERA)])
        before = {who: len(talk.sandbox.messages(who)) for who in (expert, owner)}
        await talk.deliver()
        for who, name in ((expert, "specialist"), (owner, "owner")):
            new = talk.sandbox.messages(who)[before[who] :]
            seen += [(days, name, one["text"].splitlines()[0].replace("\u00a0", " ")) for one in new]
    assert seen == [
        (2, "specialist", "№ 1: ответить до среды, 25 ноября"),
        (3, "specialist", "№ 1: ответить сегодня"),
        (4, "specialist", "№ 1 просрочено: ждали до среды, 25 ноября"),
        (4, "owner", "№ 1 просрочено: ждали до среды, 25 ноября"),
    ]
    queue = await talk(expert, "/queue")
    assert queue.startswith("Ждут ответа: 1, просрочено 1")
    assert "ждёт 6 дней" in queue


async def test_a_person_who_blocked_the_bot_costs_nothing_and_reads_the_answer_later(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    talk.sandbox.block(ANNA)
    await talk.handle()
    await talk.after(expert, talk.sandbox.say(expert, "Ответ", reply_to=newest(talk, expert)))
    await talk.deliver()
    talk.sandbox.unblock(ANNA)
    await talk.handle()
    await talk(ANNA, "/mine")
    assert "ответ: «Ответ»" in await talk.press(ANNA, "Мои обращения")


async def test_an_appeal_counts_for_the_organisation_of_its_person_without_naming_it(talk: Chat) -> None:
    await talk(ANNA, "/start")
    async with talk.database.writing() as session:
        found = await find_person(session, Channel.TELEGRAM, str(ANNA))
        assert found is not None
        own = await create(session, found.id, TODAY)
        await session.commit()
    await sent(talk, "где взять печать")
    appeal, _ = await stored(talk)
    assert appeal.organisation == own.mark
