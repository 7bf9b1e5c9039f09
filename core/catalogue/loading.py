"""Loading packs into the base: twice changes nothing, an editor's change is kept and listed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.catalogue.packs import Pack, PackError, check_references, read_pack
from core.privacy.consent import VERSION
from storage import Session, content, desk, packs, people, subscriptions
from storage.engine import Database
from storage.naming import followed, merged_into
from storage.privacy import give_consent
from storage.records.content import Content, Document
from storage.terms import Channel, Purpose, Role, SubjectKind, SubscriptionKind


@dataclass(slots=True)
class Outcome:
    """What loading one pack did. `kept` names records that an editor changed or removed and the pack has otherwise."""

    pack: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


async def load(database: Database, folder: Path, now: datetime, zone: ZoneInfo) -> Outcome:
    """Load one pack in one transaction; raises PackError and leaves the base as it was."""
    async with database.writing() as session:
        pack, refreshed = await _read(session, folder, now, zone)
        known = {table: await packs.keys_of(session, table) for table in packs.content_records()}
        check_references(folder, pack, lambda table: known[table])
        outcome = Outcome(pack.name)
        for table in packs.content_records():
            await _load_table(session, folder, pack, table, now, outcome, overwrite=refreshed)
        for table in reversed(packs.content_records()):
            await _drop_missing(session, pack, table, outcome, overwrite=refreshed)
        if pack.people:
            await _load_people(session, pack, now)
        if refreshed:
            await packs.forget_told(session, [record.key for record in pack.records.get("seasons", [])])
        if outcome.added or outcome.changed or outcome.removed:
            await content.raise_version(session)
        await session.commit()
    return outcome


async def behind(session: Session, folder: Path, now: datetime) -> int:
    """How many records of a loaded pack the base holds otherwise than its files; 0 for one that is not loaded."""
    pack = read_pack(folder, now)
    if pack.invented or not await packs.holds_pack(session, pack.name):
        return 0
    count = 0
    for table in packs.content_records():
        loaded = await packs.loaded_records(session, table)
        shipped = {record.key: packs.values_of(record) for record in pack.records.get(table, [])}
        own = {key: one.values for key, one in loaded.items() if one.pack == pack.name}
        count += sum(shipped.get(key) != own.get(key) for key in shipped.keys() | own.keys())
    return count


async def _read(session: Session, folder: Path, now: datetime, zone: ZoneInfo) -> tuple[Pack, bool]:
    """The pack, and whether it is an invented one whose windows start anew today.

    Within a day its windows stay where the day's first load put them, so that loading twice changes nothing.
    """
    pack = read_pack(folder, now)
    if not pack.invented:
        return pack, False
    anchor = await packs.first_loaded_at(session, pack.name)
    if anchor is not None and anchor.astimezone(zone).date() == now.astimezone(zone).date():
        return read_pack(folder, anchor), False
    return pack, anchor is not None


async def _load_table(
    session: Session, folder: Path, pack: Pack, table: str, now: datetime, outcome: Outcome, *, overwrite: bool
) -> None:
    loaded = await packs.loaded_records(session, table)
    current = await packs.current_records(session, table)
    new: list[Content] = []
    merged = {} if overwrite or "organisations" not in packs.references(table).values() else await merged_into(session)
    for given in pack.records.get(table, []):
        record = _following(given, table, merged)
        values = packs.values_of(record)
        last, stands = loaded.get(record.key), current.get(record.key)
        if stands is None and last is not None and not overwrite:
            outcome.kept.append(f"{table}/{record.key}")
        elif stands is None:
            if last is not None:
                await packs.drop_record(session, table, record.key)
            new.append(record)
        elif last is None or last.pack != pack.name:
            owner = last.pack if last else "an editor"
            raise PackError(folder / f"{table}.yaml", 1, "key", _taken(record, owner))
        elif packs.values_of(stands) == values and stands.position == record.position:
            outcome.unchanged += 1
        elif overwrite or packs.values_of(stands) == last.values:
            await _change(session, table, record, stands, now)
            outcome.changed += 1
        else:
            outcome.kept.append(f"{table}/{record.key}")
    await packs.add_records(session, table, new, now)
    outcome.added += len(new)


def _taken(record: Content, owner: str) -> str:
    if isinstance(record, Document) and record.year is not None:
        return f"the base holds the report of {record.year} already, from {owner}; load this one into another base"
    return f"{record.key} already belongs to {owner}"


def _following(record: Content, table: str, merged: Mapping[str, str]) -> Content:
    """The record under the organisation that its own was merged into, if an editor did so."""
    fields = [name for name, target in packs.references(table).items() if target == "organisations"] if merged else []
    moved: dict[str, Any] = {name: followed(merged, key) for name in fields if (key := getattr(record, name)) in merged}
    return replace(record, **moved) if moved else record


async def _change(session: Session, table: str, record: Content, stands: Content, now: datetime) -> None:
    before, after = packs.values_of(stands), packs.values_of(record)
    for name in after:
        if before[name] != after[name]:
            await packs.record_change(session, now, None, table, record.key, name, before[name], after[name])
    await packs.replace_record(session, table, record, now)


async def _drop_missing(session: Session, pack: Pack, table: str, outcome: Outcome, *, overwrite: bool) -> None:
    present = {record.key for record in pack.records.get(table, [])}
    current = await packs.current_records(session, table)
    for key, last in (await packs.loaded_records(session, table)).items():
        if last.pack != pack.name or key in present:
            continue
        if overwrite or key not in current or packs.values_of(current[key]) == last.values:
            await packs.drop_record(session, table, key)
            outcome.removed += 1
        else:
            outcome.kept.append(f"{table}/{key}")


async def _load_people(session: Session, pack: Pack, now: datetime) -> None:
    """Example people with their roles and subscriptions, only while they have none of their own."""
    for entry in pack.people:
        person = await people.find_or_create(
            session, Channel.TELEGRAM, entry["external_id"], entry.get("name", ""), now
        )
        await give_consent(session, person.id, VERSION, Purpose.ALERTS, now)
        if not await desk.was_member(session, person.id):
            for place in entry.get("memberships", []):
                await desk.join(session, person.id, place.get("department"), Role(place["role"]), None, now)
        if await packs.follows_anything(session, person.id):
            continue
        for wish in entry.get("subscriptions", []):
            kind = SubscriptionKind(wish["kind"])
            spheres, levels = tuple(wish.get("spheres", [])), tuple(wish.get("levels", []))
            await subscriptions.set_subscription(session, person.id, kind, spheres, levels, now)
        for watch in entry.get("watches", []):
            await subscriptions.set_watch(session, person.id, SubjectKind(watch["subject_kind"]), watch["subject"], now)
