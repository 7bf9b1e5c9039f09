"""Which names may be one organisation: the reason, the certainty, and many names at once."""

import sys

import pytest

from core.organisations.resolving import Resolver, Why
from storage.records.content import Organisation

CITY = "кемеров"


def named(*names: str, **inns: str) -> Resolver:
    records = [
        Organisation(key=f"o{place}", name=name, short_name="", inn=inns.get(f"o{place}"))
        for place, name in enumerate(names)
    ]
    return Resolver(records, CITY)


def why(*names: str) -> list[Why]:
    return [pair.why for pair in named(*names).pairs()]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("АНО «Добрый дом»", "Автономная некоммерческая организация «Добрый дом»", Why.WORDS),
        ('АНО "Добрый дом"', "АНО «Добрый дом»", Why.NAME),
        ("Православная школа «Свет»", "Православная гимназия «Свет»", Why.WORDS),
        ("«Волонтер Кемерова»", "«Волонтер города Кемерово»", Why.WORDS),
        ("КРОО «Федерация кендо»", "КРОО «Федерация кэндо»", Why.NEAR),
        ("КООООО «Российский Союз ветеранов Афганистана»", "КГООО «Российский союз ветеранов Афганистана»", Why.WORDS),
        ("«Кемеровское молодежное Вече»", "«Вече»", Why.PART),
        ("АНО «Центр развития семейного воспитания»", "АНО «Центр развития семейнова воспитания»", Why.NEAR),
    ],
)  # fmt: skip
def test_names_that_may_be_one_are_found_with_their_reason(one: str, other: str, reason: Why) -> None:
    assert why(one, other) == [reason]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Школа № 12", "Школа № 13"),
        ("Федерация футбола города Кемерово", "Федерация волейбола города Кемерово"),
        ("АНО «Радость»", "АНО «Надежда»"),
    ],
)
def test_different_names_are_not_proposed(one: str, other: str) -> None:
    assert why(one, other) == []


def test_the_same_inn_is_the_most_certain_of_all() -> None:
    found = named(
        "АНО «Ромашка»", "Фонд «Василёк»", "Союз «Лес»", "Союз «Лес»", o0="7707083893", o1="7707083893"
    ).pairs()
    assert [(pair.why, pair.certainty) for pair in found] == [(Why.INN, 100), (Why.NAME, 95)]


def test_city_and_region_speak_against() -> None:
    same, differ = (
        named("КГОО «Союз ветеранов»", "КГООО «Союз ветеранов»"),
        named("КГОО «Союз ветеранов»", "КРОО «Союз ветеранов»"),
    )
    assert same.pairs()[0].certainty > differ.pairs()[0].certainty
    assert differ.pairs()[0].scopes_differ


@pytest.mark.parametrize("pattern", ["Школа № {}", "АНО «Родник {}»", "Общественная организация ветеранов посёлка {}"])
def test_thousands_of_names_do_not_grow_with_their_square(pattern: str) -> None:
    def work(count: int) -> int:
        called = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal called
            called += event in {"call", "c_call"}

        sys.setprofile(note)
        try:
            named(*(pattern.format(number) for number in range(count))).pairs()
        finally:
            sys.setprofile(None)
        return called

    work(100)
    assert work(2000) < 8 * work(500)


def test_a_typed_name_is_recognised_as_people_write_it() -> None:
    resolver = named(
        "МОО «Федерация футбола города Кемерово»", "АНО ЦСМ «Витязь»", "Автономная некоммерческая «Витязь»"
    )
    assert [one.key for one in resolver.recognise("федерация футбола")] == ["o0"]
    assert [one.key for one in resolver.recognise("витязь")] == ["o1", "o2"]
    assert resolver.recognise("ромашка") == []
    assert resolver.recognise("«»") == []
