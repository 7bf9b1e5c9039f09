"""What is asked of a known record that no table holds: said at once, with the record as a button and no figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from storage.records import content

_NAMES = frozenset({"именно", "имя", "фамилия", "победитель", "место"})
_FIRST_PLACE = frozenset({"первый", "второй", "третий", "призовой"})
_COUNTING = frozenset({"сколько", "сколький", "какой", "проект", "организация", "нко", "деньги", "сумма"})
_COMPLAINT = frozenset({"жаловаться", "пожаловаться", "оспорить", "обжаловать", "обжалование", "апелляция"})
_OURSELVES = frozenset({"мы", "я", "наш"})
_HOW_MANY = frozenset({"сколько", "сколький", "количество", "число", "доля", "процент"})
_PLEA = re.compile(
    r"\bпрошу (?:вас )?(?:помочь (?:нам |мне )?(?:с|со|в|отремонт\w+|устран\w+)\b|оказать (?:помощь|содействие)"
    r"|посодействовать|рассмотреть|разобраться|отремонтировать|устранить|принять меры)"
)
_LETTER = 30
_COSTS = frozenset({"стоить", "цена", "стоимость", "почем", "платный", "расценка", "тариф"})
_PAID_FOR = frozenset(
    {"метр", "аренда", "консультация", "участие", "обучение", "помещение", "услуга", "вебинар", "семинар", "билет",
     "подача", "школа", "квадрат", "кв", "занятие", "курс", "взнос"}
)  # fmt: skip
_ENDED = frozenset(
    {"закончиться", "кончиться", "завершиться", "решить", "решиться", "удовлетворить", "удовлетворенный"}
)
_ANSWERED = frozenset({"отвечать", "ответить", "рассматривать", "рассмотреть", "ответ"})
_PAPERS = frozenset({"устав", "бланк", "протокол", "лекало", "образец", "шаблон"})
_BRING = frozenset(
    {
        "приложить",
        "прилагать",
        "пакет",
        "собрать",
        "потребоваться",
        "требоваться",
        "понадобиться",
        "нужный",
        "нужно",
        "список",
    }
)
_PRIZES = frozenset({"приз", "награда", "подарок", "вознаграждение"})
_REPORT = frozenset({"отчет", "отчетность", "отчитаться", "отчитываться", "минюст"})


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing (a name that the template words) and the nearest subject, if there is one."""

    what: str
    near: Plan | None = None
    word: str = ""


class Absences:
    """What one base does not hold of its own records."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def of(self, question: Question, before: Plan | None) -> Missing | None:
        """What a question asks for that the base cannot say; None when it may."""
        lemmas = frozenset().union(*(token.lemmas for token in question.tokens)) if question.tokens else frozenset()
        refused = lemmas & {"отказать", "отклонить"} and lemmas & _OURSELVES and not lemmas & _HOW_MANY
        if lemmas & _COMPLAINT or refused:
            return Missing("appeal")
        if _PLEA.search(question.text):
            return Missing("plea")
        if len(question.tokens) > _LETTER:
            return None
        if lemmas & {"минюст"} and not self._base.all(content.Duty):
            return Missing("report")
        return (
            self._cost(question, lemmas)
            or self._papers(lemmas)
            or self._of_appeals(question, lemmas)
            or self._prize(question, lemmas)
            or self._own_part(question, lemmas)
            or self._term(question, before)
            or self._price(question, before)
            or self._winner(question, before, lemmas)
            or self._area(question)
            or self._season(question)
        )

    def _cost(self, question: Question, lemmas: frozenset[str]) -> Missing | None:
        """What something costs a person: no price list is held; a project's cost is its grant."""
        if not lemmas & _COSTS or lemmas & {"проект", "показатель"} or question.of_kind("project", "contest"):
            return None
        return Missing("cost") if lemmas & _PAID_FOR else None

    def _papers(self, lemmas: frozenset[str]) -> Missing | None:
        """What an applicant must bring, and forms to bring it in."""
        if lemmas & _PAPERS:
            return Missing("papers")
        asked = lemmas & {"документ", "бумага", "справка"} and lemmas & _BRING
        return Missing("documents") if asked and not lemmas & {"помогать", "помочь", "принимать", "когда"} else None

    def _of_appeals(self, question: Question, lemmas: frozenset[str]) -> Missing | None:
        """How appeals ended and how soon they are answered."""
        asks = lemmas & _ENDED or (lemmas & _ANSWERED and (question.says("lasting") or lemmas & {"день", "срок"}))
        return Missing("outcome") if lemmas & {"обращение", "жалоба"} and asks else None

    def _prize(self, question: Question, lemmas: frozenset[str]) -> Missing | None:
        return Missing("prize") if lemmas & _PRIZES and lemmas & (_FIRST_PLACE | {"место"}) else None

    def _own_part(self, question: Question, lemmas: frozenset[str]) -> Missing | None:
        """The share that an applicant pays: the document names co-funding without it."""
        own = lemmas & {"свой", "собственный", "вложить", "внести", "вкладывать", "вносить", "софинансирование"}
        return (
            Missing("own") if own and question.says("share") and question.says("contest", "grant", "amount") else None
        )

    def _term(self, question: Question, before: Plan | None) -> Missing | None:
        """When one organisation's agreement ends: the document names a span for all."""
        named = [m.key for m in question.of_kind("organisation") if m.full]
        if not named and question.elliptical and before and before.op == "organisations":
            named = list(before.keys)
        if not named and question.elliptical and before and before.table == "leases" and len(before.keys) == 1:
            named = list(before.keys)
        ends = question.says("deadline", "closing") and question.says("lease")
        if not ends or not any(row.entity in named for row in self._tables["leases"].rows):
            return None
        return Missing("term", Plan("record", "organisations", "", (named[0],)))

    def _price(self, question: Question, before: Plan | None) -> Missing | None:
        """The money of a project that the document names without its sum."""
        if not question.says("amount_strong", "city_money") and not (question.says("amount") and _how_much(question)):
            return None
        if question.says("applicants", "sum", "max", "min", "compare") or not _of_money(question):
            return None
        keys = [m.key for m in question.of_kind("project") if m.full]
        if not keys and not question.mentions and question.elliptical and before and len(before.keys) == 1:
            table = before.op if before.table == "record" else before.table
            keys = list(before.keys) if table == "projects" else self._of_fact(before)
        rows = [row for row in self._tables["projects"].rows if row.entity in keys]
        if len(rows) != 1 or rows[0].cell("amount"):
            return None
        return Missing("price", Plan("projects", "figure", "amount", (rows[0].entity,)))

    def _of_fact(self, plan: Plan) -> list[str]:
        """The only project whose runner a fact is about."""
        fact = self._base.get(content.Fact, plan.keys[0]) if plan.op == "facts" else None
        if fact is None or not fact.organisation:
            return []
        rows = self._tables["projects"].rows
        found = [row.entity for row in rows if fact.organisation in row.attributes["organisation"]]
        return found if len(found) == 1 else []

    def _winner(self, question: Question, before: Plan | None, lemmas: frozenset[str]) -> Missing | None:
        """Who won, of a contest whose winners the document only counts."""
        if not question.says("who") or lemmas & _COUNTING:
            return None
        named = {token for token in lemmas if token in _NAMES}
        if not named or not (question.says("winners") or lemmas & _FIRST_PLACE):
            return None
        places = frozenset(i for i, token in enumerate(question.tokens) if token.lemmas & _FIRST_PLACE)
        keys = [m.key for m in question.of_kind("contest") if m.full and not m.tokens <= places]
        if not keys and not question.mentions and before and before.table == "contests":
            keys = list(before.keys)
        known = {key for row in self._tables["projects"].rows for key in row.attributes["contest"]}
        if len(keys) != 1 or keys[0] in known:
            return None
        return Missing("winner", Plan("contests", "figure", "winners", (keys[0],)))

    def _area(self, question: Question) -> Missing | None:
        """The area of one organisation's premises: the document gives the sum of all only."""
        named = [m.key for m in question.of_kind("organisation") if m.full]
        lemmas = frozenset().union(*(token.lemmas for token in question.tokens))
        if not named or not (question.says("area") or "площадь" in lemmas):
            return None
        rows = [row for row in self._tables["leases"].rows if row.entity in named]
        if any(row.cell("area") for row in rows):
            return None
        return Missing("area", Plan("record", "organisations", "", (named[0],))) if rows else None

    def _season(self, question: Question) -> Missing | None:
        """Dates of a year of which the base holds no season of the contest."""
        keys = [m.key for m in question.of_kind("contest", "window") if m.full]
        if len(keys) != 1 or not question.years or not question.says("deadline", "closing"):
            return None
        held = {season.year for season in self._base.all(content.Season) if season.contest == keys[0]}
        if set(question.years) & held:
            return None
        return Missing("season", Plan("status", "deadline", "", (keys[0],)))


def _how_much(question: Question) -> bool:
    return any("сколько" in token.lemmas for token in question.tokens)


def _of_money(question: Question) -> bool:
    """Whether «сколько» counts money, not people or things: it stands before money, a name or «проект»."""
    named = frozenset().union(*(m.tokens for m in question.mentions)) if question.mentions else frozenset()
    return not question.asked or bool(question.asked & (question.said_by("amount", "project") | named))
