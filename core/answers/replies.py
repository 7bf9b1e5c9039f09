"""Replies that are not answers: gates, declining, asking back. They name what is near without any figure of it."""

from collections.abc import Sequence

from core.answers.answer import Answer, Context, Outcome
from core.answers.choosing import Candidate, unexplained
from core.answers.gates import Gate, Turned
from core.answers.missing import Missing
from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.shown import record_button
from core.answers.snapshot import Snapshot
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.records import content
from storage.records.learning import Faq

_THANKS = frozenset(
    {
        "спасибо",
        "благодарить",
        "благодарю",
        "спс",
        "пасиб",
        "понятно",
        "понять",
        "ок",
        "окей",
        "супер",
        "отлично",
        "свидание",
        "пока",
        "встреча",
        "прощай",
    }
)
_UNHEARD = 5.5
_ONE_LINE = {Gate.COURTESY, Gate.SMALL_TALK}


class Replies:
    """Replies over one base."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base

    def turned(self, turned: Turned, question: Question, context: Context) -> Answer:
        """A gate's reply: one line and the way on."""
        city = self._base.city
        thanks = any(question.tokens[index].lemmas & _THANKS for index in turned.tokens)
        text = render(
            "ngo/answers/turned.html.j2",
            gate=turned.gate.value,
            thanks=thanks,
            city=city.name if city else "",
            city_genitive=city.name_genitive if city else "",
        )
        can = Button(label("help"), Action.HELP)
        mine = Button(label("menu_mine"), Action.MINE)
        specialist = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
        buttons = {
            Gate.COURTESY: (),
            Gate.SUBSCRIBE: (mine,),
            Gate.UNSUBSCRIBE: (mine,),
            Gate.SPECIALIST: (specialist,),
            Gate.PLACE: (specialist, can),
            Gate.PERSONAL: (specialist, can),
            Gate.LEGAL: (specialist, can),
        }.get(turned.gate, (can,))
        outcome = Outcome.SMALL_TALK if turned.gate in _ONE_LINE else Outcome.DECLINED
        if turned.gate in {Gate.SUBSCRIBE, Gate.UNSUBSCRIBE, Gate.HELP}:
            outcome = Outcome.ANSWERED
        message = Message(text, rows_of(*buttons))
        return Answer(message, outcome, context=context, subject=f"gate/{turned.gate.value}", confidence=1.0)

    def year(
        self, question: Question, missing: Sequence[int], plan: Plan, held: Sequence[int], levels: Sequence[int]
    ) -> Answer:
        """A year that is not held: which years are, and no figure of another year."""
        older = [year for year in levels if year not in held]
        text = render(
            "ngo/answers/declined.html.j2",
            reason="year",
            years=list(missing),
            held=[str(year) for year in held],
            older=older[0] if older else None,
            subject=self.name_of(plan),
            word="",
        )
        return self._declined(text, plan, "year")

    def contact(self, question: Question, key: str, asked: str) -> Answer:
        """A phone, an address, hours that the base does not hold; the site that it does."""
        contact = self._base.get(content.Contact, key)
        assert contact is not None
        text = render(
            "ngo/answers/declined.html.j2",
            reason="contact",
            asked=asked,
            subject=contact.short_name,
            site=contact.site,
            note=contact.site_note,
            word="",
        )
        return self._declined(text, Plan("record", "contacts", "", (key,)), "contact")

    def missing(self, question: Question, missing: Missing, subject: str = "missing") -> Answer:
        """Something of a known record that no table holds: what it is, and the record as a button."""
        text = render(
            "ngo/answers/declined.html.j2",
            reason="missing",
            what=missing.what,
            word=missing.word[:40],
            years=list(question.years),
            subject=self.name_of(missing.near) if missing.near else "",
        )
        if missing.what == "report":
            duties = Button(label("duties_all"), Action.DUTIES, ("all", "1"))
            specialist = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
            message = Message(text, rows_of(duties, specialist))
            return Answer(message, Outcome.DECLINED, subject="declined/missing", confidence=0.0)
        return self._declined(text, missing.near, subject)

    def unknown(self, question: Question, best: Candidate | None, near_by: Sequence[Candidate] = ()) -> Answer:
        """Nothing fits well enough: the word that is not known, the nearest subject, the specialist."""
        open_tokens = unexplained(question, best.explained) if best else frozenset(range(len(question.tokens)))
        heavy = sorted(open_tokens, key=lambda index: -question.tokens[index].weight)
        heavy = [i for i in heavy if question.tokens[i].noun and question.tokens[i].rarity > _UNHEARD]
        word = question.tokens[heavy[0]].text if heavy and question.tokens[heavy[0]].weight >= 1.0 else ""
        near = best.plan if best and best.score >= 0.35 else None
        near = next((one.plan for one in near_by if self.name_of(one.plan)), near)
        text = render(
            "ngo/answers/declined.html.j2",
            reason="unknown",
            word=word[:40] if word.isalpha() else "",
            subject=self.name_of(near) if near else "",
        )
        return self._declined(text, near, "unknown")

    def clarify(self, candidates: Sequence[Candidate]) -> Answer | None:
        """Up to three subjects as buttons, each of which leads to an answer; None when fewer than two are left."""
        buttons: list[Button] = []
        titles: list[str] = []
        for candidate in candidates:
            name = self.name_of(candidate.plan)
            if not name or name in titles:
                continue
            try:
                buttons.append(Button(label("answer_named", title=name), Action.ANSWER, (candidate.plan.encode(),)))
            except ValueError:
                continue
            titles.append(name)
            if len(titles) == 3:
                break
        if len(titles) < 2:
            return None
        text = render("ngo/answers/clarify.html.j2", titles=titles)
        specialist = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
        return Answer(Message(text, rows_of(*buttons, specialist)), Outcome.CLARIFY, subject="clarify", confidence=0.5)

    def which(self, keys: tuple[str, ...]) -> Answer:
        """Which of two organisations with the same word in their names; one more button shows both."""
        found = [one for key in keys if (one := self._base.get(content.Organisation, key))]
        buttons = [record_button(one.short_name, "organisations", one.key) for one in found]
        both = Button(label("answer_both"), Action.ANSWER, (Plan("record", "organisations", "", keys).encode(),))
        text = render("ngo/answers/which.html.j2", names=[one.short_name for one in found])
        return Answer(Message(text, rows_of(*buttons, both)), Outcome.CLARIFY, subject="clarify", confidence=0.9)

    def _declined(self, text: str, near: Plan | None, subject: str) -> Answer:
        buttons: list[Button | None] = [Button(label("menu_specialist"), Action.ASK_SPECIALIST)]
        if near is not None and (name := self.name_of(near)):
            try:
                plan = near.with_(year=None) if near.table != "record" else near
                buttons.insert(0, Button(label("answer_named", title=name), Action.ANSWER, (plan.encode(),)))
            except ValueError:
                pass
        message = Message(text, rows_of(*buttons))
        context = Context(near.as_json()) if near is not None and near.keys else Context()
        return Answer(message, Outcome.DECLINED, context=context, subject=f"declined/{subject}", confidence=0.0)

    def name_of(self, plan: Plan) -> str:
        """What a plan is about, in words without a figure; empty when it has no name of its own."""
        kinds: dict[str, type[content.Content]] = {
            "facts": content.Fact,
            "measures": content.Measure,
            "projects": content.Project,
            "contests": content.Contest,
            "organisations": content.Organisation,
            "contacts": content.Contact,
            "trainings": content.Training,
            "duties": content.Duty,
            "windows": content.Contest,
            "subsidies": content.Organisation,
            "leases": content.Organisation,
            "programmes": content.Programme,
            "indicators": content.Indicator,
            "status": content.Contest,
            "faqs": Faq,
        }
        table = plan.op if plan.table == "record" else plan.table
        kind = kinds.get(table)
        if plan.keys and kind is not None:
            record = self._base.get(kind, plan.keys[0])
            for name in ("short_name", "short_title", "title", "name", "question"):
                if found := getattr(record, name, ""):
                    return str(found)
        if plan.keys and table == "support":
            return plan.keys[0]
        return render("ngo/answers/subject.html.j2", table=table)


__all__ = ["Replies", "record_button"]
