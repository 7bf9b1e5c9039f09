"""What is searched: one document per fact, measure, project, contest, organisation, contact, training and duty."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.answers.snapshot import Snapshot
from core.rendering import day
from storage.records import content
from storage.terms import Unit

_DIGIT = re.compile(r"\d")
FIELDS = ("title", "aliases", "text", "around")
"""From the most to the least telling; `around` are the names of what a record belongs to."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record as searched. `units` are the features that its figure answers («сколько заявок»).

    `numeric` is False for a fact that tells no number.
    """

    table: str
    key: str
    year: int | None
    measure: str
    fields: tuple[str, str, str, str]
    units: frozenset[str]
    numeric: bool = True

    @property
    def text(self) -> str:
        """All words of the record."""
        return " ".join(self.fields)


_UNITS: dict[Unit, tuple[str, ...]] = {
    Unit.ROUBLES: ("amount", "amount_strong"),
    Unit.APPLICATIONS: ("applicants",),
    Unit.PARTICIPANTS: ("applicants",),
    Unit.WINNERS: ("winners",),
    Unit.RECIPIENTS: ("recipients", "winners", "recipients_strong"),
    Unit.ORGANISATIONS: ("recipients", "recipients_strong"),
    Unit.SQUARE_METRES: ("property", "premises", "area"),
}


def documents_of(base: Snapshot) -> Iterator[Document]:
    """All documents of a base."""
    measures = {measure.key: f"{measure.number} {measure.short_title}" for measure in base.all(content.Measure)}

    def names(*keys: tuple[type[content.Content], str | None]) -> str:
        found = (base.get(kind, key) for kind, key in keys if key)
        return " ".join(getattr(record, "short_name", "") for record in found if record is not None)

    for fact in base.all(content.Fact):
        around = names(
            (content.Organisation, fact.organisation),
            (content.Contest, fact.contest),
            (content.Programme, fact.programme),
        )
        spheres = " ".join(base.sphere_names.get(sphere, "") for sphere in fact.spheres)
        units = frozenset(_UNITS.get(fact.unit, ()) if fact.value is not None else ())
        yield Document(
            "facts",
            fact.key,
            fact.year,
            fact.measure,
            (
                fact.title,
                ", ".join(fact.aliases),
                f"{fact.text} {_printed(fact)}",
                f"{around} {spheres} {measures.get(fact.measure, '')}",
            ),
            units,
            fact.value is not None or _DIGIT.search(fact.text) is not None,
        )
    for measure in base.all(content.Measure):
        yield Document(
            "measures",
            measure.key,
            measure.year,
            measure.key,
            (f"{measure.short_title} {measure.number}", ", ".join(measure.aliases), measure.title, measure.owner),
            frozenset(),
        )
    for project in base.all(content.Project):
        around = names((content.Organisation, project.organisation), (content.Contest, project.contest))
        yield Document(
            "projects",
            project.key,
            project.year,
            project.measure,
            (
                project.name,
                ", ".join(project.aliases),
                f"{project.text} {project.beneficiaries_text} {project.partner} {_printed(project)}",
                f"{around} проект",
            ),
            frozenset({"amount", "project", "grant"} if project.amount else {"project"}),
        )
    for contest in base.all(content.Contest):
        spheres = " ".join(base.sphere_names.get(sphere, "") for sphere in contest.spheres)
        table = "contests"
        yield Document(
            table,
            contest.key,
            None,
            contest.measure or "",
            (
                f"{contest.name} {contest.short_name}",
                ", ".join(contest.aliases),
                f"{contest.direction} {contest.for_whom}",
                f"{contest.organiser} {spheres} конкурс грант {_LEVEL_WORDS[contest.level.value]}",
            ),
            frozenset({"for_whom", "purpose"}),
        )
    for organisation in base.all(content.Organisation):
        yield Document(
            "organisations",
            organisation.key,
            None,
            "",
            (f"{organisation.name} {organisation.short_name}", ", ".join(organisation.aliases), "", "организация"),
            frozenset({"about", "recipients"}),
        )
    for contact in base.all(content.Contact):
        yield Document(
            "contacts",
            contact.key,
            None,
            "",
            (
                f"{contact.office} {contact.short_name}",
                ", ".join((*contact.aliases, *contact.subjects)),
                f"{contact.text} {contact.site_note}",
                "",
            ),
            frozenset({"where", "contact"} | ({"site"} if contact.site else set())),
        )
    for training in base.all(content.Training):
        yield Document(
            "trainings",
            training.key,
            training.year,
            training.measure or "",
            (
                training.title,
                ", ".join(training.aliases),
                f"{training.text} {training.audience} {training.organiser} {_printed(training)}",
                f"{training.period} {_day(training)} обучение {measures.get(training.measure or '', '')}",
            ),
            frozenset({"training", "applicants"} if training.participants else {"training"}),
        )
    for duty in base.all(content.Duty):
        yield Document(
            "duties",
            duty.key,
            None,
            "",
            (duty.title, ", ".join(duty.aliases), f"{duty.to_whom} {duty.form} {duty.applies_when}", "отчетность срок"),
            frozenset({"deadline", "duty"}),
        )


def _printed(record: content.Content) -> str:
    """The document's own words, so that a question in them finds the record."""
    return record.source.printed if record.source else ""


def _day(training: content.Training) -> str:
    return day(training.starts_at.astimezone(ZoneInfo(training.zone)).date()) if training.starts_at else ""


_LEVEL_WORDS = {
    "federal": "федеральный всероссийский",
    "regional": "региональный областной",
    "municipal": "муниципальный городской",
}
