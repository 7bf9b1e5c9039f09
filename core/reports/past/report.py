"""What a past report says: plain values with the line where each stands."""

from dataclasses import dataclass, field
from decimal import Decimal

from storage.terms import Level, Unit

Cell = Decimal | str
"""A figure (money in roubles), or words where the document has words («более 800»)."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """A row of a table as printed; `group` is a level in table 3, «outside» below «Итого» in table 1."""

    cells: tuple[Cell, ...]
    group: str
    printed: str
    line: int


@dataclass(frozen=True, slots=True)
class PastTotal:
    """A total: its label, the scope that it closes, and its figures by column."""

    label: str
    scope: str
    figures: dict[str, Decimal]
    printed: str
    line: int


@dataclass(slots=True)
class PastTable:
    """A numbered table; `columns` are those of the report model, without the level."""

    number: str
    columns: tuple[str, ...]
    line: int
    rows: list[PastRow] = field(default_factory=list)
    totals: list[PastTotal] = field(default_factory=list)
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PastMeasure:
    """A row of the plan; `paragraphs` are its result as printed."""

    number: str
    section_title: str
    title: str
    term: str
    paragraphs: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PastIndicator:
    """A line of the appendix, plan and fact."""

    number: str
    group: str
    name: str
    unit: Unit
    plan: Decimal
    fact: Decimal
    printed: str
    line: int


@dataclass(frozen=True, slots=True)
class PastLevel:
    """What the prose says of a level in a year, in roubles."""

    level: Level
    year: int
    amount: Decimal
    printed: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure in the prose that may become a fact once somebody has looked at it."""

    section: str
    line: int
    printed: str
    value: Decimal
    unit: Unit
    qualifier: str


@dataclass(slots=True)
class PastReport:
    """Everything that could be placed, and what could not with its line."""

    year: int
    title: str
    preamble: tuple[str, ...] = ()
    measures: list[PastMeasure] = field(default_factory=list)
    tables: dict[str, PastTable] = field(default_factory=dict)
    indicators: list[PastIndicator] = field(default_factory=list)
    levels: list[PastLevel] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    conclusion: tuple[str, ...] = ()
    position: str = ""
    unplaced: list[tuple[int, str]] = field(default_factory=list)
