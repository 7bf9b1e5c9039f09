"""The report as JSON: bare numbers, money in thousand roubles, text where the document has text."""

import json
from decimal import Decimal
from typing import Any

from core.reports.drafting import draft
from core.reports.model import ALL, Finding, Report, Table, Total, Value, met
from core.reports.wording import finding_text, place_text
from storage.terms import Unit

UNIT = "thousand roubles"
JsonNumber = int | float


def print_json(report: Report) -> str:
    """The whole report as one JSON document (UTF-8, indented)."""
    document = {
        "year": report.year,
        "unit": UNIT,
        "document": None if report.document is None else report.document.title,
        "tables": {table.number: _table(table) for table in report.tables},
        "indicators": [
            {
                "number": indicator.number,
                "group": indicator.group_title,
                "name": indicator.name,
                "unit": indicator.unit.value,
                "plan": number(indicator.plan),
                "fact": number(indicator.fact),
                "met": met(indicator),
            }
            for indicator in report.indicators
        ],
        "measures": [
            {
                "number": text.measure.number,
                "title": text.measure.title,
                "term": text.measure.term,
                "result": text.measure.result,
                "text": list(text.paragraphs),
            }
            for text in draft(report).measures
        ],
        "by_bot": {
            "appeals": report.records.counted.appeals,
            "subjects": dict(report.records.counted.subjects),
            "consultations": dict(report.records.counted.consultations),
            "announcements": report.records.counted.announcements,
            "delivered": report.records.counted.delivered,
        },
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def number(value: Decimal, unit: Unit | None = None) -> JsonNumber:
    """A bare number: roubles become thousands with a decimal point, whole counts are integers."""
    if unit is Unit.ROUBLES:
        return float(value / 1000)
    return int(value) if value == value.to_integral_value() else float(value)


def _cell(value: Value, unit: Unit | None) -> JsonNumber | str | None:
    if isinstance(value, Decimal):
        return number(value, unit)
    if unit is None and value is not None and value.isdigit():
        return int(value)
    return value


def _table(table: Table) -> dict[str, Any]:
    scopes = dict.fromkeys(total.scope for total in table.totals)
    return {
        "section": table.section,
        "columns": [column.name for column in table.columns],
        "rows": [
            [_cell(value, column.unit) for value, column in zip(row.cells, table.columns, strict=True)]
            for row in table.rows
        ],
        "subtotals": [
            {
                "scope": scope,
                "label": next((total.label for total in table.totals if total.scope == scope), ""),
                "stated": _totals(table, scope, "stated"),
                "computed": _totals(table, scope, "computed"),
            }
            for scope in scopes
            if scope != ALL
        ],
        "stated_total": _totals(table, ALL, "stated"),
        "computed_total": _totals(table, ALL, "computed"),
    }


def _totals(table: Table, scope: str, which: str) -> dict[str, JsonNumber]:
    def value(total: Total) -> Decimal | None:
        return total.stated if which == "stated" else total.computed

    return {
        total.column: number(known, total.unit)
        for total in table.totals
        if total.scope == scope and (known := value(total)) is not None
    }


def _finding(finding: Finding) -> dict[str, Any]:
    def figure(value: Decimal | None) -> JsonNumber | None:
        return None if value is None else number(value, finding.unit)

    return {
        "kind": finding.kind.value,
        "where": place_text(finding.place),
        "stated": figure(finding.stated),
        "computed": figure(finding.computed),
        "likely": figure(finding.likely),
        "unit": "thousand_roubles" if finding.unit is Unit.ROUBLES else finding.unit.value,
        "terms": [figure(term) for term in finding.terms],
        "text": finding_text(finding),
    }
