"""A person asks: answered from the newest content, and logged once per update."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.answers.answer import Answer, Context
from core.answers.loading import EngineHolder
from core.calling import Call
from core.eligibility.remembering import remembered
from core.messages import Message
from core.rendering import render
from storage.questions import log_question


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer and the log's number of its question."""

    answer: Answer
    question_id: int


async def ask(call: Call, engines: EngineHolder, text: str, context: Mapping[str, Any] | None) -> Asked:
    """The answer to a text; the question, its outcome and subject are in the log when this returns."""
    engine = await engines.get(call.reading)
    async with call.reading() as session:
        saved = await remembered(session, call.person.id)
    before = replace(Context.from_json(context) or Context(), saved=saved.encode() if saved else "")
    answer = engine.answer(text, context=before, now=call.now, zone=call.zone)
    async with call.writing() as session:
        question_id = await log_question(
            session,
            person_id=call.person.id,
            text=text,
            outcome=answer.outcome.value,
            subject=answer.subject,
            asked_at=call.now,
            update_key=call.update_key,
        )
        await session.commit()
    return Asked(answer, question_id)


async def press(call: Call, engines: EngineHolder, code: str) -> Answer | None:
    """The answer behind a button; None when what it named is gone."""
    engine = await engines.get(call.reading)
    return engine.follow(code, now=call.now, zone=call.zone)


def gone() -> Message:
    """A button whose record is no longer there."""
    return Message(render("ngo/gone.html.j2"))
