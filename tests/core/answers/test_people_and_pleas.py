"""Farewells, kin and pleas: whom a person speaks of is no subject, and what only a person can do goes to one."""

import pytest

from core.answers.answer import Outcome
from core.messages import Action
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize("text", ["у меня всё, до свидания", "всё хватит спасибо досвидания"])
def test_a_farewell_is_taken_for_one(ask_demo: Ask, text: str) -> None:
    assert ask_demo(text).outcome is Outcome.SMALL_TALK


def test_kin_in_a_question_is_not_what_is_asked_about(ask_demo: Ask) -> None:
    assert "внук" not in said(ask_demo, "внук говорит вече какое то есть, это что")
    assert "Вече" in said(ask_demo, "внук говорит вече какое то есть, это что")


@pytest.mark.parametrize(
    "text",
    [
        "нам отказали в субсидии, что теперь",
        "Прошу помочь с ремонтом крыши в помещении совета, ул. Весенняя, течёт с весны",
        "прошу помочь с ремонтом крыши",
    ],
)
def test_a_refusal_and_a_plea_are_handed_over_at_once(ask_demo: Ask, text: str) -> None:
    answer = ask_demo(text)
    assert "Ответ придёт сюда же." in said(ask_demo, text)
    assert any(one.action is Action.ASK_SPECIALIST for row in answer.message.buttons for one in row)


def test_an_address_after_an_office_is_of_that_office(ask_demo: Ask) -> None:
    assert "Управление соцзащиты" in said(ask_demo, "дайте телефон соц защиты", "а адрес")


def test_a_misspelt_purpose_of_premises_is_never_told_as_a_verb(ask_demo: Ask) -> None:
    assert "забрать" not in said(ask_demo, "нам памещение нужно для сабраний недорого")
