"""People, what they follow, what they were told, and the messages on their way to them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from storage.records.premises import ANY_PREMISES, PremisesWish
from storage.terms import (
    AnnouncementState,
    Applicant,
    Channel,
    DeliveryState,
    Pace,
    RequestState,
    SubjectKind,
    SubscriptionKind,
    WatchState,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks to the bot. `reachable` turns False only on a permanent refusal; the row stays.

    Quiet hours are local hours [from, to); `digest_hour` is the local hour of non-urgent alerts. `ladder` names the
    days before a deadline on which reminders come, 0 for the last hours: «14-7-3-1-0».
    """

    id: int
    channel: Channel
    external_id: str
    name: str
    reachable: bool
    legal_form: str | None
    quiet_from: int
    quiet_to: int
    digest_hour: int
    created_at: datetime
    seen_at: datetime
    pace: Pace = Pace.DAILY
    ladder: str = "14-7-3-1-0"


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is remembered of a person's organisation, as far as rules ask for it."""

    form: Applicant | None
    founded_from: date | None
    founded_to: date | None


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """The organisation that people say they are from, shared by its colleagues.

    `record` is the key of the same organisation in the city's base; `mark` stands for it in counts.
    """

    id: int
    mark: str
    inn: str | None
    name: str
    form: Applicant | None
    sphere: str | None
    founded_from: date | None
    founded_to: date | None
    record: str | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is in an organisation, with the name that the messenger gives."""

    person_id: int
    name: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A wish to join an organisation that has people already; one of them decides."""

    id: int
    organisation_id: int
    person_id: int
    state: RequestState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: int | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A standing wish to hear of a kind; empty `spheres` or `levels` mean any.

    `fitting` leaves out what the rules deny the remembered organisation; `organisation` is that one where it was
    read along. `wishes` narrow premises.
    """

    id: int
    person_id: int
    kind: SubscriptionKind
    spheres: tuple[str, ...]
    levels: tuple[str, ...]
    created_at: datetime
    fitting: bool = False
    organisation: "Organisation | None" = None
    wishes: PremisesWish = ANY_PREMISES


@dataclass(frozen=True, slots=True)
class Watch:
    """A person's standing towards one season or duty: «Напомнить», «Подали» (done), «Не напоминать» (muted).

    `done_by` is who of the organisation said that it is done: the person, or a colleague.
    """

    id: int
    person_id: int
    subject_kind: SubjectKind
    subject: str
    state: WatchState
    previous_state: WatchState | None
    changed_at: datetime
    done_by: int | None = None


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A day that a person asked to be reminded of, in their own words."""

    id: int
    person_id: int
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a person knows: one row per subject, event, version of its date and person (unique together).

    `version` is the date as it was told (ISO text), so a changed date is a new version.
    """

    id: int
    person_id: int
    subject_kind: SubjectKind
    subject: str
    event: str
    version: str
    delivery_id: int | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one person. `payload` names the template and its values (JSON), never rendered text.

    `not_after` is the moment from which it is pointless (a deadline that passed is not announced).
    """

    id: int
    person_id: int
    channel: Channel
    external_id: str
    kind: SubjectKind
    payload: dict[str, Any]
    state: DeliveryState
    attempt: int
    due_at: datetime
    not_after: datetime | None
    lease_until: datetime | None
    announcement_id: int | None
    message_id: str | None
    reason: str
    silent: bool
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Whom an announcement is for; nothing chosen is everybody. What is chosen must all be true of a person."""

    spheres: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def everybody(self) -> bool:
        """Whether nothing was chosen."""
        return self == Filters()

    def toggled(self, what: str, value: str) -> "Filters":
        """With one value of spheres, levels, kinds or forms, or without it when it was chosen."""
        chosen: tuple[str, ...] = getattr(self, what)
        kept = tuple(one for one in chosen if one != value)
        return replace(self, **{what: kept if len(kept) < len(chosen) else (*chosen, value)})


@dataclass(frozen=True, slots=True)
class Announcement:
    """A message of the desk to an audience. `audience` is None until it was chosen.

    `file_id` is the messenger's own id of the picture or document; `subject` the record that it is about.
    """

    id: int
    author_id: int
    text: str
    audience: Filters | None
    state: AnnouncementState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    file_id: str | None = None
    file_kind: str | None = None
    send_at: datetime | None = None
    corrected_at: datetime | None = None
    subject_kind: SubjectKind | None = None
    subject: str | None = None
    new_text: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An announcement that reached people, as the plan's measure counts it. `opened` are people, live."""

    announcement_id: int
    measure: str
    year: int
    title: str
    at: datetime
    audience: int
    delivered: int
    opened: int
