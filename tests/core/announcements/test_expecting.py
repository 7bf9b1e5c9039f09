"""A past season makes the next one expected, once, and asks for its dates nobody but who keeps it."""

import pytest

from core.announcements import announcing, watching
from core.announcements.expecting import expect_next
from storage import announcements, desk
from storage.content import get
from storage.editing import change_fields
from storage.models.desk import DepartmentRow
from storage.records.content import Season
from storage.terms import Role, SeasonStatus
from tests.core.announcements.town import MOSCOW, Town, at


@pytest.mark.asyncio
async def test_a_past_season_makes_the_next_years_expected_with_its_window(town: Town) -> None:
    await town.person("1")
    await town.listener("101")
    await town.season("teply", at("2026-10-11 23:59", MOSCOW), opens_at=at("2026-09-01 00:00", MOSCOW), name="«Тёплый»")
    assert await expect_next(town.database, town.now, ["1"]) == ["teply-2027"]
    async with town.database.reading() as session:
        season = await get(session, Season, "teply-2027")
    assert season is not None
    assert season.status is SeasonStatus.EXPECTED
    assert (season.opens_at, season.closes_at) == (at("2027-09-01 00:00", MOSCOW), at("2027-10-11 23:59", MOSCOW))
    assert await expect_next(town.database, town.now, ["1"]) == []
    await town.tick(at("2026-11-23 12:00"))
    assert len(town.post.texts("1")) == 1
    assert "«Тёплый»" in town.post.texts("1")[0]
    assert town.post.texts("101") == []


@pytest.mark.asyncio
async def test_an_expected_season_is_not_told_as_open_and_can_be_watched(lite: Town) -> None:
    await lite.listener("101")
    await lite.season("teply", at("2026-10-11 23:59", MOSCOW), opens_at=at("2026-09-01 00:00", MOSCOW), name="«Тёплый»")
    await expect_next(lite.database, lite.now, [])
    said = await watching.remind(await lite.call("101"), "season", "teply-2027")
    assert "напомню, когда объявят даты" in said.text
    await lite.tick(at("2027-10-04 12:00"))
    assert lite.post.texts("101") == []


@pytest.mark.asyncio
async def test_a_season_that_is_open_or_has_no_end_makes_none(lite: Town) -> None:
    await lite.season("open", at("2026-12-11 23:59", MOSCOW))
    await lite.season("endless", None)
    assert await expect_next(lite.database, lite.now, []) == []


@pytest.mark.asyncio
async def test_dates_that_are_only_expected_are_never_announced(lite: Town) -> None:
    await lite.season("teply", at("2026-10-11 23:59", MOSCOW), opens_at=at("2026-09-01 00:00", MOSCOW), name="«Тёплый»")
    await expect_next(lite.database, lite.now, [])
    for key in ("teply", "teply-2027"):
        refused = await announcing.take_record(await lite.call("1", admin=True), "season", key)
        assert "Кому отправить?" not in refused.text
    async with lite.database.writing() as session:
        dates = {"status": SeasonStatus.ANNOUNCED, "closes_at": at("2027-10-20 23:59", MOSCOW)}
        await change_fields(session, "seasons", "teply-2027", dates, author_id=None, now=lite.now)
        await session.commit()
    taken = await announcing.take_record(await lite.call("1", admin=True), "season", "teply")
    assert "Кому отправить?" in taken.text
    async with lite.database.reading() as session:
        draft = await announcements.newest_draft(session, (await lite.look("1")).id)
    assert draft is not None
    assert "20\u00a0октября" in draft.text


@pytest.mark.asyncio
async def test_the_owning_departments_editors_are_asked_first(town: Town) -> None:
    editor, specialist = await town.person("201"), await town.person("202")
    await town.person("1")
    async with town.database.writing() as session:
        session.add(
            DepartmentRow(
                key="sport", name="Спорт", short_name="Спорт", name_genitive="", name_dative="",
                name_instrumental="", spheres=("sport",), measures=(), tables=(), whole_tables=(), indicators=(),
                records=(), subjects=(), hours="", aliases=(),
            )
        )  # fmt: skip
        await desk.join(session, editor.id, "sport", Role.EDITOR, None, town.now)
        await desk.join(session, specialist.id, "sport", Role.SPECIALIST, None, town.now)
        await session.commit()
    past, opened = at("2026-10-11 23:59", MOSCOW), at("2026-09-01 00:00", MOSCOW)
    await town.season("run", past, opens_at=opened, name="«Бег»", spheres=("sport",))
    await town.season("song", past, opens_at=opened, name="«Песня»", spheres=("culture",))
    await expect_next(town.database, town.now, ["1"])
    await town.tick(at("2026-11-23 12:00"))
    (asked,), (rest,) = town.post.texts("201"), town.post.texts("1")
    assert "«Бег»" in asked
    assert "«Песня»" not in asked
    assert "«Песня»" in rest
    assert "«Бег»" not in rest
    assert town.post.texts("202") == []
