"""Duties in people's words: of the form that was named, by month, out of wages, whoever is addressed."""

import pytest

from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


def test_the_form_named_earlier_in_the_talk_decides_which_duty_is_meant(ask_demo: Ask) -> None:
    talk = ("мы общественая организацыя с 1995 года", "что нам положено", "когда сдать отчет в юстицыю")
    assert ask_demo(*talk).subject == "duties/minjust-public-continuation"
    assert ask_demo("когда сдать отчет в юстицыю").subject == "duties/minjust-ngo-report"


@pytest.mark.parametrize(
    "text", ["девочки подскажите когда в минюст сдавать, мы ано", "добрый вечер, когда сдать отчет в минюст"]
)
def test_whom_a_person_addresses_does_not_hide_the_duty(ask_demo: Ask, text: str) -> None:
    assert said(ask_demo, text).startswith("До четверга, 15 апреля 2027: Отчёт НКО в Минюст")


def test_the_duties_of_a_month_are_those_of_the_own_form(ask_demo: Ask) -> None:
    reply = said(ask_demo, "что нам сдать в январе (мы ано)")
    assert "25 января 2027: Расчёт по страховым взносам" in reply
    assert "апреля" not in reply
    assert "«МЫ»" not in reply


def test_what_is_due_out_of_wages_is_no_question_about_a_person(ask_demo: Ask) -> None:
    reply = said(ask_demo, "с зарплаты что сдаем")
    assert "Расчёт 6-НДФЛ" in reply
    assert "Расчёт по страховым взносам" in reply
    assert ask_demo("какая зарплата у директора").subject == "gate/personal"


def test_another_form_and_another_authority_after_a_duty(ask_demo: Ask) -> None:
    first = "когда сдавать в минюст, мы ано"
    assert ask_demo(first, "а общественная организация?").subject == "duties/minjust-public-continuation"
    assert ask_demo(first, "а фонд?").subject == "duties/minjust-ngo-report"
    assert "Расчёт 6-НДФЛ" in said(ask_demo, first, "а в налоговую?")
    assert ask_demo(first, "а если поступлений было 2 млн").subject == "duties/minjust-continuation"
