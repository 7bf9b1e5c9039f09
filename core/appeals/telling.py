"""Messages about an appeal, made from its thread when they are sent; nothing is said of what was deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.appeals.buttons import card_buttons, group_buttons, person_buttons
from core.appeals.parts import excerpt, following, sendable, split
from core.messages import Message, Topic
from core.rendering import render
from storage import Session, appeals
from storage.content import get
from storage.desk_groups import topic_of
from storage.learning import lesson_of_appeal
from storage.own_organisations import names_of_organisations
from storage.people import names_of
from storage.records.appeals import Appeal, Entry
from storage.records.content import Sphere
from storage.records.desk import Department
from storage.records.people import Delivery
from storage.terms import AppealState, AppealTurn, Channel

_TOPIC_NAME = 100
_TO_PERSON = {"answer", "handed", "closed", "reopened_told"}
"""Views that the person reads; all others are for the desk."""

_SHORT = 120


async def appeal_letter(session: Session, delivery: Delivery, now: datetime, zone: ZoneInfo) -> Message | None:
    """The message of one delivery; None when the appeal's words were deleted meanwhile."""
    payload = delivery.payload
    appeal = await appeals.appeal_of(session, int(payload["appeal"]))
    if appeal is None or (not appeal.text and payload["view"] != "erased"):
        return None
    entry = await appeals.entry_of(session, int(payload["entry"])) if payload.get("entry") else None
    view, in_group = str(payload["view"]), delivery.channel is Channel.GROUP
    topic = None
    if in_group:
        topic = _topic(appeal, view, await topic_of(session, appeal.id, delivery.person_id))
    if view == "topic":
        return Message("", topic=topic) if topic is not None and topic.id and topic.closed is not None else None
    about = await around(session, appeal, now, zone)
    if view == "card":
        return await card(session, appeal, about, payload.get("values", {}), in_group=in_group, topic=topic)
    if _taken_back(view, appeal, payload.get("values", {})):
        return None
    if view == "fixed":
        return await _fixed(session, delivery, appeal, entry, about)
    if view in _TO_PERSON:
        return _for_person(view, appeal, entry, about)
    return _for_desk(view, appeal, entry, about, in_group=in_group, topic=topic, values=payload.get("values", {}))


def _taken_back(view: str, appeal: Appeal, values: dict[str, Any]) -> bool:
    """Whether what the person was to be told has been undone meanwhile."""
    moved = view == "handed" and values.get("to") != appeal.department
    return moved or (view == "closed" and appeal.state is not AppealState.CLOSED)


async def around(session: Session, appeal: Appeal, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """What every text about an appeal may name: people, sphere, department, days."""
    entries = await appeals.thread_of(session, appeal.id)
    ids = {appeal.person_id, *(one.author_id for one in entries if one.author_id), appeal.answered_by, appeal.taken_by}
    sphere = await get(session, Sphere, appeal.sphere) if appeal.sphere else None
    department = await get(session, Department, appeal.department) if appeal.department else None
    return {
        "appeal": appeal, "entries": entries, "names": await names_of(session, {one for one in ids if one}),
        "sphere": sphere, "department": department, "today": now.astimezone(zone).date(), "zone": zone,
    }  # fmt: skip


def _topic(appeal: Appeal, view: str, topic_id: str) -> Topic:
    """The appeal's topic: closed and renamed when it is over here, opened again with it."""
    left = view == "handed_away"
    over = left or appeal.state is AppealState.CLOSED or not appeal.text
    sign = "➡️ " if left else "✅ " if over else ""
    name = f"{sign}№ {appeal.number} · {' '.join(appeal.text.split()) or '—'}"[:_TOPIC_NAME].rstrip()
    settles = view in _SETTLING
    return Topic(appeal.id, name, topic_id, over if settles else None)


_SETTLING = {"topic", "thanked", "reopened", "handed_away", "card", "erased"}
"""Views with which a group's topic becomes what the appeal is."""


async def card(
    session: Session, appeal: Appeal, about: dict[str, Any], values: dict[str, Any], *, in_group: bool = False,
    topic: Topic | None = None,
) -> Message:  # fmt: skip
    """The whole appeal as a specialist reads it: the question with its files, and everything that followed."""
    lesson = await lesson_of_appeal(session, appeal.id)
    parts = split(appeal.text)
    first = next((one for one in about["entries"] if one.turn is AppealTurn.QUESTION), None)
    later = [one for one in about["entries"] if one is not first and one.turn is not AppealTurn.HELD]
    called = (await names_of_organisations(session, [appeal.person_id])).get(appeal.person_id, "")
    text = render(
        "admin/appeals/card.html.j2", **about, organisation=called, text=parts[0], parts=len(parts),
        later=later[-_LATER:],
        hidden=max(0, len(later) - _LATER), turns=lesson.turns if lesson else (), guesses=values.get("guesses", ()),
        in_group=in_group, short=lambda words: excerpt(words, _SHORT),
    )  # fmt: skip
    asked = [one for one in about["entries"] if one.author_id == appeal.person_id]
    files = [file for one in asked for file in one.files][-_FILES:]
    buttons = group_buttons(appeal) if in_group else card_buttons(appeal)
    return Message(text, buttons, sendable(files), more=following(appeal.number, parts), topic=topic)


_LATER = 4
"""Entries after the question that a card shows."""

_FILES = 10
"""The person's newest files that come with a card."""


def _for_person(view: str, appeal: Appeal, entry: Entry | None, about: dict[str, Any]) -> Message | None:
    if view == "answer" and entry is None:
        return None
    parts = split(entry.text if entry else "")
    added = entry is not None and _answered_before(about["entries"], entry)
    text = render(f"ngo/appeals/{view}.html.j2", **about, entry=entry, text=parts[0], parts=len(parts), added=added)
    files: Sequence[Any] = entry.files if entry and view == "answer" else ()
    return Message(
        text, person_buttons(view, appeal), sendable(files), more=following(appeal.number, parts)
    )  # fmt: skip


async def _fixed(
    session: Session, delivery: Delivery, appeal: Appeal, entry: Entry | None, about: dict[str, Any]
) -> Message | None:  # fmt: skip
    """The corrected answer: in the message that has just come, else anew, since nobody looks at an old one again."""
    if entry is None:
        return None
    parts = split(entry.text)
    other = bool(delivery.payload["values"].get("files"))
    text = render("ngo/appeals/fixed.html.j2", **about, entry=entry, text=parts[0], other=other)
    buttons = person_buttons("answer", appeal)
    went = await appeals.copies_of_entry(session, appeal.person_id, entry.id)
    fresh = bool(went) and delivery.due_at - went[0].sent_at <= _EDITED_IN_PLACE
    if fresh and delivery.attempt <= 1 and len(parts) == 1 and not entry.files:
        return Message(text, buttons, edits=went[0].message_id)
    files = sendable(entry.files) if other or not went else ()
    return Message(text, buttons, files, more=following(appeal.number, parts))


_EDITED_IN_PLACE = timedelta(minutes=2)
"""How long after an answer its correction changes the same message."""


def _answered_before(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether the question was answered already when this was said."""
    earlier = [one for one in entries if one.id < entry.id]
    asked = max((one.id for one in earlier if one.turn is AppealTurn.REOPENED), default=0)
    return any(one.turn is AppealTurn.ANSWER and one.id > asked for one in earlier)


def _for_desk(
    view: str, appeal: Appeal, entry: Entry | None, about: dict[str, Any], *, in_group: bool, topic: Topic | None,
    values: dict[str, Any],
) -> Message:  # fmt: skip
    whole = view in ("addition", "reopened", "note", "clarified")
    parts = split(entry.text if entry and whole else "")
    given = {**about, "entry": entry, "text": parts[0], "parts": len(parts), "in_group": in_group, "short": excerpt}
    text = render(f"admin/appeals/{view}.html.j2", **{"step": "", "left": False, **values, **given})
    quiet = view in ("answered", "note", "handed_away", "closed_desk", "thanked", "erased")
    buttons = group_buttons(appeal) if in_group else card_buttons(appeal, short=True)
    return Message(
        text, () if quiet else buttons, sendable(entry.files if entry and whole else ()), silent=quiet,
        more=following(appeal.number, parts), topic=topic,
    )  # fmt: skip
