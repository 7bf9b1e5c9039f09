"""Two years side by side: the rows that are named make the change, by level and in total, with science and without."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.reports.compare import Comparison, Part, compare
from core.reports.year import YearRecords
from storage.terms import Level
from tests.core.reports.invented import YEAR, clean_year, thousand


def year_before() -> YearRecords:
    """An invented year before: another sum of a science contest, one contest that went, one not yet there."""
    year = clean_year()
    old = replace(year.contests["yard"], key="old", name="Смотр школ", short_name="Смотр школ")
    amounts = {"state": "80000.0", "region": "4500.0", "yard": "60.0"}
    seasons = tuple(
        replace(season, year=YEAR - 1, key=f"{season.contest}-2030", amount=thousand(amounts[season.contest]),
                contest="old" if season.contest == "yard" else season.contest)
        for season in year.seasons
        if season.contest in amounts
    )  # fmt: skip
    return replace(
        year, year=YEAR - 1, seasons=seasons, contests=year.contests | {"old": old}, fundings=(), leases=(),
        indicators=(), stated=(), levels=(),
    )  # fmt: skip


def with_science(year: YearRecords) -> YearRecords:
    contests = {key: replace(one, science=key == "state") for key, one in year.contests.items()}
    return replace(year, contests=contests)


def made(found: Comparison) -> Decimal:
    """What the named rows make together."""
    rows = (*found.rows, *found.only_newer, *found.only_older)
    return sum(((row.newer or Decimal(0)) - (row.older or Decimal(0)) for row in rows), Decimal(0))


@pytest.mark.parametrize("science", [True, False])
def test_the_rows_that_are_named_make_the_whole_change(science: bool) -> None:
    found = compare(with_science(clean_year()), with_science(year_before()), science=science)
    assert (found.older, found.newer) == (YEAR - 1, YEAR)
    assert made(found) == found.total.difference
    assert sum((level.difference or Decimal(0) for level in found.levels), Decimal(0)) == found.total.difference
    assert [row.name for row in found.only_newer] == ["Конкурс «Речной почин»", "Смотр дворов"]
    assert [row.name for row in found.only_older] == ["Смотр школ"]
    assert ("Государственный фонд" in [row.name for row in found.rows]) is science


def test_sums_stand_by_level_and_a_fall_is_a_fall() -> None:
    found = compare(clean_year(), year_before())
    sums = {level.name: (level.older, level.newer, level.difference) for level in found.levels}
    assert sums[Level.FEDERAL] == (thousand("80000"), thousand("90000"), thousand("10000"))
    assert sums[Level.REGIONAL] == (thousand("4500"), thousand("4000.2"), thousand("-499.8"))
    assert sums[Level.MUNICIPAL] == (thousand("60"), thousand("1040"), thousand("980"))
    assert [row.difference for row in found.rows] == [thousand("10000"), thousand("-499.8")]


def test_what_a_year_lacks_is_named_and_not_shown_as_zero() -> None:
    found = compare(clean_year(), year_before())
    assert found.lacks == ((YEAR - 1, (Part.CITY_MONEY, Part.PROPERTY, Part.INDICATORS)),)
    assert Part.CITY_MONEY not in dict(found.others)
    alone = compare(clean_year(), replace(year_before(), seasons=()))
    assert all(level.older is None for level in alone.levels)
    assert alone.total.difference is None
