"""Searching a part of the rows finds what scoring every row would find; a search explains by whole meanings."""

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.answers.postings import Postings, numbered
from core.answers.ranking import Wanted, ranked, wanted

_WORDS = [f"слово{number}" for number in range(30)]
_ROWS = st.lists(st.dictionaries(st.sampled_from(_WORDS), st.floats(0.1, 0.9), max_size=8), max_size=60)
_ASKED = st.lists(
    st.lists(st.tuples(st.sampled_from(_WORDS), st.floats(0.1, 9)), min_size=1, max_size=3), min_size=1, max_size=6
)


def _postings(rows: list[dict[str, float]]) -> Postings:
    values = np.array([value for row in rows for value in row.values()], dtype=np.float32)
    return Postings([numbered(row) for row in rows], values)


def _every_row(rows: list[dict[str, float]], asked: list[list[tuple[str, float]]]) -> Iterator[float]:
    for row in rows:
        yield sum(max(row.get(lemma, 0.0) * worth for lemma, worth in readings) for readings in asked)


@settings(max_examples=300, deadline=None)
@given(rows=_ROWS, asked=_ASKED, count=st.integers(1, 8), restricted=st.booleans())
def test_the_best_rows_are_those_that_scoring_every_row_would_find(
    rows: list[dict[str, float]], asked: list[list[tuple[str, float]]], count: int, restricted: bool
) -> None:
    allowed = np.arange(0, len(rows), 2, dtype=np.int32) if restricted else None
    words = [one for one in (wanted(_postings(rows), readings) for readings in asked) if one]
    places, scores = ranked(words, len(rows), count, allowed)
    every = list(_every_row(rows, asked))
    may = [score for place, score in enumerate(every) if score > 0 and (allowed is None or not place % 2)]
    assert np.allclose(scores, sorted(may, reverse=True)[:count], rtol=1e-3)
    assert np.allclose(scores, [every[place] for place in places], rtol=1e-3)
    assert len(set(places.tolist())) == len(places)


def test_rows_of_the_same_score_come_in_their_order() -> None:
    postings = _postings([{"грант": 0.5}] * 5_000)
    word = wanted(postings, [("грант", 2.0)])
    assert word
    assert ranked([word], 5_000, 3)[0].tolist() == [0, 1, 2]


def test_a_usual_word_is_not_read_in_full_beside_a_rare_one() -> None:
    rows = [{"город": 0.5} | ({"вече": 0.9} if number % 100 == 0 else {}) for number in range(3_000)]
    postings = _postings(rows)
    rare, usual = wanted(postings, [("вече", 6.0)]), wanted(postings, [("город", 0.2)])
    assert rare
    assert usual
    unread = Wanted(((np.full(3_000, 10**6, dtype=np.int32), usual.readings[0][1], 0.2),), usual.bound)
    assert ranked([unread, rare], 3_000, 5)[0].tolist() == [0, 100, 200, 300, 400]
