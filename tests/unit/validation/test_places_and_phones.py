"""Postcodes, telephone numbers, districts and the register of establishments."""

from datetime import date

import pytest

from services.validation.domain.values.phones import ordinary_numbers, read_phones
from services.validation.domain.values.postcodes import canonical_postcodes, read_postcode
from shared.vocabulary.districts import DISTRICTS, find_district
from shared.vocabulary.establishments import Register, RegisterError, bundled_register_csv

HEAD = "dfe_number,name,urn,ukprn,type,district,open_from,open_to\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ME14 1XX", "ME14 1XX"),
        ("me141xx", "ME14 1XX"),
        ("ME1 41XX", "ME14 1XX"),
        ("CT10 1PN", "CT10 1PN"),
        ("TN9 2PW", "TN9 2PW"),
        ("DA1 2JT", "DA1 2JT"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("EC1A1BB", "EC1A 1BB"),
    ],
)
def test_a_postcode_has_one_form(text: str, value: str) -> None:
    assert read_postcode(text) == (value, None, False, False)
    assert canonical_postcodes([text, "ME14"]) == ([text] if text == value else [])


@pytest.mark.parametrize("text", ["ME14 1CX", "ME14 1X", "CT1", "QA1 1AA", "n/a", ""])
def test_what_is_no_postcode_is_refused(text: str) -> None:
    assert read_postcode(text).defect == "wrong_shape"


@pytest.mark.parametrize(
    ("text", "value"),
    [("ME14 IXX", "ME14 1XX"), ("ME14 OXX", "ME14 0XX"), ("MEI4 1XX", "ME14 1XX"), ("MEl4 1XX", "ME14 1XX")],
)
def test_a_letter_typed_for_a_digit_is_repaired(text: str, value: str) -> None:
    assert read_postcode(text) == (value, None, True, False)


def test_no_fixed_abode_is_no_place() -> None:
    assert read_postcode("ZZ99 3CZ") == (None, None, False, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07700 900123", "+447700900123"),
        ("7700900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("020 7946 0958", "+442079460958"),
        ("0113 496 0123", "+441134960123"),
        ("03069 990123", "+443069990123"),
        ("01632 960123", "+441632960123"),
        ("07911 123456", "+447911123456"),
        ("07624 123456", "+447624123456"),
        ("07700-900-123 (Mum)", "+447700900123"),
        ("Mum: 07700 900123", "+447700900123"),
        ("+33 1 42 68 53 00", "+33142685300"),
    ],
)
def test_a_possible_number_is_taken(text: str, value: str) -> None:
    assert read_phones(text)[0].value == value
    assert ordinary_numbers([text]) in ({text: value}, {})


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("0770090012", "wrong_length"),
        ("077009001234", "wrong_length"),
        ("01227 123", "wrong_length"),
        ("99999999999", "placeholder"),
        ("01234 567890", "placeholder"),
        ("00000000000", "placeholder"),
        ("7.7009E+09", "lost_digits"),
        ("ex dir", "unreadable"),
        ("no phone", "unreadable"),
    ],
)
def test_an_impossible_number_is_refused_with_the_reason(text: str, defect: str) -> None:
    assert (read_phones(text)[0].value, read_phones(text)[0].defect) == (None, defect)
    assert ordinary_numbers([text]) == {}


def test_of_several_numbers_the_first_readable_one_is_taken() -> None:
    assert read_phones("07700 900123 / 01632 960123")[0] == ("+447700900123", None, True, False)
    assert read_phones("home or 01632 960123")[0].value == "+441632960123"


@pytest.mark.parametrize("text", ["070 1234 5678", "0909 8790123"])
def test_a_number_that_must_never_be_texted_is_said(text: str) -> None:
    assert read_phones(text)[0].premium


def test_districts_are_found_by_code_and_by_name() -> None:
    assert len(DISTRICTS) == 12
    assert find_district("e07000110") == "E07000110"
    assert find_district("Folkestone & Hythe") == find_district("Shepway") == "E07000112"
    assert find_district("Medway") is None


def test_the_bundled_register_loads_and_has_no_invented_numbers() -> None:
    register = Register.from_csv(bundled_register_csv())
    girls = register.by_dfe_number("886/5411")
    assert girls is not None
    assert (girls.urn, girls.district) == ("144100", "E07000107")
    assert sum(row.dfe_number is not None for row in register.establishments) == 1
    college = register.by_ukprn("10004721")
    assert college is not None
    assert college.name == "North Kent College"


def test_the_register_finds_by_each_number_and_never_by_name() -> None:
    register = Register.from_csv(
        HEAD + "8860001,Example School,999001,10999001,academy,E07000110,2020-09-01,2026-08-31\n"
    )
    for found in (register.by_dfe_number("886 0001"), register.by_urn("999001"), register.by_ukprn("10999001")):
        assert found is not None
        assert (found.open_from, found.open_to) == (date(2020, 9, 1), date(2026, 8, 31))
    assert register.by_dfe_number("886/0002") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,urn\nA,1\n", "first line"),
        (HEAD + "88600,Example School,,,,,,\n", "line 2"),
        (HEAD + "8860001,,,,,,,\n", "line 2"),
        (HEAD + "8860001,Example School,,,,,01/09/2020,\n", "line 2"),
    ],
)
def test_a_register_that_cannot_be_used_says_where(text: str, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        Register.from_csv(text)
