"""/delete_me: first what goes and what stays, then, at a button's press within 15 minutes, it is gone."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.appeals.hearing import tell_desk
from core.calling import Call
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.appeals import appeals_of
from storage.own_organisations import colleague_ids
from storage.people import find_person
from storage.privacy import counts_of, erase
from storage.terms import AppealState

VALID_FOR = timedelta(minutes=15)
"""How long the button deletes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of this person: the button's word and until when it counts. It stands in their dialogue."""

    word: str
    until: datetime

    def as_json(self) -> dict[str, str]:
        """For the dialogue's data."""
        return {"word": self.word, "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "Asked | None":
        """From the dialogue's data; None when nothing was asked."""
        return cls(kept["word"], datetime.fromisoformat(kept["until"])) if kept else None


async def ask(call: Call) -> tuple[Message, Asked]:
    """What will go and what will stay, in numbers. Nothing is deleted yet."""
    asked = Asked(secrets.token_urlsafe(9), call.now + VALID_FOR)
    async with call.reading() as session:
        counts = await counts_of(session, call.person)
        colleagues = await colleague_ids(session, call.person.id)
        waiting = [one for one in await appeals_of(session, call.person.id) if one.state is AppealState.OPEN]
    text = render(
        "ngo/privacy/delete_ask.html.j2", counts=counts, waiting=waiting, until=asked.until, zone=call.zone,
        is_admin=call.is_admin, colleagues=colleagues,
    )  # fmt: skip
    return Message(text, rows_of(
        Button(label("privacy_delete"), Action.DELETE_ME, (asked.word,)),
        Button(label("privacy_decline"), Action.DELETE_NO),
    )), asked  # fmt: skip


async def delete(call: Call, asked: Asked | None, word: str, admins: Collection[str]) -> Message:
    """Delete everything, when this person was asked with this word not too long ago; who was to answer is told."""
    if asked is None or not secrets.compare_digest(asked.word.encode(), word.encode()) or call.now > asked.until:
        return Message(render("ngo/privacy/delete_old.html.j2"), rows_of(home_button()))
    async with call.writing() as session:
        person = await find_person(session, call.person.channel, call.person.external_id)
        if person is not None:
            waiting = [
                one for one in await appeals_of(session, person.id) if one.state is AppealState.OPEN and one.text
            ]
            await erase(session, person, call.now)
            for appeal in waiting:
                await tell_desk(session, replace(appeal, text=""), "erased", admins=admins, now=call.now)
        await session.commit()
    return Message(render("ngo/privacy/deleted.html.j2"))


def kept() -> Message:
    """«Не надо»: everything is as it was."""
    return Message(render("ngo/privacy/delete_no.html.j2"), rows_of(home_button()))
