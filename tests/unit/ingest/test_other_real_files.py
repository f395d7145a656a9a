"""What else real files hold, of the kinds known already: other wordings, other codings, other ways to write a date."""

from collections.abc import Mapping

import pytest

from deploy.demo.workbooks.spreadsheets import Sheet, ods
from services.ingest.domain.sheet.cells import serial_text
from services.ingest.domain.sheet.date_order import from_month_first
from services.ingest.domain.sheet.headers import columns_for_header
from tests.unit.ingest.test_text_of_files import csv_text, headed, lines_of, read, read_alike


@pytest.mark.parametrize("day", ["Sun {}", "Sunday, {}", "sun. {}"])
def test_a5_dates_with_the_day_of_the_week_tell_their_order_too(day: str) -> None:
    said = read_alike(*({"P10": day.format(date), "L9": "01/09/2026"} for date in ("02/14/2010", "03/04/2010")))
    assert [row["P10"] for row in said.rows] == ["2010-02-14", "2010-03-04"]
    assert {note for note, _ in said.notes} == {"dates_month_first"}


@pytest.mark.parametrize("text", ["02_14_2010", "02,14,2010", "02\u221214\u22122010", "Sun 02/14/2010"])
def test_a5_whatever_stands_between_the_numbers_a_month_first_date_is_one(text: str) -> None:
    assert from_month_first(text) == "2010-02-14"


def test_a9_a_serial_with_a_time_of_day_counts_from_1904_too() -> None:
    assert [serial_text(text) for text in ("38761.5", "38761", "38761,25", "387615", "about 38761.5")] == [
        "40223.5",
        "40223",
        "40223,25",
        "387615",
        "about 38761.5",
    ]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_text_of_two_bytes_a_letter_is_read_without_its_mark(codec: str) -> None:
    said = read(csv_text({"P6": "Zo\u00eb"}, {"P6": "Pawe\u0142"}).encode(codec))
    assert [row["P6"] for row in said.rows] == ["Zo\u00eb", "Pawe\u0142"]


@pytest.mark.parametrize("codec", ["mac_roman", "cp1252"])
def test_a17_a_capital_in_the_middle_of_a_name_does_not_hide_how_letters_are_coded(codec: str) -> None:
    learners = [{"P6": "Jos\u00e9 \u00c1ngel", "P5": "Mc\u00c1lvarez"}, {"P6": "Zo\u00eb"}, {"P6": "Ren\u00e9e"}]
    said = read(csv_text(*learners).encode(codec))
    assert [(row["P6"], row["P5"]) for row in said.rows] == [
        (learner["P6"], learner.get("P5", "Kempton")) for learner in learners
    ]


def test_b2_a_blank_before_a_quotation_mark_does_not_undo_it() -> None:
    said = read(csv_text({}, {"L3": "Art, Music"}).replace(',"', ', "').encode())
    assert [row["L3"] for row in said.rows] == ["Maths, Physics, Art", "Art, Music"]
    assert said.marks == []


WORDINGS: Mapping[str, str] = {
    "Surnames": "P5",
    "1. Legal Surname": "P5",
    "B) Legal Surname": "P5",
    "Surname/Family name": "P5",
    "Legal Surname (as on birth certificate)": "P5",
    "Surname [required]": "P5",
    "Forename / First name": "P6",
    "First Names": "P6",
    "Name, first": "P6",
    "Birthday": "P10",
    "DOB dd.mm.yyyy": "P10",
    "Date of Birth (e.g. 14/02/2010)": "P10",
    "Date of birth of student": "P10",
    "U.P.N.": "P1",
    "UPN (13 characters)": "P1",
    "Unique Pupil Number (UPN)": "P1",
    "Unique Pupil No.": "P1",
    "ULN (10 digits)": "P3",
    "Admission number / learner reference": "P4",
    "Sex (M/F)": "P11",
    "Sex (Legal)": "P11",
    "Yr Grp": "P15",
    "NC Year Group (12-14)": "P15",
    "Home Post Code": "C5",
    "Town/City": "C3",
    "Mobile Telephone Number": "C7",
    "Mobile (Student)": "C7",
    "Emails": "C8",
    "Email Address (pupil)": "C8",
    "Level of qualification": "L1",
    "Level (E,1-7)": "L1",
    "Start date of course": "L9",
    "Title of qualification": "L3",
    "Attendance (FT/PT)": "L7",
    "Email (parent/carer)": "C11",
    "Mobile of parent": "C10",
}


@pytest.mark.parametrize(("heading", "column"), WORDINGS.items())
def test_b5_the_same_words_in_another_order_form_or_dress_mean_the_same(heading: str, column: str) -> None:
    assert columns_for_header(heading)[:1] == (column,)


@pytest.mark.parametrize(
    "heading",
    [
        *("Forename/Surname", "Start/End date", "Surname (former)", "Surname (known as)", "Surname (if different)"),
        *("Mother Email", "Email (mother)", "Mobile - Dad", "Next of kin mobile", "Surname of guardian", "Home email"),
        *("Email / Telephone", "Consent", "School Email", "Sibling DOB", "Mobile (2)"),
        *("Attendance %", "Attendance (%)"),
    ],
)
def test_b5_what_means_two_things_or_is_somebody_elses_is_not_the_learners(heading: str) -> None:
    assert columns_for_header(heading) == ()


OBJECTIONS = [
    *("Data Sharing Objection (Y/N)", "Objections", "Has the student objected?", "GDPR objection", "Objection Y/N"),
    *("Parent/student objection to sharing", "Opted out of data sharing?", "Data sharing: opt-out", "Objects"),
]


@pytest.mark.parametrize("heading", OBJECTIONS)
def test_a1_b5_an_objection_is_read_under_whatever_heading_speaks_of_objecting(heading: str) -> None:
    said = read_alike({"C12": "Y"}, {"C12": "no"}, headings=headed(C12=heading))
    assert [row["C12"] for row in said.rows] == ["Y", "no"]
    assert said.notes == []


@pytest.mark.parametrize("heading", ["No objection", "Objectives", "Consent to share", "Opt out of photographs"])
def test_a1_b5_a_heading_that_says_something_else_is_named_and_not_read(heading: str) -> None:
    said = read_alike({"C12": "Y"}, headings=headed(C12=heading))
    assert "C12" not in said.rows[0]
    assert [note for note, _ in said.notes] == ["column_not_read"]


def test_a1_b5_a_heading_in_so_many_words_comes_before_one_that_speaks_of_it() -> None:
    headings = headed(C12="Reason for objection", C11="Data Sharing Objection")
    said = read_alike({"C12": None, "C11": "Y"}, headings=headings)
    assert [row["C12"] for row in said.rows] == ["Y"]


@pytest.mark.parametrize("further", ["Y", "yes", "see letter"])
def test_a1_an_objection_in_a_second_column_of_them_counts(further: str) -> None:
    headings = headed(C12="Data Sharing Objection", C11="Opt out", C2="Objection")
    said = read_alike(
        {"C12": "N", "C11": None, "C2": further},
        {"C12": "Y", "C11": "N", "C2": "N"},
        {"C12": None, "C11": None, "C2": "N"},
        headings=headings,
    )
    assert [row["C12"] for row in said.rows] == [further, "Y", "N"]
    assert [note for note, _ in said.notes] == ["heading_twice"]


def test_a1_an_error_in_either_column_of_objections_counts() -> None:
    headings = headed(C12="Data Sharing Objection", C11="Opt out")
    sheet = Sheet("Enrolment", lines_of({"C12": "N", "C11": "#N/A"}, {"C12": "#N/A", "C11": "N"}, headings=headings))
    said = read(ods([sheet]), "a.ods")  # in the first column to the left an error is a mark, and in the other a value
    assert [row["C12"] for row in said.rows] == [None, "#N/A"]
    assert said.marks == [("formula_error", 2, "C12")]
