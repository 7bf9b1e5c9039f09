"""How people ask: features of words and phrases, places and refusals, from the YAML files beside this one."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from core.answers.lemmas import fold, forms, lemmas
from core.answers.phrases import Phrases, phrases_of
from core.answers.tokens import words

_HERE = Path(__file__).parent


@cache
def _file(name: str) -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return loaded


@cache
def asking() -> Phrases[str]:
    """Phrases that say what is asked; the payload is the feature's name (lexicon.yaml)."""
    return phrases_of((text, feature) for feature, text in _file("lexicon.yaml").items())


@cache
def refusals() -> Phrases[str]:
    """Phrases about things that are never answered; the payload is the kind (refusals.yaml)."""
    return phrases_of((text, kind) for kind, text in _file("refusals.yaml").items())


@cache
def places() -> Phrases[str]:
    """Names of places (places.yaml)."""
    loaded: list[str] = yaml.safe_load((_HERE / "places.yaml").read_text(encoding="utf-8"))
    return phrases_of((line, "place") for line in loaded)


@cache
def generic() -> frozenset[str]:
    """Lemmas that carry no subject («сколько», «город», «год»)."""
    single = (part.strip() for part in _file("lexicon.yaml")["generic"].split(","))
    return frozenset(lemma for part in single if " " not in part for lemma in lemmas(fold(part)))


@cache
def feature(name: str) -> frozenset[str]:
    """Lemmas of a feature's single words."""
    single = (part.strip() for part in _file("lexicon.yaml")[name].split(","))
    return frozenset(lemma for part in single if " " not in part for lemma in lemmas(fold(part)))


@cache
def spellings() -> dict[str, str]:
    """Word forms that are read as others (spellings.yaml)."""
    return {fold(str(said)): fold(str(meant)) for said, meant in _file("spellings.yaml").items()}


def spelled(said: Iterable[str]) -> Iterator[str]:
    """Words with those of spellings.yaml replaced, as questions and records are both read."""
    for word in said:
        other = spellings().get(word)
        if other is None:
            yield word
        else:
            yield from words(other)


@cache
def asking_forms() -> frozenset[str]:
    """All forms of all words of lexicon.yaml, so that misspelt ones find them."""
    return _forms("lexicon.yaml")


@cache
def refusal_forms() -> frozenset[str]:
    """All forms of all words of refusals.yaml."""
    return _forms("refusals.yaml")


def _forms(name: str) -> frozenset[str]:
    found = {word for text in _file(name).values() for word in words(text)}
    return frozenset(form for word in found for form in forms(word))
