"""Several records that fit about equally well, said in a line each instead of asking back."""

from collections.abc import Sequence

from core.answers.plan import Plan
from core.answers.shown import Shown, kept
from core.answers.snapshot import Snapshot
from core.rendering import render

MOST = 3


def first_lines(base: Snapshot, shown: Sequence[Shown]) -> Shown | None:
    """The first line of each answer, one source line, the buttons of all; None when there are fewer than two."""
    told = list({one.text.split("\n", 1)[0]: one for one in shown[:MOST]}.items())
    if len(told) < 2 or any(line.rstrip("</b>").endswith(":") for line, _ in told):
        return None
    sources = tuple(source for _, one in told for source in one.sources)
    text = render(
        "ngo/answers/together.html.j2", lines=[line for line, _ in told], source=base.source_line(list(sources))
    )
    first = told[0][1]
    return Shown(
        text,
        first.plan or Plan("record"),
        first.subject,
        tuple(figure for _, one in told for figure in one.figures),
        sources,
        kept(*(button for _, one in told for button in one.buttons[:2])),
        first.measure,
        text.count("\n") + 1,
    )
