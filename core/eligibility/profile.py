"""What is known of an applicant: sets and periods that shrink as more is said, read from a message or a button."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.answers.lemmas import fold, is_place, lemmas
from core.eligibility.calendar_words import named_periods
from core.eligibility.durations import durations
from core.eligibility.forms import ALL, ORGANISATIONS, PEOPLE, Forms, read_forms
from core.eligibility.periods import Period
from storage.terms import Applicant, RuleField

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BITS = {form: 1 << place for place, form in enumerate(Applicant)}
ASKED = (RuleField.LEGAL_FORM, RuleField.AGE_MONTHS, RuleField.PERSON_AGE)
"""What a person may be asked, in this order; their places are the marks of what was skipped."""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known; what is not known is None, `forms` is then all forms.

    `facts` are single values by rule field: «yes» or «no», a number, or a place's lemma. `skipped` is what the
    person would rather not say.
    """

    forms: Forms = ALL
    founded: Period | None = None
    person_age: int | None = None
    spheres: frozenset[str] | None = None
    facts: Mapping[RuleField, str] = field(default_factory=dict)
    skipped: frozenset[RuleField] = frozenset()

    @property
    def form(self) -> Applicant | None:
        """The one form that is left."""
        return next(iter(self.forms)) if len(self.forms) == 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said."""
        return self.forms == ALL and self.founded is None and self.person_age is None and not self.facts

    def told(self, other: "Profile") -> "Profile":
        """This profile with what `other` says in place of what was known."""
        forms = other.forms if other.forms not in {ALL, ORGANISATIONS} else self.forms
        if other.forms == ORGANISATIONS and self.forms <= PEOPLE:
            forms = ORGANISATIONS
        return Profile(
            forms,
            other.founded or self.founded,
            self.person_age if other.person_age is None else other.person_age,
            other.spheres or self.spheres,
            {**self.facts, **other.facts},
            (self.skipped | other.skipped),
        )

    def encode(self) -> str:
        """Form, founding, age and what was skipped in at most 20 characters, for a button; `facts` stay behind."""
        mask = "" if self.forms == ALL else _base36(sum(_BITS[form] for form in self.forms))
        days = ("", "") if self.founded is None else tuple(
            _base36(day.toordinal()) for day in (self.founded.earliest, self.founded.latest)
        )  # fmt: skip
        age = "" if self.person_age is None else str(self.person_age)
        skips = "".join(str(place) for place, name in enumerate(ASKED) if name in self.skipped)
        return ".".join((mask, *days, age, skips))

    @classmethod
    def decode(cls, code: str) -> "Profile":
        """The profile of a button; ValueError when the code is not one of ours."""
        mask, first, last, age, skips = code.split(".")
        bits = int(mask, 36) if mask else sum(_BITS.values())
        forms = frozenset(form for form, bit in _BITS.items() if bits & bit)
        if not forms or bits >> len(_BITS):
            raise ValueError(code)
        founded = Period(date.fromordinal(int(first, 36)), date.fromordinal(int(last, 36))) if first else None
        skipped = frozenset(ASKED[int(place)] for place in skips if int(place) < len(ASKED))
        return cls(forms, founded, int(age) if age else None, skipped=skipped)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


_FOUNDED = re.compile(
    r"\b(?:зарег\w*|регистр\w*|созда\w+|откры(?:л|т)\w*|основа\w+|образова(?:л|н)\w*|появил\w*|существу\w+"
    r"|работа(?:ем|ет|ю)"
    r"|действу(?:ем|ет)|учред\w+|стартова\w+|оформил\w*|возраст\w*|ведем работу)\b"
)
_SELF = re.compile(r"\b(?:мы|нам|нас|наш\w*|я|мне|у меня|организаци\w+|юрлиц\w+|молод\w+|только|с|от)\b")
_FRESH = re.compile(
    r"\b(?:только что|только-только|только|недавно|едва) (?:\w+ )?(?:зарегистрир\w+|откры\w+|созда\w+|оформил\w+)"
)
_FUTURE = re.compile(r"(?:\bв|\bво|\bна|\bдо|\bк|\bпо|прием\w*|срок\w*|дедлайн\w*)\s*$")
_PERSON = re.compile(
    r"\b(?:мне|ему|ей|им по|нам по|студент\w*|школьни\w+|автор\w*|участни\w+|руководител\w+|парн\w+|девушк\w+"
    r"|волонтер\w*|возраст\w*)"
    r"\s+(?:уже |всего |еще |только |по )?(?P<age>\d{1,2})\b(?!\s*(?:мес|недел|дн|тыс|числ|январ|феврал|март"
    r"|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр))"
)
_PERSON_YEARS = re.compile(r"\b(?P<age>\d{2})\s*(?:лет|год|года)\b")
_DEBT = re.compile(
    r"\b(?P<no>без |нет |нету )?(?:долг\w*|задолженност\w*)(?: по налогам)?(?P<after> нет| нету|"
    r" не имеем)?\b"
)
_OWN_DEBT = re.compile(r"\b(?:налог\w*|долг\w*|задолженност\w*)\b")
_PLACE = re.compile(r"\b(?:из|город\w*|г\.?)\s+(?:города\s+)?(?P<place>[а-я-]{4,})")
_STAFF = re.compile(
    r"\b(?:в штате|сотрудников|работников)\s*:?\s*(?P<staff>\d{1,4})\b"
    r"|\b(?P<before>\d{1,4})\s+(?:сотрудник\w*|работник\w*)"
)


def read_profile(text: str, today: date, *, answering: bool = False) -> Profile:
    """What a Russian message says of its author: form, founding, a person's age, town, debts.

    `answering`: the message is the reply to a question, so that a bare «августа» is taken for the founding.
    """
    folded = re.sub(r"\s+", " ", fold(text))[:2_000]
    forms = read_forms(folded)
    age, span = _person_age(folded, forms)
    rest = folded if span is None else folded[: span[0]] + " " * (span[1] - span[0]) + folded[span[1] :]
    founded = _founded(rest, today, answering=answering and age is None, form_said=forms is not None)
    if forms is None:
        forms = ORGANISATIONS if founded is not None else ALL
    return Profile(forms, founded, age, facts=_facts(folded))


def _person_age(text: str, forms: Forms | None) -> tuple[int | None, tuple[int, int] | None]:
    found = _PERSON.search(text)
    if found is None and forms is not None and forms <= PEOPLE:
        found = _PERSON_YEARS.search(text)
    if found is None or not 5 <= int(found["age"]) <= 99:
        return None, None
    return int(found["age"]), found.span()


def _founded(text: str, today: date, *, answering: bool, form_said: bool) -> Period | None:
    verb = _FOUNDED.search(text)
    named = [
        one for one in named_periods(text, today)
        if verb or (answering and not re.search(r"\b(?:до|к|по)\s*$", text[: one.start]))
        or _said_of_self(text, one.start, form_said=form_said)
    ]  # fmt: skip
    if verb:
        named = [one for one in named if not re.search(r"\b(?:до|к|по)\s*$", text[: one.start])]
        after = [one for one in named if one.start >= verb.start()]
        named = after or named
    if named:
        return named[0].period
    lengths = durations(text, today)
    if not answering and not verb and not form_said and not re.search(r"\bназад\b", text) and not _SELF.search(text):
        lengths = []
    if lengths:
        return lengths[0].period
    if _FRESH.search(text):
        return Period(date.fromordinal(today.toordinal() - 61), today)
    return None


def _said_of_self(text: str, start: int, *, form_said: bool) -> bool:
    """A day or month without a verb: «мы АНО с августа», and not «нам можно в декабре»."""
    before = text[:start]
    if re.search(r"\b(?:с|со|от)\s*$", before):
        return form_said or bool(_SELF.search(before))
    return form_said and bool(_SELF.search(before)) and not _FUTURE.search(before)


def _facts(text: str) -> dict[RuleField, str]:
    facts: dict[RuleField, str] = {}
    debt = _DEBT.search(text)
    if debt is not None:
        facts[RuleField.TAX_DEBT] = "no" if debt["no"] or debt["after"] else "yes"
    registry = re.search(r"\b(?P<no>не )?(?:состоим |есть |числимся |входим )?в реестре\b", text)
    if registry is not None:
        facts[RuleField.IN_REGISTRY] = "no" if registry["no"] else "yes"
    staff = _STAFF.search(text)
    if staff is not None:
        facts[RuleField.STAFF] = staff["staff"] or staff["before"]
    for found in _PLACE.finditer(text):
        if is_place(found["place"]):
            facts[RuleField.CITY] = min(lemmas(found["place"]))
            break
    return facts


def narrowed(profile: Profile, founded: Period) -> Profile:
    """The profile with another founding."""
    return replace(profile, founded=founded)
