"""Reading questions about target figures (plan and fact) and about the city's property in organisations' use."""

from collections.abc import Iterator

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, lemmas_of, operation, row_words, tokens_of, year_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from storage.records import content


def indicators(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:  # noqa: PLR0912, PLR0915
    """The appendix: plan and fact, missed and exceeded ones, extremes."""
    mentions = question.of_kind("indicator")
    keys = list(dict.fromkeys(mention.key for mention in mentions))
    mentioned = tokens_of(mentions)
    trigger = question.said_by("indicator", "plan_fact", "plan", "fact", "missed", "met", "share")
    spheres = [mention for mention in question.of_kind("sphere") if _of_sphere(table, mention.key)]
    picked, by_words = _picked(question, table, trigger)
    if len(spheres) > 1:
        picked = list(dict.fromkeys(_of_sphere(table, mention.key) for mention in spheres))
        by_words, keys = tokens_of(spheres), []
    if picked and (not keys or (len(keys) == 1 and len(picked) == 1)):
        keys, mentioned = picked, mentioned | by_words
    if len(picked) <= 1:
        for sphere in question.of_kind("sphere"):
            found = [row.entity for row in table.rows if sphere.key in row.attributes["sphere"]]
            grouped = [row.entity for row in table.rows if row.entity in found and "share" in row.attributes["group"]]
            if not set(found) & set(keys) and not sphere.tokens & mentioned:
                keys += (grouped or found)[:1]
                mentioned |= sphere.tokens
    inherited = inherit is not None and inherit.table == "indicators"
    if not trigger and not inherited:
        return
    if trigger == question.said_by("share") and not inherited and not (picked and question.coverage(by_words) > 0.35):
        return
    plural = any(token.text in _SEVERAL for token in question.tokens) and question.says("missed", "met")
    plural = plural or ("какой показатель" in question.text and question.says("max", "min", "met", "missed"))
    if inherited and inherit is not None and not keys and not plural:
        keys = list(inherit.keys)
    op, by = operation(question, len(keys), mentioned, inherit if inherited and not plural else None)
    measure = "plan" if question.says("plan") and not question.says("fact", "plan_fact") else "fact"
    filters: tuple[tuple[str, str], ...] = ()
    if not keys:
        if question.says("missed"):
            filters, op = (("state", "missed"),), "list"
        elif question.says("met"):
            filters, op = (("state", "met"),), "list"
        elif op in {"max", "min", "share"}:
            op = "max" if op == "share" else op
            if question.says("share"):
                filters = (("group", "share"),)
        elif question.asked & question.features.get("indicator", NONE):
            op = "count"
        else:
            op = "list"
    elif op in {"share", "years", "total", "max", "min"}:
        op = "figure"
    elif op == "compare":
        op = "each"
    mentioned |= row_words(question, [row for row in table.rows if row.entity in keys])
    explained = (
        mentioned
        | trigger
        | by
        | question.said_by(
            "share", "amount", "city_money", "list", "difference", "compare", "recipients", "support", "max", "min"
        )
    )
    explained |= frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & {"сфера"})
    prior = 0.06 if question.says("indicator", "missed", "fact", "plan") else 0.0
    plan = Plan("indicators", op, measure, tuple(keys), filters, year_of(question, table.years()))
    yield Proposal(plan, explained, prior)


_TELLING = 1.5
_SEVERAL = frozenset({"показатели", "показателям", "показателей", "каким", "какие"})
_MOST_PICKED = 3


def _of_sphere(table: Table, sphere: str) -> str:
    """The share indicator of a sphere, else its only indicator; empty when it has none."""
    rows = [row for row in table.rows if sphere in row.attributes["sphere"]]
    rows.sort(key=lambda row: "share" not in row.attributes["group"])
    return rows[0].entity if rows else ""


def _picked(question: Question, table: Table, trigger: frozenset[int]) -> tuple[list[str], frozenset[int]]:
    """The indicators whose own words the question says most of; several only when they are even."""
    common = trigger | question.said_by("recipients", "count", "city_money", "amount", "list", "total")
    words_of = {
        row.entity: row_words(question, [row], ("name", "short_name", "aliases")) - common for row in table.rows
    }
    picked: list[str] = []
    used: frozenset[int] = NONE
    while len(picked) < _MOST_PICKED:
        weights = {key: sum(question.tokens[index].weight for index in said - used) for key, said in words_of.items()}
        best = max(weights, key=lambda key: weights[key], default=None)
        if best is None or weights[best] < _TELLING:
            break
        even = [key for key, weight in weights.items() if weight >= weights[best] - 0.01]
        if len(even) > _MOST_PICKED:
            return [], NONE
        picked += even
        used = used.union(*(words_of[key] for key in even))
    return picked, used


def _words_of(question: Question, base: Snapshot, key: str) -> frozenset[int]:
    """Other words for the same sphere («приюты и фонды для животных»)."""
    sphere = base.get(content.Sphere, key)
    known = frozenset().union(*(lemmas_of(word) for word in sphere.words)) if sphere else frozenset()
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & known)


_HOW_MANY = frozenset({"сколько", "сколький", "количество", "число"})


def leases(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """Who uses the city's property, free or at a reduced rent."""
    kind = ""
    said = NONE
    for name, feature in (("free", "lease_free"), ("reduced", "lease_reduced")):
        if tokens := question.said_by(feature):
            kind = name if not kind else "both"
            said |= tokens
    trigger = question.said_by("lease", "premises", "property")
    organisations = list(question.of_kind("organisation"))
    held = {row.entity for row in table.rows}
    keys = [mention.key for mention in organisations if mention.key in held]
    mentioned = tokens_of(mention for mention in organisations if mention.key in held)
    if not keys and inherit and inherit.table == "record" and inherit.op == "organisations":
        keys = [key for key in inherit.keys if key in held]
    filters = [("kind", kind)] if kind in {"free", "reduced"} else []
    spheres = NONE
    if not keys:
        for sphere in question.of_kind("sphere"):
            if any(sphere.key in row.attributes["sphere"] for row in table.rows):
                filters.append(("sphere", sphere.key))
                spheres = sphere.tokens | _words_of(question, base, sphere.key)
                break
    if not trigger and not (said and keys):
        return
    lemmas = frozenset().union(*(token.lemmas for token in question.tokens)) if question.tokens else frozenset()
    agreements = "договор" in lemmas and lemmas & _HOW_MANY
    if (
        question.asked
        or agreements
        or question.says("deadline", "price")
        or (kind == "both" and question.says("compare"))
    ):
        return
    if not keys and (question.says("where", "site") or (not question.says("who") and not kind and not spheres)):
        return
    by = question.said_by("who", "list", "amount", "recipients", "support", "city_money")
    by -= question.said_by("amount_strong")
    plan = Plan("leases", "list", "", tuple(keys), tuple(filters), year_of(question, table.years()))
    yield Proposal(plan, mentioned | spheres | trigger | said | by, 0.02)
