"""The ladder of reminders: when, to whom, once a step, and never after the end."""

import time
from datetime import timedelta

import pytest

from core.announcements import subscribing, watching
from core.announcements.deadlines import move_deadline
from core.announcements.subscribing import Draft
from storage.audience import Hours
from storage.editing import change_fields
from storage.models.people import PersonRow
from storage.terms import Level, SeasonStatus, SubscriptionKind
from tests.core.announcements.town import MOSCOW, ZONE, Town, at

WARM = "«Тёплый город»"


async def _set_hours(town: Town, external_id: str, hours: Hours) -> None:
    person = await town.look(external_id)
    async with town.database.writing() as session:
        row = await session.get_one(PersonRow, person.id)
        row.quiet_from, row.quiet_to, row.digest_hour = hours.quiet_from, hours.quiet_to, hours.digest
        await session.commit()


@pytest.mark.asyncio
async def test_a_reminder_becomes_a_delivery_that_is_sent(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await town.tick(at("2026-12-04 10:00"))
    assert town.post.texts("101")[0].startswith("<b>«Тёплый город»: неделя до конца приёма</b>")
    assert [one.state for one in await town.deliveries("101")] == ["sent"]


@pytest.mark.asyncio
async def test_nobody_is_told_twice_of_one_step(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    for minute in ("10:00", "10:01", "15:00"):
        await town.tick(at(f"2026-12-04 {minute}"))
    await town.tick(at("2026-12-05 10:00"))
    assert len(town.post.texts("101")) == 1


@pytest.mark.asyncio
async def test_the_whole_ladder_opens_and_has_five_steps(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW), opens_at=at("2026-11-24 00:00"), name=WARM)
    for day in range(20):
        for hour in (10, 20, 23):
            await lite.tick(at("2026-11-23 00:00") + timedelta(days=day, hours=hour))
    first_lines = [text.split("\n")[0].replace("\u00a0", " ") for text in lite.post.texts("101")]
    assert first_lines == [
        f"<b>{WARM}: приём открылся сегодня</b>",
        f"<b>{WARM}: две недели до конца приёма</b>",
        f"<b>{WARM}: неделя до конца приёма</b>",
        f"<b>{WARM}: 3 дня до конца приёма</b>",
        f"<b>{WARM}: завтра последний вечер</b>",
        f"<b>{WARM}: сегодня последний вечер</b>",
    ]


@pytest.mark.asyncio
async def test_the_night_deadline_is_told_as_the_last_evening_on_both_clocks(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    await lite.tick(at("2026-12-04 10:00"))
    text = lite.post.texts("101")[0].replace("\u00a0", " ")
    assert "Последний вечер: пятница, 11 декабря" in text
    assert "23:59 по Москве" in text
    assert "03:59 субботы" in text
    assert "файл меняли после подписи" in text
    assert "Пишу, потому что вы подписаны на конкурсы" in text


@pytest.mark.asyncio
async def test_spheres_and_levels_choose_who_hears(town: Town, deadline: str) -> None:
    await town.listener("sport", ["sport"])
    await town.listener("culture", ["culture"])
    await town.listener("municipal", [], ["municipal"])
    await town.listener("federal", [], ["federal"])
    await town.listener("premises", kind=SubscriptionKind.PREMISES)
    await town.season("teply", at(deadline, MOSCOW), spheres=["sport"], level=Level.FEDERAL)
    await town.tick(at("2026-12-04 10:00"))
    assert {to for to, _ in town.post.sent} == {"sport", "federal"}


@pytest.mark.asyncio
async def test_several_things_due_make_one_message(town: Town, deadline: str) -> None:
    await town.listener("101")
    for key in ("one", "two", "three"):
        await town.season(key, at(deadline, MOSCOW), name=f"«{key}»")
    await town.tick(at("2026-12-04 10:00"))
    (text,) = town.post.texts("101")
    assert "и ещё 2" in text.split("\n")[0]
    assert all(f"«{key}»" in text for key in ("one", "two", "three"))
    assert len(await town.deliveries("101")) == 1


@pytest.mark.asyncio
async def test_what_falls_into_quiet_hours_moves_earlier(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await _set_hours(lite, "101", Hours(21, 9, 7))
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    await lite.tick(at("2026-12-03 19:59"))
    before = len(lite.post.texts("101"))
    await lite.tick(at("2026-12-03 20:00"))
    assert len(lite.post.texts("101")) == before + 1
    assert "8 дней до конца приёма" in lite.post.texts("101")[-1].replace("\u00a0", " ")
    await lite.tick(at("2026-12-04 07:00"))
    await lite.tick(at("2026-12-04 12:00"))
    assert len(lite.post.texts("101")) == before + 1


@pytest.mark.asyncio
async def test_the_last_hours_of_a_night_deadline_come_in_the_evening(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    await lite.tick(at("2026-12-11 10:00"))
    before = len(lite.post.sent)
    await lite.tick(at("2026-12-11 19:59"))
    assert len(lite.post.sent) == before
    await lite.tick(at("2026-12-11 20:00"))
    assert lite.post.texts("101")[-1].startswith(f"<b>{WARM}: сегодня последний вечер</b>")
    await lite.tick(at("2026-12-12 03:00"))
    assert len(lite.post.sent) == before + 1


@pytest.mark.asyncio
async def test_a_deadline_that_passed_is_not_announced(town: Town) -> None:
    await town.listener("101")
    await town.season("gone", at("2026-12-04 09:30"))
    await town.season("past", at("2026-11-01 12:00"), status=SeasonStatus.CLOSED)
    assert await town.tick(at("2026-12-04 10:00")) == 0
    assert town.post.sent == []


@pytest.mark.asyncio
async def test_a_written_message_is_not_sent_when_its_deadline_has_passed_meanwhile(town: Town) -> None:
    from bot.mailing import find_due

    await town.listener("101")
    await town.season("soon", at("2026-12-04 15:00"))
    town.now = at("2026-12-04 10:00")
    await find_due(town.database, town.clock, ZONE)
    town.now = at("2026-12-04 15:01")
    await town.mail()
    assert town.post.sent == []
    assert [one.state for one in await town.deliveries("101")] == ["cancelled"]


@pytest.mark.asyncio
async def test_three_days_down_give_one_digest_and_nothing_of_what_passed(town: Town) -> None:
    await town.listener("101")
    await town.season("passed", at("2026-12-05 18:00"), name="«Прошёл»")
    await town.season("late", at("2026-12-09 18:00"), name="«Три дня»")
    await town.season("opened", at("2026-12-30 18:00"), opens_at=at("2026-12-04 09:00"), name="«Открылся»")
    await town.tick(at("2026-12-03 10:00"))
    town.post.sent.clear()
    await town.tick(at("2026-12-06 12:30"))
    await town.tick(at("2026-12-06 12:31"))
    (text,) = town.post.texts("101")
    assert "«Прошёл»" not in text
    assert "«Три дня»: 3\u00a0дня до конца приёма, и ещё 1" in text
    assert "«Открылся»" in text


@pytest.mark.asyncio
async def test_an_outage_that_ends_at_night_waits_for_the_morning(lite: Town) -> None:
    await lite.listener("101")
    await lite.season("late", at("2026-12-09 18:00"))
    await lite.tick(at("2026-12-06 23:00"))
    assert lite.post.sent == []
    await lite.tick(at("2026-12-07 09:00"))
    assert len(lite.post.sent) == 1


@pytest.mark.asyncio
async def test_an_outage_over_the_last_evening_is_made_up_for_without_sound(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW))
    await lite.tick(at("2026-12-11 23:30"))
    assert [message.silent for _, message in lite.post.sent] == [True]


@pytest.mark.asyncio
async def test_applied_ends_the_ladder_and_results_are_told(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.listener("102")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await watching.done(await town.call("101"), "season", "teply")
    await town.tick(at("2026-12-04 10:00"))
    assert {to for to, _ in town.post.sent} == {"102"}
    town.now = at("2027-01-20 09:00")
    async with town.database.writing() as session:
        await change_fields(session, "seasons", "teply", {"winners": 5}, author_id=None, now=town.now)
        await session.commit()
    town.post.sent.clear()
    await town.tick(at("2027-01-20 10:00"))
    assert [(to, m.text.split("\n")[0]) for to, m in town.post.sent] == [("101", f"<b>{WARM}: итоги подведены</b>")]


@pytest.mark.asyncio
async def test_a_newcomer_hears_at_once_what_is_open_and_not_again_at_the_next_digest(town: Town) -> None:
    await town.season("open", at("2026-12-02 18:00"), name="«Открыт»")
    await town.season("closed", at("2026-11-02 18:00"), name="«Закрыт»", status=SeasonStatus.CLOSED)
    screen = await subscribing.subscribe(await town.call("101"), SubscriptionKind.CONTESTS, Draft())
    assert "«Открыт»" in screen.text
    assert "«Закрыт»" not in screen.text
    await town.tick(at("2026-11-23 10:00"))
    assert town.post.sent == []
    await town.tick(at("2026-11-25 10:00"))
    assert len(town.post.texts("101")) == 1


@pytest.mark.asyncio
async def test_remind_is_heard_without_a_subscription_and_says_why(lite: Town, deadline: str) -> None:
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    await watching.remind(await lite.call("101"), "season", "teply")
    await lite.tick(at("2026-12-04 10:00"))
    assert "Пишу, потому что вы нажали «Напомнить» 22\u00a0ноября" in lite.post.texts("101")[0]


@pytest.mark.asyncio
async def test_a_muted_season_is_silent_until_it_is_restored(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW))
    await watching.mute(await lite.call("101"), "season", "teply")
    await lite.tick(at("2026-12-04 10:00"))
    assert lite.post.sent == []
    await watching.restore(await lite.call("101"), "season", "teply")
    await lite.tick(at("2026-12-08 10:00"))
    assert len(lite.post.sent) == 1


@pytest.mark.asyncio
async def test_a_text_names_the_date_that_stands_when_it_is_sent(town: Town) -> None:
    from bot.mailing import find_due

    await town.listener("101")
    await town.season("teply", at("2026-12-05 15:00"), name=WARM)
    town.now = at("2026-12-04 10:00")
    await find_due(town.database, town.clock, ZONE)
    await move_deadline(await town.call("900", admin=True), "teply", at("2026-12-06 15:00"))
    await town.tick(at("2026-12-04 10:01"))
    (text,) = town.post.texts("101")
    assert "2\u00a0дня до конца приёма" in text
    await town.tick(at("2026-12-04 10:02"))
    assert len(town.post.sent) == 1


@pytest.mark.asyncio
async def test_last_hours_and_a_digest_at_the_same_time_are_one_message(lite: Town) -> None:
    await lite.listener("101")
    await lite.season("today", at("2026-12-04 12:00"), name="«Сегодня»")
    await lite.season("week", at("2026-12-11 18:00"), name="«Неделя»")
    await lite.tick(at("2026-12-04 10:00"))
    await lite.tick(at("2026-12-04 10:01"))
    (text,) = lite.post.texts("101")
    assert text.startswith("<b>«Сегодня»: сегодня последний день, и ещё 1</b>")


@pytest.mark.asyncio
@pytest.mark.parametrize("server", ["Pacific/Auckland", "America/Los_Angeles"])
async def test_the_zone_of_the_server_does_not_matter(
    lite: Town, deadline: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", server)
    time.tzset()
    try:
        await lite.listener("101")
        await lite.season("teply", at(deadline, MOSCOW), name=WARM)
        heard: list[str] = []
        for hour in range(48):
            moment = at("2026-12-03 12:30") + timedelta(hours=hour)
            await lite.tick(moment)
            heard += [f"{moment:%d %H}"] * (len(lite.post.texts("101")) - len(heard))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert heard == ["03 12", "04 10"]
    assert "Последний вечер: пятница, 11\u00a0декабря" in lite.post.texts("101")[-1]
