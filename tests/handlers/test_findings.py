"""Findings of the check settled in chat: corrected, accepted with a reason, asked of a department."""

import io

import openpyxl
import pytest
from sqlalchemy import select, update

from storage import content
from storage.models.contests import SeasonRow
from storage.models.work import ChangeRow
from storage.terms import Role
from tests.handlers.conftest import ANNA, VERA, Chat
from tests.handlers.test_imports import files

pytestmark = pytest.mark.asyncio

CONSULTATIONS = "Таблица 2, консультации: 424, по строкам 434"


async def hire(talk: Chat, department: str | None, role: Role) -> int:
    """Somebody of a department who has started the bot."""
    number = await talk.as_role(department, role)
    if talk.sandbox.state.world.person(number) is None:
        talk.sandbox.state.world.add_person({"id": number, "first_name": f"{role}-{department}"})
    await talk(number, "/start")
    return number


async def _first(talk: Chat, person: int = VERA) -> str:
    await talk(person, "/check 2023")
    return await talk.press(person, "По одному")


async def test_a_correction_writes_the_likely_value_and_is_taken_back_from_the_same_message(talk: Chat) -> None:
    assert CONSULTATIONS in await _first(talk)
    assert talk.labels(VERA) == ["✏️ Исправить", "Так и надо…", "Спросить отдел", "Дальше ›", "« Проверка"]
    fixed = await talk.press(VERA, "✏️ Исправить")
    assert fixed.startswith("Исправлено. Таблица 2, консультации: 424 → 434\n")
    assert "сохранён как версия 1" in fixed
    assert CONSULTATIONS not in await talk(VERA, "/check 2023")
    async with talk.database.reading() as session:
        (change,) = await session.scalars(select(ChangeRow))
        assert (change.table, change.key, change.field) == ("stated_totals", "t2-consultation-2023", "value")
        assert (change.before, change.after) == ("424", "434")
    assert change.author_id is not None
    await talk.press_data(VERA, "ykb:1")
    assert CONSULTATIONS in await talk(VERA, "/check 2023")


async def test_a_figure_typed_otherwise_than_the_document_has_it_is_put_right_and_answered_at_once(talk: Chat) -> None:
    async with talk.database.writing() as session:
        await session.execute(update(SeasonRow).where(SeasonRow.key == "fpg-2023").values(applicants=124))
        await content.raise_version(session)
        await session.commit()
    assert "124" in await talk(ANNA, "сколько заявок на президентские гранты в 2023")
    assert "Президентские гранты, участники: в базе 124, в отчёте 142." in await talk(VERA, "/check 2023")
    card = await talk.press(VERA, "По одному")
    while "участники: в базе 124" not in card:
        card = await talk.press(VERA, "Дальше ›")
    assert "124 → 142" in await talk.press(VERA, "✏️ Исправить")
    assert "142" in await talk(ANNA, "сколько заявок на президентские гранты в 2023")
    assert "в базе" not in await talk(VERA, "/check 2023")


async def test_what_was_corrected_is_what_the_bot_answers_from_then_on(talk: Chat) -> None:
    question = "сколько всего консультаций было в 2023 году"
    before = await talk(ANNA, question)
    await _first(talk)
    await talk.press(VERA, "✏️ Исправить")
    after = await talk(ANNA, question)
    assert "424" in before
    assert "434" in after
    assert "424" not in after


async def test_a_second_press_on_undo_changes_nothing(talk: Chat) -> None:
    await _first(talk)
    await talk.press(VERA, "✏️ Исправить")
    assert (await talk.press(VERA, "↩️ Вернуть как было")).startswith("Вернул как было.")
    await talk.press_data(VERA, "ykb:1")
    async with talk.database.reading() as session:
        assert len(list(await session.scalars(select(ChangeRow)))) == 2


async def test_an_accepted_finding_is_folded_away_with_its_reason_and_can_be_seen_again(talk: Chat) -> None:
    await _first(talk)
    await talk.press(VERA, "Так и надо…")
    reply = await talk(VERA, "Одна школа записана дважды")
    assert reply.startswith("Принято: Одна школа записана дважды\n")
    summary = await talk(VERA, "/check 2023")
    assert CONSULTATIONS not in summary
    assert "Принято с причиной: 1." in summary
    shown = await talk.press(VERA, "Принятые: 1")
    assert CONSULTATIONS in shown
    assert "Одна школа записана дважды" in shown
    await talk.press(VERA, "1")
    assert (await talk.press(VERA, "↩️ Снова показывать")).startswith("Снова в списке.")
    assert CONSULTATIONS in await talk(VERA, "/check 2023")


async def test_a_ready_reason_is_one_tap(talk: Chat) -> None:
    await _first(talk)
    await talk.press(VERA, "Так и надо…")
    assert (await talk.press(VERA, "Округление")).startswith("Принято: Округление\n")


async def test_what_was_accepted_comes_back_when_its_figures_change(talk: Chat) -> None:
    await _first(talk)
    await talk.press(VERA, "Так и надо…")
    await talk.press(VERA, "Округление")
    from storage.models.plan import SupportCountRow

    async with talk.database.writing() as session:
        (await session.get_one(SupportCountRow, "culture-consultation-2023")).count = 266
        await session.commit()
    assert "Таблица 2, консультации: 424, по строкам 435" in await talk(VERA, "/check 2023")


async def test_a_department_is_asked_and_its_answer_comes_back(talk: Chat) -> None:
    statistician = await hire(talk, None, Role.STATISTICIAN)
    owner = await hire(talk, "culture", Role.OWNER)
    specialist = await hire(talk, "culture", Role.SPECIALIST)
    await _first(talk, statistician)
    while "Таблица 5" not in await talk.press(statistician, "Дальше ›"):
        pass
    sent = await talk.press(statistician, "Спросить отдел")
    assert sent.startswith("Вопрос ушёл: Культура и спорт")
    letter = await talk.after(owner, talk.deliver())
    assert letter.startswith("Вопрос по отчёту за 2023 год: что верно?\nТаблица 5")
    assert "350,0 + 120,0 + 146,0" in letter
    assert talk.labels(owner) == ["верно 1\u00a0397,3", "верно 1\u00a0397,2", "Ответить словами"]
    assert not [one for one in talk.sandbox.messages(specialist) if "Вопрос по отчёту" in one["text"]]
    assert (await talk.press(owner, "верно 1\u00a0397,3")).startswith("Ответ передан: верно 1 397,3")
    answered = await talk.after(statistician, talk.deliver())
    assert answered.startswith("Культура и спорт: верно 1 397,3\n")
    assert "Отчёт за 2023 год не изменён" in answered
    assert "Отвечает Культура и спорт: верно 1 397,3" in await talk.press(statistician, "К замечанию")


async def test_an_answer_in_words_and_a_late_second_answer(talk: Chat) -> None:
    owner, editor = await hire(talk, "culture", Role.OWNER), await hire(talk, "culture", Role.EDITOR)
    await _first(talk)
    while "Таблица 5" not in await talk.press(VERA, "Дальше ›"):
        pass
    await talk.press(VERA, "Спросить отдел")
    await talk.deliver()
    await talk.press(owner, "Ответить словами")
    assert "Ответ передан: Сотни рублей не вошли" in await talk(owner, "Сотни рублей не вошли")
    late = await talk.press(editor, "верно 1\u00a0397,2")
    assert late.startswith("На этот вопрос уже ответили: Сотни рублей не вошли")


async def test_a_department_without_people_is_said(talk: Chat) -> None:
    await _first(talk)
    while "Таблица 5" not in await talk.press(VERA, "Дальше ›"):
        pass
    assert (await talk.press(VERA, "Спросить отдел")).startswith("Спросить некого: Культура и спорт.")


async def test_where_several_departments_may_know_one_is_chosen(talk: Chat) -> None:
    await _first(talk)
    reply = await talk.press(VERA, "Спросить отдел")
    assert reply.startswith("Какой отдел спросить?")
    assert "Образование" in talk.labels(VERA)
    assert "К замечанию" in talk.labels(VERA)[-1]


@pytest.mark.parametrize("data", ["ykf:2023:total-000000", "yka:2023:total-000000:rounding", "ykb:1", "ykr:1:stated"])
async def test_a_forged_press_of_a_stranger_reads_as_not_found(talk: Chat, data: str) -> None:
    await _first(talk)
    await talk.press(VERA, "✏️ Исправить")
    await talk(ANNA, "/start")
    reply = await talk.press_data(ANNA, data)
    assert "≠" not in reply
    assert "42" not in reply
    async with talk.database.reading() as session:
        assert len(list(await session.scalars(select(ChangeRow)))) == 1


async def test_an_editor_reads_the_check_and_decides_nothing(talk: Chat) -> None:
    editor = await hire(talk, "culture", Role.EDITOR)
    await _first(talk, editor)
    assert talk.labels(editor) == ["Дальше ›", "« Проверка"]
    await talk.press_data(editor, "ykf:2023:total-000000")
    async with talk.database.reading() as session:
        assert not list(await session.scalars(select(ChangeRow)))


async def test_the_check_as_a_workbook_names_what_was_accepted(talk: Chat) -> None:
    await _first(talk)
    await talk.press(VERA, "Так и надо…")
    await talk.press(VERA, "Округление")
    await talk(VERA, "/check 2023")
    await talk.press(VERA, "📄 Таблицей Excel")
    name, content = files(talk, VERA)[-1]
    assert name == "check-2023.xlsx"
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert rows[0][:5] == ("№", "Код", "Где", "По отчёту", "По строкам")
    accepted = [row for row in rows if row[9] == "принято"]
    assert [(row[3], row[4], row[6], row[10]) for row in accepted] == [(424, 434, 434, "Округление")]
    assert len({row[1] for row in rows}) == len(rows)
