"""Reading questions about grants: contests with their seasons, levels, projects that won."""

from collections.abc import Iterator

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, lemmas_of, level_of, measure_of, operation, tokens_of, year_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from storage.records import content
from storage.terms import Unit

_STORY = 8.0
_TWO = 2
_TAKEN = frozenset({"взять", "выиграть", "выигрывать"})
_MAY = frozenset({"мочь", "можно", "вправе"})
_OF_PROJECTS = 0.12
_WITHOUT = frozenset({"без", "кроме", "не", "минус", "вычетом", "исключая", "вычесть", "учета", "считая"})
_MEASURES = {
    "applicants": ("applicants",),
    "winners": ("winners",),
    "amount": ("amount_strong", "amount"),
}

_PICKED = 0.02


def contests(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:  # noqa: PLR0912, PLR0915
    """Table 3: participants, winners and money by contest; levels, spheres and science as filters."""
    mentions = question.of_kind("contest")
    keys = list(dict.fromkeys(mention.key for mention in mentions))
    mentioned = tokens_of(mentions)
    inherited = inherit is not None and inherit.table in {"contests", "levels"}
    levels, by_level = level_of(question, mentioned)
    filters: list[tuple[str, str]] = []
    explained = mentioned
    if not keys:
        filters, used = _filters(question, levels, by_level, table)
        explained |= used
        if inherited and inherit is not None and not filters:
            if inherit.keys and not question.says("max", "min", "contest"):
                keys = list(inherit.keys)
            filters = list(inherit.filters)
    if question.says("programme") and not keys and not inherited and not question.says("contest", "grant"):
        return
    measure, said = measure_of(question, _MEASURES, "amount", explained)
    grants = question.said_by("grant", "subsidy", outside=explained)
    taken = all(question.tokens[at].lemmas & _TAKEN for at in question.said_by("winners", outside=explained))
    if measure == "winners" and taken and (grants or question.says("amount_strong")) and question.says("max", "min"):
        measure, said = "amount", said | grants
    if inherited and inherit is not None and not said and inherit.measure in table.measures:
        measure = inherit.measure
    op, by = operation(question, len(keys), explained, inherit if inherited else None)
    beside = question.says("applicants", outside=mentioned) and question.says("winners", outside=mentioned)
    if keys and beside and question.says("compare", "difference", outside=mentioned):
        op = "ratio"
        by |= question.said_by("compare", "difference", "applicants", "winners", outside=mentioned)
    if question.says("share", "ratio", outside=mentioned) and (
        question.says("applicants", "winners", outside=mentioned) or question.says("ratio", outside=mentioned)
    ):
        op = "ratio"
        by |= question.said_by("share", "ratio", "applicants", "winners", "who", outside=mentioned)
    triggers = question.said_by("contest", "grant", outside=mentioned)
    if not keys:
        if op == "total" and question.asked & question.features.get("contest", NONE):
            op = "count"
        elif op in {"total", "list"} and question.says("count") and question.says("contest") and measure == "amount":
            op = "count" if not question.says("amount_strong", "list") else op
        elif op == "total" and not said and not inherited and not question.says("total", "amount_strong"):
            op = "list"
    if keys and op == "figure" and question.says("purpose", "about", "for_whom", "eligibility", outside=mentioned):
        purpose = question.said_by("purpose", outside=mentioned)
        counted = question.says("amount_strong", "applicants", "winners", outside=mentioned)
        counted = counted and (bool(question.asked) or not any(token.lemmas & _MAY for token in question.tokens))
        if not counted or purpose & question.asked or (purpose and not question.asked):
            op = "about"
            by |= question.said_by("purpose", "about", "for_whom", "eligibility", "recipients", outside=mentioned)
            if question.says("eligibility", "for_whom", outside=mentioned):
                by |= frozenset(index for index, token in enumerate(question.tokens) if token.weight < _STORY)
    said |= question.said_by("amount", outside=mentioned)
    wide = {"amount": NONE, "winners": question.said_by("who", outside=mentioned), "applicants": NONE}[measure]
    both = question.said_by("applicants", "winners", outside=mentioned) if op in {"figure", "each"} else NONE
    if op in {"max", "min", "count"} and not keys:
        by |= question.said_by("count", outside=mentioned)
    if not keys and op == "total" and measure != "amount" and not question.says("total", "contest") and not inherited:
        return
    people = question.says("winners", "applicants", outside=mentioned) and op in {"max", "min", "ratio"}
    if keys or triggers or inherited or people or (filters and by_level and question.says("total", "amount_strong")):
        year = year_of(question, table.years())
        prior = 0.03 if keys and said else 0.0
        if op == "about" and question.says("project", "winners", outside=mentioned):
            prior -= _OF_PROJECTS
        plan = Plan("contests", op, measure, tuple(keys), tuple(filters), year)
        base_words = question.said_by("recipients", outside=mentioned) if op in {"total", "max", "min"} else NONE
        yield Proposal(
            plan, explained | said | by | triggers | wide | both | base_words | _source_words(question), prior
        )


def _source_words(question: Question) -> frozenset[int]:
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & {"источник", "фонд"})


def _left_out(question: Question, named: frozenset[int]) -> bool:
    """Whether the thing is excluded: «без науки», «кроме научных», «а не научный»."""
    first = min(named)
    return any(question.tokens[at].text in _WITHOUT for at in range(max(0, first - 3), first))


def _filters(
    question: Question, levels: list[str], by_level: frozenset[int], table: Table
) -> tuple[list[tuple[str, str]], frozenset[int]]:
    filters: list[tuple[str, str]] = []
    used: frozenset[int] = NONE
    if len(levels) == 1:
        filters.append(("level", levels[0]))
        used |= by_level
    elif levels:
        used |= by_level
    science = question.said_by("science")
    if science:
        filters.append(("science", "no" if _left_out(question, science) else "yes"))
        return filters, used | science | (question.said_by("rest") if filters[-1][1] == "no" else NONE)
    for sphere in question.of_kind("sphere"):
        if any(sphere.key in row.attributes["sphere"] for row in table.rows):
            filters.append(("sphere", sphere.key))
            return filters, used | sphere.tokens
    return filters, used


def levels(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """Grants by level: one year beside another, and years that are known by level only."""
    mentions = tokens_of(question.of_kind("contest"))
    named, by_level = level_of(question, mentions)
    inherited = False
    if not named and inherit and inherit.table in {"contests", "levels"} and not inherit.keys:
        named = [value for name, value in inherit.filters if name == "level"]
        inherited = True
    elif not named and inherit and inherit.table == "levels":
        named, inherited = list(inherit.keys), True
    older = [year for year in question.years if year in table.years()]
    op, by = operation(question, 0, mentions)
    if len(named) >= _TWO and len(question.years) < _TWO and not question.says("growth"):
        op, by = operation(question, len(named), mentions)
        year = year_of(question, table.years())
        said = question.said_by("amount", "grant", "contest", "levels", "difference", "list", "total", "share")
        plan = Plan("levels", op, "amount", tuple(named), (), year)
        yield Proposal(plan, by_level | said | by | _city_words(question), 0.06)
        return
    if op not in {"years", "total", "list", "figure", "max", "min", "compare"} or mentions:
        return
    again = inherited and inherit is not None and inherit.table == "levels" and inherit.op == "years"
    newest = table.years()[0] if table.years() else None
    if question.says("grant") and question.says("compare", "growth") and len(table.years()) > 1 and question.years:
        last = max(question.years)
        several_held = last not in table.years() and last >= (newest or 0)
    else:
        several_held = False
    older_beside = any(year != newest for year in older) and question.says("compare", "growth")
    several = len(question.years) > 1 or op == "years" or older_beside or several_held or (again and not question.years)
    if not several and (not older or older[0] == newest) and not question.says("levels"):
        return
    if not (named or inherited or several or question.says("grant", "contest", "levels")):
        return
    year = None if several else (older[0] if older else year_of(question, table.years()))
    if year is None and not several:
        return
    said = question.said_by(
        "amount", "grant", "contest", "levels", "compare", "difference", "growth", "list", "total", "sum"
    )
    plan = Plan(
        "levels", "years" if several else "list" if len(named) != 1 else "figure", "amount", tuple(named), (), year
    )
    yield Proposal(plan, by_level | said | by | question.year_tokens | _city_words(question), 0.06)


def _city_words(question: Question) -> frozenset[int]:
    return question.said_by("city_money", "recipients")


def projects(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:  # noqa: PLR0912, PLR0915
    """Projects named in the report: by name, winner, contest or sphere."""
    mentions = question.of_kind("project")
    keys = list(dict.fromkeys(mention.key for mention in mentions))
    mentioned = tokens_of(mentions)
    filters: list[tuple[str, str]] = []
    explained = mentioned
    held = {
        name: {value for row in table.rows for value in row.attributes[name]}
        for name in ("contest", "organisation", "sphere")
    }
    if not keys:
        for kind in ("organisation", "contest", "sphere"):
            fitting = [m for m in question.of_kind(kind) if m.key in held[kind] and not m.tokens & explained]
            if kind == "sphere" and len(fitting) > 1 and filters:
                explained |= tokens_of(fitting)
            elif fitting:
                filters.append((kind, fitting[0].key))
                explained |= fitting[0].tokens
    inherited = False
    if not keys and not filters and inherit:
        if inherit.table == "projects":
            keys, filters, inherited = list(inherit.keys), list(inherit.filters), True
        elif inherit.table == "contests" and len(inherit.keys) == 1 and question.says("who", "winners", "project"):
            filters, inherited = [("contest", inherit.keys[0])], True
        elif inherit.table == "record" and inherit.op == "organisations":
            filters, inherited = [("organisation", inherit.keys[0])], True
    yield from _alike(question, table, filters, explained)
    triggers = question.said_by("project", "grant", outside=explained)
    who = question.said_by("who", "winners", outside=explained)
    kinds = {name for name, _ in filters}
    if keys:
        op, by = operation(question, len(keys), explained)
        if op == "figure" and question.says("share"):
            return
    else:
        op, by = operation(question, 0, explained)
        if op == "total" and not (inherited and question.says("sum", "amount_strong")):
            op = "list"
        if op == "list" and inherited and question.says("sum"):
            op = "total"
        added = question.said_by("sum", "total", outside=explained)
        if op == "list" and "organisation" in kinds and added and question.says("amount", "grant", "winners"):
            op, by = "total", by | added
        enough = ("contest" in kinds and bool(who) and not question.asked) or (
            "organisation" in kinds
            and (bool(triggers) or ("contest" in kinds and len(question.of_kind("organisation")) == 1))
        )
        if kinds == {"contest", "sphere"} and added and not _stated(question, base):
            op, by, enough = "total", by | added, True
        named_some = bool(filters) or op in {"max", "min"}
        enough = enough or inherited or (bool(triggers) and question.says("project") and named_some)
        if not enough:
            return
    said = question.said_by("amount", "recipients", "list", "about", "for_whom", outside=explained)
    if not table.select(year_of(question, table.years()) or 0, keys, filters):
        return
    unpriced = len(keys) == 1 and not table.select(year_of(question, table.years()) or 0, keys)[0].cell("amount")
    if unpriced and (question.says("amount_strong") or question.asked):
        return
    prior = 0.02 if keys else 0.0
    plan = Plan("projects", op, "amount", tuple(keys), tuple(filters), year_of(question, table.years()))
    yield Proposal(plan, explained | triggers | who | said | by, prior)


def _alike(
    question: Question, table: Table, filters: list[tuple[str, str]], explained: frozenset[int]
) -> Iterator[Proposal]:
    """«На обе мастерские»: the sum of one organisation's projects that a noun of their names picks."""
    added = question.said_by("sum", "total", outside=explained)
    if not added or [name for name, _ in filters] != ["organisation"]:
        return
    rows = table.select(year_of(question, table.years()) or 0, (), filters)
    for index, token in enumerate(question.tokens):
        if index in explained or not token.noun or token.empty:
            continue
        keys = [row.entity for row in rows if lemmas_of(row.name) & token.lemmas]
        if len(keys) == _TWO:
            said = explained | {index} | added | question.said_by("amount", "project", "grant")
            yield Proposal(Plan("projects", "sum", "amount", tuple(keys)), said, _PICKED)
            return


def _stated(question: Question, base: Snapshot) -> bool:
    """Whether it is left to a fact: no sum is asked, or the report states one itself for the contest and the sphere."""
    if not question.says("amount_strong"):
        return True
    spheres = {mention.key for mention in question.of_kind("sphere")}
    contests = {mention.key for mention in question.of_kind("contest")}
    return any(
        fact.unit is Unit.ROUBLES and not fact.organisation and fact.contest in contests and spheres & set(fact.spheres)
        for fact in base.all(content.Fact)
    )
