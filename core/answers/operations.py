"""Carrying a plan out: figures, lists, counts and totals of a table's rows, exactly."""

from decimal import Decimal
from typing import Any

from core.answers.answer import Figure
from core.answers.canvas import ENTITY, INLINE_ROWS, SHOWN_ROWS, differences
from core.answers.comparisons import Comparisons
from core.answers.plan import Plan
from core.answers.shown import Shown, figures_of, plan_button, record_button
from core.answers.tables import Row
from core.answers.totals import Total
from storage.records import content
from storage.terms import Unit

_NOT_ADDED = frozenset({"indicators", "projects", "leases"})


class Operations(Comparisons):
    """All operations over one base's tables. A plan that finds no rows gives None."""

    def show(self, plan: Plan) -> Shown | None:
        """Carry out a plan for its year (the newest held when it names none)."""
        table = self._tables.get(plan.table)
        if table is None or not table.rows:
            return None
        if plan.op == "years":
            return self._years(plan)
        if plan.op == "overview":
            return self._overview(plan)
        if plan.op in {"over", "under"}:
            return self.bounded(plan)
        year = plan.year or table.years()[0]
        plan = plan.with_(year=year, measure=plan.measure or (table.measures[0] if table.measures else ""))
        rows = table.select(year, plan.keys, plan.filters)
        if not rows and plan.keys and (newest := table.newest_of(plan.keys)):
            plan = plan.with_(year=newest)
            rows = table.select(newest, plan.keys, plan.filters)
        if plan.op in {"kinds", "max_kind", "min_kind"}:
            return self._kinds(plan, table)
        if plan.op == "total" and plan.table == "projects" and "organisation" in dict(plan.filters) and rows:
            return self._sum(plan, rows)
        if (
            plan.table == "contests"
            and plan.op in {"total", "list"}
            and "sphere" in dict(plan.filters)
            and not plan.keys
        ):
            return self.sphere_grants(plan, rows)
        if plan.op in {"total", "count"} and not plan.keys:
            return self._total(plan, rows) if plan.op == "total" else self._count(plan, rows)
        if not rows:
            return None
        operation = {
            "figure": self._figure,
            "each": self._each,
            "list": self._list,
            "count": self._count,
            "total": self._each,
            "sum": self._sum,
            "max": self._extreme,
            "min": self._extreme,
            "share": self._share,
            "ratio": self._ratio,
            "compare": self._compare,
            "about": self._each,
            "check": self._check,
            "average": self._average,
        }.get(plan.op)
        return operation(plan, rows) if operation else None

    def _overview(self, plan: Plan) -> Shown | None:
        """Subsidies by programme and by intake window: kinds of money side by side, not added."""
        year = plan.year or self._tables["subsidies"].years()[0]
        rows = self._tables["subsidies"].select(year)
        programmes = dict.fromkeys(key for row in rows for key in row.attributes["programme"])
        parts: list[tuple[str, Total, int]] = []
        for key in programmes:
            own = [row for row in rows if key in row.attributes["programme"] and row.attributes["table"] != {""}]
            total = self._totals.of(Plan("subsidies", "total", "amount", (), (("programme", key),), year), own)
            programme = self._base.get(content.Programme, key)
            if total and programme and own:
                parts.append((programme.name, total, len(own)))
        windows = [row for row in self._tables["windows"].select(year) if row.cell("applicants") and row.cell("amount")]
        figures = [figure for _, total, _ in parts for figure in total.figures]
        figures += [figure for row in windows for figure in figures_of(row.cells.values(), row.key)]
        figures += [Figure(Decimal(count), Unit.RECIPIENTS, "count of rows", (name,)) for name, _, count in parts]
        sources = [*(source for _, total, _ in parts for source in total.sources), *(row.source for row in windows)]
        if not parts and not windows:
            return None
        return self._shown(
            "subsidies",
            plan.with_(year=year),
            [],
            parts=parts,
            windows=windows,
            figures=figures,
            sources=list(sources),
            buttons=tuple(
                plan_button(
                    "answer_recipients_of",
                    Plan("subsidies", "list", "amount", (), (("programme", key),), year),
                    title=programme.short_name,
                )
                for key in programmes
                if (programme := self._base.get(content.Programme, key))
                and any(name == programme.name for name, _, _ in parts)
            ),
        )

    def _figure(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if len(rows) > 1:
            return self._each(plan, rows)
        row = rows[0]
        if plan.table not in {"indicators", "support", "leases", "projects"} and row.cell(plan.measure) is None:
            return None
        figures = [*figures_of(row.cells.values(), row.key), *differences(rows)]
        note = self._totals.for_programme(row) if plan.table == "programmes" else None
        sources: list[content.Source | None] = [row.source]
        beside = self._beside(plan, row)
        if beside is not None:
            figures += figures_of(beside.cells.values(), beside.key)
            sources.append(beside.source)
        if note:
            figures += note.figures
            sources += note.sources
        if plan.table == "contests" and row.cell("applicants") and row.cell("winners"):
            figures += self._ratio_figures(row)
        return self._shown(
            "figure",
            plan,
            rows,
            row=row,
            figures=figures,
            sources=sources,
            note=note,
            beside=beside,
            buttons=self._around(plan, row),
            **self._figure_values(row),
        )

    def _beside(self, plan: Plan, row: Row) -> Row | None:
        """The other kind of money of a programme's sphere: an intake window's subsidies, which it does not count."""
        if plan.table != "programmes" or plan.measure != "amount":
            return None
        sphere = getattr(self._base.get(content.Programme, row.entity), "sphere", None)
        for window in self._tables["windows"].select(row.year):
            contest = self._base.get(content.Contest, window.entity)
            cell = window.cell("amount")
            told = contest is not None and sphere in contest.spheres and window.cell("applicants") is not None
            if told and cell is not None and cell.value != row.cells["amount"].value:
                return window
        return None

    def _figure_values(self, row: Row) -> dict[str, Any]:
        record = row.record
        return {
            "owner": self._base.get(content.Organisation, getattr(record, "organisation", None)),
            "given_by": self._base.get(content.Contest, getattr(record, "contest", None)),
            "season": self._base.get(content.Season, row.key),
        }

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
            recipients = Plan("subsidies", "list", "amount", (), (("programme", programme),), row.year)
            return (
                record_button(row.short, "organisations", row.entity),
                plan_button("answer_all_recipients", recipients),
            )
        if plan.table == "projects":
            owner = next(iter(row.attributes["organisation"]))
            found = self._base.get(content.Organisation, owner)
            return (record_button(found.short_name, "organisations", owner) if found else None,)
        if plan.table == "indicators":
            return (plan_button("answer_indicators", Plan("indicators", "list", "fact", (), (), row.year)),)
        return ()

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
        figures += differences(rows)
        figures.append(Figure(Decimal(len(rows)), Unit.OTHER, "count of rows", (plan.table,)))
        figures.append(Figure(Decimal(len(rest)), Unit.OTHER, "count of remaining rows", (plan.table,)))
        if plan.table == "leases":
            figures.append(Figure(Decimal(len({row.entity for row in rows})), Unit.ORGANISATIONS, "count of holders"))
        total = self._totals.of(plan, rows) if plan.table not in _NOT_ADDED else None
        figures += total.figures if total else []
        more = plan_button("answer_more", plan.with_(page=plan.page + 1)) if rest else None
        cards = (
            [record_button(row.short, ENTITY[plan.table], row.entity) for row in first] if plan.table in ENTITY else []
        )
        return self._shown(
            "list",
            plan,
            first,
            all=rows,
            rest=inline,
            left=len(rest),
            total=total,
            start=start,
            figures=figures,
            sources=[row.source for row in rows],
            buttons=(more, *cards[:3]) if len(rows) <= SHOWN_ROWS or more else (),
        )

    def _count(self, plan: Plan, rows: list[Row]) -> Shown | None:
        if not rows:
            return None
        figures = [Figure(Decimal(len(rows)), Unit.OTHER, "count of rows", (plan.table,))]
        if plan.table == "leases":
            figures.append(Figure(Decimal(len({row.entity for row in rows})), Unit.ORGANISATIONS, "count of holders"))
        return self._shown(
            "count",
            plan,
            rows,
            figures=figures,
            sources=[row.source for row in rows],
            buttons=(plan_button("answer_list", plan.with_(op="list")),),
        )

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
            "total",
            plan,
            rows,
            total=total,
            parts=parts,
            recipients=recipients,
            figures=figures,
            sources=list(total.sources),
            buttons=(plan_button("answer_list", plan.with_(op="list")),),
        )
