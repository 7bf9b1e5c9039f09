"""Verdicts: what is unknown never becomes a yes, and what more is known never overturns a verdict."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.eligibility.forms import ALL
from core.eligibility.periods import Period
from core.eligibility.profile import Profile
from core.eligibility.verdict import Days, Kind, State, judge
from storage.packs import adapter
from storage.records.eligibility import Rule
from storage.terms import Applicant, Comparison, CountedTo, RuleField

TODAY = date(2026, 11, 22)
CLOSES = date(2026, 12, 11)
DAYS = Days(TODAY, date(2026, 11, 1), CLOSES)
ANO, NGO_FORMS = frozenset({Applicant.ANO}), ("ano", "foundation", "public", "religious", "private_institution", "tos")


def rule(field: RuleField, comparison: Comparison, *value: str, **others: object) -> Rule:
    return Rule(key="r", contest="c", field=field, comparison=comparison, value=value, reason="так", **others)  # type: ignore[arg-type]


FORM = rule(RuleField.LEGAL_FORM, Comparison.IN, *NGO_FORMS)
SIX = rule(RuleField.AGE_MONTHS, Comparison.AT_LEAST, "6", counted_to=CountedTo.CLOSES_AT)
TWO_YEARS = rule(RuleField.AGE_MONTHS, Comparison.AT_MOST, "24", counted_to=CountedTo.CLOSES_AT)
DEBT = rule(RuleField.TAX_DEBT, Comparison.EQUALS, "no")
OTHER = Rule(key="o", contest="c", field=RuleField.OTHER, reason="софинансирование")


def founded(first: str, last: str | None = None) -> Profile:
    return Profile(ANO, Period(date.fromisoformat(first), date.fromisoformat(last or first)))


def test_not_yet_names_the_day_from_which_the_rule_holds() -> None:
    verdict = judge([FORM, SIX, OTHER], founded("2026-08-20"), DAYS)
    assert (verdict.kind, verdict.from_date) == (Kind.NOT_YET, date(2027, 2, 20))
    assert [one.rule for one in verdict.unknown] == [OTHER]


def test_a_month_is_used_without_asking_when_all_its_days_agree() -> None:
    early = judge([FORM, SIX], founded("2026-08-01", "2026-08-31"), DAYS)
    assert (early.kind, early.from_date, early.missing) == (Kind.NOT_YET, date(2027, 2, 28), ())
    assert judge([FORM, SIX], founded("2026-05-01", "2026-05-31"), DAYS).kind is Kind.YES


def test_a_month_is_asked_about_when_its_days_differ() -> None:
    verdict = judge([FORM, SIX], founded("2026-06-01", "2026-06-30"), DAYS)
    assert (verdict.kind, verdict.missing) == (Kind.UNKNOWN, (RuleField.AGE_MONTHS,))


def test_the_last_day_of_the_window_counts() -> None:
    assert judge([FORM, SIX], founded("2026-06-11"), DAYS).kind is Kind.YES
    assert judge([FORM, SIX], founded("2026-06-12"), DAYS).kind is Kind.NOT_YET


def test_without_a_window_the_age_counts_today() -> None:
    assert judge([FORM, SIX], founded("2026-06-11"), Days(TODAY)).kind is Kind.NOT_YET
    assert judge([FORM, SIX], founded("2026-05-22"), Days(TODAY)).kind is Kind.YES


def test_too_old_is_a_no_and_unknown_while_no_window_is_announced() -> None:
    assert judge([FORM, TWO_YEARS], founded("2024-01-01"), DAYS).kind is Kind.NO
    assert judge([FORM, TWO_YEARS], founded("2025-06-01"), DAYS).kind is Kind.YES
    assert judge([FORM, TWO_YEARS], founded("2025-06-01"), Days(TODAY)).kind is Kind.UNKNOWN


def test_a_wrong_form_is_a_no_whatever_else_is_unknown() -> None:
    verdict = judge([FORM, SIX, DEBT, OTHER], Profile(frozenset({Applicant.COMPANY})), DAYS)
    assert verdict.kind is Kind.NO
    assert [one.rule for one in verdict.broken] == [FORM]


def test_some_form_of_many_is_asked_for_only_when_it_matters() -> None:
    assert judge([FORM], Profile(frozenset({Applicant.ANO, Applicant.PUBLIC})), DAYS).kind is Kind.YES
    mixed = judge([FORM], Profile(frozenset({Applicant.INSTITUTION, Applicant.PRIVATE_INSTITUTION})), DAYS)
    assert (mixed.kind, mixed.missing) == (Kind.UNKNOWN, (RuleField.LEGAL_FORM,))


def test_another_form_is_decided_by_nobody() -> None:
    assert judge([FORM], Profile(frozenset({Applicant.OTHER})), DAYS).kind is Kind.UNKNOWN
    outside = rule(RuleField.LEGAL_FORM, Comparison.NOT_IN, "company")
    assert judge([outside], Profile(frozenset({Applicant.OTHER})), DAYS).kind is Kind.UNKNOWN


def test_no_rules_and_only_uncomputable_rules_are_never_a_yes() -> None:
    assert judge([], founded("2020-01-01"), DAYS).kind is Kind.UNKNOWN
    assert judge([OTHER], founded("2020-01-01"), DAYS).kind is Kind.UNKNOWN


def test_a_condition_for_the_own_form_that_cannot_be_computed_leaves_it_unknown() -> None:
    for_tos = dataclasses.replace(OTHER, for_forms=(Applicant.TOS,))
    assert judge([FORM, for_tos], Profile(frozenset({Applicant.TOS})), DAYS).kind is Kind.UNKNOWN
    assert judge([FORM, for_tos], Profile(ANO), DAYS).kind is Kind.YES


def test_what_was_skipped_is_not_asked_again_and_stays_unknown() -> None:
    profile = Profile(ANO, skipped=frozenset({RuleField.AGE_MONTHS}))
    verdict = judge([FORM, SIX], profile, DAYS)
    assert (verdict.kind, verdict.missing) == (Kind.UNKNOWN, ())


def test_a_rule_of_a_part_limits_and_does_not_shut_out() -> None:
    year = dataclasses.replace(SIX, key="y", value=("12",), only_if="если больше 500 тыс. ₽")
    verdict = judge([FORM, SIX, year], founded("2026-03-01"), DAYS)
    assert verdict.kind is Kind.YES
    assert [(one.state, one.from_date) for one in verdict.limits] == [(State.EARLY, date(2027, 3, 1))]


def test_an_organisations_age_does_not_concern_a_person() -> None:
    anyone = rule(RuleField.LEGAL_FORM, Comparison.NOT_IN, "company")
    assert judge([anyone, SIX], Profile(frozenset({Applicant.PERSON})), DAYS).kind is Kind.YES


@pytest.mark.parametrize(("age", "kind"), [(13, Kind.NOT_YET), (14, Kind.YES), (35, Kind.YES), (36, Kind.NO)])
def test_a_persons_age_has_two_ends(age: int, kind: Kind) -> None:
    rules = [
        rule(RuleField.LEGAL_FORM, Comparison.IN, "person"),
        rule(RuleField.PERSON_AGE, Comparison.AT_LEAST, "14"),
        rule(RuleField.PERSON_AGE, Comparison.AT_MOST, "35"),
    ]
    assert judge(rules, Profile(frozenset({Applicant.PERSON}), person_age=age), DAYS).kind is kind


def test_a_verdict_is_verified_only_when_each_of_its_rules_was_checked() -> None:
    checked = dataclasses.replace(FORM, checked_on=TODAY)
    assert judge([checked], Profile(ANO), DAYS).verified
    assert not judge([checked, dataclasses.replace(SIX)], founded("2020-01-01"), DAYS).verified


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "legal_form", "comparison": "in", "value": ["anno"]},
        {"field": "age_months", "comparison": "in", "value": ["6"]},
        {"field": "age_months", "comparison": "at_least", "value": ["полгода"]},
        {"field": "tax_debt", "value": ["нет"]},
        {"field": "legal_form", "comparison": "in"},
        {"field": "founded_on", "comparison": "before", "value": ["2020"]},
    ],
)
def test_a_rule_that_could_decide_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        adapter(Rule).validate_python({"key": "r", "contest": "c", "reason": "так", **wrong})


# More knowledge never overturns a verdict.

_FORMS = st.frozensets(st.sampled_from(list(Applicant)), min_size=1)
_DAY = st.dates(date(2022, 1, 1), TODAY)
_PROFILES = st.builds(
    lambda forms, days, age, debt: Profile(
        forms, Period(min(days), max(days)) if days else None, age, facts={RuleField.TAX_DEBT: debt} if debt else {}
    ),
    _FORMS | st.just(ALL),
    st.none() | st.tuples(_DAY, _DAY),
    st.none() | st.integers(5, 60),
    st.none() | st.sampled_from(["yes", "no"]),
)
_LISTS = st.lists(st.sampled_from([str(form) for form in Applicant]), min_size=1, unique=True).map(tuple)
_AIMED = st.lists(st.sampled_from(list(Applicant)), max_size=3, unique=True).map(tuple)
_COUNTED = st.sampled_from(list(CountedTo))
_RULES = st.lists(
    st.one_of(
        st.builds(
            lambda how, forms: rule(RuleField.LEGAL_FORM, how, *forms),
            st.sampled_from([Comparison.IN, Comparison.NOT_IN]),
            _LISTS,
        ),
        st.builds(
            lambda how, months, to, aimed, part: rule(
                RuleField.AGE_MONTHS, how, str(months), counted_to=to, for_forms=aimed, only_if=part
            ),
            st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST]),
            st.integers(0, 48),
            _COUNTED,
            _AIMED,
            st.sampled_from(["", "часть"]),
        ),
        st.builds(
            lambda how, day: rule(RuleField.FOUNDED_ON, how, day.isoformat()),
            st.sampled_from([Comparison.BEFORE, Comparison.AFTER]),
            _DAY,
        ),
        st.builds(
            lambda how, age, aimed: rule(RuleField.PERSON_AGE, how, str(age), for_forms=aimed),
            st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST]),
            st.integers(14, 40),
            _AIMED,
        ),
        st.just(DEBT),
        st.builds(lambda aimed: dataclasses.replace(OTHER, for_forms=aimed), _AIMED),
    ),
    max_size=5,
)


@st.composite
def _refined(draw: st.DrawFn) -> tuple[Profile, Profile]:
    """A profile, and the same with something more known."""
    rough = draw(_PROFILES)
    forms = draw(st.frozensets(st.sampled_from(sorted(rough.forms)), min_size=1))
    days = rough.founded or Period(date(2022, 1, 1), TODAY)
    span = (days.latest - days.earliest).days
    first = draw(st.integers(0, span))
    last = draw(st.integers(first, span))
    period = Period(days.earliest + timedelta(days=first), days.earliest + timedelta(days=last))
    facts = rough.facts or {RuleField.TAX_DEBT: draw(st.sampled_from(["yes", "no"]))}
    age = rough.person_age if rough.person_age is not None else draw(st.integers(5, 60))
    return rough, Profile(forms, period, age, facts=facts)


@settings(max_examples=400)
@given(_RULES, _refined(), st.sampled_from([DAYS, Days(TODAY)]))
def test_knowing_more_never_overturns_a_form_or_an_age_verdict(
    rules: list[Rule], profiles: tuple[Profile, Profile], days: Days
) -> None:
    rough, fine = (judge(rules, profile, days) for profile in profiles)
    asked = [one for one in rough.unknown if one.rule.field is RuleField.TAX_DEBT]
    if rough.kind is Kind.NO:
        assert fine.kind is Kind.NO
    elif rough.kind is Kind.NOT_YET:
        assert fine.kind in {Kind.NOT_YET, Kind.NO}
    elif rough.kind is Kind.YES and not asked:
        assert fine.kind is Kind.YES


@settings(max_examples=400)
@given(_RULES, _refined())
def test_a_yes_holds_for_every_day_and_form_that_may_be_meant(
    rules: list[Rule], profiles: tuple[Profile, Profile]
) -> None:
    rough, fine = profiles
    if judge(rules, rough, DAYS).kind is not Kind.YES:
        return
    strict = [one for one in rules if not one.only_if and one.field is not RuleField.TAX_DEBT]
    assert judge(strict, fine, DAYS).broken == ()
