"""Morphology: a word's lemmas and part of speech by pymorphy3, remembered. All lower-case, «е» for «ё»."""

from functools import cache, lru_cache

import pymorphy3

_REMEMBERED = 150_000
_UNKNOWN_LENGTH = 5
_TELLING = frozenset({"вне"})
_ADVERBS = frozenset({"ADVB", "COMP", "NUMR"})
_VERBS = frozenset({"VERB", "INFN", "PRTF", "PRTS", "GRND"})
_EMPTY = frozenset({"PREP", "CONJ", "PRCL", "INTJ", "NPRO", "PRED"})


@cache
def _morph() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def fold(text: str) -> str:
    """Lower case and «е» for «ё», as every comparison here expects."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=_REMEMBERED)
def is_known(word: str) -> bool:
    """Whether the dictionary holds the word form."""
    return bool(_morph().word_is_known(word))


@lru_cache(maxsize=_REMEMBERED)
def _beginnings(start: str) -> tuple[str, ...]:
    """A beginning as the dictionary spells it, with «е» and with «ё»; none when no word begins so."""
    if not start:
        return ("",)
    letters = ("е", "ё") if start[-1] == "е" else (start[-1],)
    words = _morph().dictionary.words
    longer = (before + letter for before in _beginnings(start[:-1]) for letter in letters)
    return tuple(one for one in longer if next(words.iterkeys(one), None) is not None)


def begins_known(start: str) -> bool:
    """Whether the dictionary holds a word form that begins so."""
    return bool(_beginnings(start))


@lru_cache(maxsize=_REMEMBERED)
def lemmas(word: str) -> frozenset[str]:
    """All normal forms that a word may have; an unknown word is also its own lemma."""
    if not word.isalpha():
        return frozenset((word,))
    parses = _morph().parse(word)
    if not is_known(word):
        return frozenset((word, *(fold(parse.normal_form) for parse in parses[:2])))
    return frozenset(fold(parse.normal_form) for parse in parses)


@lru_cache(maxsize=_REMEMBERED)
def is_empty(word: str) -> bool:
    """Whether a word carries no meaning of its own: prepositions, conjunctions, particles, pronouns."""
    if word in _TELLING:
        return False
    return word.isalpha() and is_known(word) and str(_morph().parse(word)[0].tag.POS) in _EMPTY


@lru_cache(maxsize=_REMEMBERED)
def is_abbreviation(word: str) -> bool:
    """Whether the dictionary knows the word as a cut one («табл», «чел»)."""
    return is_known(word) and any("Abbr" in parse.tag for parse in _morph().parse(word))


@lru_cache(maxsize=_REMEMBERED)
def is_verb(word: str) -> bool:
    """Whether the likeliest reading is a verb in some form."""
    return word.isalpha() and str(_morph().parse(word)[0].tag.POS) in _VERBS


@lru_cache(maxsize=_REMEMBERED)
def is_adverb(word: str) -> bool:
    """Whether the likeliest reading is an adverb, a comparative or a numeral word."""
    return word.isalpha() and is_known(word) and str(_morph().parse(word)[0].tag.POS) in _ADVERBS


@lru_cache(maxsize=_REMEMBERED)
def is_preposition(word: str) -> bool:
    """Whether the word is a preposition."""
    return word.isalpha() and is_known(word) and str(_morph().parse(word)[0].tag.POS) == "PREP"


@lru_cache(maxsize=_REMEMBERED)
def is_noun(word: str) -> bool:
    """Whether the likeliest reading is a noun; unknown words pass as nouns."""
    return word.isalpha() and (not is_known(word) or str(_morph().parse(word)[0].tag.POS) == "NOUN")


@lru_cache(maxsize=_REMEMBERED)
def counted(word: str, dative: bool = False) -> bool:
    """Whether a noun may stand after «сколько» («детей», not «фонд»); after «скольким» in the dative."""
    cases = {"datv", "accs", "gent"} if dative else {"gent"}
    if not word.isalpha():
        return False
    if not is_known(word):
        return len(word) > _UNKNOWN_LENGTH and word.endswith(("ов", "ев", "ам") if dative else ("ов", "ев"))
    parses = _morph().parse(word)
    if word.endswith(("щих", "щихся", "щим", "щимся")):
        return True
    if parses[0].tag.POS != "NOUN":
        return False
    return any(parse.tag.POS == "NOUN" and parse.tag.number == "plur" and parse.tag.case in cases for parse in parses)


@lru_cache(maxsize=_REMEMBERED)
def is_place(word: str) -> bool:
    """Whether the likeliest reading is a place's name."""
    return word.isalpha() and is_known(word) and "Geox" in _morph().parse(word)[0].tag


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """The word in all its forms, for comparing misspelt words."""
    if not word.isalpha():
        return (word,)
    parse = _morph().parse(word)[0]
    if not is_known(word):
        return (word,)
    return tuple({fold(form.word) for form in parse.lexeme} | {word})
