"""What correcting a finding would write: the likely right value into the record that holds the wrong one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.rendering import NBSP, figure, thousands
from core.reports.compare import to_tenth
from core.reports.model import Finding, Kind
from core.reports.tables import listed_seasons
from core.reports.year import YearRecords
from storage.records.content import Content, Fact
from storage.terms import Level, SupportKind, Unit

WHOLE = ""
"""The field of an edit that takes a whole record out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one record, before and after. `field` is WHOLE for a record that goes."""

    table: str
    record: Content
    field: str
    before: Any
    after: Any


def edits_of(finding: Finding, records: YearRecords) -> tuple[Edit, ...]:
    """What «Исправить» writes; nothing where the rows cannot tell what is right or nobody's record holds it."""
    made = _BY_KIND.get(finding.kind)
    return tuple(edit for edit in made(finding, records) if edit.before != edit.after) if made else ()


def _total(finding: Finding, records: YearRecords) -> list[Edit]:
    place, right = finding.place, finding.likely
    if right is None or right == finding.stated:
        return []
    found = [t for t in records.stated if (t.table, t.column, t.scope) == (place.table, place.column, place.scope)]
    return [Edit("stated_totals", total, "value", total.value, right) for total in found[:1]]


def _row_parts(finding: Finding, records: YearRecords) -> list[Edit]:
    row = [count for count in records.support if count.sphere_label == finding.place.row]
    if finding.likely is None or finding.stated is None or finding.computed is None:
        return []
    kind = SupportKind.TOTAL
    right = finding.likely
    if finding.likely == finding.stated:
        odd = finding.details["wrong_column"]
        if not odd:
            return []
        kind = SupportKind(odd)
        own = next((Decimal(count.count) for count in row if count.kind is kind), None)
        if own is None:
            return []
        right = own + finding.stated - finding.computed
    found = [count for count in row if count.kind is kind]
    if len(found) != 1 or right < 0:
        return []
    return [Edit("support_counts", found[0], "count", found[0].count, int(right))]


def _level(finding: Finding, records: YearRecords) -> list[Edit]:
    found = [item for item in records.levels if item.level == finding.details["level"]]
    if finding.computed is None:
        return []
    return [Edit("level_totals", item, "amount", item.amount, to_tenth(finding.computed)) for item in found]


def _prose(finding: Finding, records: YearRecords) -> list[Edit]:
    fact = next((fact for fact in records.facts if fact.key == finding.details["key"]), None)
    if fact is None or fact.value is None or finding.likely is None:
        return []
    right = finding.likely
    if fact.unit is Unit.ROUBLES and fact.source is not None and "млн" in fact.source.printed:
        right = to_tenth(right)
    edits = [Edit("facts", fact, "value", fact.value, right)]
    text = _retold(fact.text, fact.value, right, fact.unit)
    return [*edits, Edit("facts", fact, "text", fact.text, text), *_written(fact, right, records)]


def _written(fact: Fact, right: Decimal, records: YearRecords) -> list[Edit]:
    """The same figure in what was written for the fact's row of the plan, where its quotation stands there."""
    if fact.source is None or fact.value is None:
        return []
    written = next((text for text in records.texts if text.number == fact.source.section), None)
    if written is None or written.text.count(fact.source.printed) != 1:
        return []
    quotation = _retold(fact.source.printed, fact.value, right, fact.unit)
    text = written.text.replace(fact.source.printed, quotation)
    return [Edit("result_texts", written, "text", written.text, text)]


def _retold(text: str, before: Decimal, after: Decimal, unit: Unit) -> str:
    """The sentence with the figure replaced where it stands as printed; else the sentence as it was."""
    forms: tuple[Callable[[Decimal], str], ...] = (figure,)
    if unit is Unit.ROUBLES:
        forms = (thousands, lambda value: figure(value / 1_000_000), lambda value: figure(value / 1000))
    for form in forms:
        old, new = form(before), form(after)
        for written in (old, old.replace(NBSP, " ")):
            if text.count(written) == 1:
                return text.replace(written, new if written == old else new.replace(NBSP, " "))
    return text


def _programme(finding: Finding, records: YearRecords) -> list[Edit]:
    found = [one for one in records.fundings if records.programmes[one.programme].name == finding.place.row]
    if finding.likely is None or len(found) != 1:
        return []
    name = finding.place.column
    right: Any = finding.likely if name == "amount" else int(finding.likely)
    return [Edit("programme_fundings", found[0], name, getattr(found[0], name), right)]


def _numbering(finding: Finding, records: YearRecords) -> list[Edit]:
    if finding.place.table == "appendix":
        return []
    contests = [contest for contest, _ in listed_seasons(records)]
    return [
        Edit("contests", contest, "number_printed", contest.number_printed, str(place))
        for place, contest in enumerate(contests, 1)
    ]


def _duplicate(finding: Finding, records: YearRecords) -> list[Edit]:
    held: Mapping[str, tuple[Content, ...]] = {
        "subsidies": records.subsidies, "seasons": records.seasons, "programme_fundings": records.fundings,
    }  # fmt: skip
    table, key = finding.details["record"], finding.details["key"]
    found = next((one for one in held.get(table, ()) if one.key == key), None)
    return [] if found is None or finding.details["table"] == "row" else [Edit(table, found, WHOLE, found.key, None)]


def _classification(finding: Finding, records: YearRecords) -> list[Edit]:
    if finding.details["why"] == "programme":
        subsidy = next((one for one in records.subsidies if one.key == finding.details["key"]), None)
        right = finding.details["right"]
        return [] if subsidy is None else [Edit("subsidies", subsidy, "programme", subsidy.programme, right)]
    contest = records.contests[finding.details["key"]]
    levels = {level.value: level for level in Level}
    level = levels.get(contest.money_source.value)
    return [] if level is None else [Edit("contests", contest, "level", contest.level, level)]


_HELD: dict[str, Callable[[YearRecords], Iterable[Content]]] = {
    "programme_fundings": lambda records: records.fundings, "support_counts": lambda records: records.support,
    "seasons": lambda records: records.seasons, "subsidies": lambda records: records.subsidies,
    "stated_totals": lambda records: records.stated, "level_totals": lambda records: records.levels,
    "indicators": lambda records: records.indicators, "facts": lambda records: records.facts,
    "projects": lambda records: records.projects, "leases": lambda records: records.leases,
}  # fmt: skip
_FIELDS = {"support_counts": "count", "stated_totals": "value", "facts": "value", "leases": "area"}
"""The field of a figure where it has not its column's name."""


def _typed(finding: Finding, records: YearRecords) -> list[Edit]:
    """The figure as the quotation has it; names are for a person to decide."""
    table, key = finding.details["record"], finding.details["key"]
    held = _HELD.get(table)
    found = next((one for one in held(records) if one.key == key), None) if held is not None else None
    if found is None or finding.likely is None:
        return []
    name = _FIELDS.get(table, finding.place.column or finding.details["column"])
    before = getattr(found, name)
    right: Any = int(finding.likely) if isinstance(before, int) else finding.likely
    return [Edit(table, found, name, before, right)]


_BY_KIND: dict[Kind, Callable[[Finding, YearRecords], list[Edit]]] = {
    Kind.TOTAL: _total,
    Kind.ROW_PARTS: _row_parts,
    Kind.LEVEL: _level,
    Kind.TYPED: _typed,
    Kind.PROSE: _prose,
    Kind.PROGRAMME: _programme,
    Kind.NUMBERING: _numbering,
    Kind.DUPLICATE_ROW: _duplicate,
    Kind.CLASSIFICATION: _classification,
}
