"""From claimed rows to messages: what each delivery tells, as it stands at this moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from jinja2 import TemplateError

from core.announcements.items import Item, Standing
from core.announcements.letters import Desk, current_version, letter, read_desk
from core.announcements.payloads import ALERT, ANNOUNCEMENT, APPEAL, unpack_buttons
from core.appeals.telling import appeal_letter
from core.forms.freshness import STALE, stale_letter
from core.learning.weekly import WEEK, week_message
from core.messages import Message
from core.rendering import render
from storage import Session, told
from storage.audience import hours_of_people, standings_of
from storage.content import version
from storage.own_dates import own_dates_by_id
from storage.records.people import Delivery
from storage.terms import SubjectKind
from storage.told import ToldItem

log = structlog.get_logger()


@contextmanager
def _noting(delivery: Delivery) -> Iterator[None]:
    try:
        yield
    except (LookupError, TemplateError, ValueError, TypeError, AttributeError) as error:
        log.error("letter_not_made", delivery=delivery.id, error=type(error).__name__)


class Composer:
    """Makes messages of deliveries; keeps the board until the content's version rises."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._desk: Desk | None = None
        self._version = -1

    async def compose(
        self, session: Session, deliveries: Sequence[Delivery], now: datetime
    ) -> dict[int, Message | None]:
        """A message for each delivery; None when nothing is left to say. Told dates follow what will be read.

        A delivery that cannot be made into a message is left out: it must not stop the others.
        """
        messages: dict[int, Message | None] = {}
        alerts = [one for one in deliveries if one.payload.get("letter") == ALERT]
        if alerts:
            messages |= await self._alerts(session, alerts, now)
        made: dict[str, Message | None] = {}
        for one in deliveries:
            if one.payload.get("letter") == ALERT:
                continue
            alike = one.payload.get("letter") in {None, ANNOUNCEMENT}
            letter_like = f"{one.announcement_id} {one.kind} {bool(one.edits)} {one.silent} {one.payload}"
            same = letter_like if alike else f"{one.id} {letter_like}"
            with _noting(one):
                if same not in made:
                    made[same] = await self._plain(session, one, now)
                message = made[same]
                edits = one.edits if one.kind is SubjectKind.CORRECTION else None
                messages[one.id] = message if message is None or not edits else replace(message, edits=edits)
        return messages

    async def _alerts(
        self, session: Session, deliveries: Sequence[Delivery], now: datetime
    ) -> dict[int, Message | None]:
        fresh = await self._fresh_desk(session, now)
        tells = await told.items_of(session, [one.id for one in deliveries])
        subjects = sorted({item.subject for items in tells.values() for item in items})
        own = {int(i.subject) for items in tells.values() for i in items if i.subject_kind is SubjectKind.OWN_DATE}
        if own:
            fresh = fresh.with_own_dates(await own_dates_by_id(session, own))
        standings = await standings_of(session, sorted({one.person_id for one in deliveries}), subjects)
        moved = [_told_id(item) for items in tells.values() for item in items if item.event.startswith("moved:")]
        previous = await told.versions_of(session, moved) if moved else {}
        hours = await hours_of_people(session, sorted({one.person_id for one in deliveries})) if moved else {}
        messages: dict[int, Message | None] = {}
        for one in deliveries:
            standing = Standing(*standings.get(one.person_id, ((), ())), hours.get(one.person_id))
            desk = fresh if "at" not in one.payload else fresh.at(datetime.fromisoformat(one.payload["at"]))
            with _noting(one):
                items: list[Item] = []
                for item in tells.get(one.id, []):
                    if not desk.wants(item, standing):
                        continue
                    before = previous.get(_told_id(item), "") if item.event.startswith("moved:") else ""
                    made = desk.item(item, standing, before)
                    if made is None:
                        continue
                    stands = current_version(desk.board, item, desk.today)
                    if stands != item.version:
                        await told.retell(session, one.id, item, stands)
                    items.append(made)
                messages[one.id] = letter(items, silent=one.silent)
        return messages

    async def _fresh_desk(self, session: Session, now: datetime) -> Desk:
        current = await version(session)
        if self._desk is None or current != self._version:
            self._desk, self._version = await read_desk(session, now, self._zone), current
        return self._desk.at(now)

    async def _plain(self, session: Session, delivery: Delivery, now: datetime) -> Message | None:
        payload = delivery.payload
        if payload.get("letter") == ANNOUNCEMENT:
            from core.announcements.announcing import announcement_message

            return await announcement_message(session, delivery)
        if payload.get("letter") == APPEAL:
            return await appeal_letter(session, delivery, now, self._zone)
        if payload.get("letter") == WEEK:
            return await week_message(session, delivery)
        if payload.get("letter") == STALE:
            return await stale_letter(session, delivery, self._zone)
        text = render(payload["template"], **payload.get("values", {}))
        from core.trainings.handouts import files_of

        buttons = unpack_buttons(payload.get("buttons", []))
        return Message(text, buttons, files_of(payload.get("files", ())), silent=delivery.silent)


def _told_id(item: ToldItem) -> int:
    return int(item.event.split(":")[1])
