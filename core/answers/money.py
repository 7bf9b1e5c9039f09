"""Reading questions about the city's own money: programmes, subsidies by recipient, windows, kinds of support."""

from collections.abc import Iterator

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, lemmas_of, measure_of, operation, row_words, tokens_of, year_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from storage.records import content

_WITHOUT = frozenset({"без", "кроме", "исключая", "минус"})
_WITH = frozenset({"включая", "включать", "вместе", "учет", "плюс", "и"})


def programmes(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:  # noqa: PLR0912
    """Table 1: money and recipients under each municipal programme, inside and outside of them."""
    keys, mentioned = _programme_keys(question, base)
    outside_said = question.said_by("outside")
    scope = ""
    explained = NONE
    if outside_said:
        first = min(outside_said)
        before = {lemma for token in question.tokens[max(0, first - 4) : first] for lemma in token.lemmas}
        if before & _WITHOUT:
            scope, keys = "programmes", [key for key in keys if _inside(base, key)]
        elif before & _WITH:
            scope, keys = "all", [key for key in keys if _inside(base, key)]
        explained |= outside_said
    elif not keys and question.says("without_outside"):
        scope = "programmes"
    explained |= question.said_by("without_outside", "with_outside")
    if not keys and not scope and inherit and inherit.table in {"programmes", "subsidies"}:
        keys = list(inherit.keys) if inherit.table == "programmes" else []
    if not keys and not scope and question.says("programme") and not question.says("city_money"):
        scope = "programmes"
    measure, said = measure_of(
        question,
        {"recipients": ("recipients_strong",), "amount": ("amount_strong",)},
        _default(question),
        mentioned,
    )
    op, by = operation(question, len(keys), mentioned, inherit)
    if len(keys) == 1 and op in {"max", "min"} and question.says("who"):
        return
    if op in {"max", "min"} and not question.says("amount") and _counts_them(question, by):
        measure = "recipients"
    if op == "total" and not (question.says("amount", "recipients_strong", "finance", "total") or inherit):
        op = "list"
    said |= question.said_by("amount", "recipients", "city_money", "programme", "finance", outside=mentioned)
    trigger = question.says("programme", "city_money", "outside", "without_outside", outside=mentioned)
    elsewhere = not question.says("amount", "total", "sum", outside=mentioned) or question.says(
        "contest", "grant", "subsidy", "project"
    )
    if not keys and not trigger and elsewhere and not (inherit and inherit.table == "programmes"):
        return
    if question.says("subsidy") and question.says("who", "list"):
        return
    asks = question.says(
        "amount", "recipients_strong", "finance", "max", "min", "share", "total", "sum", outside=mentioned
    )
    if not trigger and not asks and inherit is None:
        return
    year = year_of(question, table.years())
    mentioned |= row_words(question, [row for row in table.rows if row.entity in keys])
    filters = (("scope", scope),) if scope and scope != "all" else ()
    prior = 0.05 if question.says("programme", "outside", "city_money", outside=mentioned) else 0.02
    if question.says("support") and not question.says("amount_strong", "programme", "city_money", "finance"):
        prior -= 0.06
    given = frozenset(i for i in question.said_by("amount") if not question.tokens[i].noun)
    given |= question.said_by("recipients", "finance", "support", "programme", "outside", "without_outside")
    if op == "total" and not keys and not given and inherit is None:
        return
    prior -= 0.05 if question.says("support") and not keys else 0.0
    if keys or trigger or op == "total" or inherit:
        yield Proposal(
            Plan("programmes", op, measure, tuple(keys), filters, year), mentioned | explained | said | by, prior
        )


def _counts_them(question: Question, extreme: frozenset[int]) -> bool:
    """«Где больше всего организаций»: recipients stand right after the extreme."""
    return bool({at + 1 for at in extreme} & question.features.get("recipients", NONE))


def _default(question: Question) -> str:
    asked = frozenset().union(*(question.tokens[index].lemmas for index in question.asked))
    recipients = question.features.get("recipients", NONE)
    if question.asked & recipients and asked:
        return "recipients"
    return "amount"


def _inside(base: Snapshot, key: str) -> bool:
    programme = base.get(content.Programme, key)
    return bool(programme and programme.inside)


def _programme_keys(question: Question, base: Snapshot) -> tuple[list[str], frozenset[int]]:
    mentions = question.of_kind("programme")
    spheres = [m for m in question.of_kind("sphere") if not any(m.tokens & other.tokens for other in mentions)]
    by_sphere = {programme.sphere: programme.key for programme in base.all(content.Programme) if programme.inside}
    found = [(min(mention.tokens), mention.key) for mention in mentions]
    found += [(min(m.tokens), by_sphere[m.key]) for m in spheres if m.key in by_sphere]
    used = tokens_of([*mentions, *(m for m in spheres if m.key in by_sphere)])
    return list(dict.fromkeys(key for _, key in sorted(found))), used


def subsidies(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:  # noqa: PLR0912, PLR0915
    """Tables 4 and 5 and payments named in the text: who got how much from the city."""
    organisations = question.of_kind("organisation")
    held = {row.entity for row in table.rows}
    keys = [mention.key for mention in organisations if mention.key in held]
    mentioned = tokens_of(mention for mention in organisations if mention.key in held)
    programmes_said, by_programme = _programme_keys(question, base)
    if len(programmes_said) > 1:
        return
    programmes_said = [key for key in programmes_said if any(key in row.attributes["programme"] for row in table.rows)]
    filters: tuple[tuple[str, str], ...] = ()
    explained = mentioned
    numbers = [token.text for token in question.tokens if token.text in {"4", "5"}]
    if programmes_said and (not keys or not by_programme <= mentioned):
        narrowed = [
            key
            for key in keys
            if any(row.entity == key and programmes_said[0] in row.attributes["programme"] for row in table.rows)
        ]
        if not keys or narrowed:
            keys = narrowed
            filters = (("programme", programmes_said[0]),)
            explained |= by_programme
    if keys and not filters and len(numbers) == 1 and question.says("share"):
        filters = (("table", numbers[0]),)
        listed = {row.entity for row in table.rows if numbers[0] in row.attributes["table"]}
        keys = [key for key in keys if key in listed]
    elif not filters and len(numbers) == 1 and question.says("total", "sum", "subsidy") and not keys:
        filters = (("table", numbers[0]),)
    inherited = False
    if not keys and not filters and inherit:
        if inherit.table == "subsidies":
            filters, inherited = inherit.filters, True
            if not question.says("max", "min", "list", "who", "total"):
                keys = list(inherit.keys)
        elif inherit.table == "programmes" and len(inherit.keys) == 1 and question.says("who", "max", "min", "list"):
            filters, inherited = (("programme", inherit.keys[0]),), True
    by_word = NONE
    if not keys and not inherited:
        keys, by_word = _by_word(question, table, filters)
        explained |= by_word
    op, by = operation(question, 0 if by_word else len(keys), explained, inherit if inherited else None)
    if op == "total" and question.says("who") and not question.says("amount_strong"):
        op = "list"
    if op == "total" and (filters or keys) and _named_plainly(question):
        op = "list"
    if op == "total" and question.asked & question.features.get("subsidy", NONE):
        op = "count"
    if not keys and not filters and not inherited and op in {"total", "list"}:
        op = "overview"
    said = question.said_by("amount", "subsidy", "city_money", "recipients", "who", outside=explained)
    if filters or inherited:
        said |= question.said_by("programme", outside=mentioned)
    if question.says("subsidy", "city_money", outside=explained) or keys or inherited:
        prior = 0.04 if question.says("subsidy", "who", outside=explained) else -0.02
        money_asked = question.says("amount", "subsidy", "city_money", "share", "sum", "compare", "max", "min")
        if keys and not money_asked and not inherited:
            return
        if keys and not question.says("subsidy", "city_money", "programme", "share", "sum", "compare", "max", "min"):
            prior -= 0.0 if inherited else 0.1
        if not keys and not inherited and op == "total" and not question.says("subsidy"):
            prior -= 0.1
        year = year_of(question, table.years())
        yield Proposal(Plan("subsidies", op, "amount", tuple(keys), filters, year), explained | said | by, prior)
    elif filters and op in {"list", "max", "min"}:
        year = year_of(question, table.years())
        yield Proposal(Plan("subsidies", op, "amount", (), filters, year), explained | said | by, 0.03)


def _named_plainly(question: Question) -> bool:
    """«Получатели субсидий»: the recipients themselves, not their number or sum."""
    return any(token.text == "получатели" for token in question.tokens) and not question.says(
        "amount_strong", "count", "sum", "total"
    )


def _by_word(
    question: Question, table: Table, filters: tuple[tuple[str, str], ...]
) -> tuple[list[str], frozenset[int]]:
    """Recipients that a common noun picks («какая федерация»): their keys and the noun."""
    rows = [row for row in table.rows if all(value in row.attributes.get(name, ()) for name, value in filters)]
    for index, token in enumerate(question.tokens):
        if not token.noun or token.empty or index in question.said_by("amount", "subsidy", "who", "recipients"):
            continue
        fitting = [row.entity for row in rows if lemmas_of(row.name) & token.lemmas]
        if 2 <= len(fitting) < len(rows):
            return list(dict.fromkeys(fitting)), frozenset({index})
    return [], NONE


def windows(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """Subsidies that are applied for in an intake window: applications, recipients, money, dates."""
    mentions = question.of_kind("window")
    keys = list(dict.fromkeys(mention.key for mention in mentions))
    mentioned = tokens_of(mentions)
    if not keys and question.says("subsidy"):
        for sphere in question.of_kind("sphere"):
            for contest in base.all(content.Contest):
                if contest.kind == "subsidy" and sphere.key in contest.spheres and contest.key not in keys:
                    keys.append(contest.key)
                    mentioned |= sphere.tokens
        keys = keys[:1]
    if not keys and inherit and inherit.table == "windows":
        keys = list(inherit.keys)
    if not keys:
        return
    measure, said = measure_of(
        question,
        {"applicants": ("applicants",), "winners": ("winners", "recipients_strong"), "amount": ("amount_strong",)},
        "amount",
        mentioned,
    )
    if question.asked & mentioned and measure == "amount" and not question.says("amount_strong", outside=mentioned):
        measure = "winners"
    if inherit and measure == "amount" and not question.says("amount_strong") and question.says("amount"):
        measure = "winners"
    op, by = operation(question, len(keys), mentioned, inherit)
    why = question.said_by("purpose", "for_whom", "eligibility", "about", outside=mentioned)
    if why or (not said and not question.says("amount", outside=mentioned)):
        op, by = "about", by | why
        mentioned |= row_words(question, [row for row in table.rows if row.entity in keys], ("direction", "for_whom"))
    if question.says("share", "ratio") and question.says("applicants", "winners", outside=mentioned):
        op, said = "ratio", said | question.said_by("share", "ratio", "applicants", "winners", outside=mentioned)
    said |= question.said_by("amount", "subsidy", "city_money", "recipients", outside=mentioned)
    if op in {"max", "min", "share", "years", "compare"} and op != "ratio":
        return
    if not any(row.entity in keys and row.cell(measure) for row in table.rows) and op != "ratio":
        return
    year = year_of(question, table.years())
    yield Proposal(Plan("windows", op, measure, tuple(keys), (), year), mentioned | said | by, 0.02)


_KINDS = {
    "consultation": ("consultation",),
    "property": ("property",),
    "finance": ("finance",),
}


def support(question: Question, table: Table, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """Table 2: organisations by sphere and kind of support."""
    spheres = question.of_kind("sphere")
    keys: list[str] = []
    for mention in spheres:
        for row in table.rows:
            if mention.key in row.attributes["sphere"] and row.entity not in keys:
                keys.append(row.entity)
    mentioned = tokens_of(spheres) if keys else NONE
    kinds = [kind for kind, names in _KINDS.items() if question.says(*names)]
    kind, said = measure_of(question, _KINDS, "total", NONE)
    trigger = question.says("support", "consultation", "support_kinds") or bool(kinds)
    inherited = inherit is not None and inherit.table == "support"
    if inherited and inherit is not None and not keys:
        keys = list(inherit.keys)
    if (not trigger and not inherited) or (
        question.says("where", "site") and not question.asked and not question.says("max", "min", "compare")
    ):
        return
    op, by = operation(question, len(keys), mentioned, inherit)
    if question.says("support_kinds") and not keys and not kinds and not question.asked:
        op = {"max": "max_kind", "min": "min_kind"}.get(op, "kinds")
    if op == "list" and keys:
        op = "figure"
    if op == "total" and question.says("list") and not kinds:
        op = "list"
    if op == "list" and question.says("who") and not _sphere_words(question):
        return
    said |= question.said_by("support", "recipients", "recipients_strong", "support_kinds")
    said |= question.said_by("amount") - question.said_by("amount_strong")
    prior = 0.04 if question.says("consultation", "finance") else 0.02
    year = year_of(question, table.years())
    plan = Plan("support", op, kind, tuple(keys), (), year)
    yield Proposal(plan, mentioned | said | by | _sphere_words(question), prior)


def _sphere_words(question: Question) -> frozenset[int]:
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & {"сфера", "вид", "отрасль"})
