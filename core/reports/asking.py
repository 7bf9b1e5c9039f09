"""Asking a department about a finding: the arithmetic goes to its owners and editors, the answer comes back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.announcements.payloads import payload
from core.calling import Call
from core.desk.owning import Owning, owning
from core.desk.rights import Right
from core.messages import Action, Button, Buttons, rows_of
from core.rendering import label
from core.reports.annual import NoSuchYearError, annual_report
from core.reports.codes import figures_of
from core.reports.fixing import edits_of
from core.reports.model import Finding, Kind
from core.reports.settling import may_settle
from core.reports.wording import arithmetic, figure_text, finding_html
from core.reports.year import YearRecords
from storage import Session, settlements
from storage.deliveries import enqueue
from storage.desk import members
from storage.records.desk import Department
from storage.records.people import Person
from storage.records.years import Settlement
from storage.terms import Role, SettlementKind, SubjectKind

ANSWER_LIMIT = 1000
"""Characters of a department's answer."""

_ASKED = (Role.OWNER, Role.EDITOR)


def departments_of(finding: Finding, records: YearRecords, owners: Owning) -> tuple[str, ...]:
    """Whose finding it is: the record that would be corrected, else the table, else the row of the plan."""
    for edit in edits_of(finding, records):
        found = owners.of(edit.table, edit.record)
        if len(found) == 1:
            return found
    place = finding.place
    if finding.kind in {Kind.HOLDERS, Kind.AGREEMENTS} or place.column == "property":
        found = owners.of_measure(finding.details.get("section") or place.section)
        if found:
            return found
    return owners.of_table(place.table) if place.table.isdigit() else owners.of_measure(place.section)


async def people_of(session: Session, department: str) -> list[Person]:
    """Owners and editors of a department who can be reached."""
    return [person for one, person in await members(session, department) if one.role in _ASKED and person.reachable]


@dataclass(frozen=True, slots=True)
class Question:
    """A question on its way. `people` got it; nobody when the department has neither owner nor editor."""

    finding: Finding
    department: Department
    people: tuple[str, ...]
    number: int = 0


async def choices(session: Session, year: int, code: str) -> tuple[Finding, tuple[Department, ...]] | None:
    """The finding and the departments that may be asked, the likely ones first; None when it is gone."""
    try:
        report = await annual_report(session, year)
    except NoSuchYearError:
        return None
    finding = next((one for one in report.findings if one.code == code), None)
    if finding is None:
        return None
    owners = await owning(session)
    likely = departments_of(finding, report.records, owners)
    ordered = sorted(owners.departments, key=lambda one: one.key not in likely)
    return finding, tuple(ordered[: len(likely)] if likely else ordered)


async def ask(call: Call, year: int, code: str, department: str) -> Question | None:
    """Put the finding to a department, once per press; None when it is gone or the department unknown."""
    if not may_settle(call):
        return None
    async with call.writing() as session:
        found = await choices(session, year, code)
        owners = await owning(session)
        chosen = owners.department(department)
        if found is None or chosen is None:
            return None
        finding = found[0]
        asked = await people_of(session, department)
        if not asked:
            return Question(finding, chosen, ())
        line = finding_html(finding)
        settled, new = await settlements.settle(
            session, year=year, code=code, kind=SettlementKind.ASKED, figures=figures_of(finding),
            author_id=call.person.id, now=call.now, update_key=call.update_key, note=line, department=department,
        )  # fmt: skip
        if new:
            values = {"year": year, "line": line, "sum": arithmetic(finding), "name": call.person.name}
            for person in asked:
                await enqueue(
                    session, person_id=person.id, kind=SubjectKind.REPORT, now=call.now,
                    payload=payload("admin/finding_asked.html.j2", values, _answers(finding, settled.id)),
                )  # fmt: skip
        await session.commit()
    return Question(finding, chosen, tuple(person.name or person.external_id for person in asked), settled.id)


def _answers(finding: Finding, number: int) -> Buttons:
    choice: list[Button] = []
    if finding.stated is not None and finding.computed is not None and finding.stated != finding.computed:
        for which, value in (("computed", finding.computed), ("stated", finding.stated)):
            text = label("finding_right", value=figure_text(value, finding.unit))
            choice.append(Button(text, Action.FINDING_ANSWER, (str(number), which)))
    return rows_of(*choice, Button(label("finding_words"), Action.FINDING_ANSWER, (str(number), "words")))


async def question_for(call: Call, number: int) -> Settlement | None:
    """A question that this person's department was asked; None for anybody else and for a forged number."""
    async with call.reading() as session:
        found = await settlements.settlement(session, number)
    if found is None or found.kind is not SettlementKind.ASKED:
        return None
    allowed = call.desk.may(Right.EDIT, found.department) or call.desk.may(Right.MANAGE, found.department)
    return found if allowed else None


@dataclass(frozen=True, slots=True)
class Answered:
    """The department's answer as it stands; `first` is false when a colleague had answered before."""

    settled: Settlement
    first: bool
    by: str = ""
    at: datetime | None = None


async def answer(call: Call, number: int, text: str) -> Answered | None:
    """Store the answer and bring it to whoever asked, in one transaction. The second answer changes nothing."""
    if await question_for(call, number) is None:
        return None
    async with call.writing() as session:
        first = await settlements.answer(session, number, text, call.person.id, call.now)
        found = await settlements.settlement(session, number)
        assert found is not None
        if first:
            chosen = (await owning(session)).department(found.department)
            values = {
                "year": found.year, "line": found.note, "answer": text, "name": call.person.name,
                "department": "" if chosen is None else chosen.short_name,
            }  # fmt: skip
            to = Button(label("finding_open"), Action.FINDING, (str(found.year), found.code))
            await enqueue(
                session, person_id=found.author_id, kind=SubjectKind.REPORT, now=call.now,
                payload=payload("admin/finding_answered.html.j2", values, rows_of(to)),
            )  # fmt: skip
        await session.commit()
    own = found.answered_by == call.person.id and found.answer == text
    return Answered(found, first or own)


async def figure_answer(call: Call, number: int, which: str) -> str | None:
    """«верно 434»: the words of a figure's button, from the finding as it stands now; None when it is gone."""
    found = await question_for(call, number)
    if found is None:
        return None
    async with call.reading() as session:
        chosen = await choices(session, found.year, found.code)
    value: Decimal | None = None
    if chosen is not None and which in {"stated", "computed"}:
        value = getattr(chosen[0], which)
    return None if chosen is None or value is None else label("finding_right", value=figure_text(value, chosen[0].unit))
