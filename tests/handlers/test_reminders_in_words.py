"""A reminder typed by a new person survives the consent, and a text right under it changes it."""

import pytest

from core.announcements.own_words import ahead_of, amended, drops
from storage.own_dates import own_dates_of
from storage.people import find_person
from storage.terms import Channel
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, Chat

STRANGER = 109


async def _kept(chat: Chat, person: int) -> list[tuple[str, str]]:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        return [(f"{one.day:%d.%m.%Y}", one.text) for one in await own_dates_of(session, found.id, TODAY.date())]


@pytest.mark.asyncio
async def test_consent_says_what_will_be_remembered_and_a_change_of_mind_before_it_holds(talk: Chat) -> None:
    talk.sandbox.state.world.add_person({"id": STRANGER, "first_name": "Пётр", "started": True})
    said = await talk(STRANGER, "напомни за неделю до 15 апреля")
    assert said.startswith("Напомню в четверг, 8 апреля 2027: до 15 апреля")
    assert "Текст согласия" in said
    assert (await talk(STRANGER, "нет, за месяц")).startswith("Напомню в понедельник, 15 марта 2027: до 15 апреля")
    assert await _kept(talk, STRANGER) == []
    said = await talk.press(STRANGER, "✅ Согласен")
    assert "Напомню в понедельник, 15 марта 2027" in said
    assert await _kept(talk, STRANGER) == [("15.03.2027", "до 15 апреля")]
    assert (await talk(STRANGER, "перенеси на 18 марта")).startswith("Напомню в четверг, 18 марта 2027")
    assert await _kept(talk, STRANGER) == [("18.03.2027", "до 15 апреля")]


@pytest.mark.asyncio
async def test_a_day_that_has_passed_is_said_before_any_consent(talk: Chat) -> None:
    talk.sandbox.state.world.add_person({"id": STRANGER, "first_name": "Пётр", "started": True})
    said = await talk(STRANGER, "напомни 1.11.2026 отчёт")
    assert said.startswith("Этот день уже прошёл")
    assert "Текст согласия" not in said


@pytest.mark.asyncio
async def test_a_text_right_under_a_reminder_moves_it_or_takes_it_back(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk(ANNA, "напомни 15 января отчёт по субсидии")
    assert (await talk(ANNA, "перенеси на 18 января")).startswith("Напомню в понедельник, 18 января 2027")
    assert (await talk(ANNA, "нет лучше 8 го")).startswith("Напомню в пятницу, 8 января 2027")
    assert await _kept(talk, ANNA) == [("08.01.2027", "отчёт по субсидии")]
    assert (await talk(ANNA, "удали это напоминание")).startswith("Удалено: отчёт по субсидии")
    assert await _kept(talk, ANNA) == []


@pytest.mark.parametrize(
    "text", ["а сколько на спорт", "не надо мне рассказывать", "нет ли грантов в январе", "кто выиграл"]
)
def test_a_question_under_a_reminder_stays_a_question(text: str) -> None:
    assert amended(text, "напомни 15 января отчёт", TODAY.date()) is None
    assert not drops(text)


def test_a_week_before_a_day_is_counted_from_it() -> None:
    found = ahead_of("за 3 дня до 20 декабря подать заявку", TODAY.date())
    assert found is not None
    assert (f"{found.day:%d.%m}", found.text) == ("17.12", "подать заявку до 20 декабря")
