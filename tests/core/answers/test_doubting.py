"""An answer that is not surely the right one brings the other reading with it, in a few lines."""

import pytest

from core.answers.answer import Outcome
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said

OTHERWISE = "Если вопрос о другом"


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("кагда принмали заявки на субсидю мсп и скок их было", "11 августа", "36 заявок"),
    ],
)
def test_two_likely_readings_are_both_told_in_few_lines(ask: Ask, question: str, one: str, other: str) -> None:
    reply = said(ask, question)
    assert one in reply.split(OTHERWISE)[0]
    assert other in reply.split(OTHERWISE)[1]
    assert reply.count("\n") <= 9


def test_the_other_reading_s_figures_are_figures_of_the_answer(ask: Ask) -> None:
    answer = ask("кагда принмали заявки на субсидю мсп и скок их было")
    assert 36 in {figure.value for figure in answer.figures}


@pytest.mark.parametrize(
    "question",
    ["Сколько дали на Вече?", "Сколько дали «Витязю»?", "Сколько НКО получили имущественную поддержку?"],
)
def test_a_sure_answer_stands_alone(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert OTHERWISE not in answer.message.text
