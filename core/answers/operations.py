"""Carrying a plan out: figures, lists, totals, extremes, shares, comparisons over a table's rows, exactly."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import Shown, figures_of, kept, percent, plan_button, record_button, share_figure
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from core.answers.totals import Total, Totals
from core.rendering import render
from storage.records import content
from storage.terms import Unit

SHOWN_ROWS = 5
INLINE_ROWS = 12
_ENTITY = {
    "contests": "contests",
    "windows": "contests",
    "projects": "projects",
    "subsidies": "organisations",
    "leases": "organisations",
}


class Operations:
    """All operations over one base's tables. A plan that finds no rows gives None."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables
        self._totals = Totals(base, tables)

    def show(self, plan: Plan) -> Shown | None:
        """Carry out a plan for its year (the newest held when it names none)."""
        table = self._tables.get(plan.table)
        if table is None or not table.rows:
            return None
        if plan.op == "years":
            return self._years(plan)
        year = plan.year or table.years()[0]
        plan = plan.with_(year=year, measure=plan.measure or (table.measures[0] if table.measures else ""))
        rows = table.select(year, plan.keys, plan.filters)
        if plan.op in {"kinds", "max_kind", "min_kind"}:
            return self._kinds(plan, table)
        if plan.op == "total" and plan.table == "projects" and "organisation" in dict(plan.filters) and rows:
            return self._sum(plan, rows)
        if plan.op in {"total", "count"} and not plan.keys:
            return self._total(plan, rows) if plan.op == "total" else self._count(plan, rows)
        if not rows:
            return None
        operation = {
            "figure": self._figure, "each": self._each, "list": self._list, "count": self._count, "total": self._each,
            "sum": self._sum, "max": self._extreme, "min": self._extreme, "share": self._share, "ratio": self._ratio,
            "compare": self._compare, "about": self._each,
        }.get(plan.op)  # fmt: skip
        return operation(plan, rows) if operation else None

    def _values(self, plan: Plan, rows: list[Row], **more: Any) -> dict[str, Any]:
        filters = dict(plan.filters)
        programme = self._base.get(content.Programme, filters.get("programme"))
        contest = self._base.get(content.Contest, filters.get("contest"))
        organisation = self._base.get(content.Organisation, filters.get("organisation"))
        return {
            "table": plan.table, "op": plan.op, "measure": plan.measure, "year": plan.year, "rows": rows,
            "level": filters.get("level"), "scope": filters.get("scope"), "kind": filters.get("kind"),
            "state": filters.get("state"), "science": filters.get("science"), "group": filters.get("group"),
            "sphere": self._base.sphere_names.get(filters.get("sphere", "")), "programme": programme,
            "contest": contest, "organisation": organisation, "number": filters.get("table"), **more,
        }  # fmt: skip

    def _shown(
        self, template: str, plan: Plan, rows: list[Row], *, figures: list[Figure], sources: list[content.Source | None],
        buttons: tuple[Any, ...] = (), **more: Any,
    ) -> Shown:  # fmt: skip
        values = self._values(plan, rows, **more)
        told = [source for source in sources if source is not None]
        text = render(f"ngo/answers/{template}.html.j2", **values, source=self._base.source_line(told))
        measure = next((getattr(row.record, "measure", None) or "" for row in rows), "")
        subject = f"{plan.table}/{','.join(plan.keys) or plan.op}"
        return Shown(text, plan, subject, tuple(figures), tuple(told), kept(*buttons), measure, text.count("\n") + 1)

    def _figure(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if len(rows) > 1:
            return self._each(plan, rows)
        row = rows[0]
        if plan.table not in {"indicators", "support", "leases", "projects"} and row.cell(plan.measure) is None:
            return None
        figures = figures_of(row.cells.values(), row.key)
        note = self._totals.for_programme(row) if plan.table == "programmes" else None
        sources: list[content.Source | None] = [row.source]
        if note:
            figures += note.figures
            sources += note.sources
        if plan.table == "contests" and row.cell("applicants") and row.cell("winners"):
            figures += self._ratio_figures(row)
        return self._shown(
            "figure", plan, rows, row=row, figures=figures, sources=sources, note=note,
            buttons=self._around(plan, row), **self._figure_values(row),
        )  # fmt: skip

    def _figure_values(self, row: Row) -> dict[str, Any]:
        record = row.record
        return {
            "owner": self._base.get(content.Organisation, getattr(record, "organisation", None)),
            "given_by": self._base.get(content.Contest, getattr(record, "contest", None)),
            "season": self._base.get(content.Season, row.key),
        }

    @staticmethod
    def _ratio_figures(row: Row) -> list[Figure]:
        came, won = row.cells["applicants"].value, row.cells["winners"].value
        return [share_figure(won, came, "winners / applicants", row.key)] if came and won is not None else []

    def _around(self, plan: Plan, row: Row) -> tuple[Any, ...]:
        if plan.table == "programmes":
            own = self._tables["subsidies"].select(row.year, (), (("programme", row.entity),))
            got = plan_button(
                "answer_who", Plan("subsidies", "list", "amount", (), (("programme", row.entity),), row.year)
            )
            every = plan_button("answer_programmes", Plan("programmes", "list", "amount", (), (), row.year))
            return (got if own else None, every)
        if plan.table in {"contests", "windows"}:
            projects = self._tables["projects"].select(row.year, (), (("contest", row.entity),))
            won = plan_button(
                "answer_won", Plan("projects", "list", "amount", (), (("contest", row.entity),), row.year)
            )
            card = record_button(row.short, "contests", row.entity)
            return (card, won if projects else None)
        if plan.table == "subsidies":
            programme = next(iter(row.attributes["programme"]))
            every = Plan("subsidies", "list", "amount", (), (("programme", programme),), row.year)
            return (record_button(row.short, "organisations", row.entity), plan_button("answer_all_recipients", every))
        if plan.table == "projects":
            owner = next(iter(row.attributes["organisation"]))
            found = self._base.get(content.Organisation, owner)
            return (record_button(found.short_name, "organisations", owner) if found else None,)
        if plan.table == "indicators":
            return (plan_button("answer_indicators", Plan("indicators", "list", "fact", (), (), row.year)),)
        return ()

    def _each(self, plan: Plan, rows: list[Row]) -> Shown | None:
        figures = [figure for row in rows for figure in figures_of(row.cells.values(), row.key)]
        if plan.table == "contests" and plan.op == "ratio":
            figures += [figure for row in rows for figure in self._ratio_figures(row)]
        template = "about" if plan.op == "about" else "each"
        return self._shown(
            template, plan, rows, figures=figures, sources=[row.source for row in rows],
            buttons=tuple(record_button(row.short, _ENTITY[plan.table], row.entity) for row in rows[:3])
            if plan.table in _ENTITY else (),
        )  # fmt: skip

    def _list(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if plan.table in {"contests", "projects", "subsidies", "programmes"}:
            rows = sorted(rows, key=lambda row: -(row.cells["amount"].value or Decimal(0)))
        if not rows:
            return None
        start = plan.page * SHOWN_ROWS
        first = rows[start : start + SHOWN_ROWS]
        rest = rows[start + SHOWN_ROWS :]
        inline = rest if len(rows) <= INLINE_ROWS else []
        figures = [figure for row in [*first, *inline] for figure in figures_of(row.cells.values(), row.key)]
        figures.append(Figure(Decimal(len(rows)), Unit.OTHER, "count of rows", (plan.table,)))
        figures.append(Figure(Decimal(len(rest)), Unit.OTHER, "count of remaining rows", (plan.table,)))
        total = self._totals.of(plan, rows)
        figures += total.figures if total else []
        more = plan_button("answer_more", plan.with_(page=plan.page + 1)) if rest else None
        cards = (
            [record_button(row.short, _ENTITY[plan.table], row.entity) for row in first]
            if plan.table in _ENTITY
            else []
        )
        return self._shown(
            "list", plan, first, all=rows, rest=inline, left=len(rest), total=total, start=start, figures=figures,
            sources=[row.source for row in rows], buttons=(more, *cards[:3]) if len(rows) <= SHOWN_ROWS or more else (),
        )  # fmt: skip

    def _count(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if not rows:
            return None
        figures = [Figure(Decimal(len(rows)), Unit.OTHER, "count of rows", (plan.table,))]
        return self._shown(
            "count", plan, rows, figures=figures, sources=[row.source for row in rows],
            buttons=(plan_button("answer_list", plan.with_(op="list")),),
        )  # fmt: skip

    def _total(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if plan.table in {"projects", "subsidies"} and not plan.filters and plan.table == "projects":
            return None
        total = self._totals.of(plan, rows)
        if total is None or not rows:
            return self._list(plan.with_(op="list"), rows) if rows else None
        parts = self._totals.levels(rows) if plan.table == "contests" and not plan.filters else []
        figures = [*total.figures, *(figure for part in parts for figure in part.figures)]
        figures.append(Figure(Decimal(len(rows)), Unit.OTHER, "count of rows", (plan.table,)))
        recipients = self._totals.of(plan.with_(measure="recipients"), rows) if plan.table == "programmes" else None
        figures += recipients.figures if recipients else []
        return self._shown(
            "total", plan, rows, total=total, parts=parts, recipients=recipients, figures=figures, sources=list(total.sources),
            buttons=(plan_button("answer_list", plan.with_(op="list")),),
        )  # fmt: skip

    def _sum(self, plan: Plan, rows: list[Row]) -> Shown | None:
        joint = self._joint_grants(plan, rows)
        if joint:
            return self._grants_sum(plan, rows, joint)
        cells = [(row, row.cell(plan.measure)) for row in rows]
        told = [(row, cell) for row, cell in cells if cell and cell.value is not None]
        if len(told) < 2:
            return self._each(plan.with_(op="each"), rows)
        value = sum((cell.value for _, cell in told if cell.value is not None), Decimal(0))
        unit = told[0][1].unit
        figures = [Figure(value, unit, "sum of cells", tuple(row.key for row, _ in told))]
        figures += [figure for row, cell in told for figure in figures_of([cell], row.key)]
        return self._shown(
            "sum", plan, [row for row, _ in told], value=value, unit=unit, figures=figures,
            sources=[row.source for row, _ in told],
        )  # fmt: skip

    def _joint_grants(self, plan: Plan, rows: list[Row]) -> list[content.Fact]:
        """Grants of an organisation that the document names for several projects together."""
        organisation = dict(plan.filters).get("organisation")
        if plan.table != "projects" or organisation is None:
            return []
        known = {row.cells["amount"].value for row in rows}
        subsidies = {row.cells["amount"].value for row in self._tables["subsidies"].rows if row.entity == organisation}
        return [
            fact
            for fact in self._base.all(content.Fact)
            if fact.organisation == organisation and fact.unit is Unit.ROUBLES and fact.value not in known | subsidies
        ]

    def _grants_sum(self, plan: Plan, rows: list[Row], joint: list[content.Fact]) -> Shown:
        told = [row for row in rows if row.cells["amount"].value is not None]
        parts = [(row.name, row.cells["amount"].value or Decimal(0)) for row in told]
        parts += [(fact.title, fact.value or Decimal(0)) for fact in joint]
        value = sum((amount for _, amount in parts), Decimal(0))
        figures = [Figure(amount, Unit.ROUBLES, "cell", (name,)) for name, amount in parts]
        figures.append(Figure(value, Unit.ROUBLES, "sum of cells", tuple(name for name, _ in parts)))
        sources = [*(row.source for row in told), *(fact.source for fact in joint)]
        return self._shown("grants_sum", plan, told, value=value, parts=parts, figures=figures, sources=sources)

    def _extreme(self, plan: Plan, rows: list[Row]) -> Shown | None:
        ranked = [(cell.rank, row) for row in rows if (cell := row.cell(plan.measure)) and cell.rank is not None]
        if not ranked:
            return None
        ranked.sort(key=lambda pair: pair[0], reverse=plan.op == "max")
        best = ranked[0][0]
        top = [row for rank, row in ranked if rank == best][:3]
        after = [row for rank, row in ranked if rank != best][:2]
        figures = [figure for row in [*top, *after] for figure in figures_of(row.cells.values(), row.key)]
        every = plan_button("answer_list", plan.with_(op="list"))
        table = _ENTITY.get(plan.table)
        return self._shown(
            "extreme", plan, top, after=after, figures=figures, sources=[row.source for row in top],
            buttons=(every, record_button(top[0].short, table, top[0].entity) if table else None),
        )  # fmt: skip

    def _share(self, plan: Plan, rows: list[Row]) -> Shown | None:
        measure = plan.measure
        if plan.keys:
            programme = rows[0].attributes.get("programme", frozenset()) if plan.table == "subsidies" else frozenset()
            filters = (("programme", next(iter(programme))),) if programme else plan.filters
            whole_plan = plan.with_(keys=(), filters=filters)
        else:
            whole_plan = plan.with_(filters=())
        whole_rows = self._tables[plan.table].select(plan.year or 0, (), whole_plan.filters)
        total = self._totals.of(whole_plan, whole_rows)
        part = sum((cell.value for row in rows if (cell := row.cell(measure)) and cell.value), Decimal(0))
        if total is None or not total.value or not part or (not plan.keys and not plan.filters):
            return None
        unit = rows[0].cells[measure].unit
        figures = [
            share_figure(part, total.value, "part / total", plan.table), Figure(part, unit, "sum of cells", (plan.table,)),
            *total.figures,
        ]  # fmt: skip
        sources = [*(row.source for row in rows), *total.sources]
        return self._shown(
            "share", plan, rows, part=part, unit=unit, total=total, percent=percent(part, total.value), figures=figures,
            sources=sources,
        )  # fmt: skip

    def _ratio(self, plan: Plan, rows: list[Row]) -> Shown | None:
        told = [row for row in rows if row.cells["applicants"].value and row.cells["winners"].value is not None]
        if not told:
            return None
        if not plan.keys:
            told.sort(key=lambda row: -(row.cells["winners"].value or 0) / (row.cells["applicants"].value or 1))
            told = told[:SHOWN_ROWS]
        figures = [
            figure for row in told for figure in [*figures_of(row.cells.values(), row.key), *self._ratio_figures(row)]
        ]
        shares = [
            percent(row.cells["winners"].value or Decimal(0), row.cells["applicants"].value or Decimal(1))
            for row in told
        ]
        return self._shown(
            "ratio", plan, told, shares=shares, figures=figures, sources=[row.source for row in told],
        )  # fmt: skip

    def _compare(self, plan: Plan, rows: list[Row]) -> Shown | None:
        told = [row for row in rows if (cell := row.cell(plan.measure)) and cell.rank is not None]
        if len(told) < 2:
            return self._each(plan.with_(op="each"), rows)
        told.sort(key=lambda row: row.cells[plan.measure].rank or 0, reverse=True)
        most, least = told[0].cells[plan.measure], told[-1].cells[plan.measure]
        gap = (most.rank or Decimal(0)) - (least.rank or Decimal(0))
        figures = [figure for row in told for figure in figures_of(row.cells.values(), row.key)]
        times = None
        if len(told) == 2 and least.rank and most.rank and most.rank > least.rank:
            times = (most.rank / least.rank).quantize(Decimal("0.1"), ROUND_HALF_UP)
            figures.append(Figure(times, Unit.OTHER, "larger / smaller", (told[0].key, told[-1].key)))
        figures.append(Figure(gap, most.unit, "difference", (told[0].key, told[-1].key)))
        return self._shown(
            "compare",
            plan,
            told,
            times=times,
            gap=gap,
            unit=most.unit,
            figures=figures,
            sources=[row.source for row in told],
        )

    def _kinds(self, plan: Plan, table: Table) -> Shown | None:
        kinds = [kind for kind in table.measures if kind != "total"]
        totals = [
            (kind, self._totals.of(plan.with_(measure=kind, op="total"), table.select(plan.year or 0)))
            for kind in kinds
        ]
        told = [(kind, total) for kind, total in totals if total is not None]
        if not told:
            return None
        told.sort(key=lambda pair: pair[1].value, reverse=plan.op != "min_kind")
        figures = [figure for _, total in told for figure in total.figures]
        sources = [source for _, total in told for source in total.sources]
        return self._shown("kinds", plan, [], totals=told, figures=figures, sources=list(sources))

    def _years(self, plan: Plan) -> Shown | None:
        levels = self._tables["levels"]
        held = levels.years()
        if len(held) < 2:
            return None
        newer, older = held[0], held[1]
        lines = self._totals.level_years(plan.keys, newer, older)
        if not lines:
            return None
        figures = [figure for line in lines for figure in line.figures]
        return self._shown(
            "years", plan.with_(year=newer), [], newer=newer, older=older, lines=lines, figures=figures,
            sources=[row.source for row in levels.rows if not plan.keys or row.entity in plan.keys],
        )  # fmt: skip


__all__ = ["Operations", "Total"]
