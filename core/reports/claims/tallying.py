"""How many programmes or contests a sentence counts, against the rows of their table."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.reports.claims.telling import denied
from core.reports.claims.texts import NUMERALS, Sentence
from core.reports.model import ALL, Finding, Table
from core.reports.rules.figures import MILLION
from storage.terms import Unit

_TABLES = {"1": "программ", "3": "конкурс"}
_NUMBER = r"(?P<number>\d{1,2}|" + "|".join(sorted(NUMERALS, key=len, reverse=True)) + ")"
_TALLY = re.compile(rf"\b{_NUMBER}\s+(?:[а-я-]+\s+){{0,2}}?(?P<what>{'|'.join(_TABLES.values())})\w*")
_THROUGH = re.compile(r"\b(?:по|через|в рамках)\s+$")
_PART = re.compile(
    r"\b(?:больш\w*|меньш\w*|крупн\w*|сам\w+|лишь|только|не|ещ[её]|друг\w+|остальн\w+|из|нов\w+|кроме|так\w*)\b"
)
"""Words of a sentence that may count a part of the rows."""
_LIST = re.compile(rf"\b{_NUMBER}\s+(?:[а-я-]+\s+){{0,2}}?программ\w*(?P<middle>[^:.\d]{{0,60}}):(?P<list>[^:«\d]+)$")
_OPEN = re.compile(r"\b(?:др|друг\w+|котор\w+|пр|прочи\w+|например)\b")
_EXACT, _ROUNDED, _LEAST = Decimal(50), Decimal(50_000), 3


def tallies(sentence: Sentence, tables: dict[str, Table]) -> Iterator[Finding]:
    """A count beside the sum of all rows, or of the whole table, that is not how many rows there are.

    A count that may be of some rows only (another sum, «больше всего по двум программам») says nothing.
    """
    for number, beginning in _TABLES.items():
        table = tables[number]
        for found in _TALLY.finditer(sentence.low):
            said = _value(found["number"])
            if found["what"] != beginning or said < 1:
                continue
            counts = _counts_of(sentence, table, found) or _whole(sentence, table, found)
            if counts and said not in counts:
                yield denied(sentence, "tally", Decimal(said), Decimal(counts[0]), Unit.OTHER,
                             said=found.group(), other=number)  # fmt: skip
                return
    yield from _listed(sentence)


def _value(written: str) -> int:
    return int(written) if written.isdigit() else NUMERALS.get(written, 0)


def _counts_of(sentence: Sentence, table: Table, found: re.Match[str]) -> Sequence[int]:
    """How many rows make the sum that stands beside a count in the same clause."""
    counts = []
    for figure in sentence.figures:
        between = sentence.low[min(found.end(), figure.end) : max(found.start(), figure.start)]
        if not figure.money or re.search(r"[,;:()]|\b(?:и|а|больше|меньше)\b", between):
            continue
        slack = _ROUNDED if figure.value % 100_000 == 0 and figure.value >= MILLION else _EXACT
        for total in table.totals:
            values = [value for value in (total.stated, total.computed) if value is not None]
            if total.column == "amount" and any(abs(value - figure.value) <= slack for value in values):
                counts.append(sum(total.scope in (ALL, row.group) for row in table.rows))
    return counts


def _whole(sentence: Sentence, table: Table, found: re.Match[str]) -> Sequence[int]:
    """All rows, or those of one group, where a sentence of the table's own row of the plan counts nothing less."""
    through = _THROUGH.search(sentence.low[: found.start()])
    if table.number != "1" or sentence.section != table.section or not table.rows or not through:
        return ()
    if _PART.search(sentence.low) or any(figure.money for figure in sentence.figures) or ":" in sentence.low:
        return ()
    if any(one.kind in ("programme", "sphere") for one in sentence.mentions):
        return ()
    groups = [sum(row.group == group for row in table.rows) for group in table.groups]
    return (*groups, len(table.rows))


def _listed(sentence: Sentence) -> Iterator[Finding]:
    """«По шести программам:» before seven of them; an «и» within the last one may part it."""
    found = _LIST.search(sentence.low)
    if found is None or _OPEN.search(found["list"]):
        return
    names = [name for name in re.split(r"[,;]", found["list"]) if name.strip(" .")]
    said = _value(found["number"])
    most = len(names) + (" и " in names[-1])
    if len(names) >= _LEAST and said > 1 and not len(names) <= said <= most:
        yield denied(sentence, "listed", Decimal(said), Decimal(len(names)), Unit.OTHER,
                     said=sentence.low[found.start() : found.start("middle")].strip())  # fmt: skip
