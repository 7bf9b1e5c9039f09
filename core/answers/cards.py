"""Single records as answers: facts, plan rows, contests, contacts, trainings, and everything about one organisation."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from core.answers.answer import Figure
from core.answers.operations import Operations
from core.answers.parts import Parts
from core.answers.plan import Plan
from core.answers.shown import Shown, figures_of, kept, record_button
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from core.messages import Action, Button
from core.rendering import label, render
from storage.records import content
from storage.terms import Unit

FACTS_SHOWN = 3
MAX_PROJECT_BUTTONS = 3
_PRINTED = re.compile(
    r"(?:более |около )?\d[\d \u00a0]*(?:,\d+)?(?:[ \u00a0](?:тыс\.|млн|%|кв\. м))?(?:[ \u00a0]рублей)?"
)


def _bold_figure(fact: content.Fact) -> Markup | None:
    """The fact's sentence with its own figure in bold; None when the sentence does not print it in digits."""
    if fact.value is None or fact.unit is Unit.OTHER:
        return escape(fact.text)
    value = f"{fact.value.normalize():f}".replace(".", ",")
    thousand = f"{(fact.value / 1000).normalize():f}".replace(".", ",")
    million = f"{(fact.value / 1_000_000).normalize():f}".replace(".", ",")
    for match in _PRINTED.finditer(fact.text):
        number = re.sub(r"[^\d,]", "", match.group())
        short = number.removesuffix(",0")
        if short in {value, thousand, million}:
            shown = match.group().rstrip()
            start = match.start()
            return (
                escape(fact.text[:start]) + Markup("<b>{}</b>").format(shown) + escape(fact.text[start + len(shown) :])
            )
    return None


def _local(training: content.Training) -> datetime | None:
    return training.starts_at.astimezone(ZoneInfo(training.zone)) if training.starts_at else None


class Cards:
    """Cards of one base's records. An unknown record gives None."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table], operations: Operations) -> None:
        self._base = base
        self._tables = tables
        self._operations = operations
        self.parts = Parts(base)

    def show(self, table: str, key: str) -> Shown | None:
        """The record's answer."""
        if table == "facts":
            return self.facts((key,))
        if table == "part":
            return self.parts.show(key)
        if table == "projects":
            return self._operations.show(Plan("projects", "figure", "amount", (key,)))
        if table == "contests":
            return self._contest(key)
        if table == "organisations":
            return self.organisations((key,))
        card = {"measures": self._measure, "contacts": self._contact, "trainings": self._training}.get(table)
        return card(key) if card else None

    def _source(self, *records: content.Content) -> tuple[str, tuple[content.Source, ...]]:
        told = tuple(record.source for record in records if record.source)
        return self._base.source_line(told), told

    def _card(
        self,
        template: str,
        table: str,
        record: content.Content,
        figures: tuple[Figure, ...] = (),
        buttons: tuple[Button | None, ...] = (),
        measure: str = "",
        **values: object,
    ) -> Shown:
        line, told = self._source(record)
        text = render(f"ngo/answers/{template}.html.j2", record=record, source=line, **values)
        plan = Plan("record", table, "", (record.key,))
        return Shown(text, plan, f"{table}/{record.key}", figures, told, kept(*buttons), measure, text.count("\n") + 1)

    def siblings(self, key: str) -> list[str]:
        """The facts that stand after a fact in its plan row."""
        fact = self._base.get(content.Fact, key)
        row = [one.key for one in self._base.where(content.Fact, "measure", fact.measure)] if fact else []
        return row[row.index(key) + 1 :] if key in row else []

    def facts(self, keys: tuple[str, ...], contact: content.Contact | None = None) -> Shown | None:
        """One fact, with a few of the same plan row; a contact's site where it belongs to the answer."""
        every = [fact for key in dict.fromkeys(keys) if (fact := self._base.get(content.Fact, key))]
        if not every:
            return None
        found = [fact for fact in every if fact.measure == every[0].measure][:FACTS_SHOWN]
        line, told = self._source(*found)
        text = render(
            "ngo/answers/facts.html.j2", facts=found, lead=_bold_figure(found[0]), contact=contact, source=line
        )
        figures = tuple(Figure(f.value, f.unit, "cell", (f.key,)) for f in found if f.value is not None)
        first = found[0]
        plan = Plan("record", "facts", "", tuple(fact.key for fact in found))
        contest = self._base.get(content.Contest, first.contest)
        organisation = self._base.get(content.Organisation, first.organisation)
        return Shown(
            text,
            plan,
            f"facts/{first.key}",
            figures,
            told,
            kept(
                record_button(organisation.short_name, "organisations", organisation.key) if organisation else None,
                record_button(contest.short_name, "contests", contest.key) if contest else None,
                Button(label("answer_source"), Action.SOURCE, ("facts", first.key)),
                self._measure_button(first.measure),
            ),
            first.measure,
            text.count("\n") + 1,
        )

    def _measure_button(self, key: str) -> Button | None:
        measure = self._base.get(content.Measure, key)
        return Button(label("answer_measure", number=measure.number), Action.MEASURE, (key,)) if measure else None

    def _measure(self, key: str) -> Shown | None:
        measure = self._base.get(content.Measure, key)
        if measure is None:
            return None
        return self._card(
            "measure",
            "measures",
            measure,
            buttons=(self._measure_button(key),),
            measure=key,
            projects=[row.name for row in self._tables["projects"].rows if key in row.attributes["measure"]],
        )

    def fitting(self, keys: tuple[str, ...]) -> Shown | None:
        """Contests with what they support and for whom."""
        found = [contest for key in keys if (contest := self._base.get(content.Contest, key))]
        if not found:
            return None
        line, told = self._source(*found)
        text = render("ngo/answers/fitting.html.j2", contests=found, source=line)
        buttons = kept(*(record_button(contest.short_name, "contests", contest.key) for contest in found))
        plan = Plan("record", "contests", "", (keys[0],))
        return Shown(text, plan, f"contests/{keys[0]}", (), told, buttons, "", text.count("\n") + 1)

    def contacts(self, keys: tuple[str, ...]) -> Shown | None:
        """One office's card, or the sites of several offices."""
        if len(keys) == 1:
            return self._contact(keys[0])
        found = [contact for key in keys if (contact := self._base.get(content.Contact, key))]
        if not found:
            return None
        line, told = self._source(*found)
        text = render("ngo/answers/overview_contacts.html.j2", contacts=found, left=0, source=line)
        buttons = kept(*(record_button(contact.short_name, "contacts", contact.key) for contact in found))
        return Shown(text, Plan("record", "contacts", "", keys), f"contacts/{keys[0]}", (), told, buttons)

    def _contact(self, key: str) -> Shown | None:
        contact = self._base.get(content.Contact, key)
        if contact is None:
            return None
        site = Button(label("answer_site"), url=contact.site) if contact.site else None
        card = Button(label("answer_contact"), Action.CONTACT, (key,))
        return self._card("contact", "contacts", contact, buttons=(site, card))

    def _training(self, key: str) -> Shown | None:
        training = self._base.get(content.Training, key)
        if training is None:
            return None
        counts = ((training.participants, Unit.PEOPLE), (training.events, Unit.EVENTS))
        figures = tuple(Figure(Decimal(count), unit, "cell", (key,)) for count, unit in counts if count)
        sign_up = Button(label("named", title=training.title), Action.TRAINING, (key,)) if training.starts_at else None
        buttons = (sign_up, self._measure_button(training.measure or ""))
        return self._card(
            "training", "trainings", training, figures, buttons, training.measure or "", starts=_local(training)
        )

    def _contest(self, key: str) -> Shown | None:
        contest = self._base.get(content.Contest, key)
        if contest is None:
            return None
        for name in ("contests", "windows"):
            table = self._tables[name]
            if any(row.entity == key for row in table.rows):
                shown = self._operations.show(Plan(name, "about", "amount", (key,)))
                if shown:
                    return shown
        line, told = self._source(contest)
        seasons = [season for season in self._base.all(content.Season) if season.contest == key]
        season = max(seasons, key=lambda one: one.year, default=None)
        text = render("ngo/answers/contest_new.html.j2", contest=contest, season=season, source=line)
        card = Button(label("answer_card"), Action.CONTEST, (key,))
        return Shown(text, Plan("record", "contests", "", (key,)), f"contests/{key}", (), told, (card,))

    def organisations(self, keys: tuple[str, ...]) -> Shown | None:
        """All that organisations got under any of their names; kinds of money are never added up."""
        parts, told, figures = [], [], []
        for key in keys:
            organisation = self._base.get(content.Organisation, key)
            if organisation is None:
                continue
            subsidies = [row for row in self._tables["subsidies"].rows if row.entity == key]
            projects = [row for row in self._tables["projects"].rows if key in row.attributes["organisation"]]
            leases = [row for row in self._tables["leases"].rows if row.entity == key]
            known = {row.cells["amount"].value for row in [*subsidies, *projects]}
            facts = [
                fact
                for fact in self._base.where(content.Fact, "organisation", key)
                if not (fact.unit is Unit.ROUBLES and fact.value in known)
            ]
            parts.append(
                {
                    "organisation": organisation,
                    "subsidies": subsidies,
                    "leases": leases,
                    "facts": facts[:3],
                    "projects": [
                        (row, self._base.get(content.Contest, getattr(row.record, "contest", None))) for row in projects
                    ],
                }
            )
            for row in [*subsidies, *projects, *leases]:
                figures += figures_of(row.cells.values(), row.key)
            figures += [
                Figure(fact.value, fact.unit, "cell", (fact.key,)) for fact in facts[:3] if fact.value is not None
            ]
            told += [row.source for row in [*subsidies, *projects, *leases]] + [fact.source for fact in facts[:3]]
            if not (subsidies or projects or leases or facts):
                told.append(organisation.source)
        if not parts:
            return None
        sources = tuple(source for source in told if source)
        years = sorted({source.as_of.year for source in sources if source.as_of.year in self._base.years()})
        text = render(
            "ngo/answers/organisations.html.j2",
            parts=parts,
            source=self._base.source_line(sources),
            year=years[-1] if years else None,
        )
        plan = Plan("record", "organisations", "", keys)
        won = [row for row in self._tables["projects"].rows if row.attributes["organisation"] & set(keys)]
        buttons = [record_button(row.name, "projects", row.entity) for row in won[:MAX_PROJECT_BUTTONS]]
        measures = [measure for row in won for measure in row.attributes["measure"]]
        return Shown(
            text,
            plan,
            f"organisations/{keys[0]}",
            tuple(figures),
            sources,
            kept(*buttons),
            measures[0] if measures else "",
            text.count("\n") + 1,
        )
