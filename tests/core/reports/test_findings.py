"""Rules find what does not fit: in the city's year, in planted errors, and nothing in a clean year."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.reports.annual import annual_report, build
from core.reports.fixing import edits_of
from core.reports.model import Finding, Kind, Report
from core.reports.wording import finding_text, place_text
from core.reports.year import YearRecords, read_year
from storage.engine import Database
from storage.records.content import Organisation
from storage.terms import MoneySource, SupportKind, Unit
from tests.core.reports.invented import clean_year, thousand

Plant = Callable[[YearRecords], YearRecords]


def change(field: str, key: str, **values: Any) -> Plant:
    """One record of a field changed."""

    def plant(records: YearRecords) -> YearRecords:
        known = getattr(records, field)
        if isinstance(known, dict):
            return replace(records, **{field: known | {key: replace(known[key], **values)}})
        assert key in {item.key for item in known}
        return replace(
            records, **{field: tuple(replace(item, **values) if item.key == key else item for item in known)}
        )

    return plant


def repeat(field: str, key: str) -> Plant:
    """One record of a field entered twice."""

    def plant(records: YearRecords) -> YearRecords:
        known = getattr(records, field)
        copies = [replace(item, key=f"{item.key}-again") for item in known if item.key == key]
        assert copies
        return replace(records, **{field: (*known, *copies)})

    return plant


def rename(key: str, name: str) -> Plant:
    """A second organisation of that name gets an agreement on property instead of `key`."""

    def plant(records: YearRecords) -> YearRecords:
        twin = Organisation(key="twin", name=name, short_name=name)
        leases = tuple(replace(lease, organisation="twin", name_as_printed=name) if lease.organisation == key else lease
                       for lease in records.leases)  # fmt: skip
        return replace(records, organisations=records.organisations | {"twin": twin}, leases=leases)

    return plant


PLANTED: tuple[tuple[Kind, Plant], ...] = (
    # a row of a table
    (Kind.TOTAL, change("fundings", "f-p-culture", amount=thousand("510.0"))),
    (Kind.TOTAL, change("fundings", "f-p-utilities", amount=thousand("50.0"))),
    (Kind.TOTAL, change("subsidies", "t4-disabled", amount=thousand("40.0"))),
    (Kind.TOTAL, change("subsidies", "t5-football", amount=thousand("400.4"))),
    (Kind.TOTAL, change("seasons", "region-2031", amount=thousand("4000.4"))),
    (Kind.TOTAL, change("support", "social-consultation", count=70)),
    (Kind.ROW_PARTS, change("support", "education-total", count=12)),
    (Kind.ROW_PARTS, change("support", "culture-consultation", count=14)),
    # a stated total
    (Kind.TOTAL, change("stated", "t1-amount-programmes", value=thousand("2550.5"))),
    (Kind.TOTAL, change("stated", "t1-amount-all", value=thousand("3005.0"))),
    (Kind.TOTAL, change("stated", "t1-recipients-all", value=Decimal(7))),
    (Kind.TOTAL, change("stated", "t2-consultation-all", value=Decimal(75))),
    (Kind.TOTAL, change("stated", "t2-total-all", value=Decimal(76))),
    (Kind.TOTAL, change("stated", "t3-amount-all", value=thousand("95040.0"))),
    (Kind.TOTAL, change("stated", "t4-amount-all", value=thousand("1030.0"))),
    (Kind.TOTAL, change("stated", "t5-recipients-all", value=Decimal(3))),
    # the same fact in two places
    (Kind.RECIPIENTS, change("fundings", "f-p-culture", recipients=2)),
    (Kind.RECIPIENTS, change("support", "social-finance", count=1)),
    (Kind.PROGRAMME, change("fundings", "f-p-sport", amount=thousand("705.0"))),
    (Kind.PROGRAMME, change("fundings", "f-p-social", recipients=3)),
    (Kind.PART_EXCEEDS, change("subsidies", "theatre", amount=thousand("2000.0"))),
    (Kind.PART_EXCEEDS, change("projects", "project-veterans", amount=thousand("160000.0"))),
    (Kind.HOLDERS, change("leases", "lease-fund", organisation="school-1")),
    # prose
    (Kind.PROSE, change("facts", "money", value=thousand("3050.0"))),
    (Kind.PROSE, change("facts", "paid", value=Decimal(9))),
    (Kind.PROSE, change("facts", "supported", value=Decimal(65))),
    (Kind.PROSE, change("facts", "grants", value=Decimal(59_000_000))),
    (Kind.PROSE, change("facts", "city-apps", value=Decimal(21))),
    (Kind.PROSE, change("facts", "city-amount", value=thousand("990.0"))),
    (Kind.PROSE, change("facts", "social-amount", value=thousand("1400.0"))),
    (Kind.PROSE, change("facts", "city-amount", value=Decimal(900))),
    (Kind.PROSE, change("facts", "money", value=Decimal("3000.5"))),
    (Kind.LEVEL, change("levels", "regional", amount=thousand("4100"))),
    (Kind.AGREEMENTS, change("facts", "leases", value=Decimal(5))),
    (Kind.AT_LEAST, change("projects", "project-disabled", amount=thousand("4900.0"))),
    # claims
    (Kind.DECLINE, change("indicators", "i-culture", fact=Decimal("0.12"))),
    # classification and numbering
    (Kind.CLASSIFICATION, change("contests", "state", money_source=MoneySource.PRIVATE)),
    (Kind.CLASSIFICATION, change("subsidies", "t4-disabled", programme="p-sport")),
    (Kind.NUMBERING, change("contests", "yard", number_printed="3")),
    (Kind.NUMBERING, change("contests", "yard", number_printed="5")),
    # duplicates and impossible figures
    (Kind.DUPLICATE_ROW, repeat("subsidies", "t5-football")),
    (Kind.DUPLICATE_ROW, repeat("fundings", "f-p-culture")),
    (Kind.DUPLICATE_ROW, repeat("seasons", "city-2031")),
    (Kind.DUPLICATE_ROW, repeat("support", "education-finance")),
    (Kind.IMPOSSIBLE, change("seasons", "state-2031", winners=90)),
    (Kind.IMPOSSIBLE, change("seasons", "state-2031", spending_year=2030)),
    (Kind.IMPOSSIBLE, change("indicators", "i-sport", fact=Decimal("126.0"))),
    # names
    (Kind.SAME_NAME, rename("fund", "МОО «Федерация футболу города Речного»")),
    (Kind.SAME_NAME, rename("fund", "КРОО Общество помощи инвалидам")),
    (Kind.NAME_VARIANTS, change("leases", "lease-school-1", name_as_printed="ЧОУ «Гимназия № 1»")),
    # mixed units
    (Kind.MIXED_UNITS, change("seasons", "yard-2031", applicants=None, applicants_text="более 15")),
    (Kind.MIXED_UNITS, change("seasons", "yard-2031", count_unit=Unit.APPLICATIONS)),
    (Kind.MIXED_UNITS, change("facts", "consulted", unit=Unit.PARTICIPANTS)),
)


def words(finding: Finding) -> str:
    return finding_text(finding).replace("\u00a0", " ")


def of_kind(report: Report, kind: Kind) -> list[Finding]:
    return [finding for finding in report.findings if finding.kind is kind]


def test_a_clean_year_gives_no_false_alarm() -> None:
    assert [words(finding) for finding in build(clean_year()).findings] == []


@pytest.mark.parametrize(("kind", "plant"), PLANTED, ids=[f"{n}-{kind.value}" for n, (kind, _) in enumerate(PLANTED)])
def test_a_planted_error_is_found_and_told(kind: Kind, plant: Plant) -> None:
    report = build(plant(clean_year()))
    found = of_kind(report, kind)
    assert found, [words(finding) for finding in report.findings]
    assert all(words(finding) and place_text(finding.place) for finding in report.findings)
    assert len(report.findings) <= 5


async def city(base: Database) -> Report:
    async with base.reading() as session:
        return await annual_report(session, 2023)


@pytest.mark.asyncio
async def test_the_citys_totals_are_held_against_their_rows_most_harmful_first(base: Database) -> None:
    first, second, third = (await city(base)).findings[:3]
    assert (first.stated, first.computed, first.likely) == (424, 434, 434)
    assert words(first) == (
        "Таблица 2, консультации: 424, по строкам 434 (на 10 больше). С 434 сходится и общий итог 475, с 424 нет."
    )
    assert first.terms == (265, 101, 45, 23)
    assert words(second) == "Таблица 3: 410 190,0, по строкам 410 190,4."
    assert words(third) == "Таблица 5: 1 397,2, по строкам 1 397,3. 1 397,2 вошло в таблицу 1."


@pytest.mark.asyncio
async def test_recipients_are_compared_between_tables_by_sphere(base: Database) -> None:
    (found,) = of_kind(await city(base), Kind.RECIPIENTS)
    assert (found.stated, found.computed) == (27, 24)
    assert "17 и 16" in words(found)
    assert "2 и 1" in words(found)
    assert "Профилактика наркомании: 1" in words(found)


@pytest.mark.asyncio
async def test_more_than_three_million_is_held_against_the_named_projects(base: Database) -> None:
    (found,) = of_kind(await city(base), Kind.AT_LEAST)
    assert (found.stated, found.computed) == (thousand("3000"), thousand("6529.2"))
    assert "«более 3,0 млн» (2.8), проектов названо на 6 529,2 тыс. ₽ (3.1)" in words(found)


@pytest.mark.asyncio
async def test_levels_numbers_claims_names_and_units_are_named(base: Database) -> None:
    report = await city(base)
    told = {kind: " ".join(words(finding) for finding in of_kind(report, kind)) for kind in Kind}
    assert "Фонд Потанина" in told[Kind.CLASSIFICATION]
    assert "Фонд содействия инновациям" in told[Kind.CLASSIFICATION]
    assert len(of_kind(report, Kind.CLASSIFICATION)) == 2
    assert told[Kind.NUMBERING] == "Таблица 3: номер 4 стоит дважды; строк 20, последний номер 19."
    assert "Ниже плана на 13,3 %" in told[Kind.DECLINE]
    assert "в приложении его нет" in told[Kind.NO_TARGET]
    assert "29 договоров (12 + 17), названо 18 держателей, 17 разных" in told[Kind.AGREEMENTS]
    for name in ("гимназия", "Вече", "Волонтер города", "слепых"):
        assert name in told[Kind.NAME_VARIANTS]
    assert "Афганистана" in told[Kind.SAME_NAME]
    assert "более 800" in told[Kind.MIXED_UNITS]


@pytest.mark.asyncio
async def test_one_row_one_total_and_one_duplicate_planted_in_the_citys_year_are_found(base: Database) -> None:
    async with base.reading() as session:
        records = await read_year(session, 2023)
    before = {words(finding) for finding in build(records).findings}
    for plant, expected in (
        (change("fundings", "youth-2023", amount=thousand("1540.0")), "Таблица 1, по программам: 19 128,3, по строкам"),
        (change("stated", "t4-amount-2023", value=thousand("11242.9")), "Таблица 4: 11 242,9, по строкам 11 424,9"),
        (repeat("subsidies", "t5-karate-2023"), "Таблица 5: «МОО «Федерация «Каратэ» города Кемерово» стоит дважды"),
        (change("support", "business-consultation-2023", count=54), "«Предпринимательство»: всего 48, по видам 57"),
        (change("facts", "grants-total-2023", value=Decimal(401_200_000)), "в тексте (2.8) 401 200,0"),
    ):
        after = [words(finding) for finding in build(plant(records)).findings]
        assert any(expected in line for line in after if line not in before), expected


@pytest.mark.asyncio
async def test_a_corrected_figure_of_the_prose_is_corrected_in_the_rows_own_text(base: Database) -> None:
    async with base.reading() as session:
        records = await read_year(session, 2023)
    changed = change("facts", "grants-total-2023", value=Decimal(401_200_000))(records)
    fact = next(fact for fact in changed.facts if fact.key == "grants-total-2023")
    assert fact.source is not None
    quoted = replace(fact.source, printed=fact.source.printed.replace("410,2", "401,2"))
    texts = tuple(replace(text, text=text.text.replace("410,2 млн", "401,2 млн")) for text in changed.texts)
    facts = tuple(replace(fact, source=quoted) if one is fact else one for one in changed.facts)
    records = replace(changed, facts=facts, texts=texts)
    finding = next(one for one in build(records).findings if one.kind is Kind.PROSE)
    edits = {(edit.table, edit.field): edit for edit in edits_of(finding, records)}
    written = edits["result_texts", "text"]
    assert written.record.key == "text-2-8-2023"
    assert (written.before.count("401,2 млн"), written.after.count("410,2 млн")) == (1, 1)


def test_the_value_that_fits_the_whole_is_the_likely_one() -> None:
    wrong_total = build(change("stated", "t2-consultation-all", value=Decimal(47))(clean_year()))
    wrong_row = build(change("support", "social-consultation", count=8)(clean_year()))
    assert [finding.likely for finding in of_kind(wrong_total, Kind.TOTAL)] == [57]
    assert [finding.likely for finding in of_kind(wrong_row, Kind.TOTAL)] == [57]
    (row,) = of_kind(wrong_row, Kind.ROW_PARTS)
    assert (row.stated, row.computed, row.likely) == (10, 11, 10)


def test_an_inner_difference_is_not_told_again_for_the_grand_total() -> None:
    report = build(change("fundings", "f-p-culture", amount=thousand("510.0"))(clean_year()))
    assert [finding.place.scope for finding in of_kind(report, Kind.TOTAL)] == ["programmes"]


def test_a_sum_in_millions_is_not_held_against_thousands() -> None:
    facts = change("facts", "grants", value=Decimal(95_000_000))
    assert build(facts(clean_year())).findings == ()


def test_support_kinds_cover_the_columns_of_table_2() -> None:
    columns = [column.name for column in build(clean_year()).table("2").columns]
    assert columns == ["sphere", *SupportKind]


@pytest.mark.asyncio
async def test_the_document_says_of_the_citys_year_what_the_check_says(base: Database) -> None:
    """The table of docs/report.md holds every finding's text as it is shown."""
    table = (Path(__file__).parents[3] / "docs" / "report.md").read_text(encoding="utf-8")
    shown = [line.split(" | ")[-1].removesuffix(" |") for line in table.splitlines() if line.startswith("| ")]
    texts = {finding_text(finding) for finding in (await city(base)).findings}
    known = [text for text in texts if text in shown]
    assert len(known) >= 18
    kinds = {finding.kind for finding in (await city(base)).findings if finding_text(finding) in known}
    assert kinds == {finding.kind for finding in (await city(base)).findings}


def test_a_subsidy_is_given_back_the_programme_of_its_table() -> None:
    records = change("subsidies", "t5-football", programme="p-social")(clean_year())
    (finding,) = of_kind(build(records), Kind.CLASSIFICATION)
    assert "программы «Спорт», а отнесена к программе «Социальная поддержка»" in words(finding)
    (edit,) = edits_of(finding, records)
    assert (edit.record.key, edit.field, edit.before, edit.after) == ("t5-football", "programme", "p-social", "p-sport")
