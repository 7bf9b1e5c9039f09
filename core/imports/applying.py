"""Applying a workbook whole, and taking it back whole: one transaction each, with history and the content's version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.calling import Call
from core.desk.owning import owning
from core.desk.rights import Right
from core.imports.comparing import WHOLE, Difference, as_json, label_of, restored
from core.imports.foreign import foreign_rows
from core.imports.layout import Book, books
from core.imports.pending import Stand, difference_now, stand_of
from storage import Session, content, imports
from storage.imports import Writer
from storage.packs import adapter, content_records, references, values_of
from storage.records.content import Content
from storage.records.imports import Import
from storage.records.work import Change
from storage.terms import ImportState


@dataclass(frozen=True, slots=True)
class Applied:
    """Everything was written. `kept` counts conflicts in which the base's value stayed."""

    number: int
    book: str
    new: int
    changed: int
    removed: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Shifted:
    """Nothing was written: since the preview the base has changed, and this is the difference now."""

    pending: Import
    difference: Difference
    stand: Stand


@dataclass(frozen=True, slots=True)
class Undone:
    """Every record of the import is as it was before it."""

    book: str
    records: int


@dataclass(frozen=True, slots=True)
class Later:
    """What stands in the way of undoing: a field that was changed again, or a record that others now name."""

    label: str
    title: str
    author: str
    at: datetime | None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing was undone; all that stands in the way."""

    book: str
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """It was decided before; None when there is no such workbook for this person."""

    state: ImportState | None


async def apply(call: Call, number: int, *, take_file: bool) -> Applied | Shifted | Decided:
    """Write a previewed workbook. In conflicts `take_file` writes the file's value, else the base's stays."""
    async with call.writing() as session:
        pending = await imports.find_import(session, number)
        if pending is None or not call.desk.may(Right.EDIT) or pending.author_id != call.person.id:
            return Decided(None)
        if pending.state is not ImportState.PREVIEW:
            return Decided(pending.state)
        book = books()[pending.book]
        await imports.hold_content(session)
        stand = await stand_of(session, book, call.zone)
        found = await difference_now(session, pending, stand)
        found.problems += foreign_rows(call.desk, await owning(session), book, found, (), stand)
        if found.fingerprint != pending.fingerprint or found.problems:
            await imports.set_fingerprint(session, number, found.fingerprint)
            await session.commit()
            return Shifted(pending, found, stand)
        writer = Writer.of(session, call.person.id, call.now)
        await write_difference(writer, book, stand, found, take_file=take_file)
        done = await writer.numbers()
        await imports.decide_import(session, number, ImportState.APPLIED, call.now, done)
        if done:
            await content.raise_version(session)
        await session.commit()
    kept = 0 if take_file else len(found.conflicts)
    touched = {(item.table, item.key) for item in found.changed}
    if take_file:
        touched |= {(item.table, item.key) for item in found.conflicts}
    return Applied(number, book.name, len(found.new), len(touched), len(found.removed), kept)


async def write_difference(writer: Writer, book: Book, stand: Stand, found: Difference, *, take_file: bool) -> None:
    """Write everything of a difference; in conflicts the file's value when `take_file`, else the base's stays."""
    conflicts = found.conflicts if take_file else []
    changes: dict[tuple[str, str], dict[str, tuple[Any, Any]]] = {}
    for item in found.changed:
        changes[item.table, item.key] = {one.field: (one.before, one.after) for one in item.fields}
    for clash in conflicts:
        if clash.field != WHOLE:
            changes.setdefault((clash.table, clash.key), {})[clash.field] = (clash.theirs, clash.mine)
    for table in book.tables:
        for new in found.new:
            if new.table == table:
                await writer.add(table, _record(table, new.key, new.values))
        for clash in conflicts:
            if clash.table == table and clash.field == WHOLE and not clash.removed_here:
                await writer.add(table, _record(table, clash.key, clash.mine))
        for (where, key), fields in changes.items():
            if where == table:
                exact = {name: (after, as_json(before), as_json(after)) for name, (before, after) in fields.items()}
                await writer.change(table, key, exact)
    for table in reversed(book.tables):
        gone = [item.key for item in found.removed if item.table == table]
        gone += [clash.key for clash in conflicts if clash.table == table and clash.removed_here]
        for key in gone:
            await writer.remove(table, stand.current[table][key])


def _record(table: str, key: str, values: Mapping[str, Any]) -> Content:
    return adapter(content_records()[table]).validate_python({"key": key, **values})


async def drop(call: Call, number: int) -> Decided:
    """The author does not want it: nothing was changed, and its rows are forgotten."""
    async with call.writing() as session:
        pending = await imports.find_import(session, number)
        if pending is None or not call.desk.may(Right.EDIT) or pending.author_id != call.person.id:
            return Decided(None)
        if pending.state is ImportState.PREVIEW:
            await imports.decide_import(session, number, ImportState.DROPPED, call.now)
            await session.commit()
            return Decided(ImportState.DROPPED)
        return Decided(pending.state)


def _theirs(call: Call, pending: Import) -> bool:
    """A workbook is its author's, and the administrators'."""
    return call.is_admin or (call.desk.may(Right.EDIT) and pending.author_id == call.person.id)


async def undo(call: Call, number: int) -> Undone | Blocked | Decided:
    """Take an applied workbook back whole, or not at all when anything of it was changed since."""
    async with call.writing() as session:
        pending = await imports.find_import(session, number)
        if pending is None or not _theirs(call, pending):
            return Decided(None)
        if pending.state is not ImportState.APPLIED:
            return Decided(pending.state)
        book = books()[pending.book]
        await imports.hold_content(session)
        stand = await stand_of(session, book, call.zone)
        changes = await imports.changes_by_id(session, pending.change_ids)
        later = await in_the_way(session, book, stand, changes)
        if later:
            return Blocked(book.name, tuple(later))
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(changes):
            await take_back(writer, stand, change)
        await imports.decide_import(session, number, ImportState.UNDONE, call.now)
        if changes:
            await content.raise_version(session)
        await session.commit()
    return Undone(book.name, len({(change.table, change.key) for change in changes}))


async def take_back(writer: Writer, stand: Stand, change: Change) -> None:
    """Write what stood there before a change."""
    record = stand.current[change.table].get(change.key)
    if change.field != WHOLE:
        assert record is not None
        before = restored(record, change.field, change.before)
        await writer.change(change.table, change.key, {change.field: (before, change.after, change.before)})
    elif change.after is None:
        back = adapter(content_records()[change.table]).validate_python(change.before)
        await writer.add(change.table, back)
    else:
        assert record is not None
        await writer.remove(change.table, record)


async def in_the_way(session: Session, book: Book, stand: Stand, changes: list[Change]) -> list[Later]:
    """What makes taking these changes back impossible: later changes of the same, or records that name them."""
    newest = max((change.id for change in changes), default=0)
    after = await imports.changes_after(session, newest, book.tables)
    names = await imports.authors(session, (change.author_id for change in after))
    added = {(change.table, change.key) for change in changes if change.field == WHOLE and change.before is None}
    found: list[Later] = []
    for change in changes:
        record = stand.current[change.table].get(change.key)
        if stands(change, record):
            if (change.table, change.key) in added and used(stand, change.table, change.key, added):
                found.append(_later(book, stand, change, record, None, names, used=True))
            continue
        same = [one for one in after if (one.table, one.key) == (change.table, change.key)]
        exact = [one for one in same if change.field in (WHOLE, one.field) or one.field == WHOLE]
        found.append(_later(book, stand, change, record, exact[-1] if exact else None, names))
    return found


def stands(change: Change, record: Content | None) -> bool:
    """Whether the base still holds what the change wrote."""
    if change.field != WHOLE:
        if record is None:
            return False
        return bool(getattr(record, change.field) == restored(record, change.field, change.after))
    if change.after is None:
        return record is None
    return record is not None and values_of(record) == {
        name: value for name, value in change.after.items() if name not in {"pack", "position"}
    }


def used(stand: Stand, table: str, key: str, added: set[tuple[str, str]]) -> bool:
    """Whether a record outside of `added` names this one."""
    for other in stand.current:
        for name, target in references(other).items():
            if target != table:
                continue
            for one in stand.current[other].values():
                value = getattr(one, name)
                if (other, one.key) not in added and (key in value if isinstance(value, tuple) else value == key):
                    return True
    return False


def _later(
    book: Book, stand: Stand, change: Change, record: Content | None, by: Change | None, names: Mapping[int, str],
    *, used: bool = False,
) -> Later:  # fmt: skip
    sheet = book.sheet(change.table)
    values = {name: getattr(record, name) for name in sheet.fields} if record else change.before or change.after or {}
    label = label_of(sheet, values, stand.reading(book)) if isinstance(values, dict) else change.key
    columns = sheet.of(change.field)
    author = names.get(by.author_id, "") if by and by.author_id else ""
    return Later(label, columns[0].title if columns else "", author, by.at if by else None, used)
