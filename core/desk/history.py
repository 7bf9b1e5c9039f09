"""/history: who changed what and when, before and after, by record, person and day; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.calling import Call
from core.catalogue.home import gone
from core.catalogue.paging import PAGE, Page, pager
from core.desk.history_wish import read_day
from core.desk.refusing import refused
from core.desk.rights import Right
from core.desk.undoing import Blocked, Foreign, TakenBack, take_back_set
from core.desk.wording import Wording, author_name, field_title, table_title
from core.forms.publishing import card_button
from core.imports.comparing import WHOLE
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, history, imports
from storage.history import ChangeSet, Wanted
from storage.models import CONTENT
from storage.naming import is_merge
from storage.packs import current_records
from storage.records.work import Change

ALL = "-"
LINES = 6
FOUND = 6
"""Lines of a set on one page; records found by a name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words. `whole` is «added» or «removed» for a record, empty for a field."""

    record: str
    title: str
    before: str
    after: str
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A set in the list: when, who, which record (or how many), what of it."""

    number: int
    at: datetime
    author: str
    record: str
    records: int
    titles: tuple[str, ...]
    whole: str
    taken_back: bool
    taking_back: bool
    merge: bool = False


def history_button(*, back: bool = False) -> Button:
    """To everything, the newest first."""
    return Button(label("history_back_to" if back else "history"), Action.HISTORY, (ALL, "1"))


async def open_history(call: Call, arguments: str) -> Message:
    """/history with nothing, a day, a person's or a record's name behind it."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    wish = " ".join(arguments.split())
    if not wish:
        return await listed(call, ALL, 1)
    found = read_day(wish, call.today)
    if found is not None:
        return await listed(call, f"d{found.isoformat()}", 1)
    return await _named(call, wish)


async def listed(call: Call, what: str, number: int) -> Message:
    """A page of sets; a filter that means nothing reads as not found."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    async with call.reading() as session:
        wanted = await _wanted(session, call, what)
        if wanted is None:
            return gone(history_button(back=True))
        sets, total = await history.change_sets(session, wanted, offset=(max(number, 1) - 1) * PAGE, limit=PAGE)
        if not sets and total:
            number, (sets, total) = 1, await history.change_sets(session, wanted, offset=0, limit=PAGE)
        names = await imports.authors(session, {one.author_id for one in sets} | {wanted.author_id})
        wording = Wording(session, call.zone, call.today)
        entries = [await _entry(session, wording, one, names) for one in sets]
        about = await wording.record(wanted.table, wanted.key) if wanted.table else ""
        record = (await current_records(session, wanted.table)).get(wanted.key) if wanted.table else None
    person = author_name(wanted.author_id or None, names) if wanted.author_id is not None else ""
    on = wanted.since.astimezone(call.zone).date() if wanted.since is not None else None
    page = Page(entries, max(number, 1), max(1, -(-total // PAGE)), 0, total)
    text = render(
        "admin/desk/history.html.j2", page=page, today=call.today, zone=call.zone, record=about, person=person, day=on
    )
    cards = [
        Button(label("history_set", number=place, title=one.record), Action.HISTORY_SET, (str(one.number), "1"))
        for place, one in enumerate(entries, (page.number - 1) * PAGE + 1)
    ]
    turn = pager(page, Action.HISTORY, what)
    picks: list[Button | None] = [
        Button(label(f"history_{kind}"), Action.HISTORY_PICK, (kind,)) for kind in ("people", "days")
    ]
    end = Button(label("menu_staff"), Action.STAFF) if what == ALL else history_button(back=True)
    if wanted.table:
        picks = [card_button(wanted.table, record)] if record is not None else []
    return Message(text, (*rows_of(*cards), *([turn] if turn else []), *rows_of(*picks, end)))


async def _wanted(session: Session, call: Call, what: str) -> Wanted | None:
    kind, rest = what[:1], what[1:]
    if what == ALL:
        return Wanted()
    if kind == "p" and rest.isdigit() and len(rest) < 10:
        return Wanted(author_id=int(rest))
    if kind == "r" and rest.isdigit() and len(rest) < 10:
        found = await imports.changes_by_id(session, [int(rest)])
        return Wanted(table=found[0].table, key=found[0].key) if found else None
    if kind == "d":
        try:
            start = datetime.combine(date.fromisoformat(rest), time(), call.zone)
        except ValueError:
            return None
        return Wanted(since=start, until=start + timedelta(days=1))
    return None


async def of_record(call: Call, table: str, key: str) -> Message:
    """The history of one record, by its own name."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    if table not in CONTENT:
        return gone(history_button(back=True))
    async with call.reading() as session:
        sets, _ = await history.change_sets(session, Wanted(table=table, key=key), offset=0, limit=1)
        if not sets:
            name = await Wording(session, call.zone, call.today).record(table, key)
            record = (await current_records(session, table)).get(key)
            text = render("admin/desk/history_none.html.j2", name=name)
            card = None if record is None else card_button(table, record)
            return Message(text, rows_of(card, history_button(back=True)))
        changes = await history.changes_between(session, sets[0].first, sets[0].last, sets[0].at)
    one = next(change for change in changes if (change.table, change.key) == (table, key))
    return await listed(call, f"r{one.id}", 1)


async def _entry(session: Session, wording: Wording, found: ChangeSet, names: dict[int, str]) -> Entry:
    changes = await history.changes_between(session, found.first, found.last, found.at)
    records = list(dict.fromkeys((one.table, one.key) for one in changes))
    first = next((one for one in changes if one.field == WHOLE), changes[0])
    titles: tuple[str, ...] = ()
    whole = ""
    if len(records) > 1:
        titles = tuple(dict.fromkeys(table_title(table) for table, _ in records))
    elif first.field == WHOLE:
        whole = "removed" if first.after is None else "added"
    else:
        titles = tuple(dict.fromkeys(field_title(one.table, one.field) for one in changes))
    return Entry(
        found.first, found.at, author_name(found.author_id, names),
        await wording.record(first.table, first.key, first.before or first.after), len(records), titles, whole,
        len(await history.taken_back(session, [one.id for one in changes])) == len(changes),
        all(one.undoes is not None for one in changes),
        len(records) > 1 and await is_merge(session, [one.undoes or one.id for one in changes]),
    )  # fmt: skip


async def lines_of(wording: Wording, changes: Sequence[Change]) -> list[Line]:
    """Changes in words, in their order."""
    found = []
    for one in changes:
        name = await wording.record(one.table, one.key, one.before or one.after)
        if one.field == WHOLE:
            found.append(Line(name, table_title(one.table), "", "", "removed" if one.after is None else "added"))
            continue
        before = await wording.value(one.table, one.key, one.field, one.before)
        after = await wording.value(one.table, one.key, one.field, one.after)
        found.append(Line(name, field_title(one.table, one.field), before, after))
    return found


async def one_set(call: Call, number: int, page_number: int) -> Message:
    """Everything that was changed together: before and after, and the way back for whoever may edit."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    async with call.reading() as session:
        changes = await history.changes_of_set(session, number)
        if not changes:
            return gone(history_button(back=True))
        names = await imports.authors(session, [changes[0].author_id])
        done = await history.taken_back(session, [one.id for one in changes])
        count = max(1, -(-len(changes) // LINES))
        place = min(max(page_number, 1), count)
        shown = changes[(place - 1) * LINES : place * LINES]
        lines = await lines_of(Wording(session, call.zone, call.today), shown)
    first = changes[0]
    records = len({(one.table, one.key) for one in changes})
    text = render(
        "admin/desk/history_set.html.j2", lines=lines, records=records, at=first.at, zone=call.zone, today=call.today,
        author=author_name(first.author_id, names), done=len(done) == len(changes),
        undo=all(one.undoes is not None for one in changes),
    )  # fmt: skip
    back = None
    if call.desk.may(Right.EDIT) and len(done) < len(changes):
        back = Button(label("history_take_back"), Action.HISTORY_BACK, (str(first.id),))
    record = Button(label("history_record"), Action.HISTORY, (f"r{first.id}", "1")) if records == 1 else None
    turn = pager(Page(lines, place, count, 0, len(changes)), Action.HISTORY_SET, str(first.id))
    return Message(text, (*([turn] if turn else []), *rows_of(back, record, history_button(back=True))))


async def take_back(call: Call, number: int) -> Message:
    """«Вернуть, как было»: all of it, or nothing with what stands on top."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    outcome = await take_back_set(call, number)
    if outcome is None:
        return gone(history_button(back=True))
    if isinstance(outcome, Foreign):
        return refused(call, Right.EDIT, outcome.owner)
    return await (_taken_back(call, outcome) if isinstance(outcome, TakenBack) else _blocked(call, outcome))


async def _taken_back(call: Call, outcome: TakenBack) -> Message:
    async with call.reading() as session:
        wording = Wording(session, call.zone, call.today)
        lines = await lines_of(wording, outcome.changes[:LINES])
    records = len({(one.table, one.key) for one in outcome.changes})
    text = render("admin/desk/history_back.html.j2", lines=lines, records=records, again=outcome.again,
                  more=len(outcome.changes) - len(lines))  # fmt: skip
    redo = Button(label("history_redo"), Action.HISTORY_BACK, (str(outcome.by),))
    record = Button(label("history_record"), Action.HISTORY, (f"r{outcome.by}", "1")) if records == 1 else None
    return Message(text, rows_of(redo, record, history_button(back=True)))


async def _blocked(call: Call, outcome: Blocked) -> Message:
    async with call.reading() as session:
        wording = Wording(session, call.zone, call.today)
        shown = outcome.reasons[:3]
        names = await imports.authors(session, [one.later.author_id for one in shown if one.later])
        lines = [
            (line, one, author_name(one.later.author_id, names) if one.later else "",
             (await lines_of(wording, [one.later]))[0] if one.later else None)
            for one, line in zip(shown, await lines_of(wording, [one.change for one in shown]), strict=True)
        ]  # fmt: skip
    text = render("admin/desk/history_blocked.html.j2", lines=lines, more=len(outcome.reasons) - len(lines),
                  zone=call.zone, today=call.today)  # fmt: skip
    look = Button(label("history_record"), Action.HISTORY, (f"r{shown[0].change.id}", "1"))
    return Message(text, rows_of(look, history_button(back=True)))


async def pick(call: Call, kind: str) -> Message:
    """Whose changes or which day's: those that there are, the newest first."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    async with call.reading() as session:
        if kind == "people":
            found = await history.authors_of_changes(session, 8)
            names = await imports.authors(session, [author for author, _ in found])
            buttons = [
                Button(label("history_person", title=author_name(author, names), count=count), Action.HISTORY,
                       (f"p{author or 0}", "1")) for author, count in found
            ]  # fmt: skip
        else:
            moments = await history.moments_of_changes(session, 3000)
            days = list(dict.fromkeys(one.astimezone(call.zone).date() for one in moments))[:8]
            titles = [render("admin/desk/day.html.j2", day=one, today=call.today) for one in days]
            buttons = [
                Button(label("history_day", title=title), Action.HISTORY, (f"d{one.isoformat()}", "1"))
                for title, one in zip(titles, days, strict=True)
            ]
    text = render("admin/desk/history_pick.html.j2", kind=kind, empty=not buttons)
    return Message(text, rows_of(*buttons, history_button(back=True)))


async def _named(call: Call, wish: str) -> Message:
    """What bears this name among the people and records that have a history."""
    sought = _plain(wish)
    async with call.reading() as session:
        authors = await history.authors_of_changes(session, 200)
        names = await imports.authors(session, [author for author, _ in authors])
        people = [number for number, name in names.items() if sought in _plain(name)]
        wording = Wording(session, call.zone, call.today)
        records: list[tuple[str, str]] = []
        for table, key in await history.changed_records(session):
            if len(records) <= FOUND and sought in _plain(await wording.record(table, key)):
                records.append((table, key))
        titles = {place: await wording.record(*place) for place in records[:FOUND]}
    if len(records) + len(people) == 1:
        return await (of_record(call, *records[0]) if records else listed(call, f"p{people[0]}", 1))
    buttons = [
        *(Button(label("member_named", title=names[one]), Action.HISTORY, (f"p{one}", "1")) for one in people[:2]),
        *(Button(label("member_named", title=title), Action.HISTORY_OF, place) for place, title in titles.items()),
    ]
    text = render("admin/desk/history_found.html.j2", wish=wish, found=len(buttons), more=len(records) > FOUND)
    return Message(text, rows_of(*buttons, history_button(back=True)))


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
