"""A workbook is applied whole, a second time changes nothing, and it is taken back whole."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.base import pack_folders
from core.catalogue.loading import load
from core.imports import desk
from core.imports.layout import books
from core.messages import Action
from storage import imports
from storage.engine import Database
from storage.records.content import Contest, Measure, Premises, Season
from storage.terms import SeasonStatus
from tests.conftest import TODAY
from tests.core.imports.conftest import Office, Workbook, actions, text

pytestmark = pytest.mark.asyncio

SEASONS, CONTESTS = "Сезоны", "Конкурсы"


def add_contest(book: Workbook, name: str = "Новый фонд (пример)") -> None:
    """A contest with a season, written into the first empty rows."""
    row = book.last(CONTESTS) + 1
    book.put(
        CONTESTS, row, Полное_название=name, Короткое_название=name, Уровень="федеральный", Чьи_деньги="частный фонд",
        Сферы="спорт; Культура", Вид="конкурс",
    )  # fmt: skip
    row = book.last(SEASONS) + 1
    book.put(
        SEASONS, row, Конкурс=name, Год=2026, Состояние="объявлен", Приём_до=datetime(2026, 12, 11), Часы="Москва",  # noqa: DTZ001
    )  # fmt: skip
    book.cell(SEASONS, row, "Сумма, тыс. ₽").value = 1397.2


@pytest.mark.parametrize("name", list(books()))
async def test_a_workbook_sent_back_as_it_came_changes_nothing(office: Office, name: str) -> None:
    before, version = await office.everything(), await office.version()
    answer = await office.send(await office.take(name))
    assert text(answer).startswith("Ничего не изменилось.")
    assert Action.DATA_APPLY not in actions(answer)
    assert await office.everything() == before
    assert await office.version() == version


async def test_a_new_contest_with_its_season_is_shown_then_applied(office: Office) -> None:
    book = await office.take("contests")
    add_contest(book)
    before = await office.everything()
    preview = await office.send(book)
    assert text(preview).startswith("Всё сходится. Конкурсы и сезоны: новых 2, изменений нет, удалённых нет.")
    assert "В базе пока ничего не изменилось." in text(preview)
    assert "приём до: пятница, 11 декабря 2026, 23:59 (Москва)" in text(preview)
    assert await office.everything() == before
    applied = await office.press(preview, Action.DATA_APPLY)
    assert text(applied).startswith("Применено.")
    contests, seasons = await office.all(Contest), await office.all(Season)
    contest = contests["novyy-fond-primer"]
    assert isinstance(contest, Contest)
    assert contest.spheres == ("sport", "culture")
    [season] = [one for one in seasons.values() if isinstance(one, Season) and one.contest == contest.key]
    assert season.closes_at == datetime(2026, 12, 11, 20, 59, tzinfo=UTC)
    assert season.amount == Decimal(1397200)


async def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    book = await office.take("contests")
    add_contest(book)
    book.put(CONTESTS, 2, Организатор="Другой организатор")
    await office.change(book)
    after, version = await office.everything(), await office.version()
    again = await office.send(book)
    assert text(again).startswith("Ничего не изменилось.")
    assert await office.everything() == after
    assert await office.version() == version


async def test_two_presses_apply_once(office: Office) -> None:
    book = await office.take("contests")
    add_contest(book)
    preview = await office.send(book)
    await office.press(preview, Action.DATA_APPLY)
    after = await office.everything()
    second = await office.press(preview, Action.DATA_APPLY)
    assert text(second).startswith("Уже применено.")
    assert Action.DATA_UNDO in actions(second)
    assert await office.everything() == after


async def test_a_changed_figure_is_shown_as_it_was_and_as_it_will_be(office: Office) -> None:
    book = await office.take("contests")
    row = book.row(SEASONS, "Название сезона", "Президентские гранты, 2023 год")
    assert book.cell(SEASONS, row, "Сумма, тыс. ₽").value == 19489.1
    book.cell(SEASONS, row, "Сумма, тыс. ₽").value = 20000
    preview = await office.send(book)
    assert "сумма, тыс. ₽: 19 489,1 → 20 000" in text(preview)
    version = await office.version()
    await office.press(preview, Action.DATA_APPLY)
    assert await office.version() == version + 1
    season = (await office.all(Season))["fpg-2023"]
    assert isinstance(season, Season)
    assert season.amount == Decimal(20_000_000)
    async with office.base.reading() as session:
        [change] = await imports.changes_after(session, 0, ["seasons"])
        [name] = (await imports.authors(session, [change.author_id])).values()
    assert (change.key, change.field, change.before, change.after, name) == (
        "fpg-2023", "amount", "19489100", "20000000", "Вера",
    )  # fmt: skip


async def test_long_texts_are_shown_where_they_differ(office: Office) -> None:
    book = await office.take("measures")
    cell = book.cell("Меры", 2, "Что сделано")
    cell.value = cell.value.replace("1 079,2", "1 100,0")
    shown = text(await office.send(book))
    assert "1 079,2" in shown
    assert "1 100,0" in shown


async def test_undo_brings_back_new_changed_and_removed_at_once(office: Office) -> None:
    before = await office.everything()
    book = await office.take("contests")
    add_contest(book)
    book.put(CONTESTS, 2, Организатор="Другой организатор")
    book.book[SEASONS].delete_rows(3)
    applied = await office.change(book)
    assert "новых 2, изменено 1, удалено 1" in text(applied)
    assert await office.everything() != before
    undone = await office.press(applied, Action.DATA_UNDO)
    assert text(undone).startswith("Отменено.")
    assert await office.everything() == before
    again = await office.press(applied, Action.DATA_UNDO)
    assert text(again).startswith("Уже отменено.")


async def test_undo_is_refused_whole_when_a_field_was_changed_again(office: Office) -> None:
    book = await office.take("measures")
    book.put("Меры", 2, Что_сделано="Первое")
    book.put("Меры", 3, Что_сделано="Второе")
    applied = await office.change(book)
    later = await office.take("measures", "Борис")
    later.put("Меры", 3, Что_сделано="Третье")
    await office.change(later, "Борис")
    before = await office.everything()
    refused = await office.press(applied, Action.DATA_UNDO)
    assert text(refused).startswith("Не отменено")
    assert "что сделано: Борис, 22 ноября 2026" in text(refused)
    assert await office.everything() == before


async def test_a_colleagues_later_change_is_not_undone_by_an_older_file(office: Office) -> None:
    mine, theirs = await office.take("measures"), await office.take("measures", "Борис")
    theirs.put("Меры", 2, Срок="до июня")
    await office.change(theirs, "Борис")
    mine.put("Меры", 2, Кто_отвечает="Отдел спорта")
    preview = await office.send(mine)
    assert "до июня" not in text(preview)
    await office.press(preview, Action.DATA_APPLY)
    measure = (await office.all(Measure))["measure-1-1"]
    assert isinstance(measure, Measure)
    assert (measure.term, measure.owner) == ("до июня", "Отдел спорта")


@pytest.mark.parametrize(("take", "stays"), [("file", "до мая"), ("base", "до июня")])
async def test_two_editors_of_one_field_are_told_and_one_decides(office: Office, take: str, stays: str) -> None:
    mine, theirs = await office.take("measures"), await office.take("measures", "Борис")
    theirs.put("Меры", 2, Срок="до июня")
    await office.change(theirs, "Борис")
    mine.put("Меры", 2, Срок="до мая")
    mine.put("Меры", 3, Срок="осенью")
    preview = await office.send(mine)
    assert text(preview).startswith("Пока файл был у вас")
    assert "срок: в базе теперь до июня (Борис), у вас до мая" in text(preview)
    await office.press(preview, Action.DATA_APPLY, take=take)
    measures = await office.all(Measure)
    assert [one.term for one in measures.values() if isinstance(one, Measure)][:2] == [stays, "осенью"]


async def test_a_change_between_preview_and_press_stops_it_and_shows_the_new_difference(office: Office) -> None:
    book = await office.take("measures")
    book.put("Меры", 2, Срок="до мая")
    preview = await office.send(book)
    other = await office.take("measures", "Борис")
    other.put("Меры", 2, Срок="до июня")
    await office.change(other, "Борис")
    before = await office.everything()
    shifted = await office.press(preview, Action.DATA_APPLY)
    assert text(shifted).startswith("Не применено: пока вы смотрели, база изменилась.")
    assert "в базе теперь до июня (Борис), у вас до мая" in text(shifted)
    assert await office.everything() == before
    await office.press(shifted, Action.DATA_APPLY, take="file")
    assert (await office.everything())["measures"]["measure-1-1"]["term"] == "до мая"


async def test_a_row_taken_out_that_a_colleague_changed_meanwhile_is_a_question(office: Office) -> None:
    mine, theirs = await office.take("premises"), await office.take("premises", "Борис")
    theirs.put("Помещения", 2, Подробности="Сделан ремонт (пример)")
    await office.change(theirs, "Борис")
    mine.book["Помещения"].delete_rows(2)
    preview = await office.send(mine)
    assert "в файле её нет, а в базе её тем временем правили (Борис)" in text(preview)
    kept = len(await office.all(Premises))
    await office.press(preview, Action.DATA_APPLY, take="base")
    assert len(await office.all(Premises)) == kept


async def test_a_record_added_after_the_template_is_not_removed_by_it(office: Office) -> None:
    old = await office.take("contests")
    newer = await office.take("contests", "Борис")
    add_contest(newer)
    await office.change(newer, "Борис")
    answer = await office.send(old)
    assert text(answer).startswith("Ничего не изменилось.")
    assert "novyy-fond-primer" in await office.all(Contest)


async def test_a_contest_that_has_seasons_is_not_removed(office: Office) -> None:
    book = await office.take("contests")
    book.book[CONTESTS].delete_rows(2)
    refused = await office.send(book)
    assert text(refused).startswith("Не принято: 1 замечание. В базе ничего не изменилось.")
    assert "на неё ссылаются другие записи" in text(refused)


async def test_an_emptied_row_is_a_removal_and_shown_as_one(office: Office) -> None:
    book = await office.take("premises")
    sheet = book.book["Помещения"]
    for column in range(2, sheet.max_column + 1):
        sheet.cell(2, column).value = None
    assert "удалится 1" in text(await office.send(book))


async def test_a_copied_row_with_another_name_is_a_new_record(office: Office) -> None:
    book = await office.take("contests")
    source = book.row(SEASONS, "Название сезона", "Президентские гранты, 2023 год")
    sheet, row = book.book[SEASONS], book.last(SEASONS) + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row, column).value = sheet.cell(source, column).value
    book.put(SEASONS, row, Год=2024, Название_сезона="Президентские гранты, 2024 год")
    await office.change(book)
    seasons = await office.all(Season)
    assert "fpg-2023" in seasons
    assert "fpg-2024" in seasons


async def test_a_moved_deadline_keeps_the_old_one_and_says_extended(office: Office) -> None:
    seasons = await office.all(Season)
    before = next(one for one in seasons.values()
                  if isinstance(one, Season) and one.status is SeasonStatus.ANNOUNCED and one.closes_at
                  and one.closes_at > TODAY)  # fmt: skip
    book = await office.take("contests")
    row = next(row for row in range(2, 200) if book.book[SEASONS].cell(row, 1).value == before.key)
    book.put(SEASONS, row, Приём_до=datetime(2027, 3, 1))  # noqa: DTZ001
    preview = await office.send(book)
    assert "состояние: объявлен → продлён" in text(preview)
    await office.press(preview, Action.DATA_APPLY)
    after = (await office.all(Season))[before.key]
    assert isinstance(after, Season)
    assert (after.previous_closes_at, after.status) == (before.closes_at, SeasonStatus.EXTENDED)
    assert text(await office.send(book)).startswith("Ничего не изменилось.")


async def test_a_dropped_file_changes_nothing_and_cannot_be_applied(office: Office) -> None:
    book = await office.take("contests")
    add_contest(book)
    before = await office.everything()
    preview = await office.send(book)
    assert "ничего не изменилось" in text(await office.press(preview, Action.DATA_DROP))
    assert "не применяю" in text(await office.press(preview, Action.DATA_APPLY))
    assert await office.everything() == before


async def test_only_an_administrator_and_only_the_sender_applies(office: Office) -> None:
    book = await office.take("contests")
    add_contest(book)
    before = await office.everything()
    preview = await office.send(book)
    assert "другим сотрудником" in text(await office.press(preview, Action.DATA_APPLY, "Борис"))
    stranger = await office.call("Анна", is_admin=False)
    for answer in (
        await desk.menu(stranger), await desk.give(stranger, "contests"),
        await desk.receive(stranger, "Таблица.xlsx", book.data),
    ):  # fmt: skip
        assert "Раздел для сотрудников" in text(answer)
        assert answer.files == ()
    withdrawn = await office.call("Вера", is_admin=False)
    assert "Этого файла уже нет" in text(await desk.press_apply(withdrawn, 1, "base"))
    assert "Этого файла уже нет" in text(await desk.press_undo(withdrawn, 1))
    assert await office.everything() == before


async def test_a_pack_lists_what_an_import_changed_or_removed_instead_of_writing_over_it(office: Office) -> None:
    book = await office.take("trainings")
    book.put("Обучение", book.row("Обучение", "Название", "Городская проектная школа"), Кто_проводит="Другие")
    book.book["Обучение"].delete_rows(book.row("Обучение", "Название", "Вебинары на платформе ДОБРО.РФ"))
    applied = await office.change(book)
    [city] = pack_folders("city")
    outcome = await load(office.base, city, TODAY, (await office.call()).zone)
    assert sorted(outcome.kept) == ["trainings/dobro-webinars-2023", "trainings/project-school-2023"]
    await office.press(applied, Action.DATA_UNDO)
    assert (await load(office.base, city, TODAY, (await office.call()).zone)).kept == []


async def test_it_holds_on_both_databases(migrated: Database) -> None:
    office = Office(migrated)
    [city] = pack_folders("city")
    await load(migrated, city, TODAY, (await office.call()).zone)
    before = await office.everything()
    book, other = await office.take("contests"), await office.take("contests", "Борис")
    add_contest(book)
    book.put(CONTESTS, 2, Организатор="Моё")
    book.book[SEASONS].delete_rows(3)
    applied = await office.change(book)
    other.put(CONTESTS, 2, Организатор="Иное")
    assert "в базе теперь Моё (Вера), у вас Иное" in text(await office.send(other, "Борис"))
    assert text(await office.send(book)).startswith("Ничего не изменилось.")
    await office.press(applied, Action.DATA_UNDO)
    assert await office.everything() == before


async def test_of_two_files_applied_at_once_one_waits_and_is_asked_again(migrated: Database) -> None:
    office = Office(migrated)
    [city] = pack_folders("city")
    await load(migrated, city, TODAY, (await office.call()).zone)
    previews = []
    for name, value in (("Вера", "до мая"), ("Борис", "до июня")):
        book = await office.take("measures", name)
        book.put("Меры", 2, Срок=value)
        previews.append(await office.send(book, name))
    answers = await asyncio.gather(
        office.press(previews[0], Action.DATA_APPLY, "Вера"), office.press(previews[1], Action.DATA_APPLY, "Борис")
    )
    first_words = sorted(text(answer).split(":")[0].split(".")[0] for answer in answers)
    assert first_words == ["Не применено", "Применено"]
