"""A verdict by rules: yes, no, not yet and from which day, or unknown. What is unknown never becomes a yes.

Every value is a set or a period of what it may be. A rule holds when it holds for all of them, is broken when it
is broken for all, and is open else; so knowing more can settle an open rule and never turns a settled one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.answers.lemmas import fold
from core.eligibility.forms import PEOPLE
from core.eligibility.periods import add_months
from core.eligibility.profile import ASKED, Profile
from storage.records.eligibility import Rule
from storage.terms import Applicant, Comparison, CountedTo, RuleField


class Kind(StrEnum):
    """What is told first."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Of one rule for one applicant."""

    HOLDS = "holds"
    BROKEN = "broken"
    EARLY = "early"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that ages are counted to: a window's first and last day when they are announced, and today."""

    today: date
    opens: date | None = None
    closes: date | None = None

    def of(self, rule: Rule) -> date | None:
        """The rule's day; None when the window is not announced."""
        return {CountedTo.OPENS_AT: self.opens, CountedTo.CLOSES_AT: self.closes}.get(rule.counted_to, self.today)


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule held against an applicant. `from_date` is the day from which an early one surely holds."""

    rule: Rule
    state: State
    from_date: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`limits` are broken or open rules of a part of the contest; `missing` are facts worth asking for, in order."""

    kind: Kind
    broken: tuple[Checked, ...] = ()
    passed: tuple[Checked, ...] = ()
    unknown: tuple[Checked, ...] = ()
    limits: tuple[Checked, ...] = ()
    from_date: date | None = None
    missing: tuple[RuleField, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether a person has checked each rule that the verdict stands on."""
        return all(one.rule.checked_on is not None for one in self.broken or self.passed)


def judge(rules: Iterable[Rule], profile: Profile, days: Days) -> Verdict:
    """The verdict of one contest's rules.

    A broken rule is a no; a rule that only time breaks is a not yet. A yes needs every form and age rule settled
    and at least one rule that holds; a condition that is meant for the applicant's own form and cannot be
    computed keeps it unknown.
    """
    checked = [one for one in (check(rule, profile, days) for rule in rules) if one is not None]
    limits = tuple(one for one in checked if one.rule.only_if and one.state is not State.HOLDS)
    strict = [one for one in checked if not one.rule.only_if]
    passed = tuple(one for one in strict if one.state is State.HOLDS)
    broken = tuple(one for one in strict if one.state is State.BROKEN)
    early = tuple(one for one in strict if one.state is State.EARLY)
    unknown = tuple(one for one in strict if one.state is State.OPEN)
    if broken:
        return Verdict(Kind.NO, broken, passed, unknown, limits)
    if early:
        dates = [one.from_date for one in early]
        known = [day for day in dates if day is not None]
        return Verdict(
            Kind.NOT_YET, early, passed, unknown, limits, max(known) if len(known) == len(dates) else None
        )  # fmt: skip
    missing = _missing(unknown, profile)
    decisive = [
        one for one in unknown
        if one.rule.field in _DECISIVE or (one.rule.field is RuleField.OTHER and one.rule.for_forms)
    ]  # fmt: skip
    settled = not decisive and any(one.rule.field is not RuleField.OTHER for one in passed)
    return Verdict(Kind.YES if settled else Kind.UNKNOWN, (), passed, unknown, limits, None, missing)


_DECISIVE = {RuleField.LEGAL_FORM, RuleField.AGE_MONTHS, RuleField.FOUNDED_ON, RuleField.PERSON_AGE}


def _missing(unknown: Iterable[Checked], profile: Profile) -> tuple[RuleField, ...]:
    """What to ask: only what would settle an open rule, and never what the person skipped."""
    wanted: set[RuleField] = set()
    for one in unknown:
        field = RuleField.AGE_MONTHS if one.rule.field is RuleField.FOUNDED_ON else one.rule.field
        undecided = one.rule.for_forms and not profile.forms <= frozenset(one.rule.for_forms)
        if (undecided or field is RuleField.LEGAL_FORM) and len(profile.forms) > 1:
            wanted.add(RuleField.LEGAL_FORM)
        elif field is RuleField.AGE_MONTHS:
            if not profile.forms <= frozenset(Applicant) - PEOPLE:
                wanted.add(RuleField.LEGAL_FORM)
            elif profile.founded is None or not profile.founded.is_day:
                wanted.add(field)
        elif field is RuleField.PERSON_AGE and profile.person_age is None:
            wanted.add(field)
    return tuple(field for field in ASKED if field in wanted and field not in profile.skipped)


def check(rule: Rule, profile: Profile, days: Days) -> Checked | None:
    """One rule; None when it does not concern the applicant."""
    state, from_date = State.OPEN, None
    aimed = frozenset(rule.for_forms)
    if aimed and not profile.forms & aimed:
        return None
    if rule.field in {RuleField.AGE_MONTHS, RuleField.FOUNDED_ON}:
        if profile.forms <= PEOPLE and not _always(rule):
            return None
        if not profile.forms & PEOPLE or _always(rule):
            state, from_date = _age(rule, profile, days)
    elif rule.field is RuleField.PERSON_AGE:
        state = _person(rule, profile)
    elif rule.field is RuleField.LEGAL_FORM:
        state = _form(rule, profile)
    elif rule.field is not RuleField.OTHER:
        state = _fact(rule, profile)
    if aimed and not profile.forms <= aimed:
        state, from_date = State.OPEN, None
    return Checked(rule, state, from_date)


def _always(rule: Rule) -> bool:
    """«Возраст не важен» is written as an age of at least zero."""
    return rule.field is RuleField.AGE_MONTHS and rule.comparison is Comparison.AT_LEAST and rule.value == ("0",)


def _form(rule: Rule, profile: Profile) -> State:
    listed = frozenset(Applicant(form) for form in rule.value)
    inside, outside = profile.forms <= listed, not profile.forms & (listed | {Applicant.OTHER})
    if rule.comparison is Comparison.NOT_IN:
        inside, outside = outside, inside
    return State.HOLDS if inside else State.BROKEN if outside else State.OPEN


def _age(rule: Rule, profile: Profile, days: Days) -> tuple[State, date | None]:
    if _always(rule):
        return State.HOLDS, None
    founded = profile.founded
    if founded is None:
        return State.OPEN, None
    if rule.field is RuleField.FOUNDED_ON:
        limit = date.fromisoformat(rule.value[0])
        if rule.comparison is Comparison.BEFORE:
            holds, fails = founded.latest < limit, founded.earliest >= limit
        else:
            holds, fails = founded.earliest > limit, founded.latest <= limit
        return (State.HOLDS if holds else State.BROKEN if fails else State.OPEN), None
    months, day = int(rule.value[0]), days.of(rule)
    first, last = add_months(founded.earliest, months), add_months(founded.latest, months)
    if rule.comparison is Comparison.AT_LEAST:
        on = day or days.today
        return (State.HOLDS, None) if last <= on else (State.EARLY, last) if first > on else (State.OPEN, None)
    if rule.comparison is Comparison.AT_MOST:
        if last < (day or days.today):
            return State.BROKEN, None
        return (State.HOLDS if day is not None and first >= day else State.OPEN), None
    return State.OPEN, None


def _person(rule: Rule, profile: Profile) -> State:
    if profile.person_age is None:
        return State.OPEN
    limit = int(rule.value[0])
    if rule.comparison is Comparison.AT_LEAST:
        return State.HOLDS if profile.person_age >= limit else State.EARLY
    if rule.comparison is Comparison.AT_MOST:
        return State.HOLDS if profile.person_age <= limit else State.BROKEN
    return State.HOLDS if profile.person_age == limit else State.BROKEN


def _fact(rule: Rule, profile: Profile) -> State:
    """A sphere, a town, a number of staff, a yes or no: settled when the applicant said it."""
    if rule.field is RuleField.SPHERE:
        if not profile.spheres:
            return State.OPEN
        listed = frozenset(rule.value)
        holds, fails = profile.spheres <= listed, not profile.spheres & listed
        if rule.comparison is Comparison.NOT_IN:
            holds, fails = fails, holds
        return State.HOLDS if holds else State.BROKEN if fails else State.OPEN
    said = profile.facts.get(rule.field)
    if said is None:
        return State.OPEN
    if rule.field is RuleField.STAFF:
        count, limit = int(said), int(rule.value[0])
        holds = {Comparison.AT_LEAST: count >= limit, Comparison.AT_MOST: count <= limit}.get(
            rule.comparison, count == limit
        )
        return State.HOLDS if holds else State.BROKEN
    holds = said in {fold(value) for value in rule.value}
    return State.HOLDS if holds is not (rule.comparison is Comparison.NOT_IN) else State.BROKEN
