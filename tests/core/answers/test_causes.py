"""Causes that cost unseen questions their answer: filler words, parts and totals, follow-ups, what is missing."""

import pytest

from core.answers.answer import Outcome
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Скажите, милые, сколько дали обществу слепых из города?", "158,0"),
        ("Сколько выделило Минобрнауки на научную деятельность кемеровским победителям?", "276 592,0"),
        ("Сколько денег город направил НКО в 2023 году?", "21 984,5"),
    ],
)
def test_a_filler_word_does_not_cost_a_known_subject_its_answer(ask: Ask, question: str, figure: str) -> None:
    assert figure in said(ask, question)


def test_a_part_of_the_grants_is_told_with_its_formula(ask: Ask) -> None:
    answer = ask("Какой процент всех грантов ушёл на науку (Минобрнауки, РНФ, Фонд содействия инновациям)?")
    assert "77,3 %" in answer.message.text
    assert "part / total" in {figure.formula for figure in answer.figures}


def test_an_organisations_share_is_taken_of_the_table_that_is_named(ask: Ask) -> None:
    assert "85,1 %" in said(ask, "Какой процент субсидий по таблице 4 ушёл ветеранам?")


def test_a_total_is_checked_against_its_rows(ask: Ask) -> None:
    reply = said(ask, "Сходится ли сумма строк таблицы 3 с итогом?")
    assert reply.startswith("Не сходится")
    assert "410 190,0" in reply
    assert "410 190,4" in reply
    assert "434" in said(ask, "Почему в таблице 2 424 консультации, если строки дают больше?")


def test_rows_over_an_amount_are_counted_and_named(ask: Ask) -> None:
    reply = said(ask, "Сколько спортивных НКО получили больше 200 тысяч?")
    assert reply.startswith("Больше 200,0 тыс. ₽: 3")
    assert reply.count("•") == 3


def test_a_fact_about_a_part_comes_before_the_row_of_the_whole(ask: Ask) -> None:
    assert "1 079,2" in said(ask, "Сколько денег досталось социальным предпринимателям?")


def test_a_place_in_a_shown_list_can_be_asked_for_more_than_once(ask: Ask) -> None:
    talk = ["Проекты центра «Многоточие»", "сколько дали на первый?", "а на второй"]
    assert "540,0" in said(ask, *talk[:2])
    assert "408,6" in said(ask, *talk)


def test_a_follow_up_about_another_sphere_keeps_the_table(ask: Ask) -> None:
    assert "0,26 %" in said(ask, "Доля бюджета на культуру: факт?", "а физкультура со спортом?")


def test_a_follow_up_asks_for_another_figure_of_the_same_record(ask: Ask) -> None:
    assert "5 469,0" in said(ask, "Расскажите о проекте Домашняя забота", "кто его ведёт?", "размер гранта?")
    assert "641,0" in said(ask, "Субсидия снегирям", "а грант у них был?")


@pytest.mark.parametrize(
    ("question", "first", "banned"),
    [
        ("Какова площадь помещения у «За зверушек»?", "Площади помещений", "11 332,7"),
        ("Бюджет фестиваля «Мы» сколько рублей", "Суммы этого проекта", "1 560"),
        ("Кто занял первое место в «Снежном калейдоскопе»?", "Имён победителей", "360,0"),
        ("фпг до какого числа подавать в 2027", "Сроков приёма за 2027", "19 489,1"),
        ("нам отказали в возмещении коммуналки, куда жаловаться", "Порядка обжалования", "2 856,2"),
        ("когда отчёт в минюст", "Сроков отчётности", "2023 год"),
    ],
)
def test_what_a_known_record_lacks_is_declined_by_name_without_figures(
    ask: Ask, question: str, first: str, banned: str
) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.DECLINED
    assert said(ask, question).startswith(first)
    assert banned not in answer.message.text
    assert answer.message.buttons


def test_a_spheres_grants_do_not_claim_the_whole_money_of_its_contests(ask: Ask) -> None:
    reply = said(ask, "гранты на спорт")
    assert "Проекты" in reply
    assert "24 829,7" not in reply
    assert "Вместе" not in reply


def test_percentages_of_different_wholes_are_never_added(ask: Ask) -> None:
    assert "Вместе" not in said(ask, "сложи долю бюджета на культуру и на спорт")


@pytest.mark.parametrize("question", ["гранты на спорт", "итого по спорту", "доля бюджета по сферам", "помещение"])
def test_the_source_follows_without_a_blank_line(ask: Ask, question: str) -> None:
    assert "\n\n" not in said(ask, question).split("\n\nЕсли вопрос")[0]
