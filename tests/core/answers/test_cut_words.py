"""Words that people cut with a full stop are read as the base's own words that begin so."""

import pytest

from core.answers.engine import Engine
from tests.conftest import TODAY
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("какие виды поддержки НКО в табл. 2", "консультационная"),
        ("соцобслуж.: план и факт доли бюдж. для НКО", "21,38"),
        ("КУМИ: кол-во дог. льг. аренды с НКО", "17"),
        ("на какой всеросс. конкурс от города было больше всего заявителей", "142"),
        ("сколько субс. дали вет. орг. из бюдж. города", "9 722,2"),
        ("мун. конк. списком", "Снежный калейдоскоп"),
    ],
)
def test_a_cut_word_is_read_as_the_known_word_that_begins_so(ask: Ask, question: str, told: str) -> None:
    assert told in said(ask, question)


def test_a_beginning_of_two_known_words_is_read_as_the_one_beside_it(ask: Ask) -> None:
    assert "376,0" in said(ask, "фед. гранты: сумма за 2023 год")
    assert "891,1" in said(ask, "фед. футбола, сколько дали на грант")


def test_the_last_word_of_a_sentence_is_not_a_cut_one(engine: Engine) -> None:
    assert "суд" in engine.read("Мы подали в суд. Что теперь?", TODAY.date()).text.split()
    assert "волк" in engine.read("Наш талисман волк. Сколько дали?", TODAY.date()).text.split()
