"""A past figure of a contest is told, whatever its intake is now."""

import pytest

from core.answers.engine import Engine
from storage.records import content
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said

ASKED = (
    ("число заявок {}", "applicants"),
    ("сколько заявок приняли на {}", "applicants"),
    ("количество победителей {}", "winners"),
    ("число победивших в {} за год", "winners"),
)


@pytest.mark.parametrize(("wording", "cell"), ASKED)
def test_a_past_number_of_a_contest_is_never_answered_by_no_reception_alone(
    ask: Ask, engine: Engine, wording: str, cell: str
) -> None:
    names = {one.key: one.short_name for one in engine.records(content.Contest)}
    silent = []
    for season in engine.records(content.Season):
        number = season.applicants if cell == "applicants" else season.winners
        if season.year != 2023 or number is None:
            continue
        answer = ask(wording.format(names[season.contest]))
        if answer.subject.startswith("status/"):
            silent.append(names[season.contest])
    assert not silent


def test_the_day_is_still_asked_as_a_day(ask: Ask) -> None:
    assert "приёма нет" in said(ask, "до какого числа вече")
    assert "приёма нет" in said(ask, "сколько дней осталось до вече")
    assert "35" in said(ask, "число заявок вече")
