"""/my_data: what is kept of a person, readable and as a file."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.announcements.following import following
from core.calling import Call
from core.catalogue.home import home_button
from core.eligibility.remembering import remembered
from core.messages import Action, Button, File, Message, rows_of
from core.privacy.consent import VERSION
from core.rendering import label, render
from storage.privacy import counts_of, everything_of, has_consented

FILE = "my_data.json"

_EXCERPT = 60


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def as_json(tables: Mapping[str, list[dict[str, Any]]], now: datetime) -> bytes:
    """Tables and rows as UTF-8 JSON for people and programs; moments in UTC."""
    whole = {"as_of": now.isoformat(), "tables": tables}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain).encode()


def _newest(rows: list[dict[str, Any]]) -> str:
    text = str(rows[-1]["text"]) if rows else ""
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"


async def my_data(call: Call) -> Message:
    """The summary, and every row of every table as a file."""
    followed = await following(call)
    async with call.reading() as session:
        tables = await everything_of(session, call.person)
        counts = await counts_of(session, call.person)
        organisation = await remembered(session, call.person.id)
        agreed = await has_consented(session, call.person.id, VERSION)
    text = render(
        "ngo/privacy/my_data.html.j2", person=call.person, counts=counts, kinds=followed.kinds, agreed=agreed,
        organisation=organisation, appeals=tables.get("appeals", []), question=_newest(tables.get("questions", [])),
        today=call.today, zone=call.zone, version=VERSION, sent=_sent(tables.get("deliveries", [])),
    )  # fmt: skip
    return Message(
        text,
        rows_of(Button(label("privacy_delete"), Action.DELETE_ASK), home_button()),
        (File(FILE, as_json(tables, call.now)),),
    )


def _sent(deliveries: list[dict[str, Any]]) -> int:
    return sum(row["state"] == "sent" for row in deliveries)
