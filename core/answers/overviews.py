"""Bare subjects («помещение», «контакты»): what there is about them, in a few lines."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import Shown, kept, plan_button
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from core.messages import Action, Button
from core.premises.searching import offered
from core.rendering import label, render
from storage.records import content
from storage.terms import PremisesRight, SubscriptionKind, Unit

SHOWN = 6
FIRST = 5
_PAST = 3
_ON_WRITING = re.compile(r"заявк|проектирован|проектн")
_CONSULTS = re.compile(r"заявк|консультац|ресурсн|помощь нко")


class Overviews:
    """Overviews of one base."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def show(self, plan: Plan, now: datetime | None = None, zone: ZoneInfo | None = None) -> Shown | None:
        """The overview that a plan names; what is still to come is counted from `now`."""
        if plan.op == "coming" and now is not None and zone is not None:
            return self._coming(plan, now, zone)
        if plan.op == "applying" and now is not None and zone is not None:
            return self._applying(plan, now, zone)
        if plan.op == "rents" and now is not None and zone is not None:
            return self._rents(plan, now.astimezone(zone).date())
        if plan.op == "contacts":
            return self._contacts(plan)
        if plan.op == "trainings":
            return self._trainings(plan)
        return self._premises(plan, now, zone) if plan.op == "premises" else None

    def _contacts(self, plan: Plan) -> Shown | None:
        found = [contact for contact in self._base.all(content.Contact) if contact.site]
        if not found:
            return None
        own = self._base.city.pack if self._base.city else ""
        found = sorted(found, key=lambda contact: contact.pack != own)
        left, found = max(0, len(found) - FIRST), found[:FIRST]
        told = tuple(contact.source for contact in found if contact.source)
        line = self._base.source_line(told)
        text = render("ngo/answers/overview_contacts.html.j2", contacts=found, left=left, source=line)
        button = Button(label("contacts"), Action.CONTACTS, ("1",))
        return Shown(text, plan, "overview/contacts", (), told, (button,))

    def _trainings(self, plan: Plan) -> Shown | None:
        found = self._base.all(content.Training)[:SHOWN]
        if not found:
            return None
        told = tuple(training.source for training in found if training.source)
        text = render("ngo/answers/overview_trainings.html.j2", trainings=found, source=self._base.source_line(told))
        figures = [
            Figure(Decimal(count), unit, "cell", (training.key,))
            for training in found
            for count, unit in ((training.participants, Unit.PEOPLE), (training.events, Unit.EVENTS))
            if count
        ]
        return Shown(text, plan, "overview/trainings", tuple(figures), told, (), found[0].measure or "")

    def _coming(self, plan: Plan, now: datetime, zone: ZoneInfo) -> Shown | None:
        """Trainings that are announced, or that none is, with what there was before."""
        every = self._base.all(content.Training)
        dated = [(one, one.starts_at) for one in every if one.starts_at and one.starts_at > now and not one.called_off]
        dated.sort(key=lambda pair: pair[1])
        shown = [(one, starts.astimezone(zone)) for one, starts in dated[:SHOWN]]
        past = [] if shown else [one for one in every if one.starts_at is None or one.starts_at <= now][:_PAST]
        told = tuple(one.source for one in ([one for one, _ in shown] or past) if one.source)
        text = render(
            "ngo/answers/overview_coming.html.j2", coming=shown, past=past, source=self._base.source_line(told),
            today=now.astimezone(zone).date(),
        )  # fmt: skip
        follow = Button(label("subscribe_trainings"), Action.SUBSCRIBE, (SubscriptionKind.TRAININGS,))
        return Shown(text, plan, "overview/coming", (), told, kept(
            Button(label("trainings"), Action.TRAININGS, ("1",)) if shown else None, follow,
        ))  # fmt: skip

    def _applying(self, plan: Plan, now: datetime, zone: ZoneInfo) -> Shown | None:
        """Who helps with an application: trainings about it, the coming ones first, and offices that consult."""
        every = [
            one for one in self._base.all(content.Training) if _ON_WRITING.search(f"{one.title} {one.text}".lower())
        ]
        dated = [(one, one.starts_at) for one in every if one.starts_at and one.starts_at > now and not one.called_off]
        coming = [(one, starts.astimezone(zone)) for one, starts in sorted(dated, key=lambda pair: pair[1])][:2]
        usual = [one for one in every if one.starts_at is None][:1]
        offices = [one for one in self._base.all(content.Contact) if _CONSULTS.search(" ".join(one.subjects).lower())]
        offices.sort(key=lambda one: "заявк" not in " ".join(one.subjects).lower())
        offices = [one for one in offices if one.office not in {training.organiser for training in usual}]
        if not coming and not usual and not offices:
            return None
        told = tuple(one.source for one in (*(one for one, _ in coming), *usual, *offices[:1]) if one.source)
        text = render(
            "ngo/answers/overview_applying.html.j2", coming=coming, usual=usual, offices=offices[:1],
            today=now.astimezone(zone).date(), source=self._base.source_line(told),
        )  # fmt: skip
        return Shown(text, plan, "overview/applying", (), told, kept(
            Button(label("trainings"), Action.TRAININGS, ("1",)) if coming else None,
            Button(label("menu_specialist"), Action.ASK_SPECIALIST),
        ))  # fmt: skip

    def _rents(self, plan: Plan, today: date) -> Shown | None:
        """What rooms on offer cost a month, the cheapest or the largest first; of one size where it is asked."""
        offered = [
            one for one in self._base.all(content.Premises) if one.offered_until is None or one.offered_until >= today
        ]  # fmt: skip
        size = dict(plan.filters).get("area")
        found = [one for one in offered if size and one.area is not None and int(one.area) == int(size)] or offered
        free = PremisesRight.FREE
        if plan.measure == "large":
            found = sorted(found, key=lambda one: -(one.area or 0))
        else:
            found = [one for one in found if one.right is free or one.rent is not None]
            found.sort(key=lambda one: (one.right is not free, one.rent or 0))
        if not found:
            return None
        paid = [one for one in found if one.right is not free]
        shown = [*found[:2], *paid[:3]] if plan.measure != "large" and len(found) > FIRST else found[:FIRST]
        shown = list({one.key: one for one in shown}.values())
        told = tuple(one.source for one in shown if one.source)
        text = render(
            "ngo/answers/rents.html.j2", shown=shown, free=sum(one.right is free for one in found), order=plan.measure,
            all=len(found), today=today, source=self._base.source_line(told),
        )  # fmt: skip
        figures = [Figure(one.rent, Unit.ROUBLES, "cell", (one.key,)) for one in shown if one.rent is not None]
        buttons = kept(
            *(Button(label("named", title=one.title), Action.PREMISE, (one.key,)) for one in shown[:2]),
            Button(label("menu_premises"), Action.PREMISES, ("1",)),
            Button(label("menu_specialist"), Action.ASK_SPECIALIST),
        )
        return Shown(text, plan, "overview/rents", tuple(figures), told, buttons)

    def _premises(self, plan: Plan, now: datetime | None, zone: ZoneInfo | None) -> Shown | None:
        premises: Sequence[content.Premises] = self._base.all(content.Premises)
        if now is not None and zone is not None:
            premises = offered(premises, now.astimezone(zone).date())
        leases = self._tables["leases"]
        contact = next(
            (one for one in self._base.all(content.Contact) if one.site and any("аренд" in s for s in one.subjects)),
            None,
        )
        if not premises and contact is None and not leases.rows:
            return None
        year = leases.years()[0] if leases.rows else None
        rows = leases.select(year) if year else []
        holders = len({row.entity for row in rows})
        told = tuple(
            source for source in (*(row.source for row in rows), contact.source if contact else None) if source
        )
        text = render(
            "ngo/answers/overview_premises.html.j2",
            premises=premises,
            contact=contact,
            year=year,
            holders=holders,
            free=bool(rows),
            reduced=bool(rows),
            source=self._base.source_line(told),
        )
        figures = (
            Figure(Decimal(holders), Unit.ORGANISATIONS, "count of holders", ("leases",)),
            Figure(Decimal(len(premises)), Unit.OTHER, "count of premises", ("premises",)),
        )
        buttons = kept(
            Button(label("menu_premises"), Action.PREMISES, ("1",)),
            plan_button("answer_list", Plan("leases", "list", "", (), (), year)) if rows else None,
        )
        return Shown(text, plan, "overview/premises", figures, told, buttons)
