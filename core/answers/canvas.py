"""What every operation over rows shares: template values, sources, buttons, figures."""

from collections.abc import Mapping
from typing import Any

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import Shown, figures_of, kept, record_button, share_figure
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from core.answers.totals import Totals
from core.rendering import render
from storage.records import content
from storage.terms import Unit

SHOWN_ROWS = 5
INLINE_ROWS = 12
ENTITY = {
    "contests": "contests",
    "windows": "contests",
    "projects": "projects",
    "subsidies": "organisations",
    "leases": "organisations",
}


def differences(rows: list[Row]) -> list[Figure]:
    """How far the facts are from the plans, in percentage points."""
    told = [(row, row.cells["plan"].value, row.cells["fact"].value) for row in rows if "plan" in row.cells]
    return [
        Figure(abs(fact - plan), Unit.PERCENT, "fact - plan", (row.key,))
        for row, plan, fact in told
        if plan is not None and fact is not None
    ]


class Canvas:
    """One base's tables and the way a result becomes text with its figures and sources."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables
        self._totals = Totals(base, tables)

    def _values(self, plan: Plan, rows: list[Row], **more: Any) -> dict[str, Any]:
        filters = dict(plan.filters)
        programme = self._base.get(content.Programme, filters.get("programme"))
        contest = self._base.get(content.Contest, filters.get("contest"))
        organisation = self._base.get(content.Organisation, filters.get("organisation"))
        return {
            "table": plan.table,
            "op": plan.op,
            "measure": plan.measure,
            "year": plan.year,
            "rows": rows,
            "level": filters.get("level"),
            "scope": filters.get("scope"),
            "kind": filters.get("kind"),
            "state": filters.get("state"),
            "science": filters.get("science"),
            "group": filters.get("group"),
            "sphere": self._base.sphere_names.get(filters.get("sphere", "")),
            "programme": programme,
            "contest": contest,
            "organisation": organisation,
            "number": filters.get("table"),
            **more,
        }

    def _shown(
        self,
        template: str,
        plan: Plan,
        rows: list[Row],
        *,
        figures: list[Figure],
        sources: list[content.Source | None],
        buttons: tuple[Any, ...] = (),
        **more: Any,
    ) -> Shown:
        values = self._values(plan, rows, **more)
        told = [source for source in sources if source is not None]
        text = render(f"ngo/answers/{template}.html.j2", **values, source=self._base.source_line(told))
        measure = next((getattr(row.record, "measure", None) or "" for row in rows), "")
        subject = f"{plan.table}/{','.join(plan.keys) or plan.op}"
        return Shown(text, plan, subject, tuple(figures), tuple(told), kept(*buttons), measure, text.count("\n") + 1)

    def _each(self, plan: Plan, rows: list[Row]) -> Shown | None:
        figures = [figure for row in rows for figure in figures_of(row.cells.values(), row.key)]
        if plan.table == "contests" and plan.op == "ratio":
            figures += [figure for row in rows for figure in self._ratio_figures(row)]
        figures += differences(rows)
        template = "about" if plan.op == "about" else "each"
        return self._shown(
            template,
            plan,
            rows,
            figures=figures,
            sources=[row.source for row in rows],
            buttons=tuple(record_button(row.short, ENTITY[plan.table], row.entity) for row in rows[:3])
            if plan.table in ENTITY
            else (),
        )

    @staticmethod
    def _ratio_figures(row: Row) -> list[Figure]:
        came, won = row.cells["applicants"].value, row.cells["winners"].value
        return [share_figure(won, came, "winners / applicants", row.key)] if came and won is not None else []
