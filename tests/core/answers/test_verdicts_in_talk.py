"""Verdicts on the contest that is named, whatever the words' order and whatever the base holds of its conditions."""

import pytest

from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize("text", ["мы тос, соседи нам подойдут?", "соседи нам подойдут? мы тос"])
def test_the_named_contest_wins_over_the_word_for_the_own_form(ask_demo: Ask, text: str) -> None:
    assert ask_demo(text).subject == "eligibility/demo-sosedi"


@pytest.mark.parametrize(
    "talk",
    [
        ("мы фонд, с 2019, лапа помощи нам подойдет?",),
        ("до какого числа лапа помощи", "а нам подойдет? мы фонд, с 2019"),
    ],
)
def test_a_contest_without_rules_gets_an_honest_verdict_and_a_founding_year_is_no_year_of_data(
    ask_demo: Ask, talk: tuple[str, ...]
) -> None:
    reply = said(ask_demo, *talk)
    assert "Точно сказать нельзя. «Лапа помощи» (пример): условий этого конкурса в базе нет." in reply
    assert "фонды и НКО помощи животным" in reply
    assert "Последний день: " in reply


def test_another_contest_named_after_a_verdict_gets_a_verdict(ask_demo: Ask) -> None:
    talk = ("мы ано зарегистрированы 1 октября 2026, можем подать на тёплый город?", "а на соседи")
    assert "подходит: «Соседи»" in said(ask_demo, *talk)
    assert ask_demo(*talk[:1], "а сколько дают на соседи").subject != "eligibility/demo-sosedi"


@pytest.mark.parametrize("text", ["а ооо могут?", "а если ооо"])
def test_another_form_after_a_contest_is_judged_by_that_contest(ask_demo: Ask, text: str) -> None:
    reply = said(ask_demo, "до какого числа тёплый город", text)
    assert "Не подходит. «Тёплый город»" in reply
    assert "У вас ООО" in reply
