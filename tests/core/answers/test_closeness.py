"""Of records that say the same words, the one that says them side by side comes first."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from core.answers.analysed import Analysed, analysed
from core.answers.closeness import closeness
from core.answers.documents import Document
from core.answers.engine import Engine
from core.answers.lemmas import lemmas
from storage.records.content import Fact
from tests.conftest import TODAY, ZONE


def _read(title: str, text: str) -> Analysed:
    return analysed(Document("facts", title, None, "", (title, "", text, ""), frozenset()))


def _words(text: str) -> list[frozenset[str]]:
    return [lemmas(word) for word in text.split()]


@pytest.mark.parametrize(
    ("title", "text", "close"),
    [
        ("Снежный калейдоскоп", "", 1.0),
        ("Калейдоскоп снежного двора", "", 1.0),
        ("Калейдоскоп красок снежный", "", 0.5),
        ("Калейдоскоп и снежный двор", "", 1.0),
        ("Калейдоскоп", "", 0.0),
        ("", "", 0.0),
    ],
)
def test_words_side_by_side_count_whole_and_words_apart_less(title: str, text: str, close: float) -> None:
    assert closeness(_words("снежный калейдоскоп"), [_read(title, text)]) == [pytest.approx(close)]


def test_the_end_of_a_title_is_not_beside_the_beginning_of_the_text() -> None:
    (apart,) = closeness(_words("снежный калейдоскоп"), [_read("Двор снежный", "калейдоскоп красок")])
    assert 0 < apart < 0.2


def test_one_word_has_no_neighbours() -> None:
    assert closeness(_words("калейдоскоп"), [_read("Калейдоскоп", "")]) == [0.0]
    assert closeness(_words("снежный калейдоскоп"), []) == []


def test_a_record_with_the_words_in_one_phrase_is_found_before_one_with_the_words_apart(engine: Engine) -> None:
    fact = engine.records(Fact)[0]
    plain = replace(fact, aliases=(), value=None, organisation=None, contest=None, programme=None, spheres=())
    texts = {
        "apart": "Голубая лента у входа, а жёлтый зонтик у ворот: праздник двора на площади.",
        "together": "Праздник у входа на площади двора, у ворот: голубой зонтик, а лента жёлтая.",
    }
    records = [replace(plain, key=key, title="Праздник", text=text) for key, text in texts.items()]
    found = Engine.build([*engine.records(Fact)[:20], *records]).search(
        "голубой зонтик", today=TODAY.astimezone(ZoneInfo(ZONE)).date()
    )
    assert [one.document.key for one in found][:2] == ["together", "apart"]
