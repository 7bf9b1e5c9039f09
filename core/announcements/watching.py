"""«Напомнить», «Подали», «Не напоминать» and taking each of them back, on one season or duty."""

from datetime import timedelta

from core.announcements.awaiting import season_of
from core.announcements.board import Board
from core.announcements.colleagues import say_done, take_back
from core.announcements.events import DONE_COUNTS, version_of
from core.announcements.items import Item, Standing
from core.announcements.letter_buttons import card_buttons, more_button
from core.announcements.letters import Desk, letter, read_desk
from core.calling import Call
from core.catalogue.duties import next_due
from core.catalogue.home import gone
from core.catalogue.windows import WindowState, window_state
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.audience import hours_of_people
from storage.deliveries import cancel_telling
from storage.own_organisations import organisation_of
from storage.subscriptions import restore_watch, set_watch, subscriptions_of, watch_of, watches_of
from storage.terms import SubjectKind, WatchState
from storage.told import ToldItem, tell_now

_WATCHED = (SubjectKind.SEASON, SubjectKind.DUTY, SubjectKind.CONTEST)


def subject_of(kind: str, key: str) -> tuple[SubjectKind, str] | None:
    """A button's arguments as a subject that can be watched; None when they name none."""
    return (SubjectKind(kind), key) if kind in set(_WATCHED) else None


async def standing_of(session: Session, person_id: int) -> Standing:
    """Everything that a person follows."""
    hours = await hours_of_people(session, [person_id])
    return Standing(
        tuple(await subscriptions_of(session, person_id)), tuple(await watches_of(session, person_id)),
        hours.get(person_id),
    )  # fmt: skip


async def _item(session: Session, call: Call, desk: Desk, kind: SubjectKind, key: str) -> Item | None:
    standing = await standing_of(session, call.person.id)
    return desk.item(ToldItem(kind, key, "shown", ""), standing)


def _shown_version(board: Board, kind: SubjectKind, key: str, call: Call) -> str:
    if kind is SubjectKind.SEASON:
        return version_of(board.seasons[key].closes_at)
    return version_of(next_due(board.duties[key], call.today))


def _state_of(desk: Desk, kind: SubjectKind, key: str) -> str:
    if kind is SubjectKind.SEASON:
        return str(window_state(desk.board.seasons[key], desk.now))
    return str(WindowState.OPEN)


async def remind(call: Call, kind: str, key: str) -> Message:
    """Follow one season or duty; says when the reminders come. The date shown counts as told."""
    subject = subject_of(kind, key)
    if subject is None:
        return gone()
    async with call.writing() as session:
        desk = await read_desk(session, call.now, call.zone)
        title = desk.board.title(*subject)
        if title is None:
            return gone()
        if subject[0] is SubjectKind.CONTEST:
            coming = season_of(desk.board, key, call.now)
            if coming is None:
                await set_watch(session, call.person.id, *subject, call.now)
                await session.commit()
                return _waiting(title, key)
            subject = (SubjectKind.SEASON, coming.key)
            kind, key = str(SubjectKind.SEASON), coming.key
        state = _state_of(desk, *subject)
        if state == WindowState.CLOSED:
            contest = desk.board.contest_of(key)
            return _closed(title, None if contest is None else contest.key)
        await set_watch(session, call.person.id, *subject, call.now)
        one = await _item(session, call, desk, *subject)
        version = _shown_version(desk.board, *subject, call)
        if version and state != WindowState.EXPECTED:
            await tell_now(session, call.person.id, [ToldItem(*subject, "shown", version)], call.now)
        await session.commit()
    assert one is not None
    text = render("subscriber/watching.html.j2", one=one, state=state)
    stop = Button(label("watch_stop"), Action.RESTORE, (kind, key))
    dated = state != WindowState.EXPECTED and one.day is not None
    calendar = Button(label("alert_calendar"), Action.CALENDAR, (kind, key)) if dated else None
    return Message(text, rows_of(calendar, stop, more_button(one), Button(label("menu_mine"), Action.MINE)))


def _waiting(title: str, contest: str) -> Message:
    """A contest without an intake is waited for; its next intake is followed as soon as somebody enters it."""
    stop = Button(label("watch_stop"), Action.RESTORE, (str(SubjectKind.CONTEST), contest))
    more = Button(label("alert_more"), Action.CONTEST, (contest,))
    text = render("subscriber/waiting.html.j2", title=title)
    return Message(text, rows_of(stop, more, Button(label("menu_mine"), Action.MINE)))


def _closed(title: str, contest: str | None) -> Message:
    more = None if contest is None else Button(label("alert_more"), Action.CONTEST, (contest,))
    follow = Button(label("subscribe_open"), Action.SUBSCRIBE, ("contests",))
    if contest is not None:
        follow = Button(label("subscribe_open"), Action.REMIND, (str(SubjectKind.CONTEST), contest))
    return Message(render("subscriber/closed.html.j2", title=title), rows_of(follow, more))


async def done(call: Call, kind: str, key: str) -> Message:
    """«Подали», «Сдали»: ends the reminders; results are still told. Pending messages about it stop at once."""
    return await _stop(call, kind, key, WatchState.DONE)


async def mute(call: Call, kind: str, key: str) -> Message:
    """«Не напоминать»: nothing more about this subject, pending messages included."""
    return await _stop(call, kind, key, WatchState.MUTED)


async def _stop(call: Call, kind: str, key: str, state: WatchState) -> Message:
    subject = subject_of(kind, key)
    if subject is None:
        return gone()
    async with call.writing() as session:
        desk = await read_desk(session, call.now, call.zone)
        title = desk.board.title(*subject)
        if title is None:
            return gone()
        mine = call.person.id if state is WatchState.DONE else None
        if mine:
            # The organisation before anybody's row: two colleagues who say it at once would hold each other up.
            await organisation_of(session, mine, lock=True)
        await set_watch(session, call.person.id, *subject, call.now, state, mine)
        await cancel_telling(session, call.person.id, [subject])
        others = await say_done(session, call, *subject, title) if mine else 0
        await session.commit()
    season = desk.board.seasons.get(key) if subject[0] is SubjectKind.SEASON else None
    again = None
    if subject[0] is SubjectKind.DUTY:
        said_of = next_due(desk.board.duties[key], call.today - DONE_COUNTS)
        again = next_due(desk.board.duties[key], said_of + timedelta(days=1))
    text = render(
        "subscriber/stopped.html.j2", title=title, kind=str(subject[0]), state=str(state), season=season,
        again=again, today=call.today, others=others,
    )  # fmt: skip
    back = Button(label("alert_restore"), Action.RESTORE, (kind, key))
    return Message(text, rows_of(back, Button(label("menu_mine"), Action.MINE)))


async def restore(call: Call, kind: str, key: str) -> Message:
    """Take the last tap back: the message becomes the card again, or says that nothing is followed."""
    subject = subject_of(kind, key)
    if subject is None:
        return gone()
    async with call.writing() as session:
        desk = await read_desk(session, call.now, call.zone)
        title = desk.board.title(*subject)
        if title is None:
            return gone()
        before = await watch_of(session, call.person.id, *subject)
        if subject[0] is SubjectKind.CONTEST and before is None and (now := season_of(desk.board, key, call.now)):
            subject, kind, key = (SubjectKind.SEASON, now.key), str(SubjectKind.SEASON), now.key
            before = await watch_of(session, call.person.id, *subject)
        if before is not None and before.state is WatchState.DONE and before.done_by == call.person.id:
            await take_back(session, call, *subject, title)
        after = await restore_watch(session, call.person.id, *subject, call.now)
        if before is not None and before.state is WatchState.WATCHING:
            await cancel_telling(session, call.person.id, [subject], corrections=False)
        one = await _item(session, call, desk, *subject)
        await session.commit()
    if subject[0] is SubjectKind.CONTEST:
        if after is not None:
            return _waiting(title, key)
        again = Button(label("subscribe_open"), Action.REMIND, (kind, key))
        more = Button(label("alert_more"), Action.CONTEST, (key,))
        text = render("subscriber/unwatched.html.j2", title=title)
        return Message(text, rows_of(again, more, Button(label("menu_mine"), Action.MINE)))
    if one is None:
        return _closed(title, getattr(desk.board.contest_of(key), "key", None))
    if after is None and (before is None or before.state is WatchState.WATCHING):
        again = Button(label("remind"), Action.REMIND, (kind, key))
        buttons = rows_of(again, more_button(one), Button(label("menu_mine"), Action.MINE))
        return Message(render("subscriber/unwatched.html.j2", title=title), buttons)
    card = letter([one])
    assert card is not None
    return Message(card.text, card_buttons(one))
