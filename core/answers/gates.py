"""What is not for this bot: other places, insults, injections, small talk, personal data, law, the world at large."""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.answers.answer import Context
from core.answers.lemmas import fold
from core.answers.question import Question


class Gate(StrEnum):
    """Why a question is turned away before it is looked up."""

    EMPTY = "empty"
    COURTESY = "courtesy"
    SMALL_TALK = "small_talk"
    INSULT = "insult"
    INJECTION = "injection"
    PLACE = "place"
    PERSONAL = "personal"
    LEGAL = "legal"
    GENERAL = "general"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIBE = "subscribe"
    HELP = "help"
    SPECIALIST = "specialist"


@dataclass(frozen=True, slots=True)
class Turned:
    """A gate and the words that closed it."""

    gate: Gate
    tokens: frozenset[int]


_MOSTLY = 0.4
_LIGHT = 0.3
_ALL = frozenset({"весь", "все", "это"})
_ONE_MORE = re.compile(
    r"(?:(?:ну|а|и|давай|давайте|расскажи|можно) )*(?:еще(?: (?:один|одну|одно|раз|что-нибудь|такой|такую))?"
    r"|друг(?:ой|ую|ое)|(?:дальше|продолжай|следующий))(?: (?:есть|можно|давай|расскажи))?[ ?!.]*"
)
_PASSED_ON = frozenset({Gate.SMALL_TALK, Gate.GENERAL, Gate.PLACE, Gate.LEGAL, Gate.PERSONAL})


_WROTE = frozenset({"написать", "сочинить", "изобрести", "нарисовать", "придумать", "спеть", "снять"})


def _wrote(question: Question) -> bool:
    """«Кто написал ...» of a thing that the base does not name, whatever words of records it shares."""
    first = question.tokens[:2]
    asked = len(first) == 2 and bool(first[0].lemmas & {"кто"}) and bool(first[1].lemmas & _WROTE)
    return asked and not question.mentions and not question.features.keys() - {"who", "list", "for_whom", "about"}


def gate_of(question: Question) -> Turned | None:
    """The gate that a question runs into; words inside a record's name do not count."""
    if not question.years and all(token.text.isdigit() for token in question.tokens):
        return Turned(Gate.EMPTY, frozenset())
    named = frozenset().union(*(m.tokens for m in question.mentions if m.full)) if question.mentions else frozenset()

    def said(kind: str) -> frozenset[int]:
        return question.refusals.get(kind, frozenset()) - named

    every = frozenset(range(len(question.tokens)))
    courtesy = said("courtesy")
    rest = {index for index in every - courtesy if not question.tokens[index].lemmas & _ALL}
    alone = all(question.tokens[index].weight <= _LIGHT for index in rest)
    asked = {name for name, found in question.features.items() if found & rest}
    asks = question.mentions or asked - {"about", "list", "where", "now", "eligibility", "total"}
    if courtesy and alone and not asks:
        return Turned(Gate.COURTESY, courtesy)
    for kind, gate in (("injection", Gate.INJECTION), ("insult", Gate.INSULT)):
        if tokens := said(kind):
            return Turned(gate, tokens)
    if (tokens := said("small_talk")) and (len(question.mentions) == 0 or question.coverage(tokens) > 0.5):
        return Turned(Gate.SMALL_TALK, tokens)
    if question.places:
        return Turned(Gate.PLACE, question.places)
    for kind, gate in (("personal", Gate.PERSONAL), ("legal", Gate.LEGAL), ("general", Gate.GENERAL)):
        tokens = every if kind == "general" and _wrote(question) else said(kind)
        if tokens and not all(question.tokens[index].weight == 0 for index in tokens):
            return Turned(gate, tokens)

    def mostly(name: str) -> bool:
        return question.says(name) and question.coverage(question.said_by(name)) >= _MOSTLY

    if mostly("unsubscribe"):
        return Turned(Gate.UNSUBSCRIBE, question.said_by("unsubscribe"))
    if mostly("subscribe"):
        return Turned(Gate.SUBSCRIBE, question.said_by("subscribe"))
    if mostly("help") and not question.counted:
        return Turned(Gate.HELP, question.said_by("help"))
    if question.says("specialist") and question.coverage(question.said_by("specialist")) > 0.6:
        return Turned(Gate.SPECIALIST, question.said_by("specialist"))
    return None


def goes_on_beyond(text: str, before: Context) -> Gate | None:
    """«А ещё один?» after something that is not for this bot: the same gate again."""
    kept = before.subject.removeprefix("gate/")
    if before.plan is not None or kept == before.subject or not _ONE_MORE.fullmatch(fold(text[:80])):
        return None
    return next((gate for gate in _PASSED_ON if gate.value == kept), None)


def passed_on(before: Context, subject: str) -> str:
    """The subject that a talk keeps after a reply without one: the gate, unless the talk is about something."""
    free = before.plan is None and (not before.subject or before.subject.startswith("gate/"))
    return subject if free and subject.startswith("gate/") else before.subject
