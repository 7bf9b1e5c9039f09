"""Own dates: «напомни 15 января отчёт по субсидии», kept, shown, changed and deleted."""

from datetime import date, timedelta

from core.announcements.hours import digest_moment
from core.announcements.letter_buttons import own_buttons
from core.announcements.own_words import Asked, Trouble, read_date, read_reminder
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.audience import hours_of
from storage.deliveries import cancel_telling
from storage.own_dates import add_own_date, change_own_date, drop_own_date, own_date, own_dates_of
from storage.records.people import OwnDate
from storage.terms import SubjectKind
from storage.told import ToldItem, tell_now

MOST = 50
"""Own dates that a person may have ahead: a slip of a program shall not fill the base."""


def _mine() -> Button:
    return Button(label("menu_mine"), Action.MINE)


def _over(call: Call, day: date) -> bool:
    """Whether the day's reminders have gone out already."""
    return digest_moment(hours_of(call.person), day, call.zone) <= call.now


def _trouble(call: Call, asked: Asked, what: str) -> Message:
    text = render("subscriber/own_trouble.html.j2", asked=asked, what=what, person=call.person, today=call.today)
    return Message(text, rows_of(_mine(), home_button()))


def _card(call: Call, own: OwnDate, *, fresh: bool) -> Message:
    ahead = own.day - timedelta(days=3)
    early = ahead > call.today or (ahead == call.today and not _over(call, ahead))
    text = render(
        "subscriber/own_date.html.j2", own=own, early=early, fresh=fresh, person=call.person, today=call.today
    )  # fmt: skip
    return Message(text, own_buttons(str(own.id)))


def day_of(asked: Asked, call: Call) -> str:
    """What is wrong with the asked day, as the templates name it; empty when nothing is."""
    if asked.trouble is not None:
        return str(asked.trouble)
    assert asked.day is not None
    return "over" if _over(call, asked.day) else ""


async def remember(call: Call, text: str) -> Message:
    """Keep what was typed and say when it will come back, with the weekday; a wrong day gets a clear sentence."""
    asked = read_reminder(text, call.today)
    if asked is None:
        return gone()
    what = day_of(asked, call)
    if what:
        return _trouble(call, asked, what)
    assert asked.day is not None
    async with call.writing() as session:
        if len(await own_dates_of(session, call.person.id, call.today)) >= MOST:
            return _trouble(call, asked, "many")
        own = await add_own_date(session, call.person.id, asked.day, asked.text, call.now, call.update_key)
        await _told(call, session, own)
        await session.commit()
    return _card(call, own, fresh=True)


def announced(call: Call, typed: str, consent: Message) -> Message:
    """The text of consent with what will be remembered above it; a wrong day is said at once, before any consent."""
    asked = read_reminder(typed, call.today)
    if asked is None:
        return consent
    what = day_of(asked, call)
    if what:
        return _trouble(call, asked, what)
    text = render("subscriber/own_announced.html.j2", asked=asked, today=call.today)
    return Message(f"{text}\n{consent.text}", consent.buttons)


def number_of(screen: Message) -> int | None:
    """The own date that a screen shows; None when it shows none."""
    found = (one.args for row in screen.buttons for one in row if one.action is Action.OWN_DATE)
    return next((int(arguments[0]) for arguments in found), None)


async def text_of(call: Call, own_id: int) -> str | None:
    """An own date as it could have been typed; None when it is gone."""
    async with call.reading() as session:
        own = await own_date(session, call.person.id, own_id)
    return None if own is None else f"напомни {own.day:%d.%m.%Y} {own.text}"


async def _told(call: Call, session: Session, own: OwnDate) -> None:
    item = ToldItem(SubjectKind.OWN_DATE, str(own.id), "shown", own.day.isoformat())
    await tell_now(session, call.person.id, [item], call.now)


async def press(call: Call, own_id: int, what: str) -> Message:
    """Show, ask what to change, or delete."""
    async with call.writing() as session:
        own = await own_date(session, call.person.id, own_id)
        if own is None:
            return Message(render("subscriber/own_gone.html.j2"), rows_of(_mine(), home_button()))
        if what == "drop":
            await cancel_telling(session, call.person.id, [(SubjectKind.OWN_DATE, str(own_id))])
            await drop_own_date(session, call.person.id, own_id)
            await session.commit()
    if what == "drop":
        again = f"напомни {own.day:%d.%m.%Y} {own.text}"
        text = render("subscriber/own_dropped.html.j2", own=own, again=again, today=call.today)
        return Message(text, rows_of(_mine(), home_button()))
    if what == "change":
        text = render("subscriber/own_change.html.j2", own=own, today=call.today)
        return Message(text, rows_of(Button(label("back"), Action.OWN_DATE, (str(own_id), "show"))))
    return _card(call, own, fresh=False)


async def change(call: Call, own_id: int, text: str) -> tuple[Message, bool]:
    """Another day, and other words where some were typed; False when the day is still to be named."""
    asked = read_reminder(text, call.today) or read_date(text, call.today)
    if asked is None:
        return _trouble(call, Asked(None, "", text), "no_day"), False
    if asked.trouble is Trouble.NO_TEXT:
        asked = Asked(asked.day, "", asked.said)
    what = day_of(asked, call)
    if what:
        return _trouble(call, asked, what), False
    async with call.writing() as session:
        before = await own_date(session, call.person.id, own_id)
        if before is None:
            return Message(render("subscriber/own_gone.html.j2"), rows_of(_mine(), home_button())), True
        assert asked.day is not None
        own = await change_own_date(session, call.person.id, own_id, asked.day, asked.text or before.text)
        assert own is not None
        await cancel_telling(session, call.person.id, [(SubjectKind.OWN_DATE, str(own_id))])
        await _told(call, session, own)
        await session.commit()
    return _card(call, own, fresh=True), True
