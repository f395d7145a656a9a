"""Files that should not have come, of every collection: each is kept, nothing of it counts, and it is said why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from deploy.demo.workbooks.spreadsheets import Sheet, csv_file, ods, xlsx
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.timing import LAST_YEARS_ROWS_MIN
from shared.vocabulary.collections import COLLECTIONS, ENTITLED_ONLY
from shared.vocabulary.issues import issue_named
from tests.support.arrivals import Arrived, Sender, arrive
from tests.support.good_files import (
    COLLEGE,
    FIND,
    OTHER_COLLEGE,
    OTHER_SCHOOL,
    SCHOOL,
    UNKNOWN_COLLEGE,
    UNKNOWN_SCHOOL,
    day_of,
    file_of,
    owner_of,
    rows_of,
    sender_of,
)

PORTAL = Sender(None, FIND)
"""Sends for every establishment, and for the authority nothing."""
every_collection = pytest.mark.parametrize("code", COLLECTIONS)


def assert_kept_and_nothing_counts(found: Arrived, content: bytes, why_not: str) -> None:
    assert found.why_not == why_not
    assert (found.rows, found.wanted, found.kept) == (0, None, content)
    entry = issue_named(why_not)
    assert entry.severity in {"set_aside", "fatal"}
    assert entry.remedy, "it must be said what to do"


@every_collection
async def test_a_good_file_is_taken_without_a_word(code: str) -> None:
    found = await arrive(file_of(code), "Book1.xlsx", sender_of(code), day_of(code))
    assert found.why_not is None
    assert found.wanted is not None
    assert (found.wanted.collection, found.rows, found.refused) == (code, 3, 0)
    assert (dict(found.notes), dict(found.complaints)) == ({}, {})


@dataclass(frozen=True)
class WrongSender:
    """Somebody who does not send a collection, and what is said to them."""

    who: str
    sender: Sender
    says: str


BY_A_SCHOOL, BY_A_COLLEGE = Sender(SCHOOL, FIND), Sender(COLLEGE, FIND)
NOT_ENTITLED = "sender_not_entitled"
WRONG_SENDERS: Mapping[str, tuple[WrongSender, ...]] = {
    "school": (
        WrongSender("another school", Sender(OTHER_SCHOOL, FIND), "sender_differs"),
        WrongSender("a college", BY_A_COLLEGE, "school_return_by_other_sender"),
    ),
    "college": (
        WrongSender("another college", Sender(OTHER_COLLEGE, FIND), "sender_differs"),
        WrongSender("a school", BY_A_SCHOOL, "college_return_by_other_sender"),
    ),
    "authority": (
        WrongSender("a school", BY_A_SCHOOL, NOT_ENTITLED),
        WrongSender("a college", BY_A_COLLEGE, NOT_ENTITLED),
        WrongSender("a school that claims more", replace(BY_A_SCHOOL, may_send=ENTITLED_ONLY), NOT_ENTITLED),
        WrongSender("the schools' portal", PORTAL, NOT_ENTITLED),
    ),
}
SENDERS = [
    pytest.param(code, wrong, id=f"{code} by {wrong.who}")
    for code, one in COLLECTIONS.items()
    for wrong in WRONG_SENDERS[one.sender]
]


@pytest.mark.parametrize(("code", "wrong"), SENDERS)
async def test_a_file_of_the_wrong_sender(code: str, wrong: WrongSender) -> None:
    content = file_of(code)
    name = f"{owner_of(code) or 'MI'} {code}.xlsx"
    found = await arrive(content, name, wrong.sender, day_of(code))
    assert_kept_and_nothing_counts(found, content, wrong.says)
    assert found.collection == code, "what it is is shown all the same"


SENT_BY_ESTABLISHMENTS = [code for code, one in COLLECTIONS.items() if one.establishment_column]
UNKNOWN = {"school": (UNKNOWN_SCHOOL, "unknown_establishment"), "college": (UNKNOWN_COLLEGE, "unknown_college")}
MISSING = {"school": "no_establishment", "college": "no_college"}


@pytest.mark.parametrize("code", SENT_BY_ESTABLISHMENTS)
@pytest.mark.parametrize("where", ["rows", "name"])
async def test_a_file_of_an_establishment_that_nobody_knows(code: str, where: str) -> None:
    one = COLLECTIONS[code]
    number, says = UNKNOWN[one.sender]
    column = one.establishment_column or ""
    stated = number if where == "rows" else None
    content = file_of(code, [{**row, column: stated} for row in rows_of(code)])
    named = where == "name" or one.use_of(column) is None
    found = await arrive(content, f"{number} {code}.xlsx" if named else "Book1.xlsx", PORTAL, day_of(code))
    assert_kept_and_nothing_counts(found, content, says)


@pytest.mark.parametrize("code", SENT_BY_ESTABLISHMENTS)
async def test_a_file_that_says_nowhere_whose_it_is(code: str) -> None:
    one = COLLECTIONS[code]
    content = file_of(code, [{**row, one.establishment_column or "": None} for row in rows_of(code)])
    found = await arrive(content, "Book1.xlsx", PORTAL, day_of(code))
    assert_kept_and_nothing_counts(found, content, MISSING[one.sender])


def a_year_later(on: date) -> date:
    return on.replace(year=on.year + 1)


OF_YEARS = [code for code, one in COLLECTIONS.items() if one.period_rule in {"academic_year", "month"}]


@pytest.mark.parametrize("code", OF_YEARS)
async def test_last_years_file(code: str) -> None:
    content = file_of(code, rows_of(code, LAST_YEARS_ROWS_MIN))
    found = await arrive(content, "Book1.xlsx", sender_of(code), a_year_later(day_of(code)))
    assert_kept_and_nothing_counts(found, content, "last_years_file")


@pytest.mark.parametrize("code", OF_YEARS)
async def test_of_a_few_rows_of_last_year_it_is_said_and_they_count(code: str) -> None:
    content = file_of(code, rows_of(code, LAST_YEARS_ROWS_MIN - 1))
    found = await arrive(content, "Book1.xlsx", sender_of(code), a_year_later(day_of(code)))
    assert (found.why_not, found.rows) == (None, LAST_YEARS_ROWS_MIN - 1)
    assert found.notes == {"looks_like_last_years": 1}


@pytest.mark.parametrize("code", [code for code in OF_YEARS if COLLECTIONS[code].period_rule == "academic_year"])
async def test_a_person_settles_it_by_the_year_in_the_name(code: str) -> None:
    content = file_of(code, rows_of(code, LAST_YEARS_ROWS_MIN))
    later = a_year_later(day_of(code))
    year = COLLECTIONS[code].period_on(later)
    found = await arrive(content, f"{year}.xlsx", sender_of(code), later)
    assert found.wanted is not None
    assert (found.wanted.period, found.rows) == (year, LAST_YEARS_ROWS_MIN)
    assert found.notes == {"looks_like_last_years": 1}


@pytest.mark.parametrize("code", [code for code in OF_YEARS if COLLECTIONS[code].period_rule == "month"])
async def test_a_person_settles_it_by_the_month_in_the_name(code: str) -> None:
    content = file_of(code, rows_of(code, LAST_YEARS_ROWS_MIN))
    later = a_year_later(day_of(code))
    found = await arrive(content, f"{later:%B %Y}.xlsx", sender_of(code), later)
    assert found.wanted is not None
    assert (found.wanted.period, found.rows) == (f"{later:%Y-%m}", LAST_YEARS_ROWS_MIN)


@pytest.mark.parametrize("code", [code for code in OF_YEARS if COLLECTIONS[code].period_rule == "academic_year"])
@pytest.mark.parametrize("by", [-1, 3])
async def test_another_year_in_the_name_of_this_years_rows(code: str, by: int) -> None:
    on = day_of(code)
    period = COLLECTIONS[code].period_on(on)
    start = int(period[:4]) + by
    name = f"{start}-{(start + 1) % 100:02d}.xlsx"
    found = await arrive(file_of(code), name, sender_of(code), on)
    assert found.wanted is not None, found.why_not
    assert (found.wanted.period, found.rows, dict(found.notes)) == (period, 3, {"name_of_another_year": 1})


@pytest.mark.parametrize("code", [code for code in OF_YEARS if COLLECTIONS[code].period_rule == "academic_year"])
async def test_last_years_name_on_last_years_rows(code: str) -> None:
    on = day_of(code)
    content = file_of(code)
    found = await arrive(content, f"{COLLECTIONS[code].period_on(on)}.xlsx", sender_of(code), a_year_later(on))
    assert_kept_and_nothing_counts(found, content, "period_disagrees")


NAMES = sorted({" ".join(words) for one in COLLECTIONS.values() for words in one.file_name_words})


@every_collection
async def test_under_anothers_name_the_columns_win_and_it_is_said(code: str) -> None:
    for name in NAMES:
        found = await arrive(file_of(code), f"{name}.xlsx", sender_of(code), day_of(code))
        assert found.wanted is not None, name
        assert (found.wanted.collection, found.rows) == (code, 3), name
        own = code in read_file_name(name).collections
        assert dict(found.notes) == ({} if own else {"name_of_another_return": 1}), name


@every_collection
async def test_under_its_own_title_nothing_is_said(code: str) -> None:
    found = await arrive(file_of(code), f"{COLLECTIONS[code].title}.xlsx", sender_of(code), day_of(code))
    assert found.wanted is not None
    assert (found.wanted.collection, dict(found.notes)) == (code, {})


def headings_alone(code: str) -> bytes:
    return file_of(code, [])


def nothing_at_all(_: str) -> bytes:
    return xlsx([Sheet("Sheet1", ()), Sheet("Sheet2", ())])


def blanks(_: str) -> bytes:
    return csv_file([("", " "), ("", "")])


def nothing_of_ods(_: str) -> bytes:
    return ods([Sheet("Sheet1", ())])


def cut_off(code: str) -> bytes:
    return file_of(code)[:900]


def strangers_columns(_: str) -> bytes:
    return xlsx([Sheet("Rooms", [("Room", "Chairs", "Tables"), ("B12", "30", "15")])])


def strangers_people(_: str) -> bytes:
    return xlsx([Sheet("Houses", [("Surname", "Forename", "House", "Points"), ("Kempton", "Zara", "Red", "3")])])


UNUSABLE = [
    (headings_alone, "header_only"),
    (nothing_at_all, "empty"),
    (nothing_of_ods, "empty"),
    (blanks, "empty"),
    (cut_off, "corrupt"),
    (strangers_columns, "no_template_recognised"),
    (strangers_people, "no_template_recognised"),
]


@every_collection
@pytest.mark.parametrize(("make", "says"), UNUSABLE, ids=[make.__name__ for make, _ in UNUSABLE])
async def test_a_file_of_which_nothing_can_be_had(code: str, make: object, says: str) -> None:
    content = make(code)  # type: ignore[operator]
    found = await arrive(content, f"{code}.xlsx", sender_of(code), day_of(code))
    assert_kept_and_nothing_counts(found, content, says)
