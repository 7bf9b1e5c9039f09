"""An answer says what was asked of a known record, or what is missing is said by name and without a figure."""

import pytest

from core.answers.answer import Outcome
from core.answers.attributes import told
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("question", "missing", "figure"),
    [
        ("сколько подростков участвовало в спартакиадах спортивного десанта", "Сколько подростков", "1 990,6"),
        ("сколько собак задействовано в канистерапии", "Сколько собак", "1 200"),
        ("сколько детей отдохнуло в летней смене Витязя", "Сколько детей", "350,0"),
        ("сколько стоит консультация для нко", "Цены", "424"),
        ("какой максимум субсидии на оборудование может взять один ип", "Предельной суммы", "6 212,8"),
        ("какие именно 23 нко из кемерова в реестре поставщиков", "Имён и названий", "123"),
        ("сколько прошло мероприятий отдела молодежной политики в августе", "По месяцам", "400"),
        ("какой приз дали за первое место лучшему тосу", "Призов по местам", "93,0"),
        ("устав федерации баскетбола", "Таких бумаг", "62,0"),
    ],
)
def test_a_near_miss_is_declined_by_the_name_of_what_is_missing(
    ask: Ask, question: str, missing: str, figure: str
) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.DECLINED
    assert answer.message.text.startswith(missing)
    assert figure not in answer.message.text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("какой процент от всей поддержки мсп достался социальным предпринимателям", "17,4 %"),
        ("сколько из субсидий мсп пришлось на тех, кто не социальный", "5 133,6"),
        ("кемеровские в реестре поставщиков это сколько процентов", "18,7 %"),
    ],
)
def test_a_part_is_told_with_its_share_and_the_rest(ask: Ask, question: str, figure: str) -> None:
    answer = ask(question)
    assert figure in said(ask, question)
    assert {"part / whole", "whole - part"} <= {one.formula for one in answer.figures}


@pytest.mark.parametrize(
    ("first", "then", "figure"),
    [
        ("инклюзивный фестиваль мы", "сколько участников", "1 560"),
        ("снегири сколько президентских денег", "а субсидия города", "30,0"),
        ("витязь получил из бюджета по спорту сколько", "а президентский грант у них сколько", "1 119,3"),
        ("кемеровское молодежное вече 2023", "бюджет какой", "1 250"),
        ("центр поддержки предпринимательства чем помогает", "сайт у них есть?", "csbkem"),
    ],
)
def test_a_short_question_keeps_the_subject(ask: Ask, first: str, then: str, figure: str) -> None:
    assert figure in ask(first, then).message.text.replace("\u00a0", " ")


def test_numbers_are_read_with_what_they_count() -> None:
    kinds = list(told("В смене 2023 года было 425 подростков, участников: 40, детский сад № 178"))
    assert len(kinds) == 2
    assert all("people" in one for one in kinds)


@pytest.mark.parametrize("question", ["сумма по программам", "а кто?", "сколько там было", "", "а второй", "их проект"])
def test_no_follow_up_after_any_first_question_breaks(ask: Ask, question: str) -> None:
    for first in ("вебинары", "гранты", "витязь", "что за реестр", "помещения", "вече", "кто выиграл вече", "спасибо"):
        assert ask(first, question).message.text
