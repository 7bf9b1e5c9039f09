"""One organisation written twice: whatever is done to its name, a person is asked; different ones are not joined."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.planting import pack_year
from core.base import pack_folders
from core.reports.rules import names
from core.reports.wording import finding_text
from core.reports.year import YearRecords
from storage.records.content import Contest, Organisation
from storage.terms import Level, MoneySource

YEAR, _ = pack_year(pack_folders("city")[0])
KNOWN = {tuple(finding.details["keys"]) for finding in (*names.similar(YEAR), *names.twins(YEAR))}

WRITTEN: tuple[tuple[str, str], ...] = (
    ("snegiri", "КРОО «Клуб зимнего плавания и закаливания «Снегири»"),
    ("snegiri", "КРОО Клуб закаливания и зимнего плавания Снегири"),
    ("archery-league", "АНО «Лига стрельбы из лука Кузбаса»"),
    ("resource-center", "Региональная общественная организация «Ресурсный центр поддержки общественной инициативы»"),
    ("mnogotochie", "АНО «Центр адаптации «Многоточие»"),
    ("vityaz", "ANO TsSM «Vityaz»"),
    ("pantera", "Детско-молодёжная общественная организация г. Кемерово «Спортклуб «Понтера»"),
    ("karate", "МОО ФЕДЕРАЦИЯ КАРАТЭ ГОРОДА КЕМЕРОВО"),
)  # fmt: skip


def told(year: YearRecords) -> list[set[str]]:
    found = (tuple(finding.details["keys"]) for finding in (*names.similar(year), *names.twins(year)))
    return [set(keys) for keys in found if keys not in KNOWN]


def with_twin(name: str) -> YearRecords:
    twin = Organisation(key="twin", name=name, short_name=name)
    return replace(YEAR, organisations=YEAR.organisations | {"twin": twin})


@pytest.mark.parametrize(("key", "name"), WRITTEN)
def test_a_second_record_of_an_organisation_is_asked_about_even_when_no_row_names_it(key: str, name: str) -> None:
    assert {key, "twin"} in told(with_twin(name))


@pytest.mark.parametrize(("key", "name"), WRITTEN)
def test_rows_moved_to_the_second_record_hide_nothing(key: str, name: str) -> None:
    year = with_twin(name)
    moved = {
        field: tuple(
            replace(one, organisation="twin") if one.organisation == key else one for one in getattr(year, field)
        )
        for field in ("subsidies", "leases", "projects", "facts")
    }
    assert {key, "twin"} in told(replace(year, **moved))


@pytest.mark.parametrize(
    "name", ["АНО «Семейный причал»", "МОО «Федерация хоккея города Кемерово»", "КГОО «Объединение»", "Школа № 105"]
)
def test_another_organisation_is_not_asked_about(name: str) -> None:
    assert told(with_twin(name)) == []


@pytest.mark.parametrize("write", [str.upper, lambda name: re.sub("^Смотр-конкурс ", "", name)])
def test_a_contest_under_another_spelling_is_asked_about(write: Callable[[str], str]) -> None:
    name = write("Смотр-конкурс «Снежный калейдоскоп»")
    twin = Contest(key="twin", name=name, short_name=name, level=Level.MUNICIPAL, money_source=MoneySource.MUNICIPAL)
    assert {"snezhny-kaleydoskop", "twin"} in told(replace(YEAR, contests=YEAR.contests | {"twin": twin}))


@pytest.mark.parametrize(
    "name", ["Муниципальный конкурс значимых социальных проектов «Молодежное Вече»", "Кемеровское вече", "«Вече»"]
)
def test_a_contest_entered_again_under_a_shorter_name_or_one_it_is_called_by_is_asked_about(name: str) -> None:
    twin = Contest(key="twin", name=name, short_name=name, level=Level.MUNICIPAL, money_source=MoneySource.MUNICIPAL)
    year = replace(YEAR, contests=YEAR.contests | {"twin": twin})
    assert {"veche", "twin"} in told(year)
    (asked,) = [one for one in names.twins(year) if "twin" in one.details["keys"]]
    assert finding_text(asked).startswith("Возможно, один конкурс: ")


@pytest.mark.parametrize("name", ["Конкурс молодых вожатых «Костер»", "Конкурс «Вечер романса»"])
def test_another_contest_is_not_asked_about(name: str) -> None:
    twin = Contest(key="twin", name=name, short_name=name, level=Level.MUNICIPAL, money_source=MoneySource.MUNICIPAL)
    assert told(replace(YEAR, contests=YEAR.contests | {"twin": twin})) == []


def test_a_legal_form_that_is_written_out_is_no_other_name() -> None:
    leases = tuple(
        replace(one, name_as_printed="Благотворительный фонд помощи животным «За зверушек»")
        if one.key == "reduced-zverushki-2023" else one
        for one in YEAR.leases
    )  # fmt: skip
    assert [one.details for one in names.variants(replace(YEAR, leases=leases))] == [
        one.details for one in names.variants(YEAR)
    ]
