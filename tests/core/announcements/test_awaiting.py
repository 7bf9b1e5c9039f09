"""«Сообщить, когда откроется» waits for exactly that contest, and follows its intake once it is entered."""

import pytest

from core.announcements import watching
from core.announcements.following import following
from storage.content import raise_version
from storage.models.contests import SeasonRow
from storage.terms import SeasonStatus, Unit
from tests.core.announcements.town import MOSCOW, Town, at


async def _entered(town: Town, contest: str) -> None:
    """An editor enters next year's intake of a contest."""
    async with town.database.writing() as session:
        session.add(
            SeasonRow(
                key=f"{contest}-2027", contest=contest, year=2027, title="", status=SeasonStatus.ANNOUNCED,
                zone="Europe/Moscow", opens_at=at("2026-11-25 09:00", MOSCOW), closes_at=at("2027-01-20 23:59", MOSCOW),
                applicants_text="", winners_text="", count_unit=Unit.APPLICATIONS, conditions="",
            )
        )  # fmt: skip
        await raise_version(session)
        await session.commit()


@pytest.mark.asyncio
async def test_who_waits_for_a_contest_hears_of_its_intake_and_of_no_other(town: Town) -> None:
    await town.contest("fpg", "ФПГ")
    await town.contest("veche", "Вече")
    said = await watching.remind(await town.call("101"), "contest", "fpg")
    assert said.text.startswith("<b>ФПГ: сообщу, когда объявят приём</b>")
    assert [one.title for one in (await following(await town.call("101"))).subjects] == ["ФПГ"]
    await _entered(town, "fpg")
    await _entered(town, "veche")
    await town.tick(at("2026-11-25 15:00"))
    told = town.post.texts("101")
    assert len(told) == 1
    assert "ФПГ" in told[0]
    assert "Вече" not in told[0]
    await town.tick(at("2027-01-17 12:00"))
    assert len(town.post.texts("101")) == 2
    assert [str(one.subject_kind) for one in (await following(await town.call("101"))).subjects] == ["season"]


@pytest.mark.asyncio
async def test_the_wait_is_taken_back_from_the_same_message_also_after_the_intake_was_entered(lite: Town) -> None:
    await lite.contest("fpg", "ФПГ")
    await watching.remind(await lite.call("101"), "contest", "fpg")
    said = await watching.restore(await lite.call("101"), "contest", "fpg")
    assert "напоминания убраны" in said.text
    assert (await following(await lite.call("101"))).subjects == ()
    await watching.remind(await lite.call("101"), "contest", "fpg")
    await _entered(lite, "fpg")
    await lite.tick(at("2026-11-23 12:00"))
    await watching.restore(await lite.call("101"), "contest", "fpg")
    assert (await following(await lite.call("101"))).subjects == ()


@pytest.mark.asyncio
async def test_a_contest_with_an_intake_is_followed_at_once(lite: Town) -> None:
    await lite.season("teply", at("2026-12-11 23:59", MOSCOW), name="«Тёплый»")
    said = await watching.remind(await lite.call("101"), "contest", "teply")
    assert "«Тёплый»: напомню" in said.text
    assert [str(one.subject_kind) for one in (await following(await lite.call("101"))).subjects] == ["season"]
