"""A lesson: what a question means, in one tap; a record made, the index follows, an example to score by."""

import re
from dataclasses import replace

from core.answers.engine import Engine
from core.answers.loading import EngineHolder
from core.answers.plan import Plan
from core.answers.taught import LIMIT, Guess
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, learning
from storage.appeals import appeal_of
from storage.content import get, raise_version
from storage.imports import Writer
from storage.models import CONTENT
from storage.questions import question_of
from storage.records.content import Content
from storage.records.learning import Alias, Faq, Lesson

ANSWER_LIMIT = 3000
"""Characters of a specialist's answer."""

_SHOWN = 200
_CONTACTS = re.compile(r"@\w|(?:\d[\s()+-]*){7,}")
"""What must not become public with a question: an address, a telephone, a number of a person or an organisation."""


async def _lesson(call: Call, lesson_id: int) -> Lesson | None:
    """The lesson, for those who may answer."""
    if not call.desk.may(Right.ANSWER):
        return None
    async with call.reading() as session:
        return await learning.lesson_of(session, lesson_id)


async def begin(call: Call, engines: EngineHolder, question_id: int) -> Message:
    """A logged question becomes a lesson; tapped again, it is the same one."""
    if not call.desk.may(Right.ANSWER):
        return gone()
    engine = await engines.get(call.reading)
    async with call.writing() as session:
        asked = await question_of(session, question_id)
        if asked is None:
            return gone()
        found = engine.guesses(asked.text, now=call.now, zone=call.zone)
        lesson = await learning.add_lesson(
            session, person_id=asked.person_id, question=asked.text, turns=(), now=call.now, question_id=question_id,
            guesses=[one.code for one in found],
        )  # fmt: skip
        await session.commit()
    return await card(call, engines, lesson)


async def card(call: Call, engines: EngineHolder, lesson: Lesson, above: str = "") -> Message:
    """The question with what it may mean; `above` is a sentence on what was just done."""
    engine = await engines.get(call.reading)
    if lesson.made_key:
        return await _made(call, engine, lesson)
    hindrance = _hindrance(engine, lesson.question)
    guesses = [] if hindrance else _named(engine, call, lesson)
    text = render(
        "admin/lesson.html.j2", above=above, question=_excerpt(lesson.question), hindrance=hindrance,
        answered=lesson.appeal_id is not None, guesses=[one for _, one in guesses],
    )  # fmt: skip
    number = str(lesson.id)
    words = Button(label("lesson_words"), Action.LESSON_WORDS, (number,))
    if hindrance:
        return Message(text, rows_of(words, home_button()))
    taps = [
        Button(label("lesson_guess", number=shown, title=one.title), Action.LESSON_ALIAS, (number, str(place)))
        for shown, (place, one) in enumerate(guesses, 1)
    ]
    other = Button(label("lesson_other"), Action.LESSON_OTHER, (number,))
    faq = Button(label("lesson_faq"), Action.LESSON_FAQ, (number,))
    return Message(text, rows_of(*taps, other, faq, words, home_button()))


def _hindrance(engine: Engine, question: str) -> str:
    if _CONTACTS.search(question):
        return "contacts"
    if len(question) > LIMIT:
        return "long"
    return "" if engine.teachable(question) else "talk"


def _named(engine: Engine, call: Call, lesson: Lesson) -> list[tuple[int, Guess]]:
    """Places from 1 with guesses whose records still stand."""
    found = ((place, engine.begins(code, now=call.now, zone=call.zone)) for place, code in enumerate(lesson.guesses, 1))
    return [(place, guess) for place, guess in found if guess is not None][:3]


def _excerpt(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + "…"


async def as_alias(call: Call, engines: EngineHolder, lesson_id: int, place: int) -> Message:
    """From now on the question means this guess."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None or not 0 < place <= len(lesson.guesses):
        return gone()
    means = lesson.guesses[place - 1]
    engine = await engines.get(call.reading)
    if lesson.made_key or _hindrance(engine, lesson.question):
        return await card(call, engines, lesson)
    if engine.begins(means, now=call.now, zone=call.zone) is None:
        return gone()
    record = Alias(key=f"alias-{lesson.id}", text=lesson.question, means=means, checked_on=call.today)
    return await _teach(call, engine, lesson, "aliases", record, means)


async def ask_for(call: Call, lesson_id: int, what: str) -> tuple[Message, bool]:
    """Ask for a record's name, another wording or an answer; True when a text is awaited now."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone(), False
    text = render("admin/lesson_ask.html.j2", what=what, question=_excerpt(lesson.question))
    return Message(text, rows_of(home_button())), True


async def other_record(call: Call, engines: EngineHolder, lesson_id: int, name: str) -> Message:
    """What is found by a name becomes the guesses; found nothing, the old ones stay."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone()
    engine = await engines.get(call.reading)
    found = engine.guesses(name, now=call.now, zone=call.zone)
    if found:
        lesson = replace(lesson, guesses=tuple(one.code for one in found))
        async with call.writing() as session:
            await learning.set_guesses(session, lesson.id, lesson.guesses)
            await session.commit()
    above = "" if found else render("admin/lesson_nothing.html.j2", name=_excerpt(name))
    return await card(call, engines, lesson, above)


async def other_words(call: Call, engines: EngineHolder, lesson_id: int, text: str) -> Message:
    """The question as it is to be remembered."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone()
    if not lesson.made_key:
        async with call.writing() as session:
            await learning.reword(session, lesson.id, text)
            await session.commit()
    return await card(call, engines, replace(lesson, question=text))


async def as_faq(call: Call, engines: EngineHolder, lesson_id: int) -> tuple[Message, bool]:
    """The appeal's answer becomes a FAQ record; without an answer one is asked for (True)."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone(), False
    async with call.reading() as session:
        appeal = await appeal_of(session, lesson.appeal_id) if lesson.appeal_id else None
    if appeal is None or not appeal.answer:
        return await ask_for(call, lesson_id, "answer")
    return await faq_answer(call, engines, lesson_id, appeal.answer), False


async def faq_answer(call: Call, engines: EngineHolder, lesson_id: int, answer: str) -> Message:
    """The question with this answer becomes a FAQ record of today."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone()
    engine = await engines.get(call.reading)
    if lesson.made_key or len(answer) > ANSWER_LIMIT or _hindrance(engine, lesson.question):
        return await card(call, engines, lesson)
    key = f"faq-{lesson.id}"
    record = Faq(key=key, question=lesson.question, answer=answer, checked_on=call.today)
    return await _teach(call, engine, lesson, "faqs", record, Plan("record", "faqs", "", (key,)).encode())


async def _teach(call: Call, engine: Engine, lesson: Lesson, table: str, record: Content, means: str) -> Message:
    """The record with its history, the labelled example and the version that every process watches, together."""
    async with call.writing() as session:
        now = await learning.lesson_of(session, lesson.id)
        if now is not None and not now.made_key:
            await Writer.of(session, call.person.id, call.now).add(table, record)
            await learning.conclude(session, lesson.id, table, record.key)
            await learning.add_example(
                session, lesson=now, expected=means, kind=table, outcome="answered", origin=_origin(lesson),
                now=call.now,
            )  # fmt: skip
            await raise_version(session)
            await session.commit()
    return await _made(call, engine, replace(lesson, made_table=table, made_key=record.key))


def _origin(lesson: Lesson) -> str:
    return "appeal" if lesson.appeal_id else "question"


async def _made(call: Call, engine: Engine, lesson: Lesson) -> Message:
    async with call.reading() as session:
        record = await get(session, CONTENT[lesson.made_table].record, lesson.made_key)
    if record is None:
        return gone()
    answer = _excerpt(record.answer) if isinstance(record, Faq) else ""
    means = engine.begins(record.means, now=call.now, zone=call.zone) if isinstance(record, Alias) else None
    subject = means.title if means else ""
    text = render("admin/lesson_made.html.j2", question=_excerpt(lesson.question), answer=answer, subject=subject)
    back = Button(label("lesson_back"), Action.LESSON_BACK, (str(lesson.id),))
    return Message(text, rows_of(back, home_button()))


async def take_back(call: Call, engines: EngineHolder, lesson_id: int) -> Message:
    """Remove what the lesson taught; its question waits again."""
    lesson = await _lesson(call, lesson_id)
    if lesson is None:
        return gone()
    async with call.writing() as session:
        await _forget(session, call, lesson)
        await session.commit()
    return await card(call, engines, replace(lesson, made_table="", made_key=""))


async def _forget(session: Session, call: Call, lesson: Lesson) -> None:
    if not lesson.made_key:
        return
    record = await get(session, CONTENT[lesson.made_table].record, lesson.made_key)
    if record is not None:
        await Writer.of(session, call.person.id, call.now).remove(lesson.made_table, record)
    await learning.drop_example(session, lesson.id)
    await learning.conclude(session, lesson.id)
    await raise_version(session)
