"""What is open, what closes soon, until when: from seasons, duties and the clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, level_of, tokens_of
from core.answers.question import Question
from core.answers.shown import Shown, kept, record_button
from core.answers.snapshot import Snapshot
from core.catalogue.duties import due_duty
from core.catalogue.windows import Window, current_window, urgency
from core.messages import Action, Button
from core.rendering import label, render
from storage.records import content
from storage.terms import SubjectKind, SubscriptionKind

SHOWN = 5
_MOSTLY = 0.8
_DAYS = frozenset({"когда", "срок", "дата", "день", "дедлайн", "успеть", "открыть", "сейчас"})


_OPENS = frozenset({"открываться", "открыться", "начинаться", "начаться", "стартовать"})
_MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
           "декабрь")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """The clock that an answer is given by."""

    now: datetime
    zone: ZoneInfo


def proposals(question: Question, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """«Что открыто», «что закрывается на этой неделе», «до какого числа фпг»."""
    mentions = question.of_kind("contest", "window")
    mentioned = tokens_of(mentions)
    keys = tuple(dict.fromkeys(mention.key for mention in mentions))[:3]
    opened = question.said_by("open", outside=mentioned)
    now = question.said_by("now", outside=mentioned)
    closing = question.said_by("closing", outside=mentioned)
    deadline = question.said_by("deadline", outside=mentioned)
    inherited = inherit is not None and inherit.table == "status"
    if _counts(question, opened | now | closing | deadline):
        return
    if (inherited and inherit is not None and not keys) or (
        not keys and inherit and inherit.table in {"contests", "windows"} and (opened or deadline or closing)
    ):
        keys = inherit.keys
    seeking = question.says("where", outside=mentioned) and question.says("amount_strong") and not question.mentions
    if seeking and not keys and question.coverage(question.said_by("where", "amount", "grant", "winners")) > _MOSTLY:
        yield Proposal(Plan("status", "open"), question.said_by("where", "amount", "grant", "winners"), 0.1)
    rest = question.said_by(
        "contest",
        "grant",
        "subsidy",
        "applicants",
        "amount",
        "list",
        "recipients",
        "for_whom",
        "eligibility",
        "contact",
        outside=mentioned,
    )
    rest -= question.said_by("amount_strong")
    rest |= question.said_by("month")
    if keys:
        if not (opened or now or closing or deadline or inherited):
            return
        if question.years and not any(year >= 2024 for year in question.years) and not opened and not now:
            op = "past"
        else:
            op = "deadline"
        yield Proposal(Plan("status", op, "", keys), mentioned | opened | now | closing | deadline | rest, 0.02)
        return
    if (month := _opening_month(question)) and not question.years:
        used = question.said_by("month", "open", "closing", "now", "contest", "grant", "subsidy", "list")
        yield Proposal(Plan("status", "opening", "", (), (("month", str(month)),)), used, 0.3)
        return
    if not (opened or closing or inherited or (now and question.says("contest", "grant", "subsidy"))):
        return
    if question.says("duty") or question.says("lease", "premises", "training"):
        return
    levels, by_level = level_of(question, mentioned)
    filters: list[tuple[str, str]] = [("level", levels[0])] if len(levels) == 1 else []
    used = by_level if levels else NONE
    for sphere in question.of_kind("sphere"):
        filters.append(("sphere", sphere.key))
        used |= sphere.tokens
        break
    op = "closing" if closing and not opened else "open"
    if op == "closing" and any(token.lemmas & {"два", "14"} for token in question.tokens):
        filters.append(("days", "14"))
    yield Proposal(Plan("status", op, "", (), tuple(filters)), opened | now | closing | deadline | rest | used, 0.05)


def _opening_month(question: Question) -> int:
    """The month of «что открывается в декабре»; 0 when none is asked."""
    if not any(token.lemmas & _OPENS for token in question.tokens):
        return 0
    return next((at for at, name in enumerate(_MONTHS, 1) for t in question.tokens if name in t.lemmas), 0)


def _counts(question: Question, timed: frozenset[int]) -> bool:
    """Whether a number of applications or winners is asked, though «число» or «приняли» also speak of days."""
    figures = question.said_by("applicants", "winners", "recipients_strong", "amount_strong")
    counting = question.says("count") or any(token.lemmas & {"сколько", "число"} for token in question.tokens)
    strict = any(token.lemmas & _DAYS for token in question.tokens)
    return counting and bool(question.asked & figures or (question.says("count") and figures - timed)) and not strict


class Status:
    """Seasons and duties of one base against the clock."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._seasons: dict[str, list[content.Season]] = {}
        for season in base.all(content.Season):
            self._seasons.setdefault(season.contest, []).append(season)

    def show(self, plan: Plan, moment: Moment) -> Shown | None:
        """Carry out a status plan."""
        if plan.op in {"deadline", "past"} and plan.keys:
            return self._one(plan, moment)
        return self._open(plan, moment)

    def _window(self, contest: content.Contest, moment: Moment) -> Window | None:
        return current_window(self._seasons.get(contest.key, ()), moment.zone, moment.now)

    def _entries(self, plan: Plan, moment: Moment) -> list[tuple[content.Contest, Window]]:
        filters = dict(plan.filters)
        found = []
        for contest in self._base.all(content.Contest):
            if filters.get("level") not in {None, contest.level.value}:
                continue
            if "sphere" in filters and filters["sphere"] not in contest.spheres:
                continue
            window = self._window(contest, moment)
            if window is not None:
                found.append((contest, window))
        return sorted(found, key=lambda entry: urgency(entry[1]))

    def _open(self, plan: Plan, moment: Moment) -> Shown | None:
        entries = self._entries(plan, moment)
        opened = [entry for entry in entries if entry[1].state.is_open]
        days = int(dict(plan.filters).get("days", "7"))
        if plan.op == "closing":
            until = moment.now + timedelta(days=days)
            opened = [entry for entry in opened if (end := entry[1].season.closes_at) and end <= until]
        coming = [entry for entry in entries if entry[1].state in {"upcoming", "expected"}]
        if plan.op == "opening":
            month = int(filters_month) if (filters_month := dict(plan.filters).get("month", "")) else 0
            opened = [one for one in coming if one[1].opens and one[1].opens.here.month == month]
        coming = coming[:3]
        city = self._base.city
        past = sorted(
            (
                entry
                for entry in self._entries(Plan("status"), moment)
                if entry[1].results and entry[0].level == "municipal"
            ),
            key=lambda entry: (entry[1].deadline is None, -(entry[1].season.amount or 0)),
        )
        veche = [entry for entry in past if entry[0].kind == "contest"][:1]
        dated = [entry for entry in past if entry[1].deadline][:1]
        text = render(
            "ngo/answers/open.html.j2",
            op=plan.op,
            month=int(dict(plan.filters).get("month", "0")),
            opened=opened[:SHOWN],
            left=max(0, len(opened) - SHOWN),
            coming=coming,
            known=[*veche, *dated],
            url=city.contests_url if city else None,
            days=days,
            filtered=any(name != "days" for name, _ in plan.filters),
        )
        years = self._base.years()
        buttons = [
            *(
                Button(label("answer_named", title=contest.short_name), Action.CONTEST, (contest.key,))
                for contest, _ in opened[:3]
            ),
            Button(label("subscribe_open"), Action.SUBSCRIBE, (SubscriptionKind.CONTESTS,)) if not opened else None,
            Button(label("contests_year", year=years[0]), Action.CONTESTS, ("all", "1"))
            if years and not opened
            else None,
            Button(label("contests_open"), Action.CONTESTS, ("open", "1")) if len(opened) > SHOWN else None,
        ]
        return Shown(text, plan, f"status/{plan.op}", buttons=kept(*buttons), lines=text.count("\n") + 1)

    def _one(self, plan: Plan, moment: Moment) -> Shown | None:
        found = [contest for key in plan.keys if (contest := self._base.get(content.Contest, key))]
        if not found:
            return None
        entries = [(contest, self._window(contest, moment)) for contest in found]
        text = render("ngo/answers/deadline.html.j2", entries=entries, past=plan.op == "past")
        contest, window = entries[0]
        told = tuple(source for _, one in entries if one and (source := one.season.source))
        live = window is not None and window.state.is_open
        buttons = kept(
            Button(label("remind"), Action.REMIND, (SubjectKind.SEASON, window.season.key))
            if live and window
            else None,
            Button(label("subscribe_open"), Action.REMIND, (SubjectKind.CONTEST, contest.key)) if not live else None,
            record_button(contest.short_name, "contests", contest.key),
        )
        measure = contest.measure or ""
        return Shown(text, plan, f"status/{contest.key}", (), told, buttons, measure, text.count("\n") + 1)

    def opens(self, moment: Moment) -> bool:
        """Whether any intake is open."""
        return any(window.state.is_open for _, window in self._entries(Plan("status"), moment))

    def beginning(self, shown: Shown, key: str, moment: Moment) -> Shown:
        """A contest's answer with its last day first and «Напомнить», while the intake is open."""
        contest = self._base.get(content.Contest, key)
        window = self._window(contest, moment) if contest else None
        if contest is None or window is None or not window.state.is_open or not window.deadline:
            return shown
        dated = self._one(Plan("status", "deadline", "", (key,)), moment)
        if dated is None:
            return shown
        text = f"{dated.text.rstrip()}\n{shown.text}"
        return replace(shown, text=text, buttons=kept(*dated.buttons, *shown.buttons), lines=text.count("\n") + 1)

    def duties(self, keys: tuple[str, ...], moment: Moment) -> Shown | None:
        """Several duties, the soonest first; one alone has its own answer."""
        found = [duty for key in keys if (duty := self._base.get(content.Duty, key))]
        if len(found) <= 1:
            return self.duty(found[0].key, moment) if found else None
        today = moment.now.astimezone(moment.zone).date()
        entries = [due_duty(duty, today) for duty in found]
        sources = tuple(dict.fromkeys(duty.source for duty in found if duty.source))[:2]
        text = render(
            "ngo/answers/duties.html.j2",
            entries=entries,
            source=self._base.source_line(sources),
            unverified=any(duty.checked_on is None for duty in found),
            today=today,
        )
        buttons = kept(
            Button(label("remind"), Action.REMIND, (SubjectKind.DUTY, found[0].key)),
            Button(label("duties_all"), Action.DUTIES, ("all", "1")),
        )
        plan = Plan("record", "duties", "", keys)
        return Shown(text, plan, "duties", (), sources, buttons, "", text.count("\n") + 1)

    def duty(self, key: str, moment: Moment) -> Shown | None:
        """One duty: until when, for which year; an unchecked one says so."""
        duty = self._base.get(content.Duty, key)
        if duty is None:
            return None
        due = due_duty(duty, moment.now.astimezone(moment.zone).date())
        line = self._base.source_line([duty.source])
        text = render(
            "ngo/answers/duty.html.j2",
            due=due,
            duty=duty,
            source=line,
            unverified=duty.checked_on is None,
            today=moment.now.astimezone(moment.zone).date(),
        )
        buttons = kept(
            Button(label("remind"), Action.REMIND, (SubjectKind.DUTY, key)),
            Button(label("duties_all"), Action.DUTIES, ("all", "1")),
        )
        told = (duty.source,) if duty.source else ()
        plan = Plan("record", "duties", "", (key,))
        return Shown(text, plan, f"duties/{key}", (), told, buttons, "", text.count("\n") + 1)
