"""Columns, headings, collections and code lists."""

from datetime import date

import pytest

from services.ingest.domain.sheet.headers import ALIASES, find_column, normalise_header
from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import C_ENR, C_JL, C_JOIN, C_LEAVE, COLLECTIONS, ROLL, S_ENR, S_LEAVE, STANDING
from shared.vocabulary.columns import BY_ID, COLUMNS


def test_ids_and_code_lists_of_columns_hold_together() -> None:
    assert len(BY_ID) == len(COLUMNS)
    assert {column.code_list for column in COLUMNS if column.code_list} <= set(CODE_LISTS)
    assert set(ALIASES) <= set(BY_ID)


@pytest.mark.parametrize("code", COLLECTIONS)
def test_every_printed_heading_is_understood_in_its_collection(code: str) -> None:
    collection = COLLECTIONS[code]
    for column_id in collection.column_ids:
        assert find_column(BY_ID[column_id].header, collection.column_ids) == column_id


def _names_of(column_id: str) -> set[str]:
    return {normalise_header(BY_ID[column_id].header), *(one.strip() for one in ALIASES.get(column_id, "").split(","))}


@pytest.mark.parametrize("code", COLLECTIONS)
def test_every_alias_of_a_column_means_it_unless_another_column_of_the_collection_has_it_too(code: str) -> None:
    collection = COLLECTIONS[code]
    for column_id in collection.column_ids:
        for alias in ALIASES.get(column_id, "").split(","):
            if not alias:
                continue
            found = find_column(alias, collection.column_ids)
            assert found is not None
            assert found == column_id or alias.strip() in _names_of(found)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("D.O.B. (dd/mm/yyyy)*", "P10"),
        ("Date of Birth (DD/MM/YYYY)", "P10"),
        ("Legal\nSurname (M)", "P5"),
        ("FORENAME (mandatory)", "P6"),
        ("M/F", "P11"),
        ("Parent / Carer Telephone", "C10"),
        ("Start Date", "L9"),
        ("End date", "L10"),
        ("Date Left", "V1"),
        ("Telephone", "C6"),
        ("Ｕ Ｐ Ｎ", "P1"),
        ("ＵＰＮ", "P1"),
        ("Free school meals", None),
    ],
)
def test_headings_are_matched_whatever_stands_around_them(heading: str, expected: str | None) -> None:
    assert find_column(heading, S_ENR.column_ids) == expected


def test_a_heading_is_brought_into_one_form() -> None:
    assert normalise_header(" Date_of  Birth* (DD/MM/YYYY)\n") == "date of birth"


def test_the_enrolment_return_is_as_designed() -> None:
    assert S_ENR.column_ids[:3] == ("E1", "E2", "P1")
    assert S_ENR.mandatory == {
        "E1", "P1", "P5", "P6", "P10", "P11", "P15", "C1", "C5", "L1", "L2", "L3", "L7", "L9", "L10",
    }  # fmt: skip
    assert tuple(use.id for use in S_ENR.columns if use.group == "phones") == ("C6", "C7", "C10")
    assert S_ENR.newer == "replaces"
    assert [(deadline.period, deadline.due_on) for deadline in S_ENR.deadlines] == [("2026-27", date(2026, 9, 18))]


def test_what_proves_another_collection_follows_from_the_columns_of_each() -> None:
    assert S_ENR.foreign == {"X1", "G4", "E3", "K1", "K7", "T1"}
    assert ROLL.foreign == {"L1", "L9", "V1", "J1", "X1", "G4", "K7", "T1"}
    assert S_LEAVE.foreign == {"X1", "G4", "E3", "K7", "T1"}


def test_a_leavers_return_is_monthly() -> None:
    assert S_LEAVE.period_on(date(2026, 10, 31)) == "2026-10"
    assert S_LEAVE.deadlines[1].period == "2026-10"
    assert S_LEAVE.deadlines[1].due_on == date(2026, 10, 30)


def test_a_period_follows_the_collection() -> None:
    assert S_ENR.period_on(date(2026, 9, 1)) == S_ENR.period_on(date(2027, 8, 31)) == "2026-27"
    assert ROLL.period_on(date(2026, 9, 1)) == STANDING


def test_collections_are_told_apart_by_the_columns_of_their_templates() -> None:
    for one in COLLECTIONS.values():
        for other in COLLECTIONS.values():
            columns = {use.id for use in other.columns}
            fits = one.signature | one.mandatory <= columns and not one.foreign & columns
            assert fits == (one is other)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("year_group", "Year 12", "12"),
        ("year_group", "Yr12", "12"),
        ("year_group", "Y 13", "13"),
        ("year_group", "09", "9"),
        ("year_group", "r", "R"),
        ("level", "L3", "3"),
        ("level", "Level 3", "3"),
        ("level", "3 - Advanced", "3"),
        ("level", "Entry level", "E"),
        ("level", "3.5", None),
        ("ethnicity", "WBRI - White British", "WBRI"),
        ("ethnicity", "wbri", "WBRI"),
        ("ethnicity", "White British", "WBRI"),
        ("ethnicity", "WENG", "WBRI"),
        ("ethnicity", "WEEU", "WOTH"),
        ("ethnicity", "XXXX", None),
        ("sex", "1: Male", "M"),
        ("sex", "Female", "F"),
        ("sen", "E", "E"),
        ("sen", "EHCP", "E"),
        ("sen", "K: SEN support", "K"),
        ("qualification_type", "A-Level", "ALEVEL"),
        ("qualification_type", "ALEVEL - A level", "ALEVEL"),
        ("attendance", "Full Time", "FT"),
        ("attendance", "Part-time", "PT"),
        ("enrolment_status", "M", "M"),
        ("study_programme", "31", "TLEVEL"),
        ("district", "Folkestone & Hythe", "E07000112"),
        ("yes_no", "Yes", "Y"),
        ("left_status", "T - Transferred to another authority", "T"),
    ],
)
def test_codes_are_found_in_every_usual_spelling(name: str, text: str, code: str | None) -> None:
    assert CODE_LISTS[name].find(text) == code


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_and_label_of_a_list_finds_itself(name: str) -> None:
    entries = CODE_LISTS[name]
    for code, label in entries.labels.items():
        for text in (code, code.lower(), f"{code} - {label}", f"{code}: {label}", label):
            assert entries.find(text) == code, text


def test_the_returns_of_colleges_are_as_designed() -> None:
    enrolment = [use.id for use in C_ENR.columns]
    assert " ".join(enrolment) == (
        "E3 E4 E5 P3 P1 P4 P5 P6 P7 P8 P9 P10 P11 P12 P14 C1 C2 C3 C5 C6 C7 C8 C9 C10 C11 C12"
        " L5 L6 L4 L1 L7 L8 L9 L10 L11 G3"
    )
    assert C_ENR.mandatory == {
        "E3",
        "P3",
        "P4",
        "P5",
        "P6",
        "P10",
        "P11",
        "C1",
        "C5",
        "L5",
        "L6",
        "L4",
        "L1",
        "L7",
        "L9",
        "L10",
    }
    moves = ["J1", "J2", "J3", "V1", "V2", "V10", "V3", "V5", "V6", "V7", "V8", "V9", "V11"]
    assert [use.id for use in C_JL.columns] == ["X1", *enrolment, *moves]
    assert {one.period_rule for one in (C_JOIN, C_LEAVE, C_JL)} == {"month"}
    assert [deadline.due_on for deadline in C_ENR.deadlines] == [date(2026, 9, 30), date(2026, 10, 30)]


def test_a_college_is_asked_for_its_ukprn_and_a_school_for_its_dfe_number() -> None:
    columns = {one.sender: one.establishment_column for one in COLLECTIONS.values()}
    assert columns == {"school": "E1", "college": "E3", "authority": None}
    for one in COLLECTIONS.values():
        assert one.establishment_column is None or one.establishment_column in one.column_ids
