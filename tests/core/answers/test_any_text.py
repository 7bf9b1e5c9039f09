"""Any text gives an answer, in bounded work."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.answers.answer import Outcome
from core.answers.engine import Engine
from core.answers.repair import MAX_WORDS, Repair
from core.answers.vocabulary import Vocabulary
from core.rendering import MESSAGE_LIMIT, length
from tests.conftest import TODAY, ZONE

_WORDS = st.sampled_from(
    [
        "сколько",
        "гранты",
        "фпг",
        "вече",
        "2023",
        "2019",
        "и",
        "а",
        ",",
        "?",
        "!",
        "uhfyns",
        "granty",
        "спорт",
        "культура",
        "кому",
        "больше",
        "дали",
        "нко",
        "<b>",
        "&",
        "«»",
        "ё",
        "%",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=300), st.lists(_WORDS, max_size=60).map(" ".join), st.text("абвгд йцу,.[];'", max_size=400)
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS, before=_TEXTS)
def test_any_text_gives_an_answer(engine: Engine, text: str, before: str) -> None:
    zone = ZoneInfo(ZONE)
    first = engine.answer(before, now=TODAY, zone=zone)
    answer = engine.answer(text, context=first.context, now=TODAY, zone=zone)
    assert answer.outcome in Outcome
    assert 0 < length(answer.message.text) <= MESSAGE_LIMIT


@pytest.mark.parametrize(
    "text", ["а" * 10_000, "сколько " * 1_250, "гранты? и " * 1_000, "x" * 10_000, "«" * 10_000, ""]
)
def test_ten_thousand_characters_give_an_answer(engine: Engine, text: str) -> None:
    assert engine.answer(text, now=TODAY, zone=ZoneInfo(ZONE)).message.text


def test_the_words_of_a_question_are_bounded() -> None:
    repair = Repair(Vocabulary([], ["гранты"], ["гранты"]))
    assert len(repair("гранты " * 5_000)) <= MAX_WORDS * 2


def test_an_empty_base_answers_too() -> None:
    assert Engine.build([]).answer("сколько дали на спорт", now=TODAY, zone=ZoneInfo(ZONE)).message.text
