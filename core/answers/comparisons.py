"""Operations over several rows: sums, extremes, shares, ratios, comparisons, kinds and years."""

from decimal import ROUND_HALF_UP, Decimal

from core.answers.answer import Figure
from core.answers.canvas import ENTITY, SHOWN_ROWS, Canvas
from core.answers.plan import Plan
from core.answers.shown import Shown, figures_of, percent, plan_button, record_button, share_figure
from core.answers.tables import Row, Table
from storage.records import content
from storage.terms import Unit


def _amount(row: Row) -> Decimal:
    return row.cells["amount"].value or Decimal(0)


class Comparisons(Canvas):
    """Each operation takes a plan and its rows, and gives None when they do not suffice."""

    def _sum(self, plan: Plan, rows: list[Row]) -> Shown | None:
        joint = self._joint_grants(plan, rows)
        if joint:
            return self._grants_sum(plan, rows, joint)
        cells = [(row, row.cell(plan.measure)) for row in rows]
        told = [(row, cell) for row, cell in cells if cell and cell.value is not None]
        if len(told) < 2 or told[0][1].unit is Unit.PERCENT:
            return self._each(plan.with_(op="each"), rows)
        value = sum((cell.value for _, cell in told if cell.value is not None), Decimal(0))
        unit = told[0][1].unit
        figures = [Figure(value, unit, "sum of cells", tuple(row.key for row, _ in told))]
        figures += [figure for row, cell in told for figure in figures_of([cell], row.key)]
        figures.append(Figure(Decimal(len(told)), Unit.OTHER, "count of rows", (plan.table,)))
        return self._shown(
            "sum",
            plan,
            [row for row, _ in told],
            value=value,
            unit=unit,
            figures=figures,
            sources=[row.source for row, _ in told],
        )

    def _joint_grants(self, plan: Plan, rows: list[Row]) -> list[content.Fact]:
        """Grants of an organisation that the document names for several projects together."""
        organisation = dict(plan.filters).get("organisation")
        if plan.table != "projects" or organisation is None:
            return []
        known = {row.cells["amount"].value for row in rows}
        subsidies = {row.cells["amount"].value for row in self._tables["subsidies"].rows if row.entity == organisation}
        return [
            fact
            for fact in self._base.where(content.Fact, "organisation", organisation)
            if fact.unit is Unit.ROUBLES and fact.value not in known | subsidies
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
        table = ENTITY.get(plan.table)
        return self._shown(
            "extreme",
            plan,
            top,
            after=after,
            figures=figures,
            sources=[row.source for row in top],
            buttons=(every, record_button(top[0].short, table, top[0].entity) if table else None),
        )

    def _average(self, plan: Plan, rows: list[Row]) -> Shown | None:
        """The money of one row over its winners or recipients; None where either is not a plain number."""
        money, count = rows[0].cell("amount"), rows[0].cell(plan.measure)
        if len(rows) != 1 or money is None or count is None or not money.value or not count.value:
            return None
        value = (money.value / count.value).quantize(Decimal(1), ROUND_HALF_UP)
        figures = [
            Figure(value, Unit.ROUBLES, f"amount / {plan.measure}", (rows[0].key,)),
            *figures_of((money, count), rows[0].key),
        ]
        return self._shown(
            "average", plan, rows, value=value, money=money.value, count=count.value, figures=figures,
            sources=[rows[0].source], buttons=(),
        )  # fmt: skip

    def _share(self, plan: Plan, rows: list[Row]) -> Shown | None:
        measure = plan.measure
        if plan.keys:
            rows = _of_one_programme(rows)
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
            share_figure(part, total.value, "part / total", plan.table),
            Figure(part, unit, "sum of cells", (plan.table,)),
            *total.figures,
        ]
        sources = [*(row.source for row in rows), *total.sources]
        return self._shown(
            "share",
            plan,
            rows,
            part=part,
            unit=unit,
            total=total,
            percent=percent(part, total.value),
            figures=figures,
            sources=sources,
        )

    def _check(self, plan: Plan, rows: list[Row]) -> Shown | None:
        """The stated total beside the sum of the rows."""
        total = self._totals.of(plan.with_(op="total"), rows)
        if total is None:
            return None
        gap = abs(total.value - total.computed)
        figures = [*total.figures, Figure(gap, total.unit, "stated total - sum of rows", (plan.table,))]
        return self._shown("check", plan, rows, total=total, gap=gap, figures=figures, sources=list(total.sources))

    def sphere_grants(self, plan: Plan, rows: list[Row]) -> Shown | None:
        """Projects of a sphere with their sums; contests that take it among others, whose money is not the sphere's."""
        filters = dict(plan.filters)
        own = self._tables["projects"].select(plan.year or 0, (), (("sphere", filters["sphere"]),))
        own = sorted((row for row in own if getattr(row.record, "contest", "")), key=lambda row: -_amount(row))
        first = own[:SHOWN_ROWS]
        figures = [figure for row in first for figure in figures_of(row.cells.values(), row.key)]
        figures += [
            Figure(Decimal(len(own)), Unit.OTHER, "count of rows", ("projects",)),
            Figure(Decimal(len(own) - len(first)), Unit.OTHER, "count of remaining rows", ("projects",)),
        ]
        if not rows:
            return None
        return self._shown(
            "sphere_grants",
            plan,
            rows[:SHOWN_ROWS],
            projects=first,
            count=len(own),
            left=len(own) - len(first),
            figures=figures,
            sources=[*(row.source for row in first), *(row.source for row in rows[:SHOWN_ROWS])],
            buttons=tuple(record_button(row.short, "projects", row.entity) for row in first[:3]),
        )

    def bounded(self, plan: Plan) -> Shown | None:
        """Rows over or under an amount, the largest first; «bound» is in roubles."""
        filters = dict(plan.filters)
        bound = Decimal(filters.pop("bound"))
        rows = self._tables[plan.table].select(plan.year or 0, (), tuple(filters.items()))
        told = [(row.cells["amount"].value or Decimal(0), row) for row in rows if row.cell("amount")]
        kept = [row for value, row in told if (value > bound if plan.op == "over" else value < bound)]
        kept.sort(key=lambda row: -(row.cells["amount"].value or Decimal(0)))
        if not told:
            return None
        first = kept[:SHOWN_ROWS]
        figures = [figure for row in first for figure in figures_of(row.cells.values(), row.key)]
        figures += [
            Figure(Decimal(len(kept)), Unit.OTHER, f"count of rows {plan.op} bound", (plan.table,)),
            Figure(bound, Unit.ROUBLES, "the person's own number"),
            Figure(Decimal(len(kept) - len(first)), Unit.OTHER, "count of remaining rows", (plan.table,)),
        ]
        return self._shown(
            "bounded",
            plan,
            first,
            all=kept,
            left=len(kept) - len(first),
            bound=bound,
            figures=figures,
            sources=[row.source for _, row in told],
        )

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
        gaps = [
            (row.cells["applicants"].value or Decimal(0)) - (row.cells["winners"].value or Decimal(0)) for row in told
        ]
        figures += [
            Figure(gap, Unit.OTHER, "applicants - winners", (row.key,)) for gap, row in zip(gaps, told, strict=True)
        ]
        shares = [
            percent(row.cells["winners"].value or Decimal(0), row.cells["applicants"].value or Decimal(1))
            for row in told
        ]
        return self._shown(
            "ratio",
            plan,
            told,
            shares=shares,
            gaps=gaps,
            figures=figures,
            sources=[row.source for row in told],
        )

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
            "years",
            plan.with_(year=newer),
            [],
            newer=newer,
            older=older,
            lines=lines,
            figures=figures,
            sources=[row.source for row in levels.rows if not plan.keys or row.entity in plan.keys],
        )


def _of_one_programme(rows: list[Row]) -> list[Row]:
    """A part is of the whole that it is compared with: recipients of other programmes are left out."""
    largest = max(rows, key=lambda row: (cell.value or Decimal(0)) if (cell := row.cell("amount")) else Decimal(0))
    own = largest.attributes.get("programme", frozenset())
    return [row for row in rows if row.attributes.get("programme", frozenset()) == own]
