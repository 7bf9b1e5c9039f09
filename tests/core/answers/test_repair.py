"""Question repair: layout, transliteration, contractions, typos, joined words."""

import pytest

from core.answers.lemmas import begins_known
from core.answers.repair import Repair
from core.answers.translit import readings
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


def test_a_beginning_that_no_word_has_is_not_read_on() -> None:
    asked: list[str] = []

    def begins(start: str) -> bool:
        asked.append(start)
        return "шашлык".startswith(start)

    assert readings("shashlyk", "шашлык".__eq__, begins) == ("шашлык",)
    assert len(asked) < 60
    assert readings("shashlykx", "шашлык".__eq__, begins) == ("шашлыккс",)


def test_the_dictionary_is_known_by_its_beginnings_with_either_letter() -> None:
    assert begins_known("елк")
    assert begins_known("учрежд")
    assert not begins_known("ъхщ")


def test_latin_words_of_the_base_stay_among_russian_ones() -> None:
    repair = Repair(Vocabulary([], ["Конкурс проектов Startup и оплата по QR"], []))
    assert repair("что такое startup по qr") == ["что", "такое", "startup", "по", "qr"]
    assert repair("xnj nfrjt") == ["что", "такое"]
