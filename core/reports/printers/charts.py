"""Charts as PNG for a phone: horizontal bars with their values, one meaning a colour, long names wrapped."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from core.rendering import figure as figure_text
from core.rendering import number
from core.reports.compare import LevelSum, level_sums
from core.reports.model import Report, met
from core.reports.printers.form import indicator_texts
from core.reports.words import say, words
from storage.terms import SupportKind

_SHOWN = 12
_WIDTH, _DPI = 7.2, 150
_BAR, _EDGE = 0.62, 1.5
_BLUE, _LIGHT, _GREY, _RED, _GREEN = "#2F6DB5", "#8DB4E2", "#B8BEC8", "#C8553D", "#3C8D5A"
_INK = "#222222"
_LINE = 21


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one meaning: a value a name, None for none."""

    name: str
    colour: str
    values: tuple[float | None, ...]
    labels: tuple[str, ...]


def draw(report: Report, name: str, older: Sequence[LevelSum] = ()) -> bytes | None:
    """The chart `name` of a year as PNG; None when the year lacks what it shows."""
    if name == "levels":
        return _levels(report)
    if name == "contests":
        return _contests(report)
    if name == "spheres":
        return _spheres(report)
    if name == "indicators":
        return _indicators(report)
    return _years(report, older) if name == "years" else None


def _millions(roubles: Decimal) -> str:
    return number(roubles / 1_000_000, 1)


def _levels(report: Report) -> bytes | None:
    table = report.table("3")
    levels = table.groups
    if not levels:
        return None
    science = [
        sum((table.figure(row, "amount") for row in table.rows
             if row.group == level and report.records.contests[row.refers].science), Decimal(0))
        for level in levels
    ]  # fmt: skip
    whole = [sum((table.figure(row, "amount") for row in table.rows if row.group == level), Decimal(0))
             for level in levels]  # fmt: skip
    names = [words("charts", "level", level) for level in levels]
    others = [total - part for total, part in zip(whole, science, strict=True)]
    series = (
        Series(words("charts", "others"), _BLUE, tuple(map(float, others)), ()),
        Series(words("charts", "science"), _LIGHT, tuple(map(float, science)), ()),
    )
    title = say("charts", "levels", year=report.year)
    return _stacked(title, words("charts", "million"), names, series, [_millions(value) for value in whole])


def _contests(report: Report) -> bytes | None:
    table = report.table("3")
    rows = sorted((row for row in table.rows if table.figure(row, "amount")), key=lambda r: -table.figure(r, "amount"))
    if not rows:
        return None
    contests = report.records.contests
    shown, rest = rows[:_SHOWN], rows[_SHOWN:]
    names = [contests[row.refers].short_name for row in shown]
    amounts = [table.figure(row, "amount") for row in shown]
    science = [contests[row.refers].science for row in shown]
    if rest:
        names.append(say("charts", "rest", count=len(rest)))
        amounts.append(sum((table.figure(row, "amount") for row in rest), Decimal(0)))
        science.append(False)
    series = tuple(
        Series(words("charts", label), colour,
               tuple(float(value) if flag is wanted else 0.0 for value, flag in zip(amounts, science, strict=True)), ())
        for label, colour, wanted in (("others", _BLUE, False), ("science", _LIGHT, True))
    )  # fmt: skip
    labels = [number(value / 1000, 1) for value in amounts]
    return _stacked(say("charts", "contests", year=report.year), words("charts", "thousand"), names, series, labels)


def _spheres(report: Report) -> bytes | None:
    table = report.table("2")
    if not table.rows:
        return None
    kinds = ((SupportKind.CONSULTATION, _BLUE), (SupportKind.PROPERTY, _GREEN), (SupportKind.FINANCE, _RED))
    names = [str(row.cells[0]) for row in table.rows]
    series = tuple(
        Series(words("charts", "kind", kind.value), colour,
               tuple(float(table.figure(row, kind.value)) for row in table.rows), ())
        for kind, colour in kinds
    )  # fmt: skip
    labels = [
        figure_text(table.figure(row, "total"))
        + " (" + " + ".join(figure_text(table.figure(row, kind.value)) for kind, _ in kinds) + ")"
        for row in table.rows
    ]  # fmt: skip
    return _stacked(say("charts", "spheres", year=report.year), words("charts", "organisations"), names, series, labels)


def _indicators(report: Report) -> bytes | None:
    if not report.indicators:
        return None
    names = [indicator.short_name for indicator in report.indicators]
    plans, facts, colours = [], [], []
    for indicator in report.indicators:
        longest = max(indicator.plan, indicator.fact) or Decimal(1)
        plans.append(float(indicator.plan / longest))
        facts.append(float(indicator.fact / longest))
        colours.append(_GREEN if met(indicator) else _RED)
    texts = [indicator_texts(indicator) for indicator in report.indicators]
    figure, axes, height = _canvas(len(names), 2)
    for at in range(len(names)):
        for value, text, colour, shift in (
            (plans[at], texts[at][0], _GREY, -0.21), (facts[at], texts[at][1], colours[at], 0.21),
        ):  # fmt: skip
            axes.barh(at + shift, value, height=0.38, color=colour)
            axes.text(value + 0.015, at + shift, text, va="center", fontsize=13, color=_INK)
    axes.set_xlim(0, 1.25)
    unit = f"{words('charts', 'percent')}, {words('charts', 'own_scale')}"
    legend = ((words("charts", "plan"), _GREY), (words("charts", "met"), _GREEN), (words("charts", "missed"), _RED))
    used = [pair for pair in legend if pair[1] in {_GREY, *colours}]
    return _finish(figure, axes, height, say("charts", "indicators", year=report.year), unit, names, used)


def _years(report: Report, older: Sequence[LevelSum]) -> bytes | None:
    newer = level_sums(report.records)
    before = {item.level: item for item in older}
    both = [item for item in newer if item.level in before]
    if not both:
        return None
    names = [words("charts", "level", item.level.value) for item in both]
    figure, axes, height = _canvas(len(names), 2)
    top = max(max(item.amount, before[item.level].amount) for item in both)
    for at, item in enumerate(both):
        for amount, colour, shift in ((before[item.level].amount, _GREY, -0.21), (item.amount, _BLUE, 0.21)):
            axes.barh(at + shift, float(amount), height=0.38, color=colour)
            axes.text(float(amount + top / 70), at + shift, _millions(amount), va="center", fontsize=13, color=_INK)
    axes.set_xlim(0, float(top) * 1.2)
    years = (older[0].year, report.year)
    title = say("charts", "years", older=years[0], newer=years[1])
    legend = [(str(year), colour) for year, colour in zip(years, (_GREY, _BLUE), strict=True)]
    return _finish(figure, axes, height, title, words("charts", "million"), names, legend)


def _stacked(
    title: str, unit: str, names: Sequence[str], series: Sequence[Series], labels: Sequence[str]
) -> bytes:  # fmt: skip
    figure, axes, height = _canvas(len(names), 1)
    ends = [0.0] * len(names)
    for one in series:
        values = [value or 0.0 for value in one.values]
        axes.barh(range(len(names)), values, left=ends, height=_BAR, color=one.colour)
        ends = [end + value for end, value in zip(ends, values, strict=True)]
    top = max(ends) or 1.0
    for at, (end, text) in enumerate(zip(ends, labels, strict=True)):
        axes.text(end + top / 70, at, text, va="center", fontsize=13, color=_INK)
    longest = max(len(text) for text in labels)
    axes.set_xlim(0, top * (1.04 + 0.042 * longest))
    legend = [(one.name, one.colour) for one in series if any(one.values)]
    return _finish(figure, axes, height, title, unit, names, legend if len(legend) > 1 else [])


def _canvas(count: int, bars: int) -> tuple[Figure, Axes, float]:
    height = 1.7 + count * (0.62 if bars == 1 else 0.86)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot(), height


def _finish(
    figure: Figure, axes: Axes, height: float, title: str, unit: str, names: Sequence[str],
    legend: Sequence[tuple[str, str]],
) -> bytes:  # fmt: skip
    """Names on the left, no grid, no frame, the legend under the title."""
    axes.set_yticks(range(len(names)), [textwrap.fill(name, _LINE) for name in names], fontsize=13)
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.text(0.02, 1 - 0.12 / height, textwrap.fill(title, 46), fontsize=17, weight="bold", va="top", color=_INK)
    place = 0.02
    lines = textwrap.fill(title, 46).count("\n")
    below = 1 - (0.55 + 0.3 * lines) / height
    figure.text(place, below, unit, fontsize=13, va="top", color="#666666")
    place += 0.03 + 0.0155 * len(unit)
    wide = place + sum(_legend_width(name) for name, _ in legend) > 1
    if wide:
        place, below = 0.02, below - 0.32 / height
    for name, colour in legend:
        figure.text(place, below, "■", fontsize=15, va="top", color=colour)
        figure.text(place + 0.03, below, name, fontsize=13, va="top", color=_INK)
        place += _legend_width(name)
    figure.subplots_adjust(left=0.37, right=0.99, top=1 - (1.0 + 0.3 * (lines + wide)) / height, bottom=0.12 / height)
    stream = BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _legend_width(name: str) -> float:
    """Of the figure's width, by the letters of the name."""
    return 0.055 + 0.0175 * len(name)
