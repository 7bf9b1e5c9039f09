"""«Помогло?»: asked only where the engine was unsure; «Не то» brings what else it may have been, or the specialist."""

from collections.abc import Mapping
from typing import Any

from core.answers.answer import Answer, Context, Outcome
from core.answers.loading import EngineHolder
from core.answers.plan import from_json
from core.calling import Call
from core.catalogue.home import specialist_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import questions

SURE = 0.8
"""Answers this confident are not asked about."""

_BESIDE_VOTES = 2


def unsure(answer: Answer) -> bool:
    """Whether it is fair to ask if an answer helped."""
    return answer.outcome is Outcome.ANSWERED and answer.confidence < SURE


def with_votes(message: Message, question_id: int) -> Message:
    """The answer with both thumbs as its last row, and no more than four buttons."""
    own = [button for row in message.buttons for button in row][:_BESIDE_VOTES]
    votes = (
        Button(label("helped"), Action.HELPED, (str(question_id),)),
        Button(label("not_helped"), Action.NOT_HELPED, (str(question_id),)),
    )
    return Message(message.text, (*rows_of(*own), votes), message.files, message.silent)


async def helped(call: Call, question_id: int) -> None:
    """Note that the answer helped."""
    async with call.writing() as session:
        await questions.vote(session, question_id, call.person.id, helpful=True)
        await session.commit()


async def not_helped(
    call: Call, engines: EngineHolder, question_id: int, before: Mapping[str, Any] | None, shown: Mapping[str, Any]
) -> Message:
    """Note it, and offer the next candidates; `before` is the talk's memory before the question, `shown` after it."""
    async with call.writing() as session:
        await questions.vote(session, question_id, call.person.id, helpful=False)
        asked = await questions.question_of(session, question_id)
        await session.commit()
    others: list[Button] = []
    if asked is not None and asked.person_id == call.person.id:
        engine = await engines.get(call.reading)
        plan = from_json(shown.get("plan") or {})
        found = engine.guesses(
            asked.text, context=Context.from_json(before), now=call.now, zone=call.zone, limit=4
        )  # fmt: skip
        seen = engine.name_of(plan) if plan else ""
        others = [
            Button(label("answer_named", title=one.title), Action.ANSWER, (one.code,))
            for one in found
            if one.title != seen
        ]
    text = render("ngo/answers/others.html.j2", found=bool(others))
    return Message(text, rows_of(*others[:3], specialist_button()))
