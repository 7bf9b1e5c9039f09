"""What was made for one answer serves the next one, and never a stale word with it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.answers.engine import Engine
from core.answers.plan import Plan
from core.answers.retrieval import Index
from storage.records.content import Season
from tests.conftest import TODAY, ZONE
from tests.core.answers.conftest import Ask


def test_a_question_that_a_table_answers_whole_searches_no_record(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the nearest known question's answer is held, which vouches for it."""
    ask("сколько заявок подали на вече")
    searched = []
    search = Index.search
    monkeypatch.setattr(
        Index, "search", lambda index, *args, **named: searched.append(1) or search(index, *args, **named)
    )
    assert ask("сколько заявок подали на вече").answered
    assert not searched


def test_a_contest_that_was_shown_open_is_shown_closed_after_its_last_day(demo_engine: Engine) -> None:
    season = next(one for one in demo_engine.records(Season) if one.closes_at and one.closes_at > TODAY)
    assert season.closes_at
    card = Plan("record", "contests", "", (season.contest,)).encode()
    told = [
        demo_engine.follow(card, now=season.closes_at + shift, zone=ZoneInfo(ZONE))
        for shift in (timedelta(hours=-2), timedelta(hours=2), timedelta(hours=-2))
    ]
    texts = [answer.message.text for answer in told if answer]
    assert texts[0] != texts[1]
    assert texts[0] == texts[2]
