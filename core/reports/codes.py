"""Findings by name: a code that stays the same from one check to the next, and the figures it had."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.reports.model import Finding

_OWN = ("key", "keys", "fact", "names", "title", "column", "why", "contest")
"""Details that tell two findings of one kind and place apart."""


def coded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each with its code: what it is about, never its figures."""
    seen: Counter[str] = Counter()
    for finding in findings:
        place = finding.place
        about = [place.table, place.column, place.scope, place.row, place.section]
        about += [str(finding.details[name]) for name in _OWN if name in finding.details]
        short = hashlib.sha256("\n".join(map(_folded, about)).encode()).hexdigest()[:6]
        code = f"{finding.kind.value}-{short}"
        seen[code] += 1
        yield replace(finding, code=code if seen[code] == 1 else f"{code}-{seen[code]}")


def _folded(text: str) -> str:
    """Without marks and case: other quotes or dashes in a name make no other finding."""
    return re.sub(r"[^\w.]+", " ", text.casefold()).strip()


def figures_of(finding: Finding) -> str:
    """The finding's figures as one line: an accepted finding comes back when this changes."""
    parts = [finding.stated, finding.computed, *finding.terms, *(_flat(finding.details))]
    line = ";".join(f"{part.normalize():f}" if isinstance(part, Decimal) else _folded(str(part)) for part in parts)
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def _flat(details: Any) -> Iterator[Any]:
    values = details.values() if hasattr(details, "values") else details
    for value in values:
        if isinstance(value, Decimal | str | bool | int) or value is None:
            yield value
        elif isinstance(value, tuple | list):
            yield from _flat(value)
        else:
            yield getattr(value, "key", value)
