"""Files of offers as other programs write them: recognised, read and judged by the reader and the rules of Onward."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from deploy.demo.workbooks.spreadsheets import Cell
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.columns import get_column
from tests.spec.validation.offer_rows import GOOD_OFFERS
from tests.support.judged_files import FileCase, Lines, check_case, verdict_on

APRIL, JUNE, SEPTEMBER = date(2027, 4, 28), date(2027, 6, 25), date(2027, 9, 30)

NAMED = ["Surname", "Forename", "DOB"]
ZARA: Sequence[Cell] = ("Kempton", "Zara", date(2011, 2, 14))
PIET: Sequence[Cell] = ("Aldous", "Piet", date(2011, 5, 3))
PIET_AS_TEXT: Sequence[Cell] = ("Aldous", "Piet", "3/5/2011")
HERE: Sequence[Cell] = ("ME14 1XX", "11", "A School")
SCHOOL = ["DfE No", "UPN", *NAMED, "Post Code", "Year Group", "Internal/External"]
SCHOOL_ROWS: list[Sequence[Cell]] = [
    ["886/0001", "U886000026001", *ZARA, "ME14 1XX", "Year 11", "Internal", "Firm", "A levels"],
    ["886/0001", "D886000014123", *PIET_AS_TEXT, "me141xx", 11, "EXT", "C", "A levels"],
    ["886/0001", "M886000011407", "Brack", "Ines", "2011-01-30", "ME14 1XX", "11", "INT", "no offer", "A levels"],
    ["886/0001", "Y886000015250", "Corran", "Idris", date(2011, 6, 2), "ME14 1XX", "11", "INT", None, None],
]  # fmt: skip
COLLEGE = ["UKPRN", "ULN", "Last Name", "First Name", "Date of Birth", "Postcode", "NC Year", "School", "Offer Type"]
KENT_CHOICES = ["Application Number", "UPN", *NAMED, "LAESTAB", "UKPRN", "Course", "Offer Status"]


CASES = [
    FileCase(
        "a school's own spreadsheet, titles above the headings",
        "8860001 Sept Guarantee 2027.xlsx",
        [["Offers for September 2027"], [], [*SCHOOL, "Type of offer", "Course"], *SCHOOL_ROWS],
        "S_SG",
        "8860001",
        3,
        1,
        {"current_school_missing": 1, "offer_not_stated": 1, "course_offered_missing": 1},
        APRIL,
    ),
    FileCase(
        "a college's list, as CSV, in September",
        "10000001 SG offers.csv",
        [
            [*COLLEGE, "Date of Offer", "Course", "Level"],
            ["10000001", "5161128622", *ZARA, *HERE, "Conditional", "12/03/2027", "Bricklaying", "L2"],
            ["10000001", "", *PIET_AS_TEXT, *HERE, "Unconditional", "", "Art", "3"],
        ],
        "C_SG",
        "10000001",
        2,
        0,
        {"learner_number_missing": 1, "offer_date_missing": 1},
        SEPTEMBER,
    ),
    FileCase(
        "a Kent Choices extract, several applications of one person",
        "KentChoices extract.ods",
        [
            [*KENT_CHOICES, "Application Status", "Date of offer"],
            ["A1", "U886000026001", *ZARA, "886/0002", None, "A levels", "Conditional", "Offered", date(2027, 3, 12)],
            ["A2", "U886000026001", *ZARA, None, "10000001", "Bricklaying", None, "Pending", None],
            ["A3", "D886000014123", *PIET, "886/0002", None, "A levels", None, "on hold", None],
        ],
        "KC_OFFER",
        "886",
        2,
        1,
        {"application_state_not_on_list": 1},
        APRIL,
    ),
    FileCase(
        "the answers of June, some lines not answered",
        "8860001 no offer list.xlsx",
        [
            ["UPN", "ULN", *NAMED, "Year", "Offer Type", "Course Offered", "Why No Offer", "Destination"],
            ["U886000026001", "", *ZARA, "11", "None", "", "151 - has not applied", ""],
            ["D886000014123", "", *PIET_AS_TEXT, "11", "G", "A levels", "", ""],
            ["M886000011407", "", "Brack", "Ines", "30/01/2011", "11", "", "", "", "Work without training"],
            ["Y886000015250", "", "Corran", "Idris", "02/06/2011", "11", "", "", "", ""],
        ],
        "TEP_SG2",
        "8860001",
        3,
        on=JUNE,
        unanswered=1,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.means)
def test_what_is_found_in_a_file(case: FileCase, tmp_path: Path) -> None:
    check_case(case, tmp_path)


@pytest.mark.parametrize("code", GOOD_OFFERS)
def test_our_own_template_is_read_back_without_a_complaint(code: str, tmp_path: Path) -> None:
    columns = [use.id for use in COLLECTIONS[code].columns]
    lines: Lines = [
        [get_column(column).header for column in columns],
        [GOOD_OFFERS[code].get(column) for column in columns],
    ]
    found = verdict_on(tmp_path, "8860001.xlsx", lines, APRIL)
    assert (found.collection, found.accepted, found.refused, found.found) == (code, 1, 0, [])
