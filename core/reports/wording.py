"""Findings in words: a template per kind, given the finding's values."""

import html
import re

from core.rendering import render
from core.reports.model import Finding, Place


def finding_html(finding: Finding, *, short: bool = False) -> str:
    """One finding in one or two sentences, as Telegram HTML; `short` leaves the breakdown out."""
    return _one_line(render(f"report/findings/{finding.kind.value}.html.j2", f=finding, short=short, **finding.details))


def finding_text(finding: Finding) -> str:
    """The same in plain text."""
    return plain(finding_html(finding))


def place_text(place: Place) -> str:
    """Where a finding stands, in plain text."""
    return plain(_one_line(render("report/place.html.j2", place=place)))


def plain(markup: str) -> str:
    """Telegram HTML as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def _one_line(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()
