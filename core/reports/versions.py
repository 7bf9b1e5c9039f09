"""Signed versions: a year's records as they stood, kept whole, printed again at any time, and told apart.

A version holds records and not sentences, so that it is printed by the same printers. At signing, totals that
nobody stated are stated as the rows make them: from then on a signed year prints what was signed.
"""

import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from core.reports.model import ALL, Report, Standing, Value
from core.reports.tables import build_tables
from core.reports.year import YearRecords
from storage import Session
from storage.records.content import StatedTotal
from storage.records.years import SignedVersion
from storage.terms import Unit
from storage.versions import add_version, newest_version

_RECORDS: TypeAdapter[YearRecords] = TypeAdapter(YearRecords)


def snapshot(records: YearRecords) -> dict[str, Any]:
    """The year's records as JSON; of organisations and contests those that the year names."""
    named = {
        *(subsidy.organisation for subsidy in records.subsidies),
        *(lease.organisation for lease in records.leases),
        *(project.organisation for project in records.projects),
        *(fact.organisation for fact in records.facts),
    }
    organisations = {key: one for key, one in records.organisations.items() if key in named}
    used = {
        *(season.contest for season in records.seasons),
        *(project.contest for project in records.projects),
        *(fact.contest for fact in records.facts),
    }
    contests = {key: one for key, one in records.contests.items() if key in used}
    kept = dataclasses.replace(records, organisations=organisations, contests=contests)
    dumped: dict[str, Any] = _RECORDS.dump_python(kept, mode="json")
    return dumped


def restored(kept: dict[str, Any]) -> YearRecords:
    """The records of a version."""
    return _RECORDS.validate_python(kept)


def with_stated(records: YearRecords) -> YearRecords:
    """The records with every total stated: where nobody stated one, as the rows make it."""
    known = {(total.table, total.column, total.scope) for total in records.stated}
    made = [
        StatedTotal(
            key=f"made-{table.number}-{total.column}-{total.scope}"[:40], year=records.year, table=table.number,
            column=total.column, value=total.computed, unit=total.unit, scope=total.scope, label=total.label or "Итого",
        )
        for table in build_tables(records)
        for total in table.totals
        if total.computed is not None and table.rows and total.scope in (ALL, "programmes")
        and (table.number, total.column, total.scope) not in known
    ]  # fmt: skip
    return dataclasses.replace(records, stated=(*records.stated, *made))


def fingerprint(records: YearRecords) -> str:
    """The same for the same figures and texts, whatever else of the records changed (who checked them and when)."""
    told = "\n".join("\t".join(map(str, line)) for line in _told(records))
    return hashlib.sha256(told.encode()).hexdigest()


def _told(records: YearRecords) -> Iterator[tuple[Any, ...]]:
    for table in build_tables(records):
        for row in table.rows:
            yield table.number, *map(plain_value, row.cells)
        for total in table.totals:
            yield table.number, total.scope, total.column, plain_value(total.stated)
    for indicator in records.indicators:
        yield indicator.number, plain_value(indicator.plan), plain_value(indicator.fact)
    for measure in records.measures:
        yield measure.number, measure.result
    for text in sorted(records.texts, key=lambda text: text.number):
        yield text.number, text.text
    for fact in records.facts:
        yield fact.key, fact.text, plain_value(fact.value)
    for lease in records.leases:
        yield lease.key, lease.name_as_printed
    for project in records.projects:
        yield project.key, project.name, plain_value(project.amount)


def plain_value(value: Value) -> str:
    """A cell as text without a trace of how it was computed."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value or ""


async def standing_of(session: Session, records: YearRecords, *, collecting: bool) -> Standing:
    """What a year is now: in work, as signed, or changed since."""
    newest = await newest_version(session, records.year)
    document = records.document is not None and records.document.signed
    if newest is None:
        return Standing(signed=document, final=document, collecting=collecting)
    changed = fingerprint(records) != newest.fingerprint
    return Standing(
        signed=True, final=not changed, collecting=collecting, version=newest.version, signed_at=newest.signed_at
    )


async def keep_first(session: Session, records: YearRecords, now: datetime) -> SignedVersion | None:
    """A document that was signed before the bot knew it becomes version 1 before its first correction."""
    if records.document is None or not records.document.signed:
        return None
    if await newest_version(session, records.year) is not None:
        return None
    return await add_version(
        session, year=records.year, snapshot=snapshot(records), fingerprint=fingerprint(records), author_id=None,
        now=now, update_key=None,
    )  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Differing:
    """One cell or text that two versions print differently. `column` is empty for a text; values in roubles."""

    where: str
    name: str
    column: str
    unit: Unit | None
    before: Value
    after: Value


def difference(older: Report, newer: Report) -> tuple[Differing, ...]:
    """What the newer version prints otherwise: cells, totals, indicators, texts."""
    return (*_cells(older, newer), *_indicators(older, newer), *_texts(older, newer))


def _cells(older: Report, newer: Report) -> Iterator[Differing]:
    for before, after in zip(older.tables, newer.tables, strict=True):
        units = {column.name: column.unit for column in after.columns}
        names = [column.name for column in after.columns]
        rows = {(row.record, row.key): row for row in before.rows}
        for row in after.rows:
            was = rows.pop((row.record, row.key), None)
            label = _label(after.columns, row.cells)
            if was is None:
                yield Differing(after.number, label, "", None, None, label)
                continue
            for name, one, other in zip(names, was.cells, row.cells, strict=True):
                if plain_value(one) != plain_value(other):
                    yield Differing(after.number, label, name, units[name], one, other)
        for gone in rows.values():
            label = _label(before.columns, gone.cells)
            yield Differing(after.number, label, "", None, label, None)
        for total in after.totals:
            known = before.total(total.column, total.scope)
            one, other = None if known is None else known.value, total.value
            if plain_value(one) != plain_value(other):
                yield Differing(after.number, total.label or total.scope, total.column, total.unit, one, other)


def _label(columns: tuple[Any, ...], cells: tuple[Value, ...]) -> str:
    names = ("programme", "sphere", "contest", "organisation")
    return next(str(cell) for column, cell in zip(columns, cells, strict=True) if column.name in names)


def _indicators(older: Report, newer: Report) -> Iterator[Differing]:
    known = {indicator.number: indicator for indicator in older.indicators}
    for indicator in newer.indicators:
        was = known.get(indicator.number)
        for name in ("plan", "fact"):
            one, other = None if was is None else getattr(was, name), getattr(indicator, name)
            if plain_value(one) != plain_value(other):
                yield Differing("appendix", indicator.short_name, name, indicator.unit, one, other)


def _texts(older: Report, newer: Report) -> Iterator[Differing]:
    before = {text.number: text.text for text in older.records.texts}
    after = {text.number: text.text for text in newer.records.texts}
    facts = {fact.key: fact for fact in older.records.facts}
    for number in sorted({*before, *after}):
        if before.get(number) != after.get(number):
            yield Differing(number, "", "", None, before.get(number), after.get(number))
    for fact in newer.records.facts:
        was = facts.get(fact.key)
        if was is not None and was.text != fact.text:
            section = fact.source.section if fact.source is not None and fact.source.section else ""
            yield Differing(section, fact.title, "", None, was.text, fact.text)
