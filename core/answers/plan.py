"""A structured question: what to do with which rows of which table; short enough for a button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

LIMIT = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """`op` over `measure` of a table's rows: those of `keys`, else all that pass `filters`.

    A record is shown by table «record», op = its table name, keys = (its key,).
    """

    table: str
    op: str = "figure"
    measure: str = ""
    keys: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    page: int = 0

    def encode(self) -> str:
        """At most 60 bytes; ValueError when it does not fit (then no button is offered)."""
        code = "|".join(
            (
                self.table,
                self.op,
                self.measure,
                ",".join(self.keys),
                ",".join(f"{name}={value}" for name, value in self.filters),
                str(self.year or ""),
                str(self.page or ""),
            )
        ).rstrip("|")
        if len(code.encode()) > LIMIT or ":" in code:
            raise ValueError(f"a plan that does not fit a button: {code}")
        return code

    def as_json(self) -> dict[str, Any]:
        """For the dialogue's memory."""
        return {
            "table": self.table,
            "op": self.op,
            "measure": self.measure,
            "keys": list(self.keys),
            "filters": [list(pair) for pair in self.filters],
            "year": self.year,
            "page": self.page,
        }

    def with_(self, **changes: Any) -> "Plan":
        """A copy with some fields changed."""
        return replace(self, **changes)


def decode(code: str) -> Plan | None:
    """The plan of a button, or None when the code is not one."""
    parts = code.split("|")
    if not 1 <= len(parts) <= 7 or not parts[0]:
        return None
    table, op, measure, keys, filters, year, page = parts + [""] * (7 - len(parts))
    if (year and not year.isdigit()) or (page and not page.isdigit()):
        return None
    pairs = tuple(tuple(pair.split("=", 1)) for pair in filters.split(",") if "=" in pair)
    return Plan(
        table,
        op or "figure",
        measure,
        tuple(key for key in keys.split(",") if key),
        tuple((pair[0], pair[1]) for pair in pairs),
        int(year) if year else None,
        int(page) if page else 0,
    )


def from_json(stored: Mapping[str, Any]) -> Plan | None:
    """The plan in a dialogue's memory, or None when it is not one."""
    try:
        return Plan(
            str(stored["table"]),
            str(stored["op"]),
            str(stored["measure"]),
            tuple(str(key) for key in stored["keys"]),
            tuple((str(name), str(value)) for name, value in stored["filters"]),
            None if stored["year"] is None else int(stored["year"]),
            int(stored.get("page") or 0),
        )
    except (KeyError, TypeError, ValueError):
        return None
