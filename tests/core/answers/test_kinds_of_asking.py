"""What is asked beside a known subject: conditions, how many times, who may, the other part; what is no insult."""

import pytest

from core.answers.answer import Outcome
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("На каких условиях финансируют победителей Вече?", "софинансирования"),
        ("каковы условия у проектов Вече", "софинансирования"),
        ("В который раз федерация футбола взяла президентский грант?", "в 4-й раз"),
        ("Кто может участвовать в Росмолодёжи?", "физические лица"),
        ("На какие затраты давали субсидию бизнесу?", "оборудование"),
        ("чего больше, бесплатных договоров или льготных по аренде", "17"),
        ("по какой программе нкошникам дали меньше всего", "142,0"),
    ],
)
def test_a_record_that_speaks_of_it_goes_before_a_row_of_figures(ask: Ask, question: str, told: str) -> None:
    assert told in said(ask, question)


def test_how_many_took_part_is_still_a_figure(ask: Ask) -> None:
    assert said(ask, "Сколько участвовало в Росмолодёжи?").split("\n")[0].endswith("30 участников от города.")


def test_the_other_level_is_told_as_the_list_or_the_sum_before_it(ask: Ask) -> None:
    assert "Снежный калейдоскоп" in said(ask, "Какие всероссийские конкурсы есть в отчёте?", "а муниципальные?")
    assert "3,0" in said(ask, "сколько дали федеральные гранты", "а муниципальные?")


def test_a_misspelt_word_is_no_insult(ask: Ask) -> None:
    assert ask("федеральные гранты выросли или упали против 2022 гада").outcome is Outcome.ANSWERED
    assert "Дворец молодежи" in said(ask, "где летом тусили в арт-пространстве контейнер")
    assert ask("какой дурак это писал").outcome is Outcome.DECLINED


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Какие объединения по национальному признаку есть в городе?", "союз армян"),
        ("Перечислите национальные объединения, названные в отчёте", "татарские"),
        ("в какие городские конкурсы можно было вписаться, покажи все", "Снежный калейдоскоп"),
        ("льготная аренда арендаторы", "«Интеграция»"),
        ("в какой программе больше всего сонко", "«Спорт города Кемерово»: 9"),
        ("Сколько в сумме принесли «Многоточию» два президентских гранта?", "948,6"),
    ],
)
def test_a_list_or_a_sum_is_told_where_one_fact_would_not_do(ask: Ask, question: str, told: str) -> None:
    assert told in said(ask, question)


def test_a_count_is_not_told_as_a_list(ask: Ask) -> None:
    assert said(ask, "сколько национальных объединений в городе").startswith("В городе действуют 12")


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (["сколько у города договоров безвозмездного пользования с НКО", "а льготной аренды?"], "17"),
        (["Кому город сдал помещения в льготную аренду?", "на сколько лет?"], "от 1 до 14 лет"),
        (["Чей проект «Тренировочная квартира»?", "а ещё какой проект у них был?"], "Доктор пес"),
        (["доля средств бюджета для НКО в соцобслуживании: план и факт", "а по культуре?"], "0,13"),
    ],
)
def test_a_follow_up_may_change_the_kind_of_answer(ask: Ask, talk: list[str], told: str) -> None:
    assert told in said(ask, *talk).split("\n")[0]
