"""Subscriptions by kind, sphere and level: the screen with toggles, saving, stopping, and what is open now."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from core.announcements.board import Board
from core.announcements.events import Audience, Event, day_ends, duty_event, events_of_day, is_wanted
from core.announcements.items import Item, Standing
from core.announcements.letters import Desk, read_desk
from core.announcements.watching import standing_of
from core.calling import Call
from core.catalogue.duties import next_due
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.premises.wishes import encode
from core.rendering import label, render
from storage.announcement_audience import cancel_unwanted
from storage.audience import hours_of
from storage.content import all_of
from storage.deliveries import cancel_telling, pending_subjects
from storage.own_organisations import organisation_of
from storage.records.content import Sphere
from storage.records.people import Organisation, Subscription
from storage.records.premises import ANY_PREMISES, PremisesWish
from storage.subscriptions import drop_subscription, set_subscription, subscriptions_of
from storage.terms import Level, SubjectKind, SubscriptionKind, WatchState
from storage.told import ToldItem, tell_now

FILTERED = (SubscriptionKind.CONTESTS, SubscriptionKind.SUBSIDIES)
"""Kinds that have spheres and levels."""

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """The filters as the screen shows them, not saved yet."""

    spheres: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    fitting: bool = False
    wishes: PremisesWish = ANY_PREMISES

    def toggle_sphere(self, key: str) -> "Draft":
        """With the sphere, or without it when it was chosen."""
        return replace(self, spheres=_toggled(self.spheres, key))

    def toggle_level(self, level: str) -> "Draft":
        """With the level, or without it when it was chosen."""
        return replace(self, levels=_toggled(self.levels, level))


def _toggled(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(kept for kept in chosen if kept != one) if one in chosen else (*chosen, one)


async def saved_draft(call: Call, kind: SubscriptionKind) -> Draft:
    """The filters that are in force, empty ones when the person is not subscribed."""
    async with call.reading() as session:
        found = [one for one in await subscriptions_of(session, call.person.id) if one.kind is kind]
    return _draft_of(found[0]) if found else Draft()


def _draft_of(kept: Subscription) -> Draft:
    return Draft(kept.spheres, kept.levels, kept.fitting, kept.wishes)


async def no_organisation(call: Call, kind: SubscriptionKind) -> Message | None:
    """What to do first when no organisation is remembered; None when one is."""
    async with call.reading() as session:
        if await organisation_of(session, call.person.id) is not None:
            return None
    ask = Button(label("subscribe_fitting_ask"), Action.ELIGIBLE, ("-", "-"))
    back = Button(label("back"), Action.SUBSCRIBE, (kind,))
    return Message(render("subscriber/fitting_unknown.html.j2"), rows_of(ask, back))


async def subscribe_screen(call: Call, kind: SubscriptionKind, draft: Draft) -> Message:
    """What the subscription will bring, with toggles of spheres and levels; nothing chosen means everything."""
    async with call.reading() as session:
        spheres = await all_of(session, Sphere)
        kept = [_draft_of(one) for one in await subscriptions_of(session, call.person.id) if one.kind is kind]
    subscribed = bool(kept)
    names = [sphere.name for sphere in spheres if sphere.key in draft.spheres]
    text = render(
        "subscriber/subscribe.html.j2",
        kind=str(kind), spheres=names, levels=draft.levels, subscribed=subscribed, filtered=kind in FILTERED,
        hour=call.person.digest_hour, form=call.person.legal_form, fitting=draft.fitting,
        steps=[step for step in reversed(hours_of(call.person).steps) if step], pace=str(call.person.pace),
        wishes=draft.wishes, changed=subscribed and draft not in kept,
    )  # fmt: skip
    toggles: tuple[Button, ...] = ()
    levels: tuple[Button, ...] = ()
    if kind in FILTERED:
        toggles = tuple(
            Button(
                label("subscribe_filter", chosen=sphere.key in draft.spheres, name=sphere.name),
                Action.SUB_SPHERE,
                (str(kind), sphere.key),
            )
            for sphere in spheres
        )
        levels = tuple(
            Button(
                label("subscribe_level", chosen=str(level) in draft.levels, level=str(level)),
                Action.SUB_LEVEL,
                (str(kind), str(level)),
            )
            for level in Level
        )
        fits = Button(label("subscribe_fitting", chosen=draft.fitting), Action.FITTING, (str(kind),))
        levels = (*levels, fits)
    if kind is SubscriptionKind.PREMISES:
        levels = _premises_buttons(draft)
    save = Button(label("subscribe_update" if subscribed else "subscribe_save"), Action.SUB_SAVE, (str(kind),))
    stop = Button(label("unsubscribe"), Action.UNSUBSCRIBE, (str(kind),)) if subscribed else None
    return Message(
        text, (*rows_of(save, stop), *rows_of(*levels), *rows_of(*toggles), *rows_of(_mine(), home_button()))
    )


def _premises_buttons(draft: Draft) -> tuple[Button, ...]:
    """The way to narrow premises, and to take the narrowing back."""
    find = Button(label("premises_search"), Action.PREMISES_FIND, (*encode(draft.wishes), "1"))
    if draft.wishes.is_empty:
        return (find,)
    return find, Button(label("premises_follow_all"), Action.PREMISES_FOLLOW, encode(ANY_PREMISES))


def _mine() -> Button:
    return Button(label("menu_mine"), Action.MINE)


async def subscribe(call: Call, kind: SubscriptionKind, draft: Draft) -> Message:
    """Save the subscription and tell at once what is open now; that counts as told. Repeating changes nothing."""
    async with call.writing() as session:
        known = {sphere.key for sphere in await all_of(session, Sphere)}
        spheres = tuple(key for key in draft.spheres if key in known)
        levels = tuple(level for level in draft.levels if level in set(Level))
        known_of = await organisation_of(session, call.person.id)
        fitting = draft.fitting and known_of is not None and kind in FILTERED
        saved = await set_subscription(session, call.person.id, kind, spheres, levels, call.now, fitting, draft.wishes)
        if fitting and known_of is not None:
            organisation = Organisation(known_of.form, known_of.founded_from, known_of.founded_to)
            saved = replace(saved, organisation=organisation)
        desk = await read_desk(session, call.now, call.zone)
        standing = await standing_of(session, call.person.id)
        items, tells = _open_now(desk, saved, standing, call)
        await tell_now(session, call.person.id, tells, call.now)
        await session.commit()
    text = render(
        "subscriber/subscribed.html.j2",
        kind=str(kind), items=items[:SHOWN], more=max(0, len(items) - SHOWN), hour=call.person.digest_hour,
        spheres=[desk.board.spheres[key].name for key in saved.spheres], levels=saved.levels, today=call.today,
        fitting=saved.fitting, pace=str(call.person.pace), wishes=saved.wishes,
    )  # fmt: skip
    browse = {
        SubscriptionKind.CONTESTS: Button(label("contests_open"), Action.CONTESTS, ("open", "1")),
        SubscriptionKind.PREMISES: Button(label("menu_premises"), Action.PREMISES, ("1",)),
        SubscriptionKind.DUTIES: Button(label("menu_duties"), Action.DUTIES, (call.person.legal_form or "all", "1")),
        SubscriptionKind.SUBSIDIES: Button(label("menu_support"), Action.SUPPORT, ("1",)),
        SubscriptionKind.TRAININGS: Button(label("trainings"), Action.TRAININGS, ("1",)),
    }.get(kind)
    change = Button(label("subscribe_change"), Action.SUBSCRIBE, (str(kind),))
    stop = Button(label("unsubscribe"), Action.UNSUBSCRIBE, (str(kind),))
    return Message(text, rows_of(browse if items else None, change, stop, home_button()))


def _open_now(
    desk: Desk, saved: Subscription, standing: Standing, call: Call
) -> tuple[list[Item], list[ToldItem]]:  # fmt: skip
    """What is open for a new subscriber; only the lines that are shown name their dates."""
    person = call.person
    hours = hours_of(person)
    found: list[Event] = []
    for event in events_of_day(desk.board, hours, call.today, call.now, call.zone):
        watch = standing.watch(event.item.subject_kind, event.item.subject)
        wanted = event.audience is Audience.INTERESTED and event.fits(saved, person.legal_form)
        if wanted and is_wanted(desk.board, event, watch, True, call.zone):
            found.append(event)
    if saved.kind is SubscriptionKind.DUTIES:
        found += _coming_duties(desk.board, saved, standing, call, {one.item.subject for one in found})
    found.sort(key=lambda one: one.order)
    items: list[Item] = []
    tells: list[ToldItem] = []
    for event in found:
        made = desk.item(event.item, standing)
        if made is None:
            continue
        items.append(made)
        shown = len(items) <= SHOWN
        name = event.item.event if event.item.event == "new" else "shown"
        if event.item.subject_kind is not SubjectKind.DUTY or shown:
            tells.append(replace(event.item, event=name, version=event.item.version if shown else ""))
    return items, tells


def _coming_duties(
    board: Board, saved: Subscription, standing: Standing, call: Call, known: Collection[str]
) -> list[Event]:
    """The duties of the months ahead, so that a newcomer sees what the subscription is about."""
    coming: list[Event] = []
    for duty in board.duties.values():
        watch = standing.watch(SubjectKind.DUTY, duty.key)
        if duty.key in known or (watch is not None and watch.state is WatchState.MUTED):
            continue
        due = next_due(duty, call.today)
        item = ToldItem(SubjectKind.DUTY, duty.key, "shown", due.isoformat())
        event = duty_event(item, duty.legal_forms, call.now, day_ends(due, call.zone))
        if event.fits(saved, call.person.legal_form):
            coming.append(event)
    return coming


async def unsubscribe(call: Call, kind: SubscriptionKind) -> Message:
    """Stop a kind at once, messages on their way included. Single reminders stay, and so do corrections."""
    async with call.writing() as session:
        await drop_subscription(session, call.person.id, kind)
        desk = await read_desk(session, call.now, call.zone)
        standing = await standing_of(session, call.person.id)
        pending = await pending_subjects(session, call.person.id)
        stopped = [one for one in pending if desk.board.wish(*one) is kind and not _asked(standing, *one)]
        await cancel_telling(session, call.person.id, stopped, corrections=False)
        await cancel_unwanted(session, call.person.id, call.now)
        await session.commit()
    kept = sum(1 for one in standing.watches if one.state is WatchState.WATCHING)
    again = Button(label("subscribe_again"), Action.SUBSCRIBE, (str(kind),))
    text = render("subscriber/unsubscribed.html.j2", kind=str(kind), kept=kept)
    return Message(text, rows_of(again, _mine(), home_button()))


def _asked(standing: Standing, kind: SubjectKind, key: str) -> bool:
    watch = standing.watch(kind, key)
    return watch is not None and watch.state is WatchState.WATCHING
