"""What is kept from an earlier base changes nothing of what is known: only the time to make it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.answers.typos import Spelling
from core.answers.wordlist import FEW, WordList

_WORDS = st.sets(st.text("абвгорсты", min_size=1, max_size=7), max_size=40)
_ASKED = st.text("абвгорстыь", min_size=3, max_size=8)


@given(first=_WORDS, then=_WORDS, start=st.text("абвг", max_size=2))
def test_a_list_of_words_is_the_same_with_and_without_an_earlier_one(
    first: set[str], then: set[str], start: str
) -> None:
    kept = WordList(then, WordList(first))
    assert list(kept) == sorted(then)
    assert list(kept.beginning(start)) == [word for word in sorted(then) if word.startswith(start)]


def test_after_many_changes_the_list_is_made_anew() -> None:
    many = {f"слово{number}" for number in range(FEW + 2)}
    assert list(WordList(many, WordList({"а"}))) == sorted(many)


@settings(max_examples=300, deadline=None)
@given(first=_WORDS, then=_WORDS, asked=st.lists(_ASKED, min_size=1, max_size=5), often=st.integers(1, 3))
def test_spelling_repairs_alike_with_and_without_an_earlier_base(
    first: set[str], then: set[str], asked: list[str], often: int
) -> None:
    weights = {word: 1 + len(word) % (often + 1) for word in sorted(then)}
    fresh, kept = Spelling(weights), Spelling(weights, Spelling(dict.fromkeys(sorted(first), 2)))
    for word in asked:
        assert kept.nearest(word) == fresh.nearest(word)
        assert kept.heard(word) == fresh.heard(word)
        assert kept.completed(word) == fresh.completed(word)
        assert kept.contracted(word[:2], word[-1]) == fresh.contracted(word[:2], word[-1])
        assert kept.split(word) == fresh.split(word)
        assert kept.begins(word) == fresh.begins(word)
