"""What the bot itself did stands in table 2 and in the rows of the plan, told apart from what departments handed in."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from core.reports.annual import build
from core.reports.counted import Counted
from core.reports.drafting import draft
from core.reports.json_printer import print_json
from core.reports.printers.xlsx import print_xlsx
from core.reports.versions import fingerprint, restored, snapshot, with_stated
from core.reports.year import read_year
from core.trainings.counting import Counts
from storage.engine import Database
from storage.packs import add_records
from storage.records.content import Measure, Training
from storage.records.years import ResultText
from tests.core.reports.invented import YEAR, clean_year

COUNTED = Counted(
    appeals=4,
    subjects=(("Помещения", 3), ("Субсидии", 1)),
    consultations={"education": 3},
    rows=(("Образование", "education"),),
    announcements=2,
    delivered=81,
)


def test_answered_appeals_are_added_to_consultations_of_their_sphere_and_told_apart() -> None:
    report = build(replace(clean_year(), counted=COUNTED, stated=()))
    table = report.table("2")
    row = next(row for row in table.rows if row.cells[0] == "Образование")
    assert row.cells[1:] == (14, 12, 1, 1)
    assert json.loads(print_json(report))["by_bot"]["consultations"] == {"education": 3}


def test_consultations_of_spheres_that_nobody_handed_in_are_rows_of_their_own() -> None:
    year = clean_year()
    support = tuple(one for one in year.support if one.sphere_label != "Образование")
    table = build(replace(year, support=support, counted=COUNTED, stated=())).table("2")
    assert table.rows[-1].cells == ("Образование", 3, 3, None, None)
    assert len(table.rows) == len(build(replace(year, support=support, stated=())).table("2").rows) + 1


def test_a_whole_that_nobody_handed_in_is_the_sum_of_its_kinds() -> None:
    year = clean_year()
    support = tuple(one for one in year.support if one.kind != "total")
    table = build(replace(year, support=support, stated=())).table("2")
    assert [row.cells[1] for row in table.rows] == [45, 11, 10]


def test_rows_2_2_and_4_2_are_written_from_appeals_and_announcements() -> None:
    measures = tuple(
        Measure(key=f"m-{n}", number=number, section_title="", title="", short_title="", year=YEAR, result="")
        for n, number in enumerate(("2.2", "4.2"))
    )
    year = replace(clean_year(), counted=COUNTED, measures=measures, facts=(), projects=())
    first, second = (" ".join(text.paragraphs).replace("\u00a0", " ") for text in draft(build(year)).measures)
    assert first == "В 2031 году рассмотрено 4 обращения НКО, из них: помещения – 3, субсидии – 1."
    assert "разослано 2 объявления" in second
    assert "доставлено 81 сообщение" in second


def test_a_version_gives_back_the_same_year_with_every_total_stated() -> None:
    year = replace(clean_year(), stated=(), counted=COUNTED)
    back = restored(json.loads(json.dumps(snapshot(with_stated(year)))))
    assert fingerprint(replace(back, stated=())) == fingerprint(year)
    for table in build(back).tables:
        assert all(total.stated == total.computed for total in table.totals if total.scope in ("all", "programmes"))


def test_another_text_or_figure_is_another_fingerprint_and_a_check_day_is_not() -> None:
    year = clean_year()
    text = ResultText(key="t", number="2.8", year=YEAR, text="Своими словами.")
    assert fingerprint(replace(year, texts=(text,))) != fingerprint(year)
    checked = tuple(replace(one, checked_on=None, position=9) for one in year.subsidies)
    assert fingerprint(replace(year, subsidies=checked)) == fingerprint(year)


def test_the_workbook_tells_the_bots_consultations_from_what_departments_handed_in() -> None:
    printed = print_xlsx(build(replace(clean_year(), counted=COUNTED, stated=())), datetime(2032, 1, 11, tzinfo=UTC))
    sheet = openpyxl.load_workbook(io.BytesIO(printed))["Таблица 2"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Образование", 14, 12, 1, 1] in rows
    assert ["В том числе через бота: Образование", None, 3, None, None] in rows
    assert not any("через бота: Культура" in str(row[0]) for row in rows)


def test_rows_2_5_and_2_6_are_written_from_trainings() -> None:
    measures = tuple(
        Measure(key=f"m-{n}", number=number, section_title="", title="", short_title="", year=YEAR, result="")
        for n, number in enumerate(("2.5", "2.6"))
    )
    held = {"m-0": Counts(events=3, participants=41, organisations=12, unmarked=1), "m-1": Counts(events=1)}
    year = replace(clean_year(), counted=Counted(trainings=held), measures=measures, facts=(), projects=())
    first, second = (" ".join(text.paragraphs).replace("\u00a0", " ") for text in draft(build(year)).measures)
    assert first == (
        "В 2031 году по обучению проведено 3 мероприятия, участвовал 41 человек из 12 организаций. "
        "На 1 мероприятии участников ещё не отметили."
    )
    assert second == "В 2031 году для СОНКО и добровольцев проведено 1 мероприятие."
    nothing = replace(year, counted=Counted())
    assert all(not text.paragraphs for text in draft(build(nothing)).measures)


@pytest.mark.asyncio
async def test_trainings_are_counted_once_they_were_held(base: Database) -> None:
    at = datetime(2026, 11, 10, 4, tzinfo=UTC)
    training = Training(
        key="school", title="Школа", text="", year=2026, measure="measure-2-6", starts_at=at, participants=15
    )
    async with base.writing() as session:
        await add_records(session, "trainings", [training], at)
        await session.commit()
    async with base.reading() as session:
        before = (await read_year(session, 2026, at - timedelta(days=1))).counted.trainings
        after = (await read_year(session, 2026, at + timedelta(days=1))).counted.trainings
    assert "measure-2-6" not in before
    assert after["measure-2-6"] == Counts(events=1, participants=15)
