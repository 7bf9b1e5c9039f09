"""What a talk goes on with: the next page, days left, two namesakes, a person to speak to; posts by their own names."""

import pytest

from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


def test_further_turns_the_page_each_time(ask: Ask) -> None:
    assert "(с 6-й)" in said(ask, "список проектов фпг", "а дальше")
    assert "(с 11-й)" in said(ask, "список проектов фпг", "а дальше", "еще")


def test_days_left_are_of_the_contest_that_is_named_or_was(ask_demo: Ask) -> None:
    assert said(ask_demo, "сколько дней до конца лапы помощи").startswith("«Лапа помощи» (пример): осталось")
    assert said(ask_demo, "соседи до какого", "сколько осталось дней").startswith("«Соседи» (пример): осталось")


def test_one_figure_is_never_the_largest_of_several(ask: Ask) -> None:
    reply = said(ask, "сколько дали на культуру", "а на туризм", "какой из них больше")
    assert reply.startswith("Назовите оба")


@pytest.mark.parametrize("text", ["мне нужен человек", "передайте специалисту что нам не ответили по аренде"])
def test_a_wish_for_a_person_leads_to_the_specialist(ask: Ask, text: str) -> None:
    assert said(ask, text).startswith("Вопрос можно передать специалисту")


def test_thanks_is_not_the_centre_of_that_name(ask: Ask) -> None:
    assert said(ask, "благодарю вас").startswith("Пожалуйста")


def test_a_post_is_matched_by_most_of_its_quoted_name(ask_demo: Ask) -> None:
    post = "Открыт приём заявок на премию «Добрый сосед» для НКО! До 30 ноября подать заявку, грант до 100 тыс. рублей."
    assert "«Добрый сосед»: такого конкурса в базе нет" in said(ask_demo, post)


def test_an_introduction_starts_a_verdict_anew_and_the_next_contest_goes_on_with_it(ask_demo: Ask) -> None:
    talk = ("нко 8 месяцев от роду соседи возьмут?", "у нас фонд, открылись в сентябре 2026, куда подать")
    assert said(ask_demo, *talk).startswith("Фонд: по известным условиям подходит")
    assert said(ask_demo, *talk, "а тёплый город").startswith("Пока рано")


def test_duties_are_told_by_authority_and_dues(ask_demo: Ask) -> None:
    assert "Расчёт 6-НДФЛ" in said(ask_demo, "мы фонд, что сдаем в налоговую")
    assert "травматизм" in said(ask_demo, "отчетность в сфр до какого")
    assert "Расчёт по страховым взносам" in said(ask_demo, "когда платить взносы за работников")
    assert "Отчёт НКО в Минюст" in said(ask_demo, "в минюст надо если денег не было")


def test_two_questions_of_which_one_is_about_premises_are_both_answered(ask_demo: Ask) -> None:
    reply = said(ask_demo, "до какого числа соседи и что по помещениям в рудничном")
    assert reply.startswith("«Соседи» (пример): осталось")
    assert "Рудничный район" in reply


def test_all_that_an_organisation_got_is_told_by_kind_of_money(ask: Ask) -> None:
    reply = said(ask, "сколько у витязя всего")
    assert "350,0 тыс. ₽" in reply
    assert "1 119,3 тыс. ₽" in reply


def test_to_whom_after_a_programme_names_its_recipients_or_says_that_none_is_named(ask: Ask) -> None:
    assert "«Витязь»: 350,0 тыс. ₽" in said(ask, "сколько дали на спорт", "а кому")
    assert said(ask, "сколько дали на туризм", "а кому").startswith("Имён и названий в базе нет")


def test_something_for_a_calling_is_the_training_for_it(ask_demo: Ask) -> None:
    assert said(ask_demo, "есть что нибудь для бухгалтеров").startswith("Вебинар об отчёте в Минюст")
