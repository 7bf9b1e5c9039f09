"""Questions in other words: answered as the known question, and declined where words or slots differ."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.judging import Judge
from core.answers.answer import Outcome
from core.answers.engine import Engine
from core.answers.plain import plain_text
from storage.models import CONTENT
from storage.records.learning import Phrasing
from tests.conftest import TODAY, ZONE
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said

KNOWN = Path(__file__).parents[2] / "questions" / "known.jsonl"


def test_every_known_question_of_the_pack_is_answered_right(engine: Engine) -> None:
    judge = Judge(engine)
    labels = {label["q"]: label for label in map(json.loads, KNOWN.read_text(encoding="utf-8").splitlines())}
    records = engine.records(Phrasing)
    assert len(records) > 300
    wrong = []
    for record in records:
        answer = engine.answer(record.question, now=TODAY, zone=ZoneInfo(ZONE))
        if judge.verdict(labels[record.question], answer, plain_text(answer.message.text)) != "right":
            wrong.append(record.question)
    assert not wrong


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("сколько квадратов раздали общественникам", "11 332,7"),
        ("crjkmrj rdflhfnjd hfplfkb j,otcndtyybrfv", "11 332,7"),
        ("в каком месяце была встреча про гранты для нко", "феврал"),
        ("на каком конкурсе самый жирный кусок денег урвали", "276 592,0"),
    ],
)
def test_people_s_own_words_reach_the_known_answer(ask: Ask, question: str, figure: str) -> None:
    assert figure in said(ask, question)


@pytest.mark.parametrize(
    "question",
    [
        "сколько просили на вече",
        "сколько нко в городе вообще зарегистрировано",
        "почему отказали четырём предпринимателям в субсидии",
        "скольким организациям отказали в помещении",
        "площадь помещения красного креста",
        "сколько ветеранов состоит в городской ветеранской организации",
        "гранты нко томска 2023",
        "сколько квадратов раздали общественникам в 2019 году",
    ],
)
def test_a_near_miss_of_a_phrasing_is_still_declined(ask: Ask, question: str) -> None:
    assert ask(question).outcome is Outcome.DECLINED


def _with(engine: Engine, *phrasings: Phrasing) -> Engine:
    others = [one for table in CONTENT.values() if table.record is not Phrasing for one in engine.records(table.record)]
    return Engine.build([*others, *phrasings])


def test_a_record_alone_teaches_new_words(engine: Engine) -> None:
    question = "сколько перепало купальщикам в проруби"
    bare = _with(engine)
    assert bare.answer(question, now=TODAY, zone=ZoneInfo(ZONE)).outcome is Outcome.DECLINED
    taught = _with(
        engine,
        Phrasing(
            key="ask-1",
            question="Какую субсидию из бюджета города получил клуб «Снегири»?",
            phrasings=("купальщикам в проруби сколько перепало", "купальщики прорубь деньги"),
        ),
    )
    reply = taught.answer(question, now=TODAY, zone=ZoneInfo(ZONE))
    assert "30,0" in plain_text(reply.message.text)


def test_what_the_known_answer_lacks_stays_declined(engine: Engine) -> None:
    taught = _with(
        engine,
        Phrasing(
            key="ask-1",
            question="Какую субсидию из бюджета города получил клуб «Снегири»?",
            phrasings=("сколько моржей плавает зимой",),
        ),
    )
    answer = taught.answer("сколько моржей плавает зимой", now=TODAY, zone=ZoneInfo(ZONE))
    assert answer.outcome is Outcome.DECLINED


def test_money_that_is_counted_has_to_stand_in_the_known_answer(ask: Ask) -> None:
    answer = ask("красному кресту сколько рублей субсидии дали")
    assert answer.outcome is Outcome.DECLINED


def test_a_thing_that_is_asked_for_may_stand_in_any_phrasing_of_the_known_question(engine: Engine) -> None:
    asked = "в каком журнале пишут про школьные дела нко"
    known = "Какая газета освещает проекты СОНКО в сфере образования?"
    first = "в какой газете пишут про школьные дела нко"
    without = _with(engine, Phrasing(key="ask-1", question=known, phrasings=(first,)))
    both = _with(engine, Phrasing(key="ask-1", question=known, phrasings=(first, "журнал о школах и нко")))
    assert not without.answer(asked, now=TODAY, zone=ZoneInfo(ZONE)).answered
    assert "газета «Кемерово»" in plain_text(both.answer(asked, now=TODAY, zone=ZoneInfo(ZONE)).message.text)


def test_a_known_question_that_is_surely_meant_goes_before_an_answer_that_is_not_certain(ask: Ask) -> None:
    assert "оборудовани" in said(ask, "какие расходы предпринимателю компенсируют из городского бюджета")
