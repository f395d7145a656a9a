"""What a cell becomes: typed values, and values taken away."""

from datetime import date

import pytest

from services.validation.domain.parsing.dates import read_date
from services.validation.domain.parsing.names import split_name
from services.validation.domain.parsing.texts import tidy
from tests.spec.validation.rows import answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-03-04", date(2010, 3, 4)),
        ("2010-03-04T00:00:00", date(2010, 3, 4)),
        ("2010-03-04 00:00:00", date(2010, 3, 4)),
        ("2010/03/04", date(2010, 3, 4)),
        ("20100304", date(2010, 3, 4)),
        ("04/03/2010", date(2010, 3, 4)),
        ("4/3/2010", date(2010, 3, 4)),
        ("04-03-2010", date(2010, 3, 4)),
        ("4.3.10", date(2010, 3, 4)),
        ("04 03 2010", date(2010, 3, 4)),
        ("40241", date(2010, 3, 4)),
        ("40241.0", date(2010, 3, 4)),
        ("4 March 2010", date(2010, 3, 4)),
        ("4th March 2010", date(2010, 3, 4)),
        ("Thursday, 4 March 2010", date(2010, 3, 4)),
        ("04-Mar-10", date(2010, 3, 4)),
        ("March 4, 2010", date(2010, 3, 4)),
        ("\u00a004/03/2010 ", date(2010, 3, 4)),
        ("４/3/2010", date(2010, 3, 4)),
        ("4.3.99", date(1999, 3, 4)),
    ],
)
def test_dates_are_read_in_every_usual_spelling(text: str, expected: date) -> None:
    assert read_date(text) == (expected, ())


@pytest.mark.parametrize("text", ["", "n/a", "-", "01/01/1900", "1900-01-01", "00/00/0000", "unknown"])
def test_what_stands_for_no_date_is_blank(text: str) -> None:
    assert read_date(text) == (None, ())


@pytest.mark.parametrize(
    "text", ["31/02/2010", "13/13/2010", "19999", "60001", "2010", "4/3", "32 March 2010", "4 Foo 2010", "0010-03-04"]
)
def test_what_is_no_date_is_said(text: str) -> None:
    assert read_date(text) == (None, ("date_unreadable",))


def test_month_first_is_only_read_where_day_first_is_impossible() -> None:
    assert read_date("04/13/2010") == (date(2010, 4, 13), ("month_first",))
    assert read_date("04/03/2010") == (date(2010, 3, 4), ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SMITH, John", ("SMITH", "John")),
        ("John Smith", ("Smith", "John")),
        ("Mary Jane Smith", ("Smith", "Mary Jane")),
        ("Prince", ("Prince", None)),
        ("Smith,", ("Smith", None)),
    ],
)
def test_a_whole_name_is_taken_apart(name: str, expected: tuple[str | None, str | None]) -> None:
    assert split_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O\u2019Brien", "O'Brien"),
        ("Zoe\u0308", "Zoë"),
        (" a \u00a0 b\t c ", "a b c"),
        ("Anne\u200b Marie", "Anne Marie"),
        ("Smith_x000D_", "Smith"),
        ("Ｓmith", "Smith"),
    ],
)
def test_what_nobody_can_see_is_taken_out_of_text(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_garbled_letters_are_put_right_when_they_turn_back_cleanly() -> None:
    assert answer("S_ENR", {"P5": "NÃºÃ±ez"}).values["P5"] == "Núñez"
    assert answer("S_ENR", {"P5": "Âberg"}).values["P5"] == "Âberg"


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("P1", "u8860 00026001", "U886000026001"),
        ("P11", "1: Male", "M"),
        ("P15", "Year 12", "12"),
        ("C7", "7700900123", "+447700900123"),
        ("C5", "me141xx", "ME14 1XX"),
        ("L1", "Level 2", "2"),
        ("L8", "600.0", 600),
        ("L2", "Pre-U", "OTHER"),
    ],
)
def test_cells_become_the_one_form(column: str, text: str, value: object) -> None:
    assert answer("S_ENR", {column: text}).values[column] == value


def test_a_value_with_an_error_of_its_field_is_taken_away() -> None:
    assert answer("S_ENR", {"P15": "14"}).values["P15"] is None
    assert answer("S_ENR", {"P10": "1975-05-05"}).values["P10"] is None


def test_an_objection_takes_telephones_and_e_mail_away() -> None:
    values = answer("S_ENR", {"C12": "Y", "C6": "01632 960123", "C8": "zoe@example.org", "C9": "Ms A O'Brien"}).values
    assert [values[column] for column in ("C6", "C7", "C8")] == [None, None, None]
    assert (values["C1"], values["C9"]) == ("12 Mill Lane", "Ms A O'Brien")


def test_the_roll_keeps_characteristics_and_how_somebody_left() -> None:
    values = answer("ROLL", {"K4": "120;young carer, 180;120", "K6": "01/10/2026 T"}).values
    assert values["K4"] == ("120", "180")
    assert values["K6"] == (date(2026, 10, 1), "T")
