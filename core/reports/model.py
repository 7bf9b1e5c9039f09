"""The Report model of a year: what chat, JSON and later XLSX and DOCX all print.

Plain values only; words for people are the printers' matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.reports.year import YearRecords
from storage.records.content import City, Document, Indicator, Measure, Source
from storage.terms import Unit

Value = Decimal | str | None
"""A cell: a figure in its column's unit, text as printed («более 800»), or nothing."""

ALL = "all"
"""The scope of a table's last total; other scopes are groups of rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. `unit` is None for text; only `summed` columns have a computed total."""

    name: str
    unit: Unit | None = None
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row. `record` and `key` name what stands behind it, `group` the scope that it counts under.

    `refers` is the key of what the row is about (programme, contest, organisation).
    """

    cells: tuple[Value, ...]
    record: str
    key: str
    refers: str
    group: str = ALL
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """One total of one column: as stated (None when the document is silent) beside the sum of its rows."""

    scope: str
    column: str
    unit: Unit
    stated: Decimal | None
    computed: Decimal | None
    label: str = ""
    source: Source | None = None

    @property
    def value(self) -> Decimal | None:
        """What a signed year prints: the stated total, else the computed one."""
        return self.computed if self.stated is None else self.stated

    @property
    def differs(self) -> bool:
        """Whether both are known and unequal."""
        return self.stated is not None and self.computed is not None and self.stated != self.computed


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table in its printed order. `section` is the plan's row where it stands."""

    number: str
    section: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]

    def index(self, column: str) -> int:
        """The place of a column in a row's cells."""
        return next(place for place, known in enumerate(self.columns) if known.name == column)

    def cell(self, row: Row, column: str) -> Value:
        """One cell by its column's name."""
        return row.cells[self.index(column)]

    def figure(self, row: Row, column: str) -> Decimal:
        """One cell as a figure; text and gaps count as zero."""
        value = self.cell(row, column)
        return value if isinstance(value, Decimal) else Decimal(0)

    def total(self, column: str, scope: str = ALL) -> Total | None:
        """The total of a column in a scope."""
        return next((total for total in self.totals if (total.column, total.scope) == (column, scope)), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """Row groups in printed order."""
        return tuple(dict.fromkeys(row.group for row in self.rows))


class Kind(StrEnum):
    """What a finding says; the wording of each is a template. The order is the order of harm."""

    TOTAL = "total"  # a stated total is not the sum of its rows
    ROW_PARTS = "row_parts"  # a row's whole is not the sum of its parts
    TOTAL_PARTS = "total_parts"  # the stated total of totals is not the sum of the stated totals
    RECIPIENTS = "recipients"  # recipients of money, counted in two tables
    PROGRAMME = "programme"  # a programme's figure and the table of its subsidies
    PART_EXCEEDS = "part_exceeds"  # named payments exceed the programme's money
    TYPED = "typed"  # a record's figure or name and the quotation that it was typed from
    QUOTED = "quoted"  # a quotation and the document's own paragraph or row
    SENTENCE = "sentence"  # a figure of a sentence that no record of its row has
    PROSE = "prose"  # a figure in the prose and the same in a table
    LEVEL = "level"  # a level's sum in the prose and its rows
    AT_LEAST = "at_least"  # «более X», while named projects make far more
    HOLDERS = "holders"  # property support: holders named and organisations counted
    AGREEMENTS = "agreements"  # more agreements stated than holders named
    IMPOSSIBLE = "impossible"  # a figure that cannot be (winners above applicants, a negative amount)
    DUPLICATE_ROW = "duplicate_row"  # the same thing twice in one table
    DECLINE = "decline"  # a decline called slight that is not
    CLAIM = "claim"  # words that rows deny: all reached, less than before, more than a third, the largest
    NO_TARGET = "no_target"  # a target spoken of that the appendix does not have
    CLASSIFICATION = "classification"  # money listed under another level than its source
    NUMBERING = "numbering"  # a printed number twice or left out
    SAME_NAME = "same_name"  # two organisations that may be one
    NAME_VARIANTS = "name_variants"  # one thing under several printed names
    MIXED_UNITS = "mixed_units"  # a column that counts different things, or holds text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: a table with row and column, or a section of the prose."""

    table: str = ""
    column: str = ""
    scope: str = ALL
    row: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: a kind and its values. Figures are in `unit`; `code` names it from one check to the next.

    `likely` is the value that fits the other places, None when the rows cannot tell. `terms` add up to
    `computed`. `material` tells differences above half a per cent from rounding. `details` are the kind's own.
    """

    kind: Kind
    place: Place
    stated: Decimal | None = None
    computed: Decimal | None = None
    unit: Unit = Unit.OTHER
    likely: Decimal | None = None
    terms: tuple[Decimal, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""

    @property
    def difference(self) -> Decimal:
        """Computed less stated; zero when one is unknown."""
        return Decimal(0) if self.stated is None or self.computed is None else self.computed - self.stated

    @property
    def material(self) -> bool:
        """Whether the difference is more than half a per cent of the stated figure."""
        return self.stated is not None and abs(self.difference) * 200 > abs(self.stated)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a year is: a signed one prints stated totals, `final` is false while it is collected or corrected.

    `version` is the newest that was signed, None when the year never was signed here.
    """

    signed: bool = False
    final: bool = False
    collecting: bool = False
    version: int | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is printed for a year; `records` are the rows behind it."""

    year: int
    document: Document | None
    city: City | None
    tables: tuple[Table, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    records: YearRecords
    findings: tuple[Finding, ...] = ()
    standing: Standing = Standing()

    def table(self, number: str) -> Table:
        """A table by its printed number; KeyError when there is none."""
        for table in self.tables:
            if table.number == number:
                return table
        raise KeyError(number)


def met(indicator: Indicator) -> bool:
    """Whether the fact reached the plan."""
    return indicator.fact >= indicator.plan
