"""How often, on which days, and what fits: each person's own choice is kept by the clock."""

from datetime import date, timedelta

import pytest

from core.announcements import own, pacing, subscribing
from core.announcements.own_words import Trouble, read_reminder
from core.announcements.subscribing import Draft
from core.catalogue import settings
from storage.editing import change_fields
from storage.models.eligibility import RuleRow
from storage.own_dates import own_dates_of
from storage.own_organisations import keep_profile
from storage.terms import Applicant, Comparison, CountedTo, RuleField, SubscriptionKind
from tests.core.announcements.town import MOSCOW, Town, at

WARM = "«Тёплый город»"
SUNDAY = date(2026, 11, 22)


async def _days(town: Town, external_id: str, last: str = "2026-12-12 00:00") -> list[str]:
    """Walk hour by hour; the days on which the person was written to."""
    days: list[str] = []
    moment = at("2026-11-23 00:00")
    while moment < at(last):
        before = len(town.post.texts(external_id))
        await town.tick(moment)
        days += [f"{moment:%d.%m %H}"] * (len(town.post.texts(external_id)) - before)
        moment += timedelta(hours=1)
    return days


@pytest.mark.asyncio
async def test_once_a_week_comes_on_mondays_and_the_asked_contest_by_the_ladder(town: Town, deadline: str) -> None:
    await town.listener("weekly")
    await pacing.pace_screen(await town.call("weekly"), "weekly")
    await town.season("teply", at(deadline, MOSCOW), opens_at=at("2026-11-25 00:00"), name=WARM)
    assert await _days(town, "weekly") == ["23.11 10", "30.11 10", "07.12 10"]


@pytest.mark.asyncio
async def test_a_monday_that_was_missed_is_made_up_for_once(town: Town, deadline: str) -> None:
    await town.listener("weekly")
    await pacing.pace_screen(await town.call("weekly"), "weekly")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await town.tick(at("2026-12-02 11:00"))
    await town.tick(at("2026-12-02 12:00"))
    await town.tick(at("2026-12-03 12:00"))
    assert len(town.post.texts("weekly")) == 1


@pytest.mark.asyncio
async def test_mondays_chosen_within_the_week_begin_with_the_next_one(town: Town, deadline: str) -> None:
    town.now = at("2026-11-25 12:00")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await town.listener("weekly")
    said = await pacing.pace_screen(await town.call("weekly"), "weekly")
    assert "Ближайшее придёт в понедельник, 30\u00a0ноября." in said.text
    await town.tick(at("2026-11-25 12:01"))
    await pacing.ladder_screen(await town.call("weekly"), "14")
    await settings.set_hour(await town.call("weekly"), "12")
    for moment in ("2026-11-25 12:02", "2026-11-26 12:00", "2026-11-29 12:00", "2026-11-30 11:59"):
        await town.tick(at(moment))
    assert town.post.texts("weekly") == []
    await town.tick(at("2026-11-30 12:00"))
    assert len(town.post.texts("weekly")) == 1


@pytest.mark.asyncio
async def test_a_missed_monday_stays_due_when_somebody_else_chooses_the_same_hours(town: Town, deadline: str) -> None:
    await town.listener("weekly")
    await pacing.pace_screen(await town.call("weekly"), "weekly")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    town.now = at("2026-12-02 11:00")
    await pacing.pace_screen(await town.call("newcomer"), "weekly")
    await town.tick(at("2026-12-02 11:00"))
    assert len(town.post.texts("weekly")) == 1


@pytest.mark.asyncio
async def test_only_what_was_asked_leaves_subscriptions_silent(town: Town, deadline: str) -> None:
    await town.listener("asked")
    await pacing.pace_screen(await town.call("asked"), "asked")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await town.season("other", at(deadline, MOSCOW), name="«Другой»")
    from core.announcements import watching

    await watching.remind(await town.call("asked"), "season", "other")
    await town.tick(at("2026-12-04 10:00"))
    (text,) = town.post.texts("asked")
    assert "«Другой»" in text
    assert WARM not in text


@pytest.mark.asyncio
async def test_each_person_has_their_own_ladder(lite: Town, deadline: str) -> None:
    await lite.listener("short")
    for step in ("14", "7", "1", "0"):
        await pacing.ladder_screen(await lite.call("short"), step)
    last = await pacing.ladder_screen(await lite.call("short"), "3")
    assert "за 3 дня" in last.text, "the last step stays"
    await lite.season("teply", at(deadline, MOSCOW), opens_at=at("2026-11-24 00:00"), name=WARM)
    assert await _days(lite, "short") == ["24.11 10", "08.12 10"]


@pytest.mark.asyncio
async def test_what_the_rules_deny_is_not_told_to_who_asked_for_what_fits(town: Town, deadline: str) -> None:
    for key in ("open", "denied"):
        await town.season(key, at(deadline, MOSCOW), name=f"«{key}»")
    person = await town.person("ano")
    async with town.database.writing() as session:
        session.add(
            RuleRow(
                key="denied-form", contest="denied", field=RuleField.LEGAL_FORM, comparison=Comparison.IN,
                value=("foundation",), reason="только фонды", counted_to=CountedTo.TODAY, for_forms=(), only_if="",
            )
        )  # fmt: skip
        await keep_profile(session, person.id, Applicant.ANO, None, town.now)
        await session.commit()
    first = await subscribing.subscribe(await town.call("ano"), SubscriptionKind.CONTESTS, Draft(fitting=True))
    assert "«open»" in first.text
    assert "«denied»" not in first.text
    await town.listener("any")
    await town.tick(at("2026-12-04 10:00"))
    assert "«denied»" not in "".join(town.post.texts("ano"))
    assert "«open»" in town.post.texts("ano")[0]
    assert "«denied»" in town.post.texts("any")[0]


@pytest.mark.asyncio
async def test_an_own_date_is_echoed_with_its_weekday_and_comes_twice(town: Town) -> None:
    said = await own.remember(await town.call("101"), "напомни 15 января отчёт по субсидии")
    assert said.text.replace("\u00a0", " ").startswith("<b>Напомню в пятницу, 15 января 2027, и за 3 дня.</b>")
    for day in (11, 12, 13, 14, 15, 16):
        await town.tick(at(f"2027-01-{day} 10:00"))
        await town.tick(at(f"2027-01-{day} 15:00"))
    first, second = (text.replace("\u00a0", " ") for text in town.post.texts("101"))
    assert first.startswith("<b>отчёт по субсидии: через 3 дня</b>")
    assert second.startswith("<b>отчёт по субсидии: сегодня</b>")
    assert "вы просили напомнить" in first


@pytest.mark.asyncio
async def test_an_own_date_is_nobody_elses(town: Town) -> None:
    await own.remember(await town.call("101"), "напомни 15 января отчёт")
    await town.listener("102", kind=SubscriptionKind.DUTIES)
    async with town.database.reading() as session:
        (kept,) = await own_dates_of(session, (await town.look("101")).id, SUNDAY)
    assert "нет" in (await own.press(await town.call("102"), kept.id, "drop")).text
    await town.tick(at("2027-01-12 10:00"))
    assert town.post.texts("102") == []
    assert len(town.post.texts("101")) == 1


@pytest.mark.asyncio
async def test_a_changed_own_date_comes_on_its_new_day_and_a_deleted_one_never(town: Town) -> None:
    await own.remember(await town.call("101"), "напомни 15 января отчёт")
    await own.remember(await town.call("101"), "напомни 15 января другое")
    async with town.database.reading() as session:
        first, other = await own_dates_of(session, (await town.look("101")).id, SUNDAY)
    changed, done = await own.change(await town.call("101"), first.id, "20 января")
    assert done
    assert "в среду, 20 января 2027" in changed.text.replace("\u00a0", " ")
    await own.press(await town.call("101"), other.id, "drop")
    for day in range(11, 22):
        await town.tick(at(f"2027-01-{day} 10:00"))
    assert [text.split("</b>")[0].replace("\u00a0", " ") for text in town.post.texts("101")] == [
        "<b>отчёт: через 3 дня", "<b>отчёт: сегодня",
    ]  # fmt: skip


@pytest.mark.asyncio
async def test_a_repeated_update_keeps_one_own_date(town: Town) -> None:
    for _ in range(2):
        await own.remember(await town.call("101", key="same"), "напомни завтра отчёт")
    async with town.database.reading() as session:
        assert len(await own_dates_of(session, (await town.look("101")).id, SUNDAY)) == 1


@pytest.mark.parametrize(
    ("typed", "day", "text"),
    [
        ("напомни 15 января отчёт по субсидии", date(2027, 1, 15), "отчёт по субсидии"),
        ("Напомните, пожалуйста, мне 1.12 сдать отчёт", date(2026, 12, 1), "сдать отчёт"),
        ("напомни отчёт 10.12.2026", date(2026, 12, 10), "отчёт"),
        ("напомни завтра про звонок", date(2026, 11, 23), "звонок"),
        ("напомни через неделю отчёт", date(2026, 11, 29), "отчёт"),
        ("напомни через 3 дня отчёт", date(2026, 11, 25), "отчёт"),
        ("напомни в пятницу позвонить в КУМИ", date(2026, 11, 27), "позвонить в КУМИ"),
        ("напомни в воскресенье отчёт", date(2026, 11, 29), "отчёт"),
        ("напомни 3 марта чай", date(2027, 3, 3), "чай"),
        ("напомни 29 февраля чай", date(2028, 2, 29), "чай"),
    ],
)
def test_days_in_words_are_read_and_a_year_rolls_forward(typed: str, day: date, text: str) -> None:
    asked = read_reminder(typed, SUNDAY)
    assert asked is not None
    assert (asked.day, asked.text, asked.trouble) == (day, text, None)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("напомни 31 февраля чай", Trouble.IMPOSSIBLE),
        ("напомни 45.13 чай", Trouble.IMPOSSIBLE),
        ("напомни 1 января 2020 чай", Trouble.PAST),
        ("напомни 5 мая", Trouble.NO_TEXT),
    ],
)
@pytest.mark.asyncio
async def test_a_day_that_cannot_be_is_answered_by_a_clear_sentence(lite: Town, typed: str, trouble: Trouble) -> None:
    asked = read_reminder(typed, SUNDAY)
    assert asked is not None
    assert asked.trouble is trouble
    answer = await own.remember(await lite.call("101"), typed)
    assert {"impossible": "Такого дня нет", "past": "уже прошёл", "no_text": "О чём напомнить"}[trouble] in answer.text


def test_a_question_that_only_begins_like_a_reminder_stays_a_question() -> None:
    assert read_reminder("напомни про тёплый город", SUNDAY) is None
    assert read_reminder("когда отчёт 15 января", SUNDAY) is None


@pytest.mark.asyncio
async def test_a_cosmetic_edit_tells_nobody(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await town.tick(at("2026-12-04 10:00"))
    async with town.database.writing() as session:
        await change_fields(
            session, "contests", "teply", {"name": "Другое имя", "direction": "иначе"}, author_id=None, now=town.now
        )
        await session.commit()
    await town.tick(at("2026-12-04 11:00"))
    await town.tick(at("2026-12-05 10:00"))
    assert len(town.post.texts("101")) == 1
