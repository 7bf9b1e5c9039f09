"""Packs: loaded whole or not at all, twice without a change, never over an editor."""

import shutil
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from core.base import BaseError, open_base, pack_folders
from core.catalogue.loading import load
from core.catalogue.packs import PackError, read_pack
from storage import content
from storage.engine import Database, open_database
from storage.records.content import Contest, Season
from storage.records.desk import Department
from tests.conftest import TODAY, ZONE

LOCAL = ZoneInfo(ZONE)
[CITY] = pack_folders("city")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the city's pack that a test may spoil."""
    return Path(shutil.copytree(CITY, tmp_path / "pack"))


def spoil(pack: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a pack file; gives the line it stands on."""
    path = pack / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    return before[: before.index(old)].count("\n") + 1


@pytest.mark.asyncio
async def test_loading_twice_changes_nothing(base: Database) -> None:
    async with base.reading() as session:
        version = await content.version(session)
    outcome = await load(base, CITY, TODAY + timedelta(days=1), LOCAL)
    assert (outcome.added, outcome.changed, outcome.removed, outcome.kept) == (0, 0, 0, [])
    async with base.reading() as session:
        assert await content.version(session) == version


@pytest.mark.asyncio
async def test_a_corrected_pack_changes_its_record_and_leaves_history(base: Database, pack: Path) -> None:
    spoil(pack, "contests.yaml", "short_name: Президентские гранты", "short_name: Гранты Президента")
    outcome = await load(base, pack, TODAY, LOCAL)
    assert (outcome.changed, outcome.kept) == (1, [])
    async with base.reading() as session:
        contest = await content.get(session, Contest, "fpg")
        assert contest is not None
        assert contest.short_name == "Гранты Президента"
        history = (await session.execute(text("SELECT field, before, after FROM changes"))).all()
    assert [row.field for row in history] == ["short_name"]


@pytest.mark.asyncio
async def test_an_editors_change_is_kept_and_listed(base: Database, pack: Path) -> None:
    async with base.writing() as session:
        await session.execute(text("UPDATE contests SET short_name = 'Как у нас' WHERE key = 'fpg'"))
        await session.commit()
    spoil(pack, "contests.yaml", "short_name: Президентские гранты", "short_name: Гранты Президента")
    outcome = await load(base, pack, TODAY, LOCAL)
    assert outcome.kept == ["contests/fpg"]
    async with base.reading() as session:
        contest = await content.get(session, Contest, "fpg")
    assert contest is not None
    assert contest.short_name == "Как у нас"


@pytest.mark.asyncio
async def test_a_base_from_before_departments_gets_them_by_loading_and_keeps_what_editors_wrote(
    pack: Path, migrated: Database
) -> None:
    newer = (pack / "departments.yaml").read_text(encoding="utf-8")
    (pack / "departments.yaml").unlink()
    await load(migrated, pack, TODAY, LOCAL)
    async with migrated.writing() as session:
        assert await content.all_of(session, Department) == []
        await session.execute(text("UPDATE contests SET short_name = 'Как у нас' WHERE key = 'fpg'"))
        await session.commit()
    (pack / "departments.yaml").write_text(newer, encoding="utf-8")
    outcome = await load(migrated, pack, TODAY + timedelta(days=1), LOCAL)
    assert (outcome.added, outcome.changed, outcome.removed) == (5, 0, 0)
    async with migrated.reading() as session:
        assert len(await content.all_of(session, Department)) == 5
        contest = await content.get(session, Contest, "fpg")
    assert contest is not None
    assert contest.short_name == "Как у нас"


BROKEN = {
    "an unknown field": ("contests.yaml", "  organiser:", "  organizer:", "organizer", "no such field"),
    "a bad amount": ("subsidies.yaml", '"350.0 тыс"', '"350 рублей с копейками"', "amount", "not an amount of money"),
    "a wrong word": ("contests.yaml", "level: federal", "level: galactic", "level", "federal"),
    "a missing reference": ("seasons.yaml", "contest: fpg", "contest: nasa", "contest", "contests has no 'nasa'"),
    "a bad date": ("seasons.yaml", "2023-07-10", "2023-17-10", "opens_at", "not a date"),
    "a second key": ("contests.yaml", "key: rnf", "key: fpg", "key", "stands twice"),
    "a field twice": ("contests.yaml", "  organiser:", "  level: federal\n  organiser:", "level", "stands twice"),
    "broken YAML": ("contests.yaml", "- key: fpg", "- key: [fpg", "", ""),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("case", BROKEN)
async def test_a_broken_file_is_refused_whole_with_file_line_and_field(case: str, pack: Path, tmp_path: Path) -> None:
    file, old, new, field, reason = BROKEN[case]
    spoil(pack, file, old, new)
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    await database.close()
    database = await open_base(f"sqlite:///{tmp_path / 'empty.db'}", fill=False)
    with pytest.raises(PackError) as refusal:
        await load(database, pack, TODAY, LOCAL)
    assert file in str(refusal.value)
    assert "line " in str(refusal.value)
    assert field in str(refusal.value)
    assert reason in str(refusal.value)
    async with database.reading() as session:
        assert await content.all_of(session, Contest) == []
    await database.close()


@pytest.mark.asyncio
async def test_the_line_named_is_the_line_of_the_field(pack: Path) -> None:
    line = spoil(pack, "contests.yaml", "level: federal", "level: galactic")
    with pytest.raises(PackError, match=f"contests.yaml, line {line}, field level"):
        read_pack(pack, TODAY)


@pytest.mark.asyncio
async def test_a_pack_with_an_unknown_table_is_refused(pack: Path) -> None:
    (pack / "contest.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(PackError, match="no such table"):
        read_pack(pack, TODAY)


@pytest.mark.asyncio
async def test_the_demo_keeps_its_windows_within_a_day_and_renews_them_on_the_next(demo_base: Database) -> None:
    [demo] = pack_folders("demo")

    async def deadlines() -> dict[str, object]:
        async with demo_base.reading() as session:
            return {season.key: season.closes_at for season in await content.all_of(session, Season, pack="demo")}

    before = await deadlines()
    assert before
    same_day = await load(demo_base, demo, TODAY + timedelta(hours=2), LOCAL)
    assert (same_day.changed, await deadlines()) == (0, before)
    await load(demo_base, demo, TODAY + timedelta(days=3), LOCAL)
    assert await deadlines() != before


@pytest.mark.asyncio
async def test_an_empty_base_is_filled_by_itself_and_a_filled_one_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'base.db'}"
    database = await open_base(url, now=TODAY)
    async with database.writing() as session:
        assert len(await content.all_of(session, Contest)) >= 20
        await session.execute(text("DELETE FROM synonyms"))
        await session.commit()
    await database.close()
    again = await open_base(url, now=TODAY)
    async with again.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM synonyms"))).scalar_one() == 0
    await again.close()


@pytest.mark.asyncio
async def test_an_address_of_another_database_is_one_line_with_the_setting() -> None:
    with pytest.raises(BaseError, match=r"^DATABASE_URL: mysql"):
        await open_base("mysql://localhost/x")
