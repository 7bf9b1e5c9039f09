"""Two records of one organisation made one, and exactly two again. Every row that names it follows, with history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.calling import Call
from core.imports.comparing import as_json, restored
from core.organisations.shapes import without_tail
from storage import Session
from storage.content import raise_version
from storage.imports import Writer, authors, changes_after, changes_by_id, hold_content
from storage.naming import (
    decide,
    decision,
    decision_of,
    followed,
    merged_into,
    merges_of,
    naming_columns,
    rows_naming,
    stand_again,
    take_back,
)
from storage.packs import adapter, content_records, current_records
from storage.records.content import Organisation
from storage.records.naming import Decision
from storage.records.work import Change
from storage.terms import NameDecision

_FILLED = ("inn", "sphere", "founded_on")
"""What a record without it takes from the one that goes."""


@dataclass(frozen=True, slots=True)
class Later:
    """What was written after a merge and stands in the way of taking it back: whose word, or another merge."""

    author: str
    names: tuple[str, ...]


async def merge(call: Call, kept: str, gone: str) -> Decision | None:
    """Make `gone` another name of `kept`; None when either is no longer there. The same update merges once."""
    async with call.writing() as session:
        done = await decision_of(session, call.update_key)
        if done is not None:
            return done
        await hold_content(session)
        records = await _organisations(session)
        if kept not in records or gone not in records or kept == gone:
            return None
        writer = Writer.of(session, call.person.id, call.now)
        for table, field in naming_columns():
            for key in await rows_naming(session, table, field, gone):
                await writer.change(table, key, {field: (kept, gone, kept)})
        fields = _joined(records[kept], records[gone])
        if fields:
            await writer.change("organisations", kept, fields)
        await writer.remove("organisations", records[gone])
        written = await decide(
            session, NameDecision.SAME, (kept, records[kept].name), (gone, records[gone].name), await writer.numbers(),
            call.person.id, call.now, call.update_key,
        )  # fmt: skip
        await raise_version(session)
        await session.commit()
    return written


def _joined(kept: Organisation, gone: Organisation) -> dict[str, tuple[Any, Any, Any]]:
    own = {kept.name, kept.short_name, *kept.aliases}
    more = (gone.name, without_tail(gone.name), gone.short_name, *gone.aliases)
    aliases = (*kept.aliases, *(name for name in dict.fromkeys(more) if name not in own))
    new: dict[str, Any] = {"aliases": aliases} if aliases != kept.aliases else {}
    new |= {name: getattr(gone, name) for name in _FILLED if not getattr(kept, name) and getattr(gone, name)}
    return {name: (value, as_json(getattr(kept, name)), as_json(value)) for name, value in new.items()}


async def tell_apart(call: Call, one: str, other: str) -> Decision | None:
    """Remember that two organisations are different, so that nobody proposes them again."""
    async with call.writing() as session:
        done = await decision_of(session, call.update_key)
        if done is not None:
            return done
        await hold_content(session)
        records = await _organisations(session)
        if one not in records or other not in records:
            return None
        written = await decide(
            session, NameDecision.DIFFERENT, (one, records[one].name), (other, records[other].name), (),
            call.person.id, call.now, call.update_key,
        )  # fmt: skip
        await raise_version(session)
        await session.commit()
    return written


async def undo(call: Call, number: int) -> Decision | Later | None:
    """Take a decision back: the decision as it was, or what stands in the way; None when there is none to take back."""
    async with call.writing() as session:
        found = await decision(session, number)
        if found is None or found.undone_at is not None:
            return found
        await hold_content(session)
        changes = await changes_by_id(session, found.change_ids)
        stand: dict[str, dict[str, Any]] = {
            table: dict(await current_records(session, table)) for table in {one.table for one in changes}
        }
        if not all(_stands(change, stand) for change in changes):
            return await _later(session, found, changes)
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(changes):
            writer.undoing = change.id
            await _take_back(writer, change, stand)
        await take_back(session, number, call.person.id, call.now)
        await raise_version(session)
        await session.commit()
    return found


async def follow_history(session: Session, call: Call, changes: Iterable[Change]) -> None:
    """A merge taken back (or done again) by /history is taken back (or stands) in /names too. Does not commit."""
    for change in changes:
        if change.table != "organisations" or change.field:
            continue
        merges = await merges_of(session, change.key)
        if change.after is None:
            for one in merges:
                if one.undone_at is None:
                    await take_back(session, one.id, call.person.id, call.now)
        elif change.before is None and change.undoes is not None and merges:
            await stand_again(session, merges[0].id)


async def _organisations(session: Session) -> dict[str, Organisation]:
    return {
        key: one
        for key, one in (await current_records(session, "organisations")).items()
        if isinstance(one, Organisation)
    }


def _stands(change: Change, stand: dict[str, dict[str, Any]]) -> bool:
    record = stand[change.table].get(change.key)
    if not change.field:
        return record is None
    return record is not None and bool(getattr(record, change.field) == restored(record, change.field, change.after))


async def _take_back(writer: Writer, change: Change, stand: dict[str, dict[str, Any]]) -> None:
    if not change.field:
        back = adapter(content_records()[change.table]).validate_python({"key": change.key, **change.before})
        await writer.add(change.table, back)
        return
    before = restored(stand[change.table][change.key], change.field, change.before)
    await writer.change(change.table, change.key, {change.field: (before, change.after, change.before)})


async def _later(session: Session, found: Decision, changes: Iterable[Change]) -> Later:
    newest = max(one.id for one in changes)
    touched = {(one.table, one.key) for one in changes}
    after = [one for one in await changes_after(session, newest, {table for table, _ in touched})
             if (one.table, one.key) in touched]  # fmt: skip
    names = await authors(session, [one.author_id for one in after])
    into = await merged_into(session)
    merged = followed(into, found.kept) != found.kept
    return Later(names.get(after[-1].author_id or 0, "") if after else "", (found.kept_name,) if merged else ())
