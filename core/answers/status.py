"""What is open, what closes soon, until when: from seasons, duties and the clock."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import Shown, kept, record_button
from core.answers.snapshot import Snapshot
from core.catalogue.duties import due_duty
from core.catalogue.windows import Window, current_window, urgency
from core.messages import Action, Button
from core.rendering import label, render
from storage.records import content
from storage.terms import SubjectKind, SubscriptionKind, Unit

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """The clock that an answer is given by."""

    now: datetime
    zone: ZoneInfo


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
        if plan.op == "detail" and plan.keys:
            return self._detail(plan, moment)
        return self._open(plan, moment)

    def _window(self, contest: content.Contest, moment: Moment) -> Window | None:
        return current_window(self._seasons.get(contest.key, ()), moment.zone, moment.now)

    def window(self, key: str, moment: Moment) -> Window | None:
        """The intake of a contest that a person asks about; None when there is no such contest or intake."""
        contest = self._base.get(content.Contest, key)
        return self._window(contest, moment) if contest else None

    def _entries(self, plan: Plan, moment: Moment) -> list[tuple[content.Contest, Window]]:
        filters = dict(plan.filters)
        found = []
        for contest in self._base.all(content.Contest):
            level = filters.get("level", "")
            if level.startswith("-") and level[1:] == contest.level.value:
                continue
            if level and not level.startswith("-") and level != contest.level.value:
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
        by = dict(plan.filters).get("until")
        if by:
            opened = [one for one in opened if (view := one[1].deadline) and view.evening.isoformat() <= by]
        elif plan.op == "closing":
            until = moment.now + timedelta(days=days)
            opened = [entry for entry in opened if (end := entry[1].season.closes_at) and end <= until]
        if plan.op == "largest":
            opened = [one for one in opened if one[1].season.max_grant is not None]
            opened.sort(key=lambda one: -(one[1].season.max_grant or 0))
        if plan.op in {"fitting", "largest"} and not opened:
            return None
        later = [one for one in entries if one[1].state.is_open and one not in opened] if by else []
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
            until=date.fromisoformat(by) if by else None,
            today=moment.now.astimezone(moment.zone).date(),
            later=later[:2],
            sphere=self._base.sphere_names.get(dict(plan.filters).get("sphere", "")),
            filtered=any(name not in {"days", "until"} for name, _ in plan.filters),
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
        figures = [
            Figure(window.season.max_grant, Unit.ROUBLES, "cell", (window.season.key,))
            for _, window in opened[:SHOWN]
            if plan.op == "largest" and window.season.max_grant is not None
        ]
        return Shown(
            text, plan, f"status/{plan.op}", tuple(figures), buttons=kept(*buttons), lines=text.count("\n") + 1
        )  # fmt: skip

    def _detail(self, plan: Plan, moment: Moment) -> Shown | None:
        """What is asked of one contest's intake: its sum, results, organiser, refusals, costs, a moved day."""
        contest = self._base.get(content.Contest, plan.keys[0])
        window = self._window(contest, moment) if contest else None
        if contest is None:
            return None
        season = window.season if window else None
        asked = plan.measure.split("+")
        if "results" in asked and season is not None and (season.winners is not None or season.winners_text):
            return None
        source = (season.source if season else None) or contest.source
        text = render(
            "ngo/answers/intake.html.j2", contest=contest, window=window, asked=asked,
            today=moment.now.astimezone(moment.zone).date(), source=self._base.source_line([source]),
        )  # fmt: skip
        live = window is not None and window.state.is_open and season is not None
        figures: tuple[Figure, ...] = ()
        if "sum" in asked and season is not None and season.max_grant is not None:
            figures = (Figure(season.max_grant, Unit.ROUBLES, "cell", (season.key,)),)
        buttons = kept(
            Button(label("remind"), Action.REMIND, (SubjectKind.SEASON, season.key)) if live and season else None,
            Button(label("subscribe_open"), Action.REMIND, (SubjectKind.CONTEST, contest.key)) if not live else None,
            record_button(contest.short_name, "contests", contest.key),
            Button(label("menu_specialist"), Action.ASK_SPECIALIST),
        )
        told = (source,) if source else ()
        of = Plan("status", "deadline", "", plan.keys)
        return Shown(text, of, f"status/{contest.key}", figures, told, buttons, contest.measure or "", 4)

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
        return replace(shown, text=text, buttons=kept(*dated.buttons[:1], *shown.buttons), lines=text.count("\n") + 1)

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
