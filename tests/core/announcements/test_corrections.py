"""A moved deadline: one correction to exactly those who were told the old one."""

import pytest

from core.announcements import watching
from core.announcements.deadlines import move_deadline
from core.announcements.subscribing import Draft, subscribe, unsubscribe
from storage.content import get
from storage.editing import change_fields
from storage.models.work import ChangeRow
from storage.records.content import Season
from storage.terms import SeasonStatus, SubscriptionKind
from tests.core.announcements.town import MOSCOW, Town, at

WARM = "«Тёплый город»"


async def _told_town(town: Town) -> None:
    """101 and 102 were told 11 December; 103 subscribes later; 102 then taps «Подали», 104 «Не напоминать»."""
    for one in ("101", "102", "104"):
        await town.listener(one)
    await town.season("teply", at("2026-12-11 23:59", MOSCOW), name=WARM)
    await town.tick(at("2026-12-08 10:00"))
    await town.listener("103")
    await watching.done(await town.call("102"), "season", "teply")
    await watching.mute(await town.call("104"), "season", "teply")
    town.post.sent.clear()


async def _move(town: Town, moment: str) -> None:
    await move_deadline(await town.call("900", admin=True), "teply", at(moment, MOSCOW))


@pytest.mark.asyncio
async def test_only_who_was_told_the_old_date_and_has_not_applied_is_corrected_once(town: Town) -> None:
    await _told_town(town)
    await _move(town, "2026-12-18 23:59")
    await town.tick(at("2026-12-08 12:00"))
    await town.tick(at("2026-12-08 12:01"))
    ((to, message),) = town.post.sent
    text = message.text.replace("\u00a0", " ")
    assert to == "101"
    assert text.startswith(f"<b>{WARM}: срок продлили до 18 декабря</b>")
    assert "Было: пятница, 11 декабря." in text
    assert "Стало: пятница, 18 декабря, 23:59 по Москве (03:59 субботы у нас)." in text
    assert "Напомню за неделю, за 3 дня и за день." in text
    assert not message.silent
    written = {person: len(await town.deliveries(person)) for person in ("101", "102", "104")}
    assert written == {"101": 2, "102": 1, "104": 1}


@pytest.mark.asyncio
async def test_the_ladder_starts_anew_for_the_new_date(town: Town) -> None:
    await _told_town(town)
    await _move(town, "2026-12-18 23:59")
    await town.tick(at("2026-12-08 12:00"))
    town.post.sent.clear()
    await town.tick(at("2026-12-11 10:00"))
    assert town.post.texts("101")[0].startswith(f"<b>{WARM}: неделя до конца приёма</b>")


@pytest.mark.asyncio
async def test_a_date_that_moves_back_is_corrected_again(town: Town) -> None:
    await _told_town(town)
    for moment in ("2026-12-18 23:59", "2026-12-11 23:59", "2026-12-18 23:59"):
        await _move(town, moment)
        await town.tick()
    assert [text.split("до ")[1][:2] for text in town.post.texts("101")] == ["18", "11", "18"]
    assert "срок сократили" in town.post.texts("101")[1]


@pytest.mark.asyncio
async def test_a_shorter_term_goes_out_at_night_without_sound(lite: Town) -> None:
    await _told_town(lite)
    await _move(lite, "2026-12-10 18:00")
    await lite.tick(at("2026-12-08 23:30"))
    assert [(to, message.silent) for to, message in lite.post.sent] == [("101", True)]


@pytest.mark.asyncio
async def test_a_longer_term_waits_for_the_morning(lite: Town) -> None:
    await _told_town(lite)
    await _move(lite, "2026-12-18 23:59")
    await lite.tick(at("2026-12-08 23:30"))
    assert lite.post.sent == []
    await lite.tick(at("2026-12-09 09:00"))
    assert [(to, message.silent) for to, message in lite.post.sent] == [("101", False)]


@pytest.mark.asyncio
async def test_a_longer_term_does_not_wait_beyond_the_date_that_people_believe_in(lite: Town) -> None:
    await _told_town(lite)
    await lite.tick(at("2026-12-11 20:00"))
    lite.post.sent.clear()
    await _move(lite, "2026-12-18 23:59")
    await lite.tick(at("2026-12-11 23:30"))
    assert {to for to, _ in lite.post.sent} >= {"101"}
    assert all(message.silent for _, message in lite.post.sent)


@pytest.mark.asyncio
async def test_a_cosmetic_edit_tells_nobody(lite: Town) -> None:
    await _told_town(lite)
    async with lite.database.writing() as session:
        await change_fields(session, "seasons", "teply", {"conditions": "новые слова"}, author_id=None, now=lite.now)
        await session.commit()
    await lite.tick(at("2026-12-08 12:00"))
    assert lite.post.sent == []


@pytest.mark.asyncio
async def test_who_unsubscribed_still_learns_that_the_told_date_is_wrong(lite: Town) -> None:
    await _told_town(lite)
    await unsubscribe(await lite.call("101"), SubscriptionKind.CONTESTS)
    await _move(lite, "2026-12-10 18:00")
    await lite.tick(at("2026-12-08 12:00"))
    assert {to for to, _ in lite.post.sent} == {"101"}


@pytest.mark.asyncio
async def test_a_date_shown_by_remind_counts_as_told(lite: Town) -> None:
    await lite.season("teply", at("2026-12-11 23:59", MOSCOW), name=WARM)
    await watching.remind(await lite.call("105"), "season", "teply")
    await _move(lite, "2026-12-18 23:59")
    await lite.tick(at("2026-11-22 12:01"))
    assert {to for to, _ in lite.post.sent} == {"105"}


@pytest.mark.asyncio
async def test_moving_a_deadline_keeps_the_old_one_and_its_history(town: Town) -> None:
    await _told_town(town)
    await _move(town, "2026-12-18 23:59")
    async with town.database.reading() as session:
        season = await get(session, Season, "teply")
        from sqlalchemy import select

        fields = list(await session.scalars(select(ChangeRow.field).order_by(ChangeRow.id)))
    assert season is not None
    assert season.previous_closes_at == at("2026-12-11 23:59", MOSCOW)
    assert season.status is SeasonStatus.EXTENDED
    assert set(fields) == {"closes_at", "previous_closes_at", "status"}


@pytest.mark.asyncio
async def test_who_was_shown_no_date_of_a_contest_gets_no_correction_of_it(town: Town) -> None:
    for number in range(6):
        await town.season(f"c{number}", at(f"2026-12-{10 + number} 18:00"), name=f"«Конкурс {number}»")
    await town.person("101")
    said = await subscribe(await town.call("101"), SubscriptionKind.CONTESTS, Draft())
    assert "И ещё 1" in said.text
    await watching.remind(await town.call("102"), "season", "c5")
    for key in ("c0", "c5"):
        await move_deadline(await town.call("900", admin=True), key, at("2026-12-25 18:00"))
    await town.tick(at("2026-11-22 12:30"))
    (text,) = town.post.texts("101")
    assert text.startswith("<b>«Конкурс 0»: срок продлили")
    assert len(town.post.texts("102")) == 1
