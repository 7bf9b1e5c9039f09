"""/names: pairs of organisations that may be one, shown to an editor with the reason; each is decided by a tap."""

import asyncio
from dataclasses import dataclass
from hashlib import blake2b

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import city_of
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.organisations.merging import Later, merge, tell_apart, undo
from core.organisations.received import Line, lines_of
from core.organisations.resolving import Pair, Resolver
from core.rendering import label, render
from storage import Session
from storage.content import all_of
from storage.imports import authors
from storage.naming import decision_of, decisions, different_pairs
from storage.records.content import Organisation
from storage.records.naming import Decision
from storage.terms import NameDecision

_LINES = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One organisation of a pair: its record, and the first rows that name it out of `total`."""

    record: Organisation
    lines: tuple[Line, ...]
    total: int


def code_of(pair: Pair) -> str:
    """A pair's name for a button: two keys would not fit."""
    return blake2b(f"{pair.one}|{pair.other}".encode(), digest_size=6).hexdigest()


async def proposals(session: Session) -> list[Pair]:
    """Pairs that nobody has decided yet, the most certain first."""
    organisations = await all_of(session, Organisation)
    city = await city_of(session)
    apart = await different_pairs(session)
    resolver = Resolver(organisations, city.name.lower()[:-1])
    found = await asyncio.to_thread(resolver.pairs)
    return [pair for pair in found if frozenset({pair.one, pair.other}) not in apart]


async def show_pair(call: Call, number: int) -> Message:
    """The pair with this number of those that wait; nothing waits: that is said, with what was decided."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        found = await proposals(session)
        decided = len([one for one in await decisions(session) if one.undone_at is None])
        if not found:
            text = render("admin/names/none.html.j2", decided=decided)
            return Message(text, rows_of(_done_button() if decided else None, home_button()))
        number = min(max(1, number), len(found))
        pair = found[number - 1]
        one, other = await _sides(session, pair)
    text = render("admin/names/pair.html.j2", number=number, total=len(found), pair=pair, one=one, other=other)
    code = code_of(pair)
    onward = Button(label("names_next"), Action.NAMES, (str(number % len(found) + 1),)) if len(found) > 1 else None
    same = Button(label("names_same"), Action.NAMES_SAME, (code,))
    apart = Button(label("names_apart"), Action.NAMES_APART, (code,))
    return Message(text, rows_of(same, apart, _done_button() if decided else None, onward))


async def _sides(session: Session, pair: Pair) -> tuple[Side, Side]:
    """The one that stays first: it has the INN, else more rows, else it stands first."""
    sides = []
    for record in await all_of(session, Organisation):
        if record.key in {pair.one, pair.other}:
            lines = await lines_of(session, record.key)
            sides.append(Side(record, tuple(lines[:_LINES]), len(lines)))
    sides.sort(key=lambda side: (side.record.inn is None, -side.total))
    return sides[0], sides[1]


def _done_button() -> Button:
    return Button(label("names_done"), Action.NAMES_DONE, ("1",))


def _to_names() -> Button:
    return Button(label("names_to"), Action.NAMES, ("1",))


async def decide(call: Call, code: str, *, same: bool) -> Message:
    """Carry out an editor's word on a pair that still waits; a second word finds it decided."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        repeated = await decision_of(session, call.update_key)
        pair = next((one for one in await proposals(session) if code_of(one) == code), None)
        sides = await _sides(session, pair) if pair else None
    if repeated is not None:
        return _decided(repeated)
    if sides is None:
        return Message(render("admin/names/old.html.j2"), rows_of(_to_names(), _done_button()))
    kept, other = sides[0].record.key, sides[1].record.key
    written = await (merge(call, kept, other) if same else tell_apart(call, kept, other))
    return gone(_to_names()) if written is None else _decided(written)


def _decided(written: Decision) -> Message:
    text = render("admin/names/decided.html.j2", one=written)
    back = Button(label("names_back"), Action.NAMES_BACK, (str(written.id),))
    return Message(text, rows_of(back, Button(label("names_next"), Action.NAMES, ("1",))))


async def back(call: Call, number: int) -> Message:
    """«Вернуть»: exactly as it was, or what was done since and has to be taken back first."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    found = await undo(call, number)
    if found is None:
        return gone(_to_names())
    if isinstance(found, Later):
        text = render("admin/names/later.html.j2", later=found)
        return Message(text, rows_of(_done_button(), _to_names()))
    return Message(render("admin/names/back.html.j2", one=found), rows_of(_to_names(), _done_button()))


async def decided_list(call: Call, number: int) -> Message:
    """Who decided what and when, the newest first; what was taken back says so."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        found = await decisions(session)
        names = await authors(session, [one.author_id for one in found] + [one.undone_by for one in found])
    page = page_of(found, number)
    text = render("admin/names/done.html.j2", page=page, names=names, today=call.today, zone=call.zone)
    backs = (
        (Button(label("names_back_one", title=_short(one)), Action.NAMES_BACK, (str(one.id),)),)
        for one in page.items if one.undone_at is None
    )  # fmt: skip
    return Message(text, (*backs, pager(page, Action.NAMES_DONE), *rows_of(_to_names(), home_button())))


def _short(one: Decision) -> str:
    return one.gone_name if one.decision is NameDecision.SAME else one.kept_name
