"""Several questions in one message: where it may be cut, and two answers as one."""

import re
from collections.abc import Iterator

from core.answers.answer import Answer
from core.answers.shown import kept
from core.messages import Message, rows_of

_CUT = re.compile(r"[?!.;]+\s+|,\s*(?:а\s+)?|\s+(?:и|а|плюс|также)\s+", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:сколь\w+|кто|кому|когда|где|куда|как(?:ой|ая|ие|ую|ов\w*)|скок\w*|почему)\b", re.IGNORECASE)
MAX_CUTS = 6
MIN_LENGTH = 3
LONG = 160
MAX_SENTENCES = 8
MAX_PARTS = 3


def asks_twice(text: str) -> bool:
    """Whether a message holds two words that ask."""
    return len(_ASKING.findall(text[:600])) > 1


def halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a message into two questions, sentence ends first."""
    cuts = list(_CUT.finditer(text[:600]))
    cuts.sort(key=lambda cut: (not re.search(r"[?.;!]", cut.group()), cut.start()))
    for cut in cuts[:MAX_CUTS]:
        left, right = text[: cut.start()].strip(), text[cut.end() :].strip()
        if len(left) >= MIN_LENGTH and len(right) >= MIN_LENGTH:
            yield left, right


def sentences(text: str) -> list[str]:
    """The sentences of a long message, none of which is empty; none of a short one."""
    if len(text) < LONG:
        return []
    parts = [part.strip() for part in re.split(r"[?!.;\n]+", text[:2_000])]
    return [part for part in parts if len(part) >= MIN_LENGTH][:MAX_SENTENCES]


def joined(first: Answer, second: Answer, confidence: float) -> Answer:
    """Two answers in one message; a follow-up leans on the second."""
    buttons = kept(*(button for answer in (first, second) for row in answer.message.buttons[:1] for button in row))
    return Answer(
        Message(f"{first.message.text}\n\n{second.message.text}", rows_of(*buttons)),
        second.outcome,
        first.figures + second.figures,
        tuple(dict.fromkeys(first.sources + second.sources)),
        second.context,
        second.subject,
        confidence,
    )
