"""Taking changes back: whole, in one transaction, and only while nothing newer stands on top of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.calling import Call
from core.desk.owning import owning
from core.desk.rights import Right
from core.imports.applying import stands, take_back, used
from core.imports.comparing import WHOLE
from core.imports.pending import Stand
from core.organisations.merging import follow_history
from storage import Session, content, history, imports, packs
from storage.imports import Writer
from storage.naming import is_merge
from storage.packs import adapter, content_records, references
from storage.records.content import Content
from storage.records.desk import Department
from storage.records.work import Change


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Why a change cannot be taken back: a later change (None: it left no trace), or records that name its record."""

    change: Change
    later: Change | None
    used: bool = False


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Everything stands as before; `by` is the first change that did it. `again`: it was so before this press."""

    changes: Sequence[Change]
    by: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing was changed, and why."""

    changes: Sequence[Change]
    reasons: tuple[InTheWay, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A record of another department is among them; nothing was changed."""

    owner: Department | None


async def take_back_set(call: Call, number: int) -> TakenBack | Blocked | Foreign | None:
    """Take back all that was changed together with one change; None when there is no such change.

    A merge of organisations reaches into every department's rows: whoever may edit takes it back.
    """
    async with call.writing() as session:
        await imports.hold_content(session)
        changes = await history.changes_of_set(session, number)
        if not changes:
            return None
        done = await history.taken_back(session, [one.id for one in changes])
        if len(done) == len(changes):
            return TakenBack(changes, min(done.values()), again=True)
        stand = await _stand(session, call)
        foreign = await _foreign(session, call, stand, changes)
        if foreign is not None:
            return foreign
        reasons = await _reasons(session, stand, changes, done)
        if reasons:
            return Blocked(changes, tuple(reasons))
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(changes):
            if change.id not in done:
                writer.undoing = change.id
                await take_back(writer, stand, change)
        numbers = await writer.numbers()
        await follow_history(session, call, (one for one in changes if one.id not in done))
        await content.raise_version(session)
        await session.commit()
    return TakenBack(changes, min(numbers))


async def _stand(session: Session, call: Call) -> Stand:
    current = {table: await packs.current_records(session, table) for table in content_records()}
    return Stand(current, await imports.last_change(session), call.zone)


def record_of(stand: Stand, change: Change) -> Content | None:
    """The record of a change as it stands, else as the change kept it."""
    found = stand.current[change.table].get(change.key)
    kept = change.before if isinstance(change.before, dict) else change.after
    if found is None and change.field == WHOLE and isinstance(kept, dict):
        return adapter(content_records()[change.table]).validate_python({"position": 0, **kept, "key": change.key})
    return found


async def _foreign(session: Session, call: Call, stand: Stand, changes: Sequence[Change]) -> Foreign | None:
    if await is_merge(session, [one.undoes or one.id for one in changes]):
        return None  # whoever may merge by /names may take a merge back there, and so here
    whose = await owning(session)
    for change in changes:
        record = record_of(stand, change)
        owners = () if record is None else whose.of(change.table, record)
        if not call.desk.may_for(Right.EDIT, owners):
            return Foreign(whose.department(owners[0]) if owners else None)
    return None


async def _reasons(session: Session, stand: Stand, changes: Sequence[Change], done: dict[int, int]) -> list[InTheWay]:
    added = {(one.table, one.key) for one in changes if one.field == WHOLE and one.before is None}
    back = {(one.table, one.key) for one in changes if one.field == WHOLE and one.after is None}
    found = []
    for change in changes:
        if change.id in done:
            continue
        record = stand.current[change.table].get(change.key)
        whole = (change.table, change.key) in added
        if not stands(change, record) and not (whole and _only_these(changes, change, record)):
            found.append(InTheWay(change, await _newer(session, change, changes)))
        elif (
            whole and change.field == WHOLE and used(stand, change.table, change.key, added | _let_go(changes, change))
        ):
            found.append(InTheWay(change, None, used=True))
        elif change.field == WHOLE and change.after is None and _orphan(stand, change, back):
            found.append(InTheWay(change, None))
    return found


def _let_go(changes: Sequence[Change], added: Change) -> set[tuple[str, str]]:
    """Records that name an added one by the set's own changes alone: taking these back, they name it no more."""
    found = set()
    for one in changes:
        if references(one.table).get(one.field) == added.table:
            before = one.before if isinstance(one.before, list) else [one.before]
            if added.key not in before:
                found.add((one.table, one.key))
    return found


def _only_these(changes: Sequence[Change], change: Change, record: Content | None) -> bool:
    """Whether an added record differs from what was added by the set's own later changes alone."""
    own = [one for one in changes if (one.table, one.key, one.field != WHOLE) == (change.table, change.key, True)]
    return bool(own) and record is not None and all(stands(one, record) for one in own)


async def _newer(session: Session, change: Change, changes: Sequence[Change]) -> Change | None:
    """The newest change of the same field, or of the whole record, that is not of this set."""
    ours = {one.id for one in changes}
    for later in await history.later_changes(session, change):
        same = WHOLE in (later.field, change.field) or later.field == change.field
        if later.id not in ours and same:
            return later
    return None


def _orphan(stand: Stand, change: Change, back: set[tuple[str, str]]) -> bool:
    """Whether a removed record names another that is not there any more."""
    for field, target in references(change.table).items():
        value = (change.before or {}).get(field)
        for key in value if isinstance(value, list) else [value] if value else []:
            if key not in stand.current[target] and (target, key) not in back:
                return True
    return False
