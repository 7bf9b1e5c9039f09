"""Near subjects by meaning: the extra, with its real package."""

from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings
from core.answers.answer import Outcome
from core.answers.dense import E5, Meanings
from core.answers.documents import Document
from core.answers.engine import Engine
from core.answers.plain import plain_text
from storage.records.content import Content, Fact
from tests.conftest import TODAY, ZONE

QUESTION = "хвостатым беспризорникам кто-нибудь помогает"


def _document(key: str, title: str) -> Document:
    return Document("facts", key, 2023, "", (title, "", "", ""), frozenset())


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings(E5())


def test_the_nearest_subject_shares_no_word_with_the_question(meanings: Meanings) -> None:
    dense = meanings.of(
        [
            _document("sport", "Субсидии спортивным федерациям города"),
            _document("dogs", "Фонд помощи бездомным животным получил помещение"),
            _document("kvn", "Деньги клубу КВН на мероприятия"),
        ]
    )
    assert dense.nearest(QUESTION)[0].key == "dogs"
    assert dense.nearest("") == []


class _Counting:
    def __init__(self) -> None:
        self.read: list[str] = []
        self._model = E5()

    def passages(self, texts):  # type: ignore[no-untyped-def]
        self.read += texts
        return self._model.passages(texts)

    def question(self, text):  # type: ignore[no-untyped-def]
        return self._model.question(text)


def test_a_text_is_read_once_whatever_changes_beside_it() -> None:
    counting = _Counting()
    meanings = Meanings(counting)
    meanings.of([_document("a", "Вече"), _document("b", "Спорт")])
    meanings.of([_document("a", "Вече"), _document("c", "Туризм")])
    assert counting.read == ["Вече", "Спорт", "Туризм"]


def test_a_declined_question_offers_the_nearest_subject_and_still_no_figure(engine: Engine, meanings: Meanings) -> None:
    facts = [one for one in engine.records(Fact) if one.measure == "measure-2-3"]
    some: list[Content] = list(facts)
    small = Engine.build(some)
    without = small.answer(QUESTION, now=TODAY, zone=ZoneInfo(ZONE))
    small.know_meanings(meanings)
    reply = small.answer(QUESTION, now=TODAY, zone=ZoneInfo(ZONE))
    assert without.outcome is reply.outcome is Outcome.DECLINED
    assert "Рядом есть" not in plain_text(without.message.text)
    assert "Рядом есть" in plain_text(reply.message.text)
    assert not any(sign.isdigit() for sign in plain_text(reply.message.text))


def test_the_setting_is_off_by_default() -> None:
    assert Settings().dense_search is False
