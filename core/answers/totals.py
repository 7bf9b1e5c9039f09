"""Totals: what the document states, what its rows give, and the difference between them, always both."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import percent
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from storage.records import content
from storage.terms import Unit


@dataclass(frozen=True, slots=True)
class Total:
    """`value` is the stated total where there is one; `computed` is the sum of rows; they may differ."""

    value: Decimal
    computed: Decimal
    unit: Unit
    stated: bool
    table: str
    figures: tuple[Figure, ...]
    sources: tuple[content.Source, ...]
    name: str = ""
    rounded: Decimal | None = None

    @property
    def differs(self) -> bool:
        """Whether the rows give something else than the document states."""
        return self.stated and self.value != self.computed


@dataclass(frozen=True, slots=True)
class LevelYears:
    """One level in two years; `change` in roubles and percent."""

    level: str
    newer: Decimal
    older: Decimal
    change: Decimal
    percent: Decimal
    figures: tuple[Figure, ...]


_MILLION_TENTH = Decimal(100_000)


class Totals:
    """Totals over one base's tables."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def of(self, plan: Plan, rows: list[Row]) -> Total | None:
        """The total of a plan's measure over rows, with the stated one when the document has it for this scope."""
        cells = [cell for row in rows if (cell := row.cell(plan.measure)) and cell.value is not None]
        if not cells:
            return None
        computed = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
        table = self._tables[plan.table]
        stated = table.stated.get((plan.year or 0, plan.measure, self._scope(plan, rows)))
        if plan.filters and self._scope(plan, rows) == "all":
            stated = None
        value = stated.value if stated else computed
        sources = [stated.source] if stated else [row.source for row in rows]
        figures = [Figure(computed, cells[0].unit, "sum of rows", tuple(row.key for row in rows))]
        if stated:
            figures.append(Figure(stated.value, cells[0].unit, "stated total", (stated.key,)))
        rounded = self._rounded_level(plan)
        if rounded is not None:
            figures.append(Figure(rounded, Unit.ROUBLES, "stated level total", ("levels",)))
        return Total(
            value,
            computed,
            cells[0].unit,
            stated is not None,
            stated.table if stated else "",
            tuple(figures),
            tuple(source for source in sources if source),
            rounded=rounded,
        )

    def _scope(self, plan: Plan, rows: list[Row]) -> str:
        filters = dict(plan.filters)
        if plan.table == "programmes":
            return filters.get("scope", "all")
        if plan.table == "subsidies":
            tables = {name for row in rows for name in row.attributes["table"]}
            return next(iter(tables)) if len(tables) == 1 and plan.filters else "all"
        return "all"

    def _rounded_level(self, plan: Plan) -> Decimal | None:
        level = dict(plan.filters).get("level")
        if plan.table != "contests" or plan.measure != "amount" or level is None or len(plan.filters) > 1:
            return None
        rows = self._tables["levels"].select(plan.year or 0, (level,))
        return rows[0].cells["amount"].value if rows else None

    def for_programme(self, row: Row) -> Total | None:
        """The difference behind a programme's figure: its recipients' rows against their stated total."""
        own = self._tables["subsidies"].select(row.year, (), (("programme", row.entity),))
        own = [one for one in own if one.attributes["table"] != frozenset({""})]
        if not own:
            return None
        plan = Plan("subsidies", "total", "amount", (), (("programme", row.entity),), row.year)
        total = self.of(plan, own)
        return total if total and total.stated else None

    def levels(self, rows: list[Row]) -> list[Total]:
        """Sums of contests by level, the largest first."""
        grouped: dict[str, list[Row]] = {}
        for row in rows:
            grouped.setdefault(next(iter(row.attributes["level"])), []).append(row)
        parts = []
        for level, own in grouped.items():
            value = sum((row.cells["amount"].value or Decimal(0) for row in own), Decimal(0))
            figure = Figure(value, Unit.ROUBLES, "sum of rows", tuple(row.key for row in own))
            parts.append(Total(value, value, Unit.ROUBLES, False, "3", (figure,), (), name=level))
        return sorted(parts, key=lambda part: -part.value)

    def level_years(self, keys: tuple[str, ...], newer: int, older: int) -> list[LevelYears]:
        """Levels in both years, and their sum as «all» when no level was asked."""
        table = self._tables["levels"]
        new = {row.entity: row.cells["amount"].value for row in table.select(newer)}
        old = {row.entity: row.cells["amount"].value for row in table.select(older)}
        pairs = [(level, new[level], old[level]) for level in new if level in old and (not keys or level in keys)]
        lines = [
            _level_years(level, now, before) for level, now, before in pairs if now is not None and before is not None
        ]
        if not keys and len(lines) > 1:
            lines.append(
                _level_years(
                    "all",
                    sum((line.newer for line in lines), Decimal(0)),
                    sum((line.older for line in lines), Decimal(0)),
                )
            )
        return lines


def _level_years(level: str, now: Decimal, before: Decimal) -> LevelYears:
    change = now - before
    share = percent(change, before) if before else Decimal(0)
    figures = (
        Figure(now, Unit.ROUBLES, "cell", (level,)),
        Figure(before, Unit.ROUBLES, "cell", (level,)),
        Figure(abs(change), Unit.ROUBLES, "difference", (level,)),
        Figure(abs(share), Unit.PERCENT, "difference / earlier", (level,)),
    )
    return LevelYears(level, now, before, change, share, figures)


def rounded_millions(value: Decimal) -> Decimal:
    """Roubles rounded to 0.1 million, as the report's prose does."""
    return (value / _MILLION_TENTH).quantize(Decimal(1), ROUND_HALF_UP) * _MILLION_TENTH
