"""The data packs against the city's report: every table cell, every quoted phrase, every figure of the prose."""

import re
import typing
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from storage.packs import content_records
from storage.records import content
from storage.terms import ContestKind, Level, MoneySource, SupportKind, Unit

ROOT = Path(__file__).parents[2]
REPORT = ROOT.parent / "shared" / "report-2023.txt"
CITY, PUBLIC, DEMO = "kemerovo-2023", "public", "demo"
PACKS = (CITY, PUBLIC, DEMO)
RECORDS: dict[str, type[content.Content]] = content_records()
WITHOUT_SOURCE = {"documents", "cities", "spheres", "synonyms", "phrasings"}
REFERENCES = {
    "measure": "measures",
    "organisation": "organisations",
    "programme": "programmes",
    "contest": "contests",
    "sphere": "spheres",
    "spheres": "spheres",
}


# Reading the packs: YAML with every scalar as text, the record as the schema.


def _moment(text: str, kind: type) -> date | datetime:
    match = re.fullmatch(r"(today|now)(?:([+-]\d+)([dhm]))?(?: (\d\d):(\d\d))?", text)
    if match is None:
        return datetime.fromisoformat(text) if kind is datetime else date.fromisoformat(text)
    _, count, unit, hour, minute = match.groups()
    step = {"d": "days", "h": "hours", "m": "minutes"}[unit or "d"]
    moment = datetime.now(UTC).replace(tzinfo=None) + timedelta(**{step: int(count or 0)})
    if kind is date:
        return moment.date()
    return moment.replace(hour=int(hour), minute=int(minute)) if hour else moment


def _read(pack: str, table: str) -> list[Any]:
    file = ROOT / "data" / pack / f"{table}.yaml"
    if not file.is_file():
        return []
    settings = yaml.load((file.parent / "pack.yaml").read_text("utf-8"), yaml.BaseLoader)
    defaults = dict(settings.get("defaults", {}))
    year = defaults.pop("year", None)
    record = RECORDS[table]
    hints = typing.get_type_hints(record)
    allowed = {field.name for field in fields(record)} - {"pack", "position"}
    records = []
    for row in yaml.load(file.read_text("utf-8"), yaml.BaseLoader):
        assert set(row) <= allowed, f"{pack}/{table}: {row.get('key')} has {set(row) - allowed}"
        values = {"year": year} | row if "year" in allowed and year else dict(row)
        if "source" in values:
            values["source"] = defaults | values["source"]
        for name in values:
            kinds = {hints[name], *typing.get_args(hints[name])}
            if kinds & {date, datetime}:
                values[name] = _moment(values[name], datetime if datetime in kinds else date)
        records.append(TypeAdapter(record).validate_python(values))
    return records


@cache
def table(pack: str, name: str) -> list[Any]:
    return _read(pack, name)


@cache
def city(name: str) -> list[Any]:
    return table(CITY, name)


def everything(*packs: str) -> list[tuple[str, str, Any]]:
    return [(pack, name, record) for pack in packs or PACKS for name in RECORDS for record in table(pack, name)]


def one(name: str, key: str) -> Any:
    return next(record for record in city(name) if record.key == key)


def texts(value: object) -> list[str]:
    """Every piece of text inside a record."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


# Reading the report: cells begin with a tab, a cell may run over lines.


def fold(text: str) -> str:
    return " ".join(text.split())


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))


def numbers(text: str) -> set[Decimal]:
    return {number(found) for found in re.findall(r"\d{1,3}(?: \d{3})+(?:, ?\d+)?|\d+(?:, ?\d+)?", text)}


def thousands(text: str) -> Decimal:
    return number(text) * 1000


NUMBER = re.compile(r"\d[\d ]*(?:, ?\d+)?")


@pytest.fixture(scope="module")
def report() -> str:
    if not REPORT.is_file():
        pytest.skip("../shared/report-2023.txt is not here")
    return REPORT.read_text("utf-8")


def cells(report: str, start: str, end: str = "", *, after: str = "") -> list[str]:
    """The filled cells between two marks (or to the end), folded; the cell of `start` is the first."""
    begin = report.index(start, report.index(after) if after else 0)
    stop = report.index(end, begin + 1) if end else len(report)
    found = (fold(cell) for cell in re.split(r"\n\t+", report[begin:stop]))
    return [cell for cell in found if cell]


def rows(found: list[str], width: int) -> list[list[str]]:
    assert len(found) % width == 0, found
    return [found[index : index + width] for index in range(0, len(found), width)]


def table_1(report: str) -> list[list[str]]:
    first = "«Профилактика незаконного оборота"
    return rows(cells(report, first, "2.2.", after="Таблица № 1"), 3)


def table_2(report: str) -> list[list[str]]:
    return rows(cells(report, "Культура, спорт, молодежь, туризм", "2.5", after="Таблица № 2"), 5)


def table_3(report: str) -> tuple[list[tuple[Level, list[str]]], list[str]]:
    found = cells(report, "Всероссийские конкурсы:", "3. Отраслевые меры", after="Таблица № 3")
    headings = {
        "Всероссийские конкурсы:": Level.FEDERAL,
        "Региональные конкурсы:": Level.REGIONAL,
        "Муниципальные конкурсы:": Level.MUNICIPAL,
    }
    total = found.index("Итого по всем конкурсам:")
    body, read, level = found[:total], [], Level.FEDERAL
    while body:
        if body[0] in headings:
            level = headings[body.pop(0)]
            continue
        read.append((level, body[:6]))
        body = body[6:]
    return read, found[total:]


def table_4(report: str) -> list[list[str]]:
    return rows(cells(report, "КООВОО ветеранов", "\nСубсидии из городского бюджета"), 3)


def table_5(report: str) -> list[list[str]]:
    return rows(cells(report, "АНО ЦСМ «ВИТЯЗЬ»", "3.9."), 3)


def appendix(report: str) -> list[tuple[str, str, Decimal, Decimal]]:
    """Group title, row name, plan, fact."""
    read, labels, group = [], [], ""
    figures: list[Decimal] = []
    for cell in cells(report, "1. Доля средств бюджета г. Кемерово"):
        if NUMBER.fullmatch(cell):
            figures.append(number(cell))
        elif cell != "процент":
            labels.append(cell)
        if len(figures) == 2:
            group = labels[0].rstrip(":") if len(labels) == 2 else ("" if re.match(r"\d\.", labels[-1]) else group)
            read.append((group, labels[-1], figures[0], figures[1]))
            labels, figures = [], []
    return read


def prose(report: str) -> str:
    """The report without its tables' rows and without the appendix, folded."""
    text = report[: report.index("О ДОСТИЖЕНИИ ЦЕЛЕВЫХ")]
    for start, end in (
        ("«Профилактика незаконного оборота", "2.2."),
        ("Культура, спорт, молодежь, туризм\n", "2.5"),
        ("Всероссийские конкурсы:", "3. Отраслевые меры"),
        ("КООВОО ветеранов", "\nСубсидии из городского бюджета"),
        ("АНО ЦСМ «ВИТЯЗЬ»", "3.9."),
    ):
        begin = text.rindex(start)
        text = text[:begin] + text[text.index(end, begin) :]
    return fold(text)


# Counts and sums: these need no report.


def test_the_packs_hold_as_many_rows_as_the_report() -> None:
    expected = {
        "programme_fundings": 8,
        "support_counts": 16,
        "indicators": 7,
        "measures": 21,
        "level_totals": 6,
        "stated_totals": 13,
    }
    assert {name: len(city(name)) for name in expected} == expected
    assert Counter(contest.kind for contest in city("contests")) == {ContestKind.CONTEST: 20, ContestKind.SUBSIDY: 3}
    assert Counter(subsidy.table for subsidy in city("subsidies")) == {"4": 6, "5": 9, "": 3}
    assert Counter(lease.kind for lease in city("leases")) == {"free": 8, "reduced": 10}
    assert len({lease.organisation for lease in city("leases")}) == 17


def test_table_1_adds_up_to_both_totals() -> None:
    inside = {programme.key for programme in city("programmes") if programme.inside}
    fundings = city("programme_fundings")
    within = [funding for funding in fundings if funding.programme in inside]
    assert len(within) == 7
    assert sum(funding.amount for funding in within) == one("stated_totals", "t1-programmes-amount-2023").value
    assert sum(funding.recipients for funding in within) == one("stated_totals", "t1-programmes-recipients-2023").value
    assert sum(funding.amount for funding in fundings) == one("stated_totals", "t1-all-amount-2023").value == 21_984_500
    assert sum(funding.recipients for funding in fundings) == one("stated_totals", "t1-all-recipients-2023").value == 27


def test_table_2_rows_give_434_consultations_and_the_report_states_424() -> None:
    computed: Counter[SupportKind] = Counter()
    for cell in city("support_counts"):
        computed[cell.kind] += cell.count
    assert computed == {"total": 475, "consultation": 434, "property": 17, "finance": 24}
    stated = {total.column: total.value for total in city("stated_totals") if total.table == "2"}
    assert stated == {"total": 475, "consultation": 424, "property": 17, "finance": 24}
    for label in {cell.sphere_label for cell in city("support_counts")}:
        row = {cell.kind: cell.count for cell in city("support_counts") if cell.sphere_label == label}
        assert row.pop(SupportKind.TOTAL) == sum(row.values())


def test_table_3_rows_sum_to_410_190_4_and_the_report_states_410_190_0() -> None:
    contests = {contest.key: contest for contest in city("contests") if contest.kind is ContestKind.CONTEST}
    seasons = [season for season in city("seasons") if season.contest in contests]
    assert len(seasons) == 20
    assert sum(season.amount for season in seasons) == 410_190_400
    assert one("stated_totals", "t3-amount-2023").value == 410_190_000
    by_level: Counter[Level] = Counter()
    for season in seasons:
        by_level[contests[season.contest].level] += season.amount
    assert by_level == {"federal": 375_993_500, "regional": 31_163_500, "municipal": 3_033_400}
    assert sum(season.amount for season in seasons if contests[season.contest].science) == 317_092_000
    assert [contest.number_printed for contest in contests.values()].count("4") == 2


def test_the_true_source_of_money_is_told_apart_from_the_level() -> None:
    other = {c.key: c.money_source for c in city("contests") if c.level.value != c.money_source.value}
    assert other == {"potanin": MoneySource.PRIVATE, "fsi": MoneySource.FEDERAL}


def test_tables_4_and_5_sum_to_what_their_rows_say() -> None:
    sums: Counter[str] = Counter()
    for subsidy in city("subsidies"):
        sums[subsidy.table] += subsidy.amount
    assert sums["4"] == one("stated_totals", "t4-amount-2023").value == 11_424_900
    assert sums["5"] == 1_397_300
    assert one("stated_totals", "t5-amount-2023").value == one("programme_fundings", "sport-2023").amount == 1_397_200


def test_five_of_seven_indicators_are_reached() -> None:
    missed = [indicator.key for indicator in city("indicators") if indicator.fact < indicator.plan]
    assert missed == ["share-education-2023", "share-culture-2023"]


def test_levels_of_both_years_are_held() -> None:
    held = {(total.year, total.level.value): total.amount / 1_000_000 for total in city("level_totals")}
    assert held == {
        (2023, "federal"): Decimal("376.0"),
        (2023, "regional"): Decimal("31.2"),
        (2023, "municipal"): Decimal("3.0"),
        (2022, "federal"): Decimal("246.9"),
        (2022, "regional"): Decimal("23.1"),
        (2022, "municipal"): Decimal("3.0"),
    }


def test_projects_of_measure_3_1_sum_to_6_529_2() -> None:
    assert sum(project.amount for project in city("projects") if project.measure == "measure-3-1") == 6_529_200


def test_the_veche_tells_the_year_of_award_from_the_year_of_spending() -> None:
    season = one("seasons", "veche-2023")
    assert (season.year, season.spending_year, season.applicants, season.winners) == (2023, 2024, 35, 23)


def test_only_the_business_subsidy_has_dates_because_the_report_gives_no_others() -> None:
    dated = [season for season in city("seasons") if season.opens_at or season.closes_at or season.results_on]
    assert [season.key for season in dated] == ["sme-subsidy-2023"]
    assert dated[0].opens_at.date() == date(2023, 7, 10)
    assert dated[0].closes_at.date() == date(2023, 8, 11)


# Each cell of the report.


def test_each_cell_of_table_1_is_in_the_pack(report: str) -> None:
    printed = table_1(report)
    programmes = {programme.key: programme for programme in city("programmes")}
    held = [(programmes[f.programme].name, f.amount, f.recipients) for f in city("programme_fundings")]
    body = [row for row in printed if row[0] not in {"Итого:", "Всего:"}]
    assert held == [(name, thousands(amount), int(count)) for name, amount, count in body]
    totals = {row[0]: row[1:] for row in printed if row[0] in {"Итого:", "Всего:"}}
    for label, scope in (("Итого:", "programmes"), ("Всего:", "all")):
        amount, count = totals[label]
        assert one("stated_totals", f"t1-{scope}-amount-2023").value == thousands(amount)
        assert one("stated_totals", f"t1-{scope}-recipients-2023").value == number(count)


def test_each_cell_of_table_2_is_in_the_pack(report: str) -> None:
    kinds = list(SupportKind)
    printed = table_2(report)
    held = {(cell.sphere_label, cell.kind): cell.count for cell in city("support_counts")}
    assert held == {
        (row[0], kind): int(cell) for row in printed[:-1] for kind, cell in zip(kinds, row[1:], strict=True)
    }
    assert printed[-1][0] == "Итого:"
    for kind, cell in zip(kinds, printed[-1][1:], strict=True):
        assert one("stated_totals", f"t2-{kind}-2023").value == number(cell)


def test_each_cell_of_table_3_is_in_the_pack(report: str) -> None:
    printed, total = table_3(report)
    contests = [contest for contest in city("contests") if contest.kind is ContestKind.CONTEST]
    assert len(printed) == len(contests) == 20
    for place, ((level, row), contest) in enumerate(zip(printed, contests, strict=True), start=1):
        season = one("seasons", f"{contest.key}-2023")
        assert season.contest == contest.key
        assert [contest.number_printed, contest.name, contest.direction] == row[:3]
        assert contest.level is level
        assert (season.applicants_text or str(season.applicants)) == row[3]
        assert (season.winners_text or str(season.winners)) == row[4]
        assert season.amount == thousands(row[5])
        assert season.source.printed == contest.source.printed == " | ".join(row)
        assert season.source.row == contest.source.row == str(place)
    assert one("stated_totals", "t3-amount-2023").value == thousands(total[1])


@pytest.mark.parametrize(("name", "read"), [("4", table_4), ("5", table_5)])
def test_each_cell_of_tables_4_and_5_is_in_the_pack(name: str, read: typing.Any, report: str) -> None:
    *body, total = read(report)
    held = [subsidy for subsidy in city("subsidies") if subsidy.table == name]
    assert [(s.name_as_printed, s.amount) for s in held] == [(row[0], thousands(row[1])) for row in body]
    assert {row[2] for row in body} == {"1"}
    assert [s.source.printed for s in held] == [" | ".join(row) for row in body]
    assert total[0] == "Итого:"
    assert one("stated_totals", f"t{name}-amount-2023").value == thousands(total[1])
    assert one("stated_totals", f"t{name}-recipients-2023").value == number(total[2]) == len(body)


def test_each_cell_of_the_appendix_is_in_the_pack(report: str) -> None:
    printed = appendix(report)
    held = city("indicators")
    assert len(printed) == len(held) == 7
    for (group, name, plan, fact), indicator in zip(printed, held, strict=True):
        assert (indicator.plan, indicator.fact) == (plan, fact)
        assert re.sub(r"^\d\. ", "", name) == indicator.name
        assert re.sub(r"^\d\. ", "", group) == indicator.group_title
        assert indicator.number.split(".")[0] == (re.match(r"\d", group or name) or [""])[0]


def test_the_measures_carry_the_printed_titles_and_terms(report: str) -> None:
    squeezed = re.sub(r"\s", "", report)
    for measure in city("measures"):
        printed = "22.3." if measure.number == "2.3" else measure.number
        title = re.sub(r"\s", "", measure.title)
        assert re.search(re.escape(printed) + r"\.?" + re.escape(title), squeezed), measure.number
        assert title + measure.term in squeezed, measure.number
        assert re.sub(r"\s", "", measure.section_title) in squeezed, measure.number
        assert len(measure.short_title) <= 60, measure.number


def test_every_printed_text_really_stands_in_the_report(report: str) -> None:
    folded = fold(report)
    for _, name, record in everything(CITY):
        if record.source is None:
            assert name in WITHOUT_SOURCE, record.key
            continue
        for cell in record.source.printed.split(" | "):
            assert cell in folded, f"{name}/{record.key}: {cell}"
        if record.source.table is None:
            assert len(record.source.printed) <= 200, record.key


def test_names_of_holders_and_recipients_stand_in_the_report_and_with_the_organisation(report: str) -> None:
    folded = fold(report)
    organisations = {organisation.key: organisation for organisation in city("organisations")}
    for record in [*city("subsidies"), *city("leases")]:
        assert record.name_as_printed in folded, record.key
        organisation = organisations[record.organisation]
        known = [organisation.name, *organisation.aliases]
        assert record.name_as_printed.lower() in {name.lower() for name in known}, record.key


def test_every_sum_of_the_prose_is_in_some_record(report: str) -> None:
    scales = {"тыс": 1_000, "млн": 1_000_000}
    found = re.findall(r"(\d{1,3}(?: \d{3})*(?:, ?\d+)?) (тыс|млн)", prose(report))
    sums = {number(figure) * scales[scale] for figure, scale in found}
    assert len(found) == 36
    held: set[Decimal] = set()
    for _, _, record in everything(CITY):
        held |= {value for name in ("value", "amount") if (value := getattr(record, name, None)) is not None}
    assert sums <= held, sums - held


def test_every_number_of_the_prose_is_quoted_or_told_by_some_record(report: str) -> None:
    told = {figure for _, _, record in everything(CITY) for text in texts(record) for figure in numbers(text)}
    missing = {figure for figure in numbers(prose(report)) if figure not in told}
    assert not missing


# The packs by themselves.


def test_a_figure_is_the_one_in_its_quote() -> None:
    scales = {"тыс": 1_000, "млн": 1_000_000}
    for record in [*city("facts"), *city("projects"), *city("level_totals"), *city("stated_totals")]:
        value = getattr(record, "value", None) or getattr(record, "amount", None)
        if value is None:
            continue
        printed = record.source.printed
        in_quote = numbers(printed)
        for figure, scale in re.findall(r"(\d{1,3}(?: \d{3})*(?:, ?\d+)?) (тыс|млн)", printed):
            in_quote.add(number(figure) * scales[scale])
        if record.source.table:
            in_quote |= {figure * 1000 for figure in numbers(printed)}
        assert value in in_quote, f"{record.key}: {value} is not in {printed!r}"


def test_a_fact_with_a_figure_has_a_unit_and_a_text_that_says_it() -> None:
    for fact in city("facts"):
        assert fact.text.endswith("."), fact.key
        if fact.value is None:
            continue
        assert fact.key == "football-fourth-win-2023" or fact.unit is not Unit.OTHER, fact.key
        if fact.qualifier:
            assert fact.qualifier in fact.source.printed, fact.key
            assert fact.qualifier in fact.text, fact.key


def test_every_key_is_unique_across_the_packs() -> None:
    for name in RECORDS:
        keys = Counter(record.key for pack in PACKS for record in table(pack, name))
        assert not [key for key, count in keys.items() if count > 1], name


def test_every_reference_resolves() -> None:
    for pack, name, record in everything():
        reach = (CITY,) if pack == CITY else (CITY, pack)
        for field, target in REFERENCES.items():
            value = getattr(record, field, None)
            known = {other.key for reachable in reach for other in table(reachable, target)}
            named = value if isinstance(value, tuple) else (value,) if value else ()
            assert set(named) <= known, f"{pack}/{name}/{record.key}: {field}"
        if record.source is not None:
            documents = {other.key for reachable in reach for other in table(reachable, "documents")}
            assert record.source.document in documents, f"{pack}/{name}/{record.key}"


def test_only_known_tables_lie_in_the_packs() -> None:
    for pack in PACKS:
        found = {file.stem for file in (ROOT / "data" / pack).glob("*.yaml")}
        assert found <= {*RECORDS, "pack"} | ({"people"} if pack == DEMO else set())


def test_nothing_of_the_city_is_an_example() -> None:
    for _, name, record in everything(CITY, PUBLIC):
        assert not [text for text in texts(record) if "(пример)" in text], f"{name}/{record.key}"


def test_every_demo_record_says_once_in_its_name_that_it_is_an_example() -> None:
    contests = {contest.key: contest.name for contest in table(DEMO, "contests")}
    for _, name, record in everything(DEMO):
        assert record.key.startswith("demo-"), record.key
        if name == "rules":
            assert "пример" in contests[record.contest], record.key
            continue
        called = next(
            getattr(record, field)
            for field in ("title", "name", "office", "name_as_printed")
            if getattr(record, field, None)
        )
        assert called.count("пример") == 1, f"{name}/{record.key}: {called}"
        for field in ("short_name", "short_title"):
            assert getattr(record, field, "пример").count("пример") == 1, f"{name}/{record.key}"
    people = yaml.load((ROOT / "data" / DEMO / "people.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert {"101", "102", "900", "901"} <= {person["external_id"] for person in people}
    seasons = {season.key for season in table(DEMO, "seasons")}
    spheres = {sphere.key for sphere in city("spheres")}
    for person in people:
        assert "пример" in person["name"]
        assert {watch["subject"] for watch in person.get("watches", [])} <= seasons
        assert {sphere for wish in person.get("subscriptions", []) for sphere in wish["spheres"]} <= spheres


def test_the_demo_covers_every_state_of_a_window() -> None:
    raw = yaml.load((ROOT / "data" / DEMO / "seasons.yaml").read_text("utf-8"), yaml.BaseLoader)
    by_key = {season["key"]: season for season in raw}
    assert {season["status"] for season in raw} == {"announced", "expected", "extended", "shortened", "closed"}
    assert by_key["demo-pervy-shag-now"]["opens_at"].startswith("today ")
    assert by_key["demo-teply-gorod-now"]["closes_at"] == "today+3d 23:59"
    assert by_key["demo-teply-gorod-now"]["zone"] == "Europe/Moscow"
    assert by_key["demo-posledny-vagon-now"]["closes_at"] == "now+40m"
    assert all("previous_closes_at" in season for season in raw if season["status"] in {"extended", "shortened"})
    assert {"winners", "amount", "results_on"} <= set(by_key["demo-dobrye-dela-done"])


def test_every_public_record_names_a_page_and_is_unverified() -> None:
    documents = {document.key: document for document in table(PUBLIC, "documents")}
    assert len(table(PUBLIC, "duties")) >= 15
    for _, name, record in everything(PUBLIC):
        assert record.checked_on is None, record.key
        if name == "documents":
            assert record.url, record.key
        else:
            assert documents[record.source.document].url, record.key
    for duty in table(PUBLIC, "duties"):
        assert duty.act, duty.key
        assert duty.form, duty.key
        assert duty.url, duty.key
        assert duty.legal_forms, duty.key
        date(2027, duty.due_month, duty.due_day)


def test_a_word_of_the_synonyms_stands_once() -> None:
    words = Counter(synonym.word for synonym in city("synonyms"))
    assert not [word for word, count in words.items() if count > 1]
    assert len(words) >= 130
