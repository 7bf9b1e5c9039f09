"""An answer's body before it is a message: text, figures, sources, buttons and the plan behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.tables import Cell
from core.messages import Action, Button
from core.rendering import label
from storage.records.content import Source
from storage.terms import Unit

MAX_BUTTONS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a plan or a record says. `measure` is the plan row that a follow-up about facts stays in."""

    text: str
    plan: Plan | None
    subject: str
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = ()
    measure: str = ""
    lines: int = 3
    answered: bool = True


def figures_of(cells: Iterable[Cell | None], source: str) -> list[Figure]:
    """Cells as figures."""
    return [Figure(cell.value, cell.unit, "cell", (source,)) for cell in cells if cell and cell.value is not None]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent with one decimal, rounded half up."""
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def share_figure(part: Decimal, whole: Decimal, formula: str, source: str) -> Figure:
    """A share as a named computation."""
    return Figure(percent(part, whole), Unit.PERCENT, formula, (source,))


def plan_button(name: str, plan: Plan, **values: object) -> Button | None:
    """A button that shows another plan; None when its code would not fit."""
    try:
        return Button(label(name, **values), Action.ANSWER, (plan.encode(),))
    except ValueError:
        return None


def record_button(title: str, table: str, key: str) -> Button:
    """A button that shows a record."""
    return Button(label("answer_named", title=title), Action.ANSWER, (Plan("record", table, "", (key,)).encode(),))


def kept(*buttons: Button | None) -> tuple[Button, ...]:
    """At most four buttons, None left out, no two with the same label."""
    seen: dict[str, Button] = {}
    for button in buttons:
        if button is not None:
            seen.setdefault(button.label, button)
    return tuple(seen.values())[:MAX_BUTTONS]
