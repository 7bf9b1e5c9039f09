"""Findings in words: a template per kind, given the finding's values."""

import html
import re
from collections.abc import Sequence
from decimal import Decimal

from core.rendering import figure, render, thousands
from core.reports.fixing import WHOLE, Edit
from core.reports.model import Finding, Place
from storage.terms import Unit

TERMS_SHOWN = 14
"""Terms of a sum that are written out."""


def finding_html(finding: Finding, *, short: bool = False) -> str:
    """One finding in one or two sentences, as Telegram HTML; `short` leaves the breakdown out."""
    return _one_line(render(f"report/findings/{finding.kind.value}.html.j2", f=finding, short=short, **finding.details))


def finding_text(finding: Finding) -> str:
    """The same in plain text."""
    return plain(finding_html(finding))


def arithmetic(finding: Finding) -> str:
    """«265 + 101 + 45 + 23 = 434» as plain text; empty when the terms are too many to be read."""
    if not finding.terms or len(finding.terms) > TERMS_SHOWN or finding.computed is None:
        return ""
    terms = " + ".join(figure_text(term, finding.unit) for term in finding.terms)
    return f"{terms} = {figure_text(finding.computed, finding.unit)}"


def figure_text(value: Decimal, unit: Unit) -> str:
    """A finding's figure: money in thousand roubles without the unit's name."""
    return thousands(value) if unit is Unit.ROUBLES else figure(value)


def edits_text(finding: Finding, edits: Sequence[Edit]) -> str:
    """What a correction writes: «Таблица 2, консультации: 424 → 434»."""
    return plain(_one_line(render("report/edits.html.j2", f=finding, edits=edits, whole=WHOLE)))


def place_text(place: Place) -> str:
    """Where a finding stands, in plain text."""
    return plain(_one_line(render("report/place.html.j2", place=place)))


def plain(markup: str) -> str:
    """Telegram HTML as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def _one_line(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()
