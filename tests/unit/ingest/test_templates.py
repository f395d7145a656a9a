"""Finding the header: by aliases, wherever it stands and however it is dressed."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest

from services.ingest.domain.sheet import templates
from services.ingest.domain.sheet.templates import find_heading
from shared.vocabulary.collections import (
    C_ENR,
    C_JL,
    C_JOIN,
    C_LEAVE,
    COLLECTIONS,
    KC_OFFER,
    ROLL,
    S_ENR,
    S_JOIN,
    S_LEAVE,
    Collection,
)
from shared.vocabulary.columns import get_column
from tests.support.workbooks import heading

ENROLMENT: list[str | None] = [*heading()]
BLANK: list[str | None] = []


def found_at(rows: Sequence[Sequence[str | None]]) -> tuple[str, int, int] | None:
    found = find_heading(rows)
    return None if found is None else (found.collection, found.first_row, len(found.columns))


def test_the_official_headings_are_recognised_in_any_order() -> None:
    assert found_at([ENROLMENT]) == ("S_ENR", 1, len(S_ENR.columns))
    turned = ENROLMENT[::-1]
    found = find_heading([turned])
    assert found is not None
    assert {column.id: turned[column.index] for column in found.columns} == dict(
        zip([use.id for use in S_ENR.columns], ENROLMENT, strict=True)
    )


def test_the_county_roll_is_not_an_enrolment() -> None:
    assert found_at([heading(ROLL)]) == ("ROLL", 1, len(ROLL.columns))


def test_the_leavers_return_is_known_by_the_date_left() -> None:
    assert found_at([heading(S_LEAVE)]) == ("S_LEAVE", 1, len(S_LEAVE.columns))
    exported = ["UPN", "Surname", "Forename", "DOB", "Gender", "Year Group", "Postcode", "DOA", "Start Date"]
    found = found_at([["DfE Number", *exported, "Date of Leaving", "Reason for leaving", "Destination"]])
    assert found is not None
    assert found[0] == "S_LEAVE"


def test_a_list_with_an_end_date_alone_is_no_leavers_return() -> None:
    """A whole roll has one too, and of an enrolment it may be the planned end."""
    people = ["DfE Number", "UPN", "Surname", "Forename", "DOB", "Gender", "Year Group", "Postcode"]
    assert found_at([[*people, "Start Date", "End Date"]]) is None
    assert found_at([[*people, "End Date", "Destination"]]) == ("S_LEAVE", 1, 10)


@pytest.mark.parametrize("left", ["Leave Date", "Date off roll", "Last day on roll", "Departure date"])
@pytest.mark.parametrize("destination", ["Destination code", "Leaver's destination", "Destination type"])
def test_schools_call_the_leaving_by_many_names(left: str, destination: str) -> None:
    others = ["DfE Number", "UPN", "Surname", "Forename", "DOB", "Gender", "Year Group", "Postcode", "Reason left"]
    found = find_heading([[*others, left, destination, "Destination school/college"]])
    assert found is not None
    assert (found.collection, found.missing, len(found.columns)) == ("S_LEAVE", (), 12)


def test_an_enrolment_with_a_date_left_is_an_enrolment() -> None:
    assert found_at([[*ENROLMENT, "Date Left"]]) == ("S_ENR", 1, len(S_ENR.columns) + 1)


def test_an_enrolment_with_every_column_of_leaving_is_an_enrolment_still() -> None:
    leaving = [text for text in heading(S_LEAVE) if text not in ENROLMENT]
    needed = [get_column(use.id).header for use in S_ENR.columns if use.need == "M"]
    for enrolled in (ENROLMENT, needed):
        found = find_heading([[*enrolled, *leaving]])
        assert found is not None
        assert (found.collection, found.fits_another) == ("S_ENR", False)


def test_a_header_with_all_that_two_returns_ask_for_is_known_to_fit_both(monkeypatch: pytest.MonkeyPatch) -> None:
    unaware = MappingProxyType({**COLLECTIONS, "S_ENR": replace(S_ENR, also_read=("P0",))})
    monkeypatch.setattr(templates, "COLLECTIONS", unaware)
    found = find_heading([[*ENROLMENT, "Date Left", "Reason for Leaving", "Destination"]])
    assert found is not None
    assert found.fits_another


@pytest.mark.parametrize("more", [(), ("P15",), ("P15", "G3", "G11")])
def test_an_extract_of_kent_choices_with_all_that_colleges_list_is_an_extract_still(more: tuple[str, ...]) -> None:
    found = find_heading([[*heading(KC_OFFER), *(get_column(one).header for one in more)]])
    assert found is not None
    assert (found.collection, found.missing, found.fits_another) == ("KC_OFFER", (), False)


@pytest.mark.parametrize("titles", [1, 5, 29])
def test_titles_may_stand_above(titles: int) -> None:
    assert found_at([["Post-16 enrolment 2026/27"]] * titles + [ENROLMENT]) == ("S_ENR", titles + 1, 36)


def test_a_header_below_the_first_thirty_rows_is_not_looked_for() -> None:
    assert found_at([["Guidance"]] * 31 + [ENROLMENT]) is None


def test_a_header_of_two_lines_is_joined_across_its_merged_cells() -> None:
    upper, lower = list(ENROLMENT), list(ENROLMENT)
    for index, text in enumerate(ENROLMENT):
        assert text is not None
        first, _, second = text.partition(" ")
        upper[index], lower[index] = (first, second) if text.startswith("Legal") and second else (None, text)
    place = ENROLMENT.index("Legal Forename")
    assert upper[place - 1] == "Legal"
    upper[place] = None  # merged with the cell to its left
    assert found_at([["Title"], upper, lower]) == ("S_ENR", 3, 36)


def test_a_title_directly_above_is_not_part_of_the_header() -> None:
    assert found_at([["Learners", None, "Names"], ENROLMENT, ["886/0001"]]) == ("S_ENR", 2, 36)


def test_marks_and_hints_in_headers_do_not_matter() -> None:
    dressed = [f"  {text.upper()}* (M)\n" if text else None for text in ENROLMENT]
    assert found_at([dressed]) == ("S_ENR", 1, 36)


def test_two_missing_columns_are_borne_and_named_three_are_not() -> None:
    found = find_heading([[text for text in ENROLMENT if text not in {"Sex", "Postcode"}]])
    assert found is not None
    assert found.missing == ("P11", "C5")
    assert found_at([[text for text in ENROLMENT if text not in {"Sex", "Postcode", "Attendance"}]]) is None


def test_one_column_for_the_whole_name_stands_in_for_two() -> None:
    whole = [text for text in ENROLMENT if text not in {"Legal Surname", "Legal Forename"}] + ["Name"]
    found = find_heading([whole])
    assert found is not None
    assert found.missing == ()
    assert "P0" in {column.id for column in found.columns}


def test_of_two_headers_with_one_meaning_the_first_counts() -> None:
    found = find_heading([[*ENROLMENT, "Surname"]])
    assert found is not None
    assert found.repeated == ("P5",)
    assert {column.id: column.index for column in found.columns}["P5"] == ENROLMENT.index("Legal Surname")


def test_an_enrolment_with_a_date_joined_is_an_enrolment() -> None:
    """Exports of pupil registers have the date of admission."""
    assert found_at([[*ENROLMENT, "Date of admission"]]) == ("S_ENR", 1, len(S_ENR.columns))


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=lambda one: one.code)
def test_every_collection_is_known_by_its_own_headings(collection: Collection) -> None:
    assert found_at([heading(collection)]) == (collection.code, 1, len(collection.columns))


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=lambda one: one.code)
def test_every_collection_is_known_by_what_it_cannot_do_without(collection: Collection) -> None:
    telling = collection.signature | collection.signature_any
    needed = [use.id for use in collection.columns if use.need in {"M", "m"} or use.id in telling]
    found = find_heading([[get_column(column).header for column in needed]])
    assert found is not None
    assert (found.collection, found.missing, found.fits_another) == (collection.code, (), False)


def test_joiners_with_a_course_are_no_enrolment() -> None:
    """Their template asks for the course of whoever is in Year 12 or above, but not for the attendance."""
    needed = [get_column(use.id).header for use in S_JOIN.columns if use.need == "M"]
    course = [get_column(column).header for column in ("L1", "L2", "L3", "L9", "L10")]
    found = find_heading([[*needed, *course]])
    assert found is not None
    assert (found.collection, found.missing) == ("S_JOIN", ())


@pytest.mark.parametrize("foreign", ["Offer Type", "Movement", "UKPRN"])
def test_a_column_of_another_return_speaks_against_it(foreign: str) -> None:
    assert found_at([[*ENROLMENT, foreign]]) is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [BLANK, BLANK],
        [["Dear all", None, "please find"]],
        [["UPN", "Surname", "Forename"]],
        [["x" * 30_000] * 40],
        [["UPN"] * 16_384],
    ],
)
def test_what_is_no_header_is_not_taken_for_one(rows: Sequence[Sequence[str | None]]) -> None:
    assert find_heading(rows) is None


def test_a_list_of_pupils_from_a_school_is_not_taken_for_the_county_roll() -> None:
    plain = [text for text in heading(ROLL) if text in {"UPN", "Legal Surname", "Legal Forename", "Date of Birth",
             "Sex", "NC Year Group", "DfE Number", "Postcode"}]  # fmt: skip
    assert find_heading([plain]) is None


@pytest.mark.parametrize("collection", [C_ENR, C_JOIN, C_LEAVE, C_JL])
def test_returns_of_colleges_are_known_by_their_own_headings(collection: Collection) -> None:
    assert found_at([heading(collection)]) == (collection.code, 1, len(collection.columns))


def test_a_college_without_a_column_of_its_number_is_known_by_what_only_colleges_have() -> None:
    needed = [get_column(use.id).header for use in C_ENR.columns if use.need == "M" and use.id != "E3"]
    found = find_heading([needed])
    assert found is not None
    assert (found.collection, found.missing) == ("C_ENR", ("E3",))


def test_headings_of_a_colleges_own_system_are_understood() -> None:
    people = ["Provider UKPRN", "Site", "LearnRefNumber", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Sex"]
    where = ["AddLine1", "Postcode", "Mobile"]
    course = [
        "Programme Type",
        "Course Title",
        "LearnAimRef",
        "NVQ Level",
        "Mode",
        "LearnStartDate",
        "LearnPlanEndDate",
    ]
    found = find_heading([[*people, *where, *course, "FundModel"]])
    assert found is not None
    assert (found.collection, found.missing) == ("C_ENR", ())


def test_a_college_export_with_an_actual_end_date_is_an_enrolment_unless_it_says_where_to() -> None:
    enrolment = heading(C_ENR)
    assert found_at([[*enrolment, "Actual End Date"]]) == ("C_ENR", 1, len(C_ENR.columns) + 1)
    found = find_heading([[*enrolment, "Date Left", "Withdrawal Reason", "Destination"]])
    assert found is not None
    assert (found.collection, found.fits_another) == ("C_LEAVE", False)


def test_a_return_of_colleges_with_a_schools_number_is_nobodys() -> None:
    assert found_at([[*heading(C_ENR), "DfE Number"]]) is None
