"""The closed vocabularies of the tables, and the value types that records and columns share."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""A content record's name: latin, at most 40 characters, so that it fits into 64 bytes of callback data."""

_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
"""The last of them stand before the digits that a check digit is counted over."""


def inn_holds(inn: str) -> bool:
    """Whether 10 (an organisation) or 12 (a person) digits end with the check digits that they must have."""
    if not inn.isascii() or not inn.isdigit() or len(inn) not in {10, 12} or not int(inn):
        return False
    checks = (9,) if len(inn) == 10 else (10, 11)
    return all(
        sum(int(digit) * weight for digit, weight in zip(inn[:place], _INN_WEIGHTS[-place:], strict=True)) % 11 % 10
        == int(inn[place])
        for place in checks
    )


_SCALES = {"": 1, "руб": 1, "₽": 1, "тыс": 1_000, "млн": 1_000_000, "млрд": 1_000_000_000}
_MONEY = re.compile(r"^(?P<number>-?[\d\s]+(?:[.,]\s?\d+)?)\s*(?P<scale>тыс|млн|млрд)?\.?\s*(?:руб\w*|₽)?\.?$")


def parse_roubles(value: object) -> object:
    """Read «1397.2 тыс», «1 397,2 тыс. руб.», «1,2 млн» or «500000» as roubles; anything but text passes."""
    if not isinstance(value, str):
        return value
    match = _MONEY.match(value.strip())
    if match is None:
        raise ValueError(f"not an amount of money: {value!r} (write 1397.2 тыс, 1.2 млн or 500000)")
    try:
        number = Decimal(re.sub(r"\s", "", match["number"]).replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(f"not an amount of money: {value!r}") from error
    return number * _SCALES[match["scale"] or ""]


Roubles = Annotated[Decimal, BeforeValidator(parse_roubles)]
"""An exact amount in roubles; the document's unit (thousand roubles) is a matter of printing."""


Number = Annotated[Decimal, BeforeValidator(parse_roubles)]
"""A figure in its own unit; «1397.2 тыс» is allowed where the unit is roubles."""


class Level(StrEnum):
    """Whose budget a contest counts under."""

    FEDERAL = "federal"
    REGIONAL = "regional"
    MUNICIPAL = "municipal"


class MoneySource(StrEnum):
    """Where the money truly comes from: a private fund may be listed among federal contests."""

    FEDERAL = "federal"
    REGIONAL = "regional"
    MUNICIPAL = "municipal"
    PRIVATE = "private"


class ContestKind(StrEnum):
    """A contest is entered and won; a subsidy is applied for in an intake window. Both have seasons."""

    CONTEST = "contest"
    SUBSIDY = "subsidy"


class SeasonStatus(StrEnum):
    """What is known of a window. Open or not follows from the status and the clock, never from this alone."""

    EXPECTED = "expected"
    ANNOUNCED = "announced"
    EXTENDED = "extended"
    SHORTENED = "shortened"
    CLOSED = "closed"


class Unit(StrEnum):
    """What a figure counts or measures. Different units are never added."""

    ROUBLES = "roubles"
    ORGANISATIONS = "organisations"
    PEOPLE = "people"
    CHILDREN = "children"
    FAMILIES = "families"
    TEAMS = "teams"
    PARTICIPANTS = "participants"
    WINNERS = "winners"
    APPLICATIONS = "applications"
    PROJECTS = "projects"
    AGREEMENTS = "agreements"
    CONTESTS = "contests"
    EVENTS = "events"
    APPEALS = "appeals"
    RECIPIENTS = "recipients"
    REGIONS = "regions"
    SQUARE_METRES = "square_metres"
    PERCENT = "percent"
    YEARS = "years"
    OTHER = "other"


class SupportKind(StrEnum):
    """The columns of the support table."""

    TOTAL = "total"
    CONSULTATION = "consultation"
    PROPERTY = "property"
    FINANCE = "finance"


class LeaseKind(StrEnum):
    """The two kinds of property support."""

    FREE = "free"
    REDUCED = "reduced"


class PremisesRight(StrEnum):
    """On what terms premises are offered."""

    FREE = "free"
    REDUCED = "reduced"
    RENT = "rent"


class LegalForm(StrEnum):
    """Legal forms that duties and eligibility tell apart."""

    ANO = "ano"
    NGO = "ngo"
    FOUNDATION = "foundation"
    PUBLIC = "public"
    RELIGIOUS = "religious"
    PRIVATE_INSTITUTION = "private_institution"
    TOS = "tos"
    COMPANY = "company"
    ENTREPRENEUR = "entrepreneur"
    INSTITUTION = "institution"
    OTHER = "other"


class Applicant(StrEnum):
    """Who may apply, told apart by contest rules: legal forms and those who have none."""

    ANO = "ano"
    FOUNDATION = "foundation"
    PUBLIC = "public"
    RELIGIOUS = "religious"
    PRIVATE_INSTITUTION = "private_institution"
    TOS = "tos"
    COMPANY = "company"
    ENTREPRENEUR = "entrepreneur"
    INSTITUTION = "institution"
    PERSON = "person"
    SELF_EMPLOYED = "self_employed"
    GROUP = "group"
    OTHER = "other"


class RuleField(StrEnum):
    """What a contest's rule is about. OTHER is a condition that stands in the rules and nobody can compute."""

    LEGAL_FORM = "legal_form"
    AGE_MONTHS = "age_months"
    FOUNDED_ON = "founded_on"
    PERSON_AGE = "person_age"
    SPHERE = "sphere"
    CITY = "city"
    REGION = "region"
    STAFF = "staff"
    TAX_DEBT = "tax_debt"
    IN_REGISTRY = "in_registry"
    PREVIOUS_REPORT = "previous_report"
    OTHER = "other"


class Comparison(StrEnum):
    """How a rule compares the applicant's value with its own."""

    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"
    BEFORE = "before"
    AFTER = "after"


class CountedTo(StrEnum):
    """The day on which an age must be reached: a window's first or last day, or the day of asking."""

    OPENS_AT = "opens_at"
    CLOSES_AT = "closes_at"
    TODAY = "today"


class Channel(StrEnum):
    """Where a person speaks to us. A person is (channel, external id); a department's group is told like one."""

    TELEGRAM = "telegram"
    GROUP = "telegram_group"


class SubscriptionKind(StrEnum):
    """What a subscription is about."""

    CONTESTS = "contests"
    SUBSIDIES = "subsidies"
    PREMISES = "premises"
    DUTIES = "duties"
    TRAININGS = "trainings"


class Pace(StrEnum):
    """How often what a person subscribed to comes: each day that has something, on Mondays, or not at all."""

    DAILY = "daily"
    WEEKLY = "weekly"
    ASKED = "asked"


class SubjectKind(StrEnum):
    """What a reminder, a told row or a delivery speaks of."""

    SEASON = "season"
    CONTEST = "contest"
    DUTY = "duty"
    OWN_DATE = "own_date"
    PREMISES = "premises"
    TRAINING = "training"
    ANNOUNCEMENT = "announcement"
    CORRECTION = "correction"
    APPEAL = "appeal"
    LEARNING = "learning"
    CHECK = "check"
    LEASE = "lease"
    DESK = "desk"
    REPORT = "report"
    ORGANISATION = "organisation"


class WatchState(StrEnum):
    """A person's standing towards one season or duty."""

    WATCHING = "watching"
    DONE = "done"
    MUTED = "muted"


class DeliveryState(StrEnum):
    """pending -> sending -> sent | blocked | failed | unknown | cancelled."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class AnnouncementState(StrEnum):
    """draft -> scheduled (at a chosen time) -> sending -> sent, or cancelled on the way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


class AppealState(StrEnum):
    """Open until a specialist's answer is stored; open again when the person asks on. Closed with an outcome."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class AppealOutcome(StrEnum):
    """How an appeal ended, as its subject is counted."""

    EXPLAINED = "explained"
    RESOLVED = "resolved"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"


class AppealTurn(StrEnum):
    """One row of an appeal's thread. HELD waits for its author's word: is it for the person or not."""

    QUESTION = "question"
    ADDITION = "addition"
    ANSWER = "answer"
    NOTE = "note"
    HELD = "held"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    REOPENED = "reopened"


class Purpose(StrEnum):
    """What somebody was about to have kept when consent was asked."""

    ALERTS = "alerts"
    APPEAL = "appeal"
    ORGANISATION = "organisation"
    DESK = "desk"
    TRAINING = "training"


class RequestState(StrEnum):
    """A wish to join an organisation that has people already: waiting until one of them decides."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class NameDecision(StrEnum):
    """What an editor said of two organisations of the base."""

    SAME = "same"
    DIFFERENT = "different"


class SignupState(StrEnum):
    """A person's place at a training: has one, waits for one, gave it up, or the training was called off."""

    SIGNED = "signed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"


class UpdateState(StrEnum):
    """An inbox row: waiting -> done, or put aside after the last try."""

    WAITING = "waiting"
    DONE = "done"
    ASIDE = "aside"


class ImportState(StrEnum):
    """preview -> applied -> undone, or dropped without a change."""

    PREVIEW = "preview"
    APPLIED = "applied"
    DROPPED = "dropped"
    UNDONE = "undone"


class DraftState(StrEnum):
    """open -> published -> undone, or dropped without a change."""

    OPEN = "open"
    PUBLISHED = "published"
    DROPPED = "dropped"
    UNDONE = "undone"


class SettlementKind(StrEnum):
    """What was done about a finding of the check."""

    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    ASKED = "asked"


class SubmissionState(StrEnum):
    """faulty, or preview -> applied -> undone; dropped without a change."""

    FAULTY = "faulty"
    PREVIEW = "preview"
    APPLIED = "applied"
    DROPPED = "dropped"
    UNDONE = "undone"


class Role(StrEnum):
    """What somebody does at a department's desk; a statistician counts over all departments."""

    OWNER = "owner"
    EDITOR = "editor"
    SPECIALIST = "specialist"
    STATISTICIAN = "statistician"
