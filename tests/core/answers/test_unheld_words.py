"""Words that no record holds as they are said: suffixes, initials, offices beside what they give, everyday nouns."""

import pytest

from core.answers.answer import Outcome
from core.answers.roots import is_of, stems
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("question", "tells"),
    [
        ("сколько деньжищ ушло на красивый дом и двор", "335,5"),
        ("вечевских проектов сколько отобрали", "23"),
        ("помещения для зверья кому дали", "«Добрый двор»"),
        ("что за история с канистерапией", "«Доктор пес: канистерапия»"),
        ("какая гор программа получила меньше всех денег", "тыс. ₽"),
        ("кто из соцников забрал львиную долю субсидий", "9 722,2"),
    ],
)
def test_colloquial_words_do_not_hide_a_known_answer(ask: Ask, question: str, tells: str) -> None:
    assert tells in said(ask, question)


def test_an_adjective_that_the_dictionary_knows_is_no_form_of_another_word() -> None:
    assert list(stems("московский")) == []
    assert next(iter(stems("вечевские"))) == "веч"
    assert is_of("зверушка", "звер")
    assert not is_of("звероферма", "звер")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("общество слепых субсидия через УСЗН", "158,0 тыс. ₽"),
        ("УСЗН кому дал субсидии СОНКО", "Субсидии города"),
        ("КУМИ какие нко пользуются помещениями безвозмездно", "Безвозмездное пользование имуществом"),
        ("добрый двор БП или льготная аренда", "«Добрый двор»"),
        ("сайт с реестром ПСУ", "Министерство социальной защиты населения Кузбасса"),
    ],
)
def test_initials_and_the_giving_office_are_understood(ask: Ask, question: str, begins: str) -> None:
    assert begins in said(ask, question).split("\n\n")[0]


def test_an_office_whose_way_is_asked_is_still_shown(ask: Ask) -> None:
    assert "kemerovo.ru" in said(ask, "сайт УСЗН где про субсидии")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("РНФ % победителей", "100,0 %"),
        ("доля возмещения коммуналки во всех 21 984,5 тыс. рублей", "13,0 %"),
        ("сколько процентов субсидий у ветеранов войны и труда", "85,1 %"),
    ],
)
def test_a_share_is_of_the_whole_that_is_named(ask: Ask, question: str, begins: str) -> None:
    assert said(ask, question).startswith(begins)


def test_a_part_is_no_answer_where_another_thing_is_asked(ask: Ask) -> None:
    assert "1 079,2" not in said(ask, "сколько процентов от лизинга вернут предпринимателю")


@pytest.mark.parametrize("question", ["кто написал войну и мир", "Кто сочинил «Лебединое озеро»?", "кто изобрёл радио"])
def test_authors_of_the_world_at_large_are_out_of_scope(ask: Ask, question: str) -> None:
    shown = ask(question)
    assert shown.outcome is Outcome.DECLINED


@pytest.mark.parametrize("question", ["получатели субсидий социальная поддержка", "субсидии спорт получатели"])
def test_recipients_named_plainly_are_listed(ask: Ask, question: str) -> None:
    assert "•" in said(ask, question)


def test_no_second_reading_stands_beside_an_answer_to_every_word(ask: Ask) -> None:
    assert "Если вопрос о другом" not in said(ask, "УСЗН сумма субсидий СОНКО всего")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("за обе мастерские общество инвалидов сколько в сумме взяло", "1 060,2 тыс. ₽"),
        ("общая сумма президентских грантов на спорт", "5 124,7 тыс. ₽"),
    ],
)
def test_a_sum_of_several_named_projects_is_added(ask: Ask, question: str, begins: str) -> None:
    assert said(ask, question).replace("\u00a0", " ").startswith(begins)


def test_a_sum_that_the_report_states_is_not_added_anew(ask: Ask) -> None:
    assert "3,0 млн" in said(ask, "общая сумма президентских грантов в социальной сфере")
