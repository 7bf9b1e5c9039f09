"""Dealing with a finding: write the right value, accept it with a reason, take either back.

A signed year keeps what was signed: before its first correction it becomes version 1.
"""

from dataclasses import dataclass

from core.calling import Call
from core.desk.rights import Right
from core.imports.comparing import as_json, restored
from core.reports.annual import NoSuchYearError, annual_report
from core.reports.codes import figures_of
from core.reports.fixing import WHOLE, Edit, edits_of
from core.reports.model import Finding, Report
from core.reports.versions import keep_first
from core.reports.wording import edits_text
from storage import Session, content, imports, packs, settlements
from storage.imports import Writer
from storage.packs import adapter, content_records
from storage.records.work import Change
from storage.records.years import Settlement
from storage.terms import SettlementKind


def may_settle(call: Call) -> bool:
    """Whoever answers for the statistics of the whole city."""
    return call.desk.may(Right.STATISTICS)


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding with what was done about it. `accepted` only while its figures are those that were accepted."""

    finding: Finding
    accepted: Settlement | None = None
    asked: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A year's findings: those that are open in the order of harm, and those that were accepted."""

    report: Report
    open: tuple[Settled, ...]
    accepted: tuple[Settled, ...]

    def find(self, code: str) -> Settled | None:
        """A finding by its code, None when the check no longer finds it."""
        return next((one for one in (*self.open, *self.accepted) if one.finding.code == code), None)


def review_of(report: Report, known: dict[str, list[Settlement]]) -> Review:
    """The report's findings beside what stands for them."""
    settled = []
    for finding in report.findings:
        figures = figures_of(finding)
        rows = known.get(finding.code, [])
        accepted = [row for row in rows if row.kind is SettlementKind.ACCEPTED and row.figures == figures]
        asked = [row for row in rows if row.kind is SettlementKind.ASKED]
        settled.append(Settled(finding, accepted[-1] if accepted else None, asked[-1] if asked else None))
    return Review(
        report,
        tuple(one for one in settled if one.accepted is None),
        tuple(one for one in settled if one.accepted is not None),
    )


async def review(session: Session, year: int) -> Review:
    """The year's findings; NoSuchYearError when nothing of it is held."""
    return review_of(await annual_report(session, year), await settlements.settlements_of(session, year))


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was written, in words («424 → 434»), and whether a signed version was kept before it."""

    settled: Settlement
    kept: bool = False


async def correct(call: Call, year: int, code: str) -> Corrected | None:
    """Write the likely right value in one transaction; None when the finding is gone or nothing can be written."""
    if not may_settle(call):
        return None
    async with call.writing() as session:
        done = await settlements.settled_by(session, call.update_key)
        if done is not None:
            return Corrected(done)
        await imports.hold_content(session)
        try:
            report = await annual_report(session, year)
        except NoSuchYearError:
            return None
        finding = next((one for one in report.findings if one.code == code), None)
        edits = () if finding is None else edits_of(finding, report.records)
        if finding is None or not edits:
            return None
        first = await keep_first(session, report.records, call.now)
        writer = Writer.of(session, call.person.id, call.now)
        for edit in edits:
            await _write(writer, edit)
        settled, _ = await settlements.settle(
            session, year=year, code=code, kind=SettlementKind.CORRECTED, figures=figures_of(finding),
            author_id=call.person.id, now=call.now, update_key=call.update_key, change_ids=await writer.numbers(),
            note=edits_text(finding, edits),
        )  # fmt: skip
        await content.raise_version(session)
        await session.commit()
    return Corrected(settled, first is not None)


async def _write(writer: Writer, edit: Edit) -> None:
    if edit.field == WHOLE:
        await writer.remove(edit.table, edit.record)
        return
    values = (edit.after, as_json(edit.before), as_json(edit.after))
    await writer.change(edit.table, edit.record.key, {edit.field: values})


async def accept(call: Call, year: int, code: str, reason: str) -> tuple[Settlement, Finding] | None:
    """Fold the finding away with a reason, until its figures change; None when it is gone."""
    if not may_settle(call):
        return None
    async with call.writing() as session:
        try:
            report = await annual_report(session, year)
        except NoSuchYearError:
            return None
        finding = next((one for one in report.findings if one.code == code), None)
        if finding is None:
            return None
        settled, _ = await settlements.settle(
            session, year=year, code=code, kind=SettlementKind.ACCEPTED, figures=figures_of(finding),
            author_id=call.person.id, now=call.now, update_key=call.update_key, note=reason,
        )  # fmt: skip
        await session.commit()
    return settled, finding


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The settlement no longer counts; None of `blocked` was changed since."""

    settled: Settlement
    blocked: bool = False


async def take_back(call: Call, number: int) -> TakenBack | None:
    """Undo a correction (unless somebody changed the same since) or an acceptance; None for a forged number."""
    if not may_settle(call):
        return None
    async with call.writing() as session:
        settled = await settlements.settlement(session, number)
        if settled is None:
            return None
        if settled.undone_at is not None:
            return TakenBack(settled)
        await imports.hold_content(session)
        changes = await imports.changes_by_id(session, settled.change_ids)
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(changes):
            if not await _restore(session, writer, change):
                return TakenBack(settled, blocked=True)
        await settlements.take_back(session, number, call.now)
        if changes:
            await content.raise_version(session)
        await session.commit()
    return TakenBack(settled)


async def _restore(session: Session, writer: Writer, change: Change) -> bool:
    """Put back what a change replaced; False when the base no longer holds what the change wrote."""
    record_type = content_records()[change.table]
    record = await content.get(session, record_type, change.key)
    if change.field == WHOLE:
        if record is not None or change.before is None:
            return False
        await writer.add(change.table, adapter(packs.content_records()[change.table]).validate_python(change.before))
        return True
    if record is None or as_json(getattr(record, change.field)) != change.after:
        return False
    before = restored(record, change.field, change.before)
    await writer.change(change.table, change.key, {change.field: (before, change.after, change.before)})
    return True
