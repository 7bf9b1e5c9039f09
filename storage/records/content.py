"""What the city publishes: documents, contests and seasons, money, measures, premises, duties, contacts.

Each record is at once the schema of a pack file (validated by pydantic) and what queries return.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from storage.terms import (
    ContestKind,
    Key,
    LeaseKind,
    LegalForm,
    Level,
    MoneySource,
    Number,
    PremisesRight,
    Roubles,
    SeasonStatus,
    SupportKind,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: document, plan row, table, row, the text as printed, and the day it is true for."""

    document: Key
    printed: str
    as_of: date
    section: str | None = None
    table: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Common to all content: `checked_on` is the day a person last checked it; None means unverified."""

    key: Key
    pack: str = ""
    position: int = 0
    source: Source | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Content):
    """A document or public page that figures come from; `short_title` is how a person reads it in an answer."""

    title: str
    short_title: str
    year: int | None = None
    issued_on: date | None = None
    url: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class City(Content):
    """The pack's city: its name in the cases that sentences need, its zone and the legal act's plan."""

    name: str
    name_genitive: str
    name_prepositional: str
    zone: str
    contests_url: str | None = None
    ngo_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sphere(Content):
    """A field of work; `name` as in a menu, `on_name` after «на» («на спорт»), `words` as people say it."""

    name: str
    on_name: str
    words: tuple[str, ...] = ()
    emoji: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Content):
    """A row of the city's plan (1.1 to 4.2). `result` is our wording of what was done in `year`."""

    number: str
    section_title: str
    title: str
    short_title: str
    term: str = ""
    year: int
    result: str
    owner: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Content):
    """One fact of a measure's prose: `text` is a full sentence of ours, `value` its figure when it has one.

    `qualifier` is «более», «около» or empty. `aliases` are other ways to ask for it.
    """

    measure: Key
    year: int
    title: str
    text: str
    value: Number | None = None
    unit: Unit = Unit.OTHER
    qualifier: str = ""
    organisation: Key | None = None
    programme: Key | None = None
    contest: Key | None = None
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Content):
    """A municipal programme; `inside` is False for money given outside the programmes."""

    name: str
    short_name: str
    sphere: Key | None = None
    inside: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFunding(Content):
    """A row of table 1: city budget money under a programme in a year."""

    programme: Key
    year: int
    amount: Roubles
    recipients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTotal(Content):
    """A total as the document states it, beside which the computed one is shown.

    `table` is the table's number, `column` the column's name in the report model (amount, recipients,
    consultation, ...), `scope` tells «Итого» (programmes) from «Всего» (all). Money is in roubles.
    """

    year: int
    table: str
    column: str
    value: Number
    unit: Unit
    scope: str = "all"
    label: str = "Итого"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Content):
    """An organisation under its fullest printed name; `aliases` are its other printed or usual names."""

    name: str
    short_name: str
    legal_form: LegalForm = LegalForm.OTHER
    sphere: Key | None = None
    inn: str | None = None
    founded_on: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy(Content):
    """An agreement on city money: a row of table 4 or 5, or a payment named in the prose (`table` empty)."""

    organisation: Key
    name_as_printed: str
    programme: Key | None = None
    year: int
    amount: Roubles
    table: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Content):
    """A grant contest, or a subsidy with intake windows. `level` is as listed, `money_source` as it truly is.

    `number_printed` is its number in the document's table (4 stands twice). `refusal_reasons` are the
    organiser's usual ones, shown as a checklist before the deadline.
    """

    kind: ContestKind = ContestKind.CONTEST
    name: str
    short_name: str
    organiser: str = ""
    direction: str = ""
    level: Level
    money_source: MoneySource
    science: bool = False
    measure: Key | None = None
    number_printed: str = ""
    for_whom: str = ""
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()
    refusal_reasons: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Content):
    """One year's round of a contest or one intake window. The deadline is `closes_at` in `zone`.

    In pack files `opens_at`, `closes_at` are local times of `zone`. `year` is the year of award,
    `spending_year` the one when the money is spent. `applicants_text`, `winners_text` keep what is not a
    plain number («более 800»). `count_unit` says what applicants and winners are.
    """

    contest: Key
    year: int
    title: str = ""
    status: SeasonStatus
    zone: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    previous_closes_at: datetime | None = None
    results_on: date | None = None
    applicants: int | None = None
    applicants_text: str = ""
    winners: int | None = None
    winners_text: str = ""
    count_unit: Unit = Unit.PARTICIPANTS
    amount: Roubles | None = None
    spending_year: int | None = None
    max_grant: Roubles | None = None
    conditions: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTotal(Content):
    """Grants of a level in a year as the prose states them (rounded to 0.1 million)."""

    year: int
    level: Level
    amount: Roubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Content):
    """A project named in the document, with the grant it got."""

    name: str
    organisation: Key | None = None
    contest: Key | None = None
    measure: Key
    year: int
    amount: Roubles | None = None
    amount_qualifier: str = ""
    text: str = ""
    beneficiaries: int | None = None
    beneficiaries_text: str = ""
    partner: str = ""
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCount(Content):
    """A cell of table 2: how many organisations of `sphere_label` got a kind of support."""

    year: int
    sphere_label: str
    spheres: tuple[Key, ...] = ()
    kind: SupportKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease(Content):
    """City property in an organisation's use. The document names holders, not addresses."""

    organisation: Key
    name_as_printed: str
    kind: LeaseKind
    year: int
    area: Decimal | None = None
    address: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises(Content):
    """Premises on offer. `area` in square metres, `rent` in roubles a month; `photos` are the messenger's file ids."""

    title: str
    address: str
    district: str = ""
    area: Decimal | None = None
    purpose: str = ""
    right: PremisesRight
    rent: Roubles | None = None
    terms: str = ""
    offered_until: date | None = None
    url: str | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Content):
    """A target figure of the appendix: plan and fact in `unit`."""

    number: str
    group_title: str = ""
    name: str
    short_name: str
    year: int
    plan: Decimal
    fact: Decimal
    unit: Unit = Unit.PERCENT
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Training(Content):
    """A training, webinar series or session; past ones from the report, coming ones with `starts_at`.

    `venue` is an address or a link; `places` limits the sign-ups (None: no limit). `materials` and `handouts` (files:
    kind, the messenger's id and name between colons) go to whoever came.
    """

    title: str
    text: str
    measure: Key | None = None
    year: int
    period: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = "UTC"
    venue: str = ""
    places: int | None = None
    audience: str = ""
    participants: int | None = None
    events: int | None = None
    organiser: str = ""
    url: str | None = None
    materials: str = ""
    handouts: tuple[str, ...] = ()
    called_off: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Content):
    """Where to go: an office or a site and the subjects it answers for."""

    office: str
    short_name: str
    subjects: tuple[str, ...] = ()
    text: str = ""
    site: str | None = None
    site_note: str = ""
    phone: str | None = None
    address: str | None = None
    hours: str | None = None
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Content):
    """A yearly duty of organisations of some legal forms: due on `due_day`.`due_month` for the year before."""

    title: str
    legal_forms: tuple[LegalForm, ...] = ()
    due_month: int
    due_day: int
    to_whom: str = ""
    form: str = ""
    act: str = ""
    applies_when: str = ""
    url: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym(Content):
    """What people write (`word`) and what the base calls it (`meaning`), for question repair."""

    word: str
    meaning: str
