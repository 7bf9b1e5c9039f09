"""A forwarded post of a contest that the base does not hold is told by its own words."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from core.answers.answer import Context
from core.answers.engine import Engine
from core.answers.plain import plain_text
from core.eligibility.periods import Period
from core.eligibility.profile import Profile
from tests.conftest import TODAY, ZONE
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said

POST = (
    "Коллеги! Фонд «Наше завтра» объявил приём заявок на конкурс социальных предпринимателей, гранты "
    "до 500 тыс. рублей. Заявки до 15 января 2027. Возраст организации от 1 года. А нам подойдёт?"
)


def test_its_day_sum_and_condition_are_said_and_that_the_base_has_no_such_contest(ask: Ask) -> None:
    reply = said(ask, POST)
    assert reply.startswith("В посте: заявки до 15 января 2027 (пятница), до 500 тыс. ₽.")
    assert "«Наше завтра»: такого конкурса в базе нет" in reply
    assert "не проверено" in reply
    assert "6 212,8" not in reply


@pytest.mark.parametrize(("founded", "verdict"), [(date(2021, 3, 1), "проходит"), (date(2026, 9, 1), "не проходит")])
def test_the_age_is_held_against_what_is_remembered(engine: Engine, founded: date, verdict: str) -> None:
    saved = replace(Profile(), founded=Period(founded, founded)).encode()
    answer = engine.answer(POST, context=Context(saved=saved), now=TODAY, zone=ZoneInfo(ZONE))
    assert f"организация {verdict}" in plain_text(answer.message.text)


def test_a_post_of_a_known_contest_is_answered_by_the_base(ask: Ask) -> None:
    reply = said(ask, "Объявлен конкурс «Кемеровское молодежное Вече», приём заявок до 15 декабря, гранты до 100 тысяч")
    assert "В посте" not in reply
    assert "Вече" in reply
