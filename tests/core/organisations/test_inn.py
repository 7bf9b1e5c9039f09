"""An INN holds by its check digits; twelve digits are a person's."""

import pytest

from core.organisations.inn import Trouble, read_inn
from storage.terms import inn_holds


@pytest.mark.parametrize("inn", ["7707083893", "4205000016", "7736050003", "500100732259"])
def test_real_check_digits_hold(inn: str) -> None:
    assert inn_holds(inn)


@pytest.mark.parametrize(
    "inn", ["7707083894", "0000000000", "770708389", "77070838933", "٧٧٠٧٠٨٣٨٩٣", "770708389a", ""]
)
def test_anything_else_does_not(inn: str) -> None:
    assert not inn_holds(inn)


@pytest.mark.parametrize("inn", ["7707083893", "500100732259"])
def test_every_other_check_digit_is_seen(inn: str) -> None:
    assert [digit for digit in "0123456789" if inn_holds(inn[:-1] + digit)] == [inn[-1]]


@pytest.mark.parametrize(
    ("text", "digits", "trouble"),
    [
        ("7707083893", "7707083893", None),
        ("ИНН: 7707 083 893", "7707083893", None),
        ("инн 7707-083-893", "7707083893", None),
        ("500100732259", "500100732259", Trouble.PERSON),
        ("7707083894", "7707083894", Trouble.CHECK),
        ("77070838", "77070838", Trouble.LENGTH),
    ],
)
def test_typed_digits_are_read(text: str, digits: str, trouble: Trouble | None) -> None:
    found = read_inn(text)
    assert found is not None
    assert (found.digits, found.trouble) == (digits, trouble)


@pytest.mark.parametrize("text", ["АНО «Витязь»", "школа 104", "Дом 7707083893", ""])
def test_a_name_is_no_inn(text: str) -> None:
    assert read_inn(text) is None
