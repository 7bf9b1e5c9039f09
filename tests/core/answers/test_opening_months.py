"""«Что открывается в декабре»: intakes by the month in which they begin."""

from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


def test_what_opens_in_a_month_is_told_by_the_day_of_opening(ask_demo: Ask) -> None:
    reply = said(ask_demo, "что открывается в декабре")
    assert reply.startswith("Откроется в декабре: ")
    assert "Зимняя волна" in reply
    assert "постановлением" not in reply


def test_a_month_in_which_nothing_is_known_to_open_says_so(ask_demo: Ask) -> None:
    assert "Что откроется в июле, в базе не записано." in said(ask_demo, "что открывается в июле")
