"""Days typed on forms: what people type is taken, and what could be two days is asked for again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.requests.days import LATEST, OLDEST, as_typed, day_sentence, read_day

IN_RANGE = st.dates(OLDEST, LATEST)


@pytest.mark.parametrize(
    "text",
    [
        "7/9/2026",
        "07/09/2026",
        "7.9.2026",
        "7-9-2026",
        "07 09 2026",
        " 7 / 9 / 2026 ",
        "7–9–2026",
        "2026-09-07",
        "2026/9/7",
        "07092026",
        "20260907",
        "7 September 2026",
        "7th Sept 2026",
        "7 sep. 2026",
        "7SEP2026",
    ],
)
def test_what_people_type_is_taken(text: str) -> None:
    assert read_day(text) == date(2026, 9, 7)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no day"),
        ("soon", "no day"),
        ("31/9/2026", "no day"),
        ("0/9/2026", "no day"),
        ("7 Septober 2026", "no day"),
        ("7 Mayor 2026", "no day"),
        ("7/9/1026", "no day"),
        ("1/1/0001", "no day"),
        ("2026-W37-1", "no day"),
        ("2026-250", "no day"),
        ("46272", "no day"),
        ("٧/٩/٢٠٢٦", "no day"),
        ("9/13/2026", "month first"),
        ("7/9/26", "short year"),
        ("26/09/07", "short year"),
        ("7 September 26", "short year"),
        ("1112026", "two days"),
        ("9" * 200, "no day"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_not_taken(text: str, fault: str) -> None:
    assert read_day(text) == fault


def test_a_sentence_names_the_day_and_not_what_was_typed() -> None:
    fault = read_day("9/13/2026")
    assert not isinstance(fault, date)
    assert day_sentence(fault, "review date") == (
        "Enter the review date with the day before the month, such as 27 3 2027"
    )


@given(IN_RANGE)
def test_every_day_is_read_as_it_is_shown_and_as_browsers_send_it(on: date) -> None:
    assert read_day(as_typed(on)) == read_day(on.isoformat()) == read_day(f"{on:%d %B %Y}") == on
    assert read_day(f"{on:%d%m%Y}") == read_day(f"{on:%Y%m%d}") == on
