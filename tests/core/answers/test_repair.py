"""Question repair: layout, transliteration, contractions, typos, joined words."""

import pytest

from core.answers.repair import Repair
from core.answers.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def repair() -> Repair:
    names = [
        "Росмолодежь",
        "Снежный калейдоскоп",
        "консолидированный бюджет",
        "муниципальный конкурс",
        "финансирование",
    ]
    return Repair(Vocabulary([], ["гранты и субсидии для организаций города", "победитель конкурса", *names], names))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("uhfyns", "гранты"),
        ("ce,cblbb", "субсидии"),
        ("granty", "гранты"),
        ("skolko", "сколько"),
        ("konsolidirovannyy byudzhet", "консолидированный бюджет"),
        ("снежный колейдоскоп", "снежный калейдоскоп"),
        ("фин-ие", "финансирование"),
        ("росмолодежьконкурс", "росмолодежь конкурс"),
        ("скока сума", "сколько сумма"),
    ],
)
def test_a_misspelt_question_is_read_as_it_was_meant(repair: Repair, typed: str, read: str) -> None:
    assert " ".join(repair(typed)) == read


def test_known_words_are_left_alone(repair: Repair) -> None:
    assert repair("сколько котов живет в доме") == ["сколько", "котов", "живет", "в", "доме"]
