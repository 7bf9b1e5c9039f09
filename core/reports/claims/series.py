"""Rows of a year that can be ranked and compared: series of items of one kind in one unit, each with its names."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from core.answers.lemmas import fold, is_empty, lemmas
from core.reports.model import ALL, Table
from core.reports.rules.figures import MILLION, THOUSAND, exact
from core.reports.year import YearRecords
from storage.records.content import Fact
from storage.terms import Level, SupportKind, Unit

MONEY = ("руб", "денег", "деньг", "сумм", "грант", "субсид", "средств", "выделен", "получ", "финансир", "бюджет",
         "привлек", "млн", "тыс", "доста", "выплат", "поддержк", "дорог", "дешев")  # fmt: skip
WINNERS = ("побед", "выигр", "проект")
APPLICANTS = ("участ", "заяв")
RECIPIENTS = ("получател", "нко", "сонко", "организац")
_PAST = re.compile(
    r"(?P<what>[^;:.\n]*?)\s[–-]\s(?P<now>[\d \u00a0]+(?:,\d+)?)\s*(?P<scale>тыс|млн)[^;(]{0,12}"
    r"\((?P<year>20\d\d)\s+год\w*\s*[–:,-]?\s*(?P<then>[\d \u00a0]+(?:,\d+)?)\s*(?P<other>тыс|млн)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A row: its name for people, the keys by which sentences mention it, its value, and the year before's."""

    name: str
    keys: frozenset[str]
    value: Decimal
    before: Decimal | None = None
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Series:
    """Items that may be compared. `cues` are beginnings of words one of which a sentence about them has.

    `section` is the row of the plan, or rows, that they stand under; `whole` is what all items are parts of.
    """

    name: str
    unit: Unit
    items: tuple[Item, ...]
    cues: tuple[str, ...] = ()
    section: str = ""
    whole: Decimal | None = None
    rounded: bool = False
    about: frozenset[str] = field(default=frozenset())

    def speaks(self, low: str) -> bool:
        """Whether a folded text has a word of the series."""
        return not self.cues or _any_of(self.cues).search(low) is not None


@cache
def _any_of(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(cues)})")


def series_of(records: YearRecords, tables: dict[str, Table]) -> tuple[Series, ...]:
    """Every series of the year that has two items and more."""
    made = [
        *_programmes(records, tables["1"]),
        *_support(tables["2"]),
        *_contests(records, tables["3"]),
        *_levels(records, tables["3"]),
        *_payments(records),
        *_projects(records),
        *_indicators(records),
        *_facts(records),
    ]
    return tuple(one for one in made if len(one.items) > 1)


def _programmes(records: YearRecords, table: Table) -> Iterator[Series]:
    for column, unit, cues in (("amount", Unit.ROUBLES, MONEY), ("recipients", Unit.RECIPIENTS, RECIPIENTS)):
        items = []
        for row in table.rows:
            programme = records.programmes[row.refers]
            keys = {f"programme:{programme.key}"} | ({f"sphere:{programme.sphere}"} if programme.sphere else set())
            items.append(Item(programme.short_name, frozenset(keys), table.figure(row, column)))
        total = table.total(column)
        yield Series(f"programmes-{column}", unit, tuple(items), cues, table.section,
                     total.value if total is not None else None)  # fmt: skip


_KINDS = {
    "total": ("всего", "охвач", "поддержк"), "consultation": ("консульт",), "property": ("имуществ", "помещен"),
    "finance": ("финанс", "деньг", "денег"),
}  # fmt: skip


def _support(table: Table) -> Iterator[Series]:
    for column, cues in _KINDS.items():
        items = tuple(
            Item(str(row.cells[0]), frozenset(f"sphere:{key}" for key in row.refers.split()), table.figure(row, column))
            for row in table.rows
        )
        whole = sum((item.value for item in items), Decimal(0))
        yield Series(f"support-{column}", Unit.ORGANISATIONS, items, cues, table.section, whole)
    kinds = [(kind, table.total(kind.value)) for kind in SupportKind]
    found = tuple(
        Item(kind.value, frozenset({f"kind:{kind.value}"}), total.value)
        for kind, total in kinds if total is not None and total.value is not None and kind.value != "total"
    )  # fmt: skip
    yield Series("support-kinds", Unit.ORGANISATIONS, found, (), table.section)


def _contests(records: YearRecords, table: Table) -> Iterator[Series]:
    columns = (("amount", Unit.ROUBLES, MONEY), ("winners", Unit.WINNERS, WINNERS),
               ("applicants", Unit.PARTICIPANTS, APPLICANTS))  # fmt: skip
    for column, unit, cues in columns:
        rows = [row for row in table.rows if isinstance(table.cell(row, column), Decimal)]
        for group in (ALL, *table.groups):
            items = tuple(
                Item(records.contests[row.refers].short_name,
                     frozenset({f"contest:{row.refers}", f"window:{row.refers}"}), table.figure(row, column))
                for row in rows if group in (ALL, row.group)
            )  # fmt: skip
            total = table.total(column, group)
            whole = total.value if total is not None else sum((item.value for item in items), Decimal(0))
            about = frozenset() if group == ALL else frozenset({f"level:{group}"})
            yield Series(f"contests-{column}", unit, items, cues, table.section, whole, about=about)


def _levels(records: YearRecords, table: Table) -> Iterator[Series]:
    past = _past(records)
    for column, unit, cues in (("amount", Unit.ROUBLES, MONEY), ("winners", Unit.WINNERS, WINNERS)):
        items = []
        for level in Level:
            rows = [row for row in table.rows if row.group == level.value]
            stated = next((one.amount for one in records.levels if one.level is level), None)
            if rows or stated is not None:
                value = sum((table.figure(row, column) for row in rows), Decimal(0))
                value = stated if column == "amount" and stated is not None else value
                before = past.get(level.value) if column == "amount" else None
                items.append(Item(level.value, frozenset({f"level:{level.value}"}), value, before))
        whole = sum((item.value for item in items), Decimal(0))
        yield Series(f"levels-{column}", unit, tuple(items), cues, table.section, whole, rounded=True)


def _past(records: YearRecords) -> dict[str, Decimal]:
    """The year before's sums of levels, as this year's paragraphs and quotations have them beside."""
    texts = [text.text for text in records.texts]
    texts += [level.source.printed for level in records.levels if level.source is not None]
    words = {Level.FEDERAL: ("федеральн",), Level.REGIONAL: ("региональн", "областн"), Level.MUNICIPAL: ("местн",)}
    found: dict[str, Decimal] = {}
    clauses = (clause for text in texts for clause in re.split(r"[;\n]", text) if f"({records.year - 1} год" in clause)
    for clause in clauses:
        for match in _PAST.finditer(clause):
            what = fold(match["what"]).strip(" -–")
            for level, beginning in words.items():
                if what.startswith(beginning) and int(match["year"]) == records.year - 1:
                    scale = MILLION if match["other"] == "млн" else THOUSAND
                    found[level.value] = exact(match["then"]) * scale
    return found


def _payments(records: YearRecords) -> Iterator[Series]:
    groups: dict[str, list[Item]] = defaultdict(list)
    sections: dict[str, str] = {}
    for one in records.subsidies:
        item = Item(one.name_as_printed, frozenset({f"organisation:{one.organisation}"}), one.amount)
        groups["all"].append(item)
        if one.table:
            groups[one.table].append(item)
            sections[one.table] = one.source.section or "" if one.source is not None else ""
    for table, items in groups.items():
        whole = sum((item.value for item in items), Decimal(0))
        yield Series("payments", Unit.ROUBLES, tuple(items), MONEY, sections.get(table, ""), whole)


def _projects(records: YearRecords) -> Iterator[Series]:
    numbers = {measure.key: measure.number for measure in records.measures}
    groups: dict[tuple[str, str, frozenset[str]], list[Item]] = defaultdict(list)
    for one in records.projects:
        if one.amount is None:
            continue
        keys = {f"project:{one.key}"} | ({f"organisation:{one.organisation}"} if one.organisation else set())
        item = Item(one.name, frozenset(keys), one.amount)
        about = {f"contest:{one.contest}"} if one.contest else set()
        number = numbers.get(one.measure, "")
        groups["", "", frozenset()].append(item)
        groups["measure", number, frozenset()].append(item)
        groups["contest", "", frozenset(about)].append(item)
        groups["measure", number, frozenset(about)].append(item)
        for sphere in one.spheres:
            groups["sphere", "", frozenset({f"sphere:{sphere}"} | about)].append(item)
    for (_, section, narrowed), items in groups.items():
        whole = sum((item.value for item in items), Decimal(0))
        yield Series("projects", Unit.ROUBLES, tuple(items), MONEY, section, whole, about=narrowed)


def _indicators(records: YearRecords) -> Iterator[Series]:
    for group in dict.fromkeys(one.group_title for one in records.indicators):
        own = [one for one in records.indicators if one.group_title == group]
        for column in ("fact", "plan"):
            items = tuple(
                Item(one.short_name, frozenset({f"indicator:{one.key}", *(f"sphere:{key}" for key in one.spheres)}),
                     getattr(one, column))
                for one in own
            )  # fmt: skip
            yield Series(f"indicators-{column}", Unit.PERCENT, items, ("дол", "показател", "план", "факт", "удельн"))


def _facts(records: YearRecords) -> Iterator[Series]:
    groups: dict[tuple[str, Unit], list[Fact]] = defaultdict(list)
    for fact in records.facts:
        if fact.value is not None and fact.unit is not Unit.OTHER:
            groups[fact.measure, fact.unit].append(fact)
    for (_, unit), facts in groups.items():
        words = {fact.key: _words(fact.title) for fact in facts}
        items = []
        for fact in facts:
            others = frozenset().union(*(words[one.key] for one in facts if one is not fact))
            keys = {f"fact:{fact.key}"} | ({f"organisation:{fact.organisation}"} if fact.organisation else set())
            items.append(Item(fact.title, frozenset(keys), fact.value or Decimal(0), stems=words[fact.key] - others))
        section = facts[0].source.section if facts[0].source is not None else ""
        yield Series("facts", unit, tuple(items), (), section or "")


def _words(text: str) -> frozenset[str]:
    found = (word for word in re.findall(r"[а-яa-z]+", fold(text)) if len(word) > 2 and not is_empty(word))
    return frozenset(lemma for word in found for lemma in lemmas(word))
