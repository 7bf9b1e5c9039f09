"""Totals against rows, and a whole against its parts."""

from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import ALL, Column, Finding, Kind, Place, Row, Table, Total
from core.reports.year import YearRecords
from storage.terms import Level, SupportKind, Unit

_WHOLE = SupportKind.TOTAL.value
_LEVELS = frozenset(level.value for level in Level)
_PARTS = tuple(kind.value for kind in SupportKind if kind is not SupportKind.TOTAL)


def totals(records: YearRecords, tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Stated totals that their rows do not make, per table, column and scope."""
    for table in tables:
        for total in table.totals:
            if total.differs and total.scope not in _LEVELS and not _carried(table, total):
                yield _mismatch(records, table, total)


def _carried(table: Table, total: Total) -> bool:
    """Whether a grand total only repeats the difference of an inner one, which is reported itself."""
    if total.scope != ALL:
        return False
    inner = [t for t in table.totals if t.column == total.column and t.scope != ALL and t.label and t.differs]
    if not inner:
        return False
    scopes = {t.scope for t in inner}
    rest = sum((table.figure(row, total.column) for row in table.rows if row.group not in scopes), Decimal(0))
    return total.stated == sum((t.stated for t in inner if t.stated is not None), rest)


def _mismatch(records: YearRecords, table: Table, total: Total) -> Finding:
    fits = _crosscheck(table, total)
    details = {
        "table": table.number,
        "column": total.column,
        "whole": fits[1] if fits else None,
        "others": fits[2] if fits else (),
        "carried": "1" if _in_programmes(records, table, total) else "",
    }
    return Finding(
        Kind.TOTAL,
        Place(table.number, total.column, total.scope),
        stated=total.stated,
        computed=total.computed,
        unit=total.unit,
        likely=fits[0] if fits else total.computed,
        terms=_terms(table, total),
        details=details,
    )


def _terms(table: Table, total: Total) -> tuple[Decimal, ...]:
    """The sum's terms: rows, or the sums of groups where the rows are many."""
    rows = [row for row in table.rows if total.scope in (ALL, row.group)]
    if len(rows) > 12 and len(table.groups) > 1:
        return tuple(
            sum((table.figure(row, total.column) for row in rows if row.group == group), Decimal(0))
            for group in table.groups
        )
    return tuple(table.figure(row, total.column) for row in rows)


def _crosscheck(table: Table, total: Total) -> tuple[Decimal, Decimal, tuple[Decimal, ...]] | None:
    """Which of stated and computed fits the table's total of totals: (that value, the whole, the other parts)."""
    whole = table.total(_WHOLE)
    parts = [table.total(name) for name in _PARTS if table.total(name) is not None]
    if whole is None or not parts or total.column not in (*_PARTS, _WHOLE):
        return None
    known = {part.column: part.value for part in parts if part is not None and part.value is not None}
    if total.column == _WHOLE:
        made = sum(known.values(), Decimal(0))
        return (made, made, tuple(known.values())) if made in (total.stated, total.computed) else None
    others = tuple(value for name, value in known.items() if name != total.column)
    if whole.value is None:
        return None
    fitting = whole.value - sum(others, Decimal(0))
    return (fitting, whole.value, others) if fitting in (total.stated, total.computed) else None


def _in_programmes(records: YearRecords, table: Table, total: Total) -> bool:
    """Whether a programme's row repeats this stated total, so that the difference went on into table 1."""
    programmes = {subsidy.programme for subsidy in records.subsidies if subsidy.table == table.number}
    return total.column == "amount" and any(
        funding.programme in programmes and funding.amount == total.stated for funding in records.fundings
    )


def parts(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Rows whose whole is not the sum of its parts, and the same for the stated totals."""
    for table in tables:
        names = {column.name for column in table.columns}
        if _WHOLE not in names or not names & set(_PARTS):
            continue
        columns = tuple(column for column in table.columns if column.name in _PARTS)
        for row in table.rows:
            yield from _row_parts(table, row, columns)
        yield from _total_parts(table, columns)


def _row_parts(table: Table, row: Row, columns: tuple[Column, ...]) -> Iterator[Finding]:
    whole = table.cell(row, _WHOLE)
    terms = tuple(value for column in columns if isinstance(value := table.cell(row, column.name), Decimal))
    made = sum(terms, Decimal(0))
    if not isinstance(whole, Decimal) or not terms or made == whole:
        return
    total = table.total(_WHOLE)
    sound = total is not None and not total.differs
    yield Finding(
        Kind.ROW_PARTS,
        Place(table.number, _WHOLE, row=str(row.cells[0])),
        stated=whole,
        computed=made,
        unit=Unit.ORGANISATIONS,
        likely=whole if sound else made,
        terms=terms,
        details={"row": str(row.cells[0]), "table": table.number, "wrong_column": _odd_column(table, columns)},
    )


def _odd_column(table: Table, columns: tuple[Column, ...]) -> str:
    """The one part whose stated total does not fit its rows: the likely place of the slip."""
    odd = [c.name for c in columns if (total := table.total(c.name)) is not None and total.differs]
    return odd[0] if len(odd) == 1 else ""


def _total_parts(table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    whole = table.total(_WHOLE)
    stated = [table.total(column.name) for column in columns]
    known = [total for total in stated if total is not None and total.stated is not None]
    if whole is None or whole.stated is None or len(known) != len(columns):
        return
    terms = tuple(total.stated for total in known if total.stated is not None)
    explained = whole.differs or any(total.differs for total in known)
    if sum(terms, Decimal(0)) != whole.stated and not explained:
        yield Finding(
            Kind.TOTAL_PARTS,
            Place(table.number, _WHOLE),
            stated=whole.stated,
            computed=sum(terms, Decimal(0)),
            unit=Unit.ORGANISATIONS,
            terms=terms,
            details={"table": table.number},
        )
