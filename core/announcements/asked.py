"""Alerts stopped, begun and shown on a person's word, without looking for the button."""

from dataclasses import dataclass

from core.announcements import asked_words, subscribing
from core.announcements.asked_words import Wish
from core.announcements.board import read_board
from core.announcements.following import following
from core.announcements.subscribing import Draft
from core.announcements.watching import mute, remind
from core.answers.answer import Context
from core.answers.engine import Engine
from core.answers.lemmas import is_empty, lemmas
from core.answers.loading import EngineHolder
from core.answers.tokens import words
from core.appeals.adding import own_appeals
from core.calling import Call
from core.catalogue.home import home_button
from core.catalogue.mine import mine_screen
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.trainings.timetable import training_card, training_list
from storage.content import all_of
from storage.deliveries import cancel_telling
from storage.records.content import Contest, Training
from storage.subscriptions import set_watch
from storage.terms import SubjectKind, SubscriptionKind, WatchState


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish with what it names. `contests` are keys, said or, for «сообщи, когда откроется», those of the talk."""

    wish: Wish
    kinds: tuple[SubscriptionKind, ...]
    spheres: tuple[str, ...]
    contests: tuple[str, ...]
    training: str = ""


async def wanted(call: Call, engines: EngineHolder, text: str, context: object) -> Wanted | None:
    """The wish that a text is, read with the names that the base knows; None for any other text."""
    asked = asked_words.read_wish(text)
    if asked is None:
        return None
    engine = await engines.get(call.reading)
    question = engine.read(asked.rest, call.today)
    spheres, contests = question.of_kind("sphere"), [one for one in question.of_kind("contest", "season") if one.full]
    named = frozenset().union(*(one.tokens for one in (*spheres, *contests)))
    training = _training_of(engine, asked.rest) if asked.wish is Wish.SIGN_UPS else ""
    if training:
        return Wanted(asked.wish, asked.kinds, (), (), training)
    visit = asked.wish is Wish.SIGN_UPS and SubscriptionKind.PREMISES in asked.kinds
    if visit or not asked.spare(len(named)):
        return None
    keys = tuple(dict.fromkeys(one.key for one in contests))
    if asked.wish is Wish.BEGIN and not (keys or spheres or asked.kinds):
        talk = Context.from_json(context if isinstance(context, dict) else None)
        plan = talk.plan if talk is not None else None
        async with call.reading() as session:
            known = {one.key for one in await all_of(session, Contest)}
        keys = tuple(str(key) for key in (plan or {}).get("keys", ()) if key in known)
        if not keys and asked.rest:
            return None
    return Wanted(asked.wish, asked.kinds, tuple(dict.fromkeys(one.key for one in spheres)), keys)


def kept(found: Wanted) -> tuple[str, str] | None:
    """The subject that a wish keeps at once, so that consent comes before it; None when it only shows a screen."""
    begins = found.wish is Wish.BEGIN and found.contests
    return (str(SubjectKind.CONTEST), found.contests[0]) if begins else None


def _training_of(engine: Engine, rest: str) -> str:
    """The one training whose title holds every word that was said of it; empty when none or several do."""
    said = [lemmas(word) for word in words(rest) if not is_empty(word)]
    titles = {
        one.key: frozenset[str]().union(*(lemmas(word) for word in words(" ".join((one.title, *one.aliases)))))
        for one in engine.records(Training)
    }
    found = [key for key, held in titles.items() if said and all(one & held for one in said)]
    return found[0] if len(found) == 1 else ""


async def granted(call: Call, found: Wanted) -> tuple[Message, SubscriptionKind | None, Draft]:
    """The screen that a wish leads to; where it begins a subscription, its kind and the filters to keep."""
    if found.wish is Wish.APPEALS:
        return await own_appeals(call, 1), None, Draft()
    if found.training:
        return await training_card(call, found.training), None, Draft()
    if found.wish is Wish.SIGN_UPS:
        return await training_list(call, 1), None, Draft()
    if found.wish is Wish.STOP:
        return await _stopped(call, found), None, Draft()
    if found.wish is Wish.BEGIN and found.contests:
        return await remind(call, SubjectKind.CONTEST, found.contests[0]), None, Draft()
    if found.wish is Wish.BEGIN and (found.kinds or found.spheres):
        kind = found.kinds[0] if found.kinds else SubscriptionKind.CONTESTS
        draft = await subscribing.saved_draft(call, kind)
        if kind in subscribing.FILTERED and found.spheres:
            draft = Draft(tuple(dict.fromkeys((*draft.spheres, *found.spheres))), draft.levels, draft.fitting)
        return await subscribing.subscribe_screen(call, kind, draft), kind, draft
    return await mine_screen(call), None, Draft()


async def _stopped(call: Call, found: Wanted) -> Message:
    """Stops what is named at once: it can be taken back from the same message. All of it asks once more."""
    followed = await following(call)
    on = {one.kind for one in followed.kinds}
    if found.contests:
        watched = [
            (one.subject_kind, one.subject) for one in followed.subjects
            if one.contest in found.contests and one.state is WatchState.WATCHING
        ]  # fmt: skip
        if watched:
            return await mute(call, *watched[0])
        async with call.reading() as session:
            board = await read_board(session)
        return _not_on(board.contests[found.contests[0]].short_name, "")
    if len(found.kinds) == 1:
        kind = found.kinds[0]
        return await subscribing.unsubscribe(call, kind) if kind in on else _not_on("", str(kind))
    watching = sum(one.state is WatchState.WATCHING for one in followed.subjects)
    text = render("subscriber/stop_all.html.j2", kinds=[str(one.kind) for one in followed.kinds], watching=watching)
    stop = Button(label("stop_all"), Action.STOP_ALL) if on or watching else None
    return Message(text, rows_of(stop, Button(label("menu_mine"), Action.MINE), home_button()))


def _not_on(title: str, kind: str) -> Message:
    text = render("subscriber/not_on.html.j2", title=title, kind=kind)
    return Message(text, rows_of(Button(label("menu_mine"), Action.MINE), home_button()))


async def stop_all(call: Call) -> Message:
    """Ends every subscription and every reminder of a contest or a duty; own dates and answers to appeals stay."""
    followed = await following(call)
    for one in followed.kinds:
        await subscribing.unsubscribe(call, one.kind)
    subjects = [
        (one.subject_kind, one.subject) for one in followed.subjects
        if one.state is WatchState.WATCHING and one.subject_kind is not SubjectKind.OWN_DATE
    ]  # fmt: skip
    async with call.writing() as session:
        for kind, key in subjects:
            await set_watch(session, call.person.id, kind, key, call.now, WatchState.MUTED)
        await cancel_telling(session, call.person.id, subjects)
        await session.commit()
    own = sum(one.subject_kind is SubjectKind.OWN_DATE for one in followed.subjects)
    text = render("subscriber/stopped_all.html.j2", own=own)
    return Message(text, rows_of(Button(label("menu_mine"), Action.MINE), home_button()))
