"""What a message says of its author, as people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.eligibility.forms import ALL, NONPROFITS, ORGANISATIONS
from core.eligibility.periods import Period, add_months, age_at
from core.eligibility.profile import ASKED, Profile, read_profile
from storage.terms import Applicant, RuleField

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("мы ано", {Applicant.ANO}),
        ("Мы автономная некоммерческая организация", {Applicant.ANO}),
        ("наш фонд может подать?", {Applicant.FOUNDATION}),
        ("можно ли фонду на вече", {Applicant.FOUNDATION}),
        ("ООО может?", {Applicant.COMPANY}),
        ("я ип", {Applicant.ENTREPRENEUR}),
        ("мы самозанятые", {Applicant.SELF_EMPLOYED}),
        ("а физлицу можно", {Applicant.PERSON}),
        ("общественная организация инвалидов", {Applicant.PUBLIC}),
        ("комитет ТОС", {Applicant.TOS}),
        ("мы нко", NONPROFITS),
        ("мы НКО, точнее АНО", {Applicant.ANO}),
        ("мы школа", {Applicant.INSTITUTION, Applicant.PRIVATE_INSTITUTION}),
        ("мы муниципальная библиотека", {Applicant.INSTITUTION}),
        ("частная школа", {Applicant.PRIVATE_INSTITUTION}),
        ("инициативная группа без юрлица", {Applicant.GROUP}),
        ("мы ано, недавно зарегистрированы", {Applicant.ANO}),
        ("мы ещё не зарегистрированы", {Applicant.GROUP}),
        ("можно физлицу или это только для нко", {Applicant.PERSON}),
        ("мы не ано, а фонд", {Applicant.FOUNDATION}),
        ("можно на фонд президентских грантов", ALL),
        ("хотим в фонд потанина", ALL),
        ("сколько дали на школу", ALL),
    ],
)
def test_legal_forms_are_read_and_a_contests_name_is_not_one(text: str, forms: set[Applicant]) -> None:
    assert read_profile(text, TODAY).forms == forms


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("мы ано, зарегистрировались 20 августа", "2026-08-20", "2026-08-20"),
        ("зарегистрированы двадцатого августа", "2026-08-20", "2026-08-20"),
        ("зарегистрированы 25 декабря", "2025-12-25", "2025-12-25"),
        ("создана 20.08.2025", "2025-08-20", "2025-08-20"),
        ("мы ано августа", "2026-08-01", "2026-08-31"),
        ("зарегистрировались в декабре", "2025-12-01", "2025-12-31"),
        ("открылись в ноябре", "2026-11-01", "2026-11-22"),
        ("в августе прошлого года зарегистрировались", "2025-08-01", "2025-08-31"),
        ("ано с 2021 года", "2021-01-01", "2021-12-31"),
        ("зарегистрировались осенью 2025", "2025-09-01", "2025-11-30"),
        ("создали в прошлом году", "2025-01-01", "2025-12-31"),
        ("мы ано, больше двух лет", "1900-01-01", "2024-11-22"),
        ("нам нет и года", "2025-11-23", "2026-11-22"),
        ("третий год работаем", "2023-11-22", "2024-11-22"),
    ],
)
def test_a_founding_is_read_as_the_days_that_it_may_be(text: str, first: str, last: str) -> None:
    assert read_profile(text, TODAY).founded == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("мы АНО полгода", 6),
        ("ано, 3 месяца назад открылись", 3),
        ("нко год и два месяца", 14),
        ("фонд, полтора года", 18),
        ("ооо 2 года", 24),
        ("мы молодая нко, месяц как открылись", 1),
        ("ип два с половиной года", 30),
    ],
)
def test_a_round_length_is_a_period_around_it(text: str, months: int) -> None:
    founded = read_profile(text, TODAY).founded
    assert founded is not None
    assert not founded.is_day
    assert founded.earliest < add_months(TODAY, -months) < founded.latest + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "мы нко, можно на фпг в декабре?",
        "мы ано, успеем за 3 месяца?",
        "проект на год, мы нко",
        "приём через полгода, мы ано",
        "мы ано, подадим до 11 декабря",
        "сколько дали на вече в 2023",
        "гранты 2026 года",
    ],
)
def test_a_contests_time_is_not_taken_for_the_organisations(text: str) -> None:
    assert read_profile(text, TODAY).founded is None


def test_a_bare_month_is_an_age_where_the_age_was_asked() -> None:
    assert read_profile("августа", TODAY).founded is None
    assert read_profile("августа", TODAY, answering=True).founded == Period(date(2026, 8, 1), date(2026, 8, 31))


def test_a_persons_age_is_not_the_organisations() -> None:
    said = read_profile("я физлицо, мне 22 года", TODAY)
    assert (said.person_age, said.founded) == (22, None)
    assert read_profile("нам 2 года", TODAY).person_age is None


def test_a_founding_says_that_there_is_an_organisation() -> None:
    assert read_profile("нам 2 года", TODAY).forms == ORGANISATIONS


def test_debts_and_town_are_read() -> None:
    facts = read_profile("мы ано из новокузнецка, долгов нет", TODAY).facts
    assert facts == {RuleField.TAX_DEBT: "no", RuleField.CITY: "новокузнецк"}


@given(st.text(max_size=300))
def test_any_text_gives_a_profile_that_is_not_in_the_future(text: str) -> None:
    founded = read_profile(text, TODAY, answering=True).founded
    assert founded is None or founded.latest <= TODAY


_DAYS = st.dates(date(1900, 1, 1), TODAY)


@given(
    st.frozensets(st.sampled_from(list(Applicant)), min_size=1),
    st.none() | st.tuples(_DAYS, _DAYS),
    st.none() | st.integers(5, 99),
    st.frozensets(st.sampled_from(ASKED)),
)
def test_a_button_brings_back_what_it_holds_and_fits_telegram(forms, days, age, skipped) -> None:  # type: ignore[no-untyped-def]
    profile = Profile(forms, Period(min(days), max(days)) if days else None, age, skipped=skipped)
    assert Profile.decode(profile.encode()) == profile
    assert len(f"el:{'k' * 40}:{profile.encode()}") <= 64


@given(_DAYS, st.integers(0, 400))
def test_an_age_is_the_whole_months_that_have_passed(founded: date, days: int) -> None:
    day = founded + timedelta(days=days)
    years, months, rest = age_at(founded, day)
    assert add_months(founded, years * 12 + months) + timedelta(days=rest) == day


def test_what_is_said_later_replaces_what_was_known() -> None:
    known = Profile(frozenset({Applicant.ANO}), Period(date(2026, 1, 1), date(2026, 1, 1)))
    told = known.told(read_profile("нам уже третий год", TODAY))
    assert told.form is Applicant.ANO
    assert told.founded == Period(date(2023, 11, 22), date(2024, 11, 22))
