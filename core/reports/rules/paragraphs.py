"""Quotations against the document's own paragraphs.

A figure, a name or a word that stands in a quotation alone was mistyped in one of the two places. A quotation that has
next to nothing of its paragraph is of another place and left alone; so is what somebody changed by hand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from core.organisations.shapes import abbreviated
from core.reports.model import Finding, Kind, Place
from core.reports.rules.figures import MILLION, THOUSAND, cells_of, exact, folded
from core.reports.year import YearRecords
from storage.records.content import Content, Measure, Source

_SAME = 0.5
"""Share of a quotation's weight that its paragraph must have for it to be a slip of that place."""

_MONEY = re.compile(r"(\d{1,3}(?:[ \u00a0]\d{3})+(?:,\s?\d+)?|\d+(?:,\s?\d+)?)(?:[\s\u00a0]*(тыс|млн)\w*\.?)?")
_FEW = 2
"""Quotations of so few words say too little to be recognised with a slip in them."""

_SHOWN = 8
"""Words of a difference that are told."""


def quotations(records: YearRecords) -> Iterator[Finding]:
    """Quotations of prose that their row's paragraph has in other words."""
    told = {text.number: text for text in records.texts if ("result_texts", text.key) not in records.edited}
    paragraphs = {number: worded(text.text) for number, text in told.items()}
    weights = {number: Counter(words) for number, words in paragraphs.items()}
    seen: set[tuple[str, str]] = set()
    for table, one, source in quoted(records):
        number = source.section or ""
        if number not in paragraphs or (number, source.printed) in seen or cells_of(source.printed):
            continue
        seen.add((number, source.printed))
        found = _difference(paragraphs[number], weights[number], worded(source.printed))
        if found is not None:
            details = {"record": table, "key": one.key, "quoted": source.printed, "here": found[0], "there": found[1]}
            yield Finding(Kind.QUOTED, Place(section=number, row=_name(one)), details=details)


def worded(text: str) -> list[str]:
    """The words of a text, each figure as its value: «489,40» is «489,4», «1 200,0 тыс.» is «1,2 млн»."""

    def valued(match: re.Match[str]) -> str:
        scale = {"тыс": THOUSAND, "млн": MILLION}.get(match[2] or "", 1)
        return f" {(exact(match[1]) * scale).normalize():f} ".replace(".", "_")

    return [word.replace("_", ",") for word in folded(_MONEY.sub(valued, text)).split()]


def quoted(records: YearRecords) -> Iterator[tuple[str, Content, Source]]:
    """Every record of the year's document with its quotation, by the name of its table; nothing edited by hand."""
    document = records.document.key if records.document is not None else ""
    held: tuple[tuple[str, Iterable[Content]], ...] = (
        ("measures", records.measures), ("facts", records.facts), ("projects", records.projects),
        ("leases", records.leases), ("subsidies", records.subsidies), ("level_totals", records.levels),
        ("seasons", records.seasons), ("contests", records.contests.values()),
        ("programme_fundings", records.fundings), ("programmes", records.programmes.values()),
        ("organisations", records.organisations.values()),
    )  # fmt: skip
    for table, some in held:
        for one in some:
            if one.source is not None and one.source.document == document and (table, one.key) not in records.edited:
                yield table, one, one.source


def _difference(paragraph: Sequence[str], counts: Counter[str], quote: Sequence[str]) -> tuple[str, str] | None:
    """What the quotation has and what the paragraph has in its place; None when it is there, or of another place."""
    told, said = " ".join(paragraph), " ".join(quote)
    if len(quote) <= _FEW or f" {said} " in f" {told} " or _lettered(said) in _lettered(told):
        return None
    matcher = SequenceMatcher(None, paragraph, quote, autojunk=False)
    longest = matcher.find_longest_match()
    start = max(0, longest.a - longest.b - _FEW)
    window = paragraph[start : longest.a - longest.b + len(quote) + _FEW]
    blocks = [
        block for block in SequenceMatcher(None, window, quote, autojunk=False).get_matching_blocks() if block.size
    ]
    same = [quote[block.b + shift] for block in blocks for shift in range(block.size)]
    known = sum(_weight(counts, word) for word in same)
    if not blocks or known < _SAME * (known + len(quote) - len(same)):
        return None
    near = window[blocks[0].a - blocks[0].b if blocks[0].a >= blocks[0].b else 0 :]
    last = blocks[-1]
    end = last.a + last.size + (len(quote) - last.b - last.size)
    start = len(window) - len(near)
    return _apart(window[start:end], quote)


def _lettered(words: str) -> str:
    """Legal forms as their letters, so that «благотворительный фонд» and «бф» are the same words."""
    return f" {abbreviated(words).lower()} "


def _weight(counts: Counter[str], word: str) -> float:
    """A word that the paragraph has often says little."""
    return float(1 / max(1, counts[word]) ** 0.5)


def _apart(there: Sequence[str], here: Sequence[str]) -> tuple[str, str]:
    """The stretches in which two texts differ, first the second one's."""
    codes = [code for code in SequenceMatcher(None, there, here, autojunk=False).get_opcodes() if code[0] != "equal"]
    if not codes:
        return " ".join(here[:_SHOWN]), " ".join(there[:_SHOWN])
    a, b = slice(codes[0][1], codes[-1][2]), slice(codes[0][3], codes[-1][4])
    return " ".join(here[b][:_SHOWN]), " ".join(there[a][:_SHOWN])


def _name(one: Content) -> str:
    """What tells the record from others of its row; a row of the plan is told by its number."""
    if isinstance(one, Measure):
        return ""
    fields = ("title", "name_as_printed", "short_name", "name")
    return next((str(name) for field in fields if (name := getattr(one, field, ""))), "")
