"""What programs and people really write in cells, entry by entry, and what it must become."""

from dataclasses import replace
from datetime import date

import pytest

from services.validation.domain.parsing.dates import read_date
from tests.spec.validation.rows import CONTEXTS, EARLY, answer

SEPTEMBER = date(2009, 9, 1)
VALENTINE = date(2010, 2, 14)
CENSUS = ("BNGN", "OAFG", "MOTM", "WCRO", "APKN", "OARA", "AMPK", "CHKC")
ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "Err:502", "Err:508", "#####"),
    *("#VALUE", "#n/a", "#WERT!", "#BEZUG!", "#N/V", "#NV", "#NOM?", "=NA()", "=A2", "='Year 12'!$B$7"),
    "=VLOOKUP(A2,Lists!A:B,2,FALSE)",
)


@pytest.mark.parametrize("error", ERRORS)
def test_a1_an_error_in_the_objection_column_counts_as_an_objection_and_is_said(error: str) -> None:
    found = answer("S_ENR", {"C12": error})
    assert (found.values["C12"], found.values["C7"]) == ("Y", None)
    assert found.said == {"formula_error", "contact_withheld"}


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("column", ["P4", "P7", "P12", "C1", "C7", "C8", "L3", "L4", "L8", "J4"])
def test_a1_a_formula_error_is_said_at_whatever_cell_it_stands(column: str, error: str) -> None:
    found = answer("S_ENR", {column: error})
    assert "formula_error" in found.said
    assert found.values[column] is None


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("column", ["K1", "K2", "K3", "K4", "K5", "K6"])
def test_a1_a_formula_error_is_said_in_the_county_roll_too(column: str, error: str) -> None:
    found = answer("ROLL", {column: error})
    assert "formula_error" in found.said
    assert found.values[column] is None


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("column", ["P5", "P6", "P10", "L9"])
def test_a1_an_error_is_nobodys_name_and_no_date(column: str, error: str) -> None:
    found = answer("S_ENR", {column: error})
    assert "formula_error" in found.said
    assert found.values[column] is None


@pytest.mark.parametrize("text", ["#2 Mill Lane", "=", "# 7", "#maths"])
def test_a1_what_only_begins_like_an_error_is_text(text: str) -> None:
    found = answer("S_ENR", {"C1": text})
    assert (found.values["C1"], found.said) == (text, frozenset())


@pytest.mark.parametrize(("text", "hours"), [("600,0", 600), ("600,00", 600), ("1,200", 1200), ("1 200 hrs", 1200)])
def test_a14_hours_are_read_with_a_decimal_comma_and_with_a_mark_between_thousands(text: str, hours: int) -> None:
    found = answer("S_ENR", {"L8": text})
    assert (found.values["L8"], found.said) == (hours, frozenset())


@pytest.mark.parametrize("text", ["unknown", "not known", "?", "tbc", "TBA", "xxx", "no data", "see form"])
def test_a1_an_objection_that_nobody_can_read_counts_as_one(text: str) -> None:
    found = answer("S_ENR", {"C12": text})
    assert (found.values["C12"], found.said) == ("Y", frozenset({"objection_unreadable", "contact_withheld"}))


@pytest.mark.parametrize("text", ["N", "no", "n/a", "-", "none", "0", "0.0", "FALSE", "'N", ""])
def test_a1_what_plainly_says_that_nobody_objects_is_no_objection(text: str) -> None:
    assert answer("S_ENR", {"C12": text}).said == frozenset()


@pytest.mark.parametrize("text", ["1912-05-08", "1912-05-08T00:00:00", "08/05/1912", "12:30:00", "4512 days, 0:00:00"])
@pytest.mark.parametrize("column", ["P1", "P3", "P4", "E1", "C6", "C7", "C10", "L1", "L4", "L8", "P15"])
def test_a6_a_date_in_a_number_column_is_said_and_not_taken(column: str, text: str) -> None:
    found = answer("S_ENR", {column: text})
    assert "date_in_number_column" in found.said
    assert found.values[column] is None


@pytest.mark.parametrize("column", ["P1", "P2", "P3", "K1", "E1", "K4", "P15"])
def test_a6_a_date_in_a_number_column_is_said_in_the_county_roll(column: str) -> None:
    found = answer("ROLL", {column: "1912-05-08"})
    assert "date_in_number_column" in found.said
    assert found.values[column] is None


@pytest.mark.parametrize("reference", ["2010-A", "12/05", "A-2010-02-14", "603-0390"])
def test_a6_a_reference_with_marks_of_its_own_is_no_date(reference: str) -> None:
    assert answer("S_ENR", {"P4": reference}).values["P4"] == reference


NUMBERS = [
    ("P3", "5161128622", "5161128622"),
    ("P4", "4512", "4512"),
    ("P11", "2", "F"),
    ("P15", "12", "12"),
    ("C6", "1632960123", "+441632960123"),
    ("C7", "7700900200", "+447700900200"),
    ("C7", "447700900200", "+447700900200"),
    ("C12", "0", "N"),
    ("L1", "3", "3"),
    ("L1", "-1", "X"),
    ("L4", "60303900", "60303900"),
    ("L5", "31", "TLEVEL"),
    ("L8", "600", 600),
    ("L8", "0", 0),
    ("E1", "8860001", "8860001"),
    ("P10", "40223", VALENTINE),
]


@pytest.mark.parametrize("ending", ["", ".0", ".00"])
@pytest.mark.parametrize(("column", "text", "value"), NUMBERS)
def test_a14_a_number_is_read_with_and_without_a_point_and_nought(
    column: str, text: str, value: object, ending: str
) -> None:
    assert answer("S_ENR", {column: text + ending}).values[column] == value


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [("K1", "4512.0", "4512"), ("K4", "120.0", ("120",)), ("E1", "8860001.0", "8860001"), ("P4", "770090020.0", None)],
)
def test_a14_the_county_roll_reads_them_as_well(column: str, text: str, value: object) -> None:
    collection = "ROLL" if column != "P4" else "S_ENR"
    assert answer(collection, {column: text}).values[column] == (value or "770090020")


def test_a14_a_number_too_short_does_not_become_one_by_its_nought() -> None:
    assert answer("S_ENR", {"C7": "770090020.0"}).said == {"phone_wrong_length", "phone_missing"}


@pytest.mark.parametrize(
    "text",
    [
        *("2009-09-01T00:00:00", "2009-09-01 00:00", "2009-09-01T00:00:43", "2009-08-31T23:59:17", "40056.99951"),
        *(
            "2009-08-31 23:59:59",
            "40056,99951",
            "40057",
            "40057.0",
            "40057.0002",
            "01/09/2009 00:00:00",
            "2009-09-01 12:00:00 AM",
        ),
    ],
)
def test_a16_within_a_minute_of_midnight_it_is_that_midnight(text: str) -> None:
    assert read_date(text) == (SEPTEMBER, ())


@pytest.mark.parametrize(
    "text", ["2009-08-31T23:00:00", "31/08/2009 23:00", "40056.958333333336", "2009-08-31 11:00:00 PM"]
)
def test_a16_eleven_in_the_evening_before_a_summer_day_is_that_day_and_said(text: str) -> None:
    assert read_date(text) == (SEPTEMBER, ("summer_time_evening",))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010-02-13T23:00:00", date(2010, 2, 13)),
        ("2010-02-14T09:30:00", VALENTINE),
        ("2009-08-31T22:00:00", date(2009, 8, 31)),
        ("2009-08-31T23:02:00", date(2009, 8, 31)),
        ("40223.5", VALENTINE),
        ("2010-03-27T23:00:00", date(2010, 3, 27)),
        ("2010-10-31T23:00:00", date(2010, 10, 31)),
    ],
)
def test_a16_any_other_time_is_said_and_its_day_kept(text: str, day: date) -> None:
    """The clocks changed on 28 March and 31 October 2010: neither of the midnights that follow is one of a summer."""
    assert read_date(text) == (day, ("date_with_time",))


@pytest.mark.parametrize(
    "text",
    [
        *("2009-09-01T00:00:00+01:00", "2009-09-01T00:00:00+00:00", "2009-08-31T23:00:00.000Z", "2009-09-01T00:00:00Z"),
        *("2009-08-31T23:00:00+00:00", "2009-08-31 23:00:00 UTC", "2009-09-01 00:00:00 BST", "2009-09-01T00:00+0100"),
        *("Tue Sep 01 2009 00:00:00 GMT+0100 (British Summer Time)", "Mon, 31 Aug 2009 23:00:00 GMT"),
        *(
            "2009-09-01T00:00:00.0000000+01:00",
            "20090831T230000Z",
            "2009-09-01+01:00",
            "2009-09-01Z",
            "2009-08-31T18:00:00-05:00",
        ),
    ],
)
def test_b3_a_date_with_an_offset_is_the_day_in_london(text: str) -> None:
    assert read_date(text) == (SEPTEMBER, ())


def test_b3_a_time_in_the_day_is_said_with_an_offset_as_without() -> None:
    assert read_date("2010-02-14T09:30:00Z") == (VALENTINE, ("date_with_time",))


@pytest.mark.parametrize(
    "text", ["14/02/2010, 00:00:00", "14/02/2010,00:00", "14/02/2010 00:00:00", "14.02.2010, 12:00:00 a.m."]
)
def test_b4_a_date_and_midnight_with_a_comma_between_them(text: str) -> None:
    assert read_date(text) == (VALENTINE, ())


QUOTED = [
    ("E1", "'8860001", "8860001"),
    ("P1", "'U886000026001", "U886000026001"),
    ("P3", "'5161128622", "5161128622"),
    ("P4", "'004512", "004512"),
    ("P10", "'14/02/2010", VALENTINE),
    ("P10", "'2010-02-14", VALENTINE),
    ("P11", "'F", "F"),
    ("P12", "'WBRI", "WBRI"),
    ("P14", "'K", "K"),
    ("P15", "'12", "12"),
    ("P15", "\u201912", "12"),
    ("C5", "'ME14 1XX", "ME14 1XX"),
    ("C7", "'07700900123", "+447700900123"),
    ("C12", "'N", "N"),
    ("L1", "'3", "3"),
    ("L2", "'BTEC", "BTEC"),
    ("L4", "'60303900", "60303900"),
    ("L5", "'31", "TLEVEL"),
    ("L7", "'PT", "PT"),
    ("L8", "'600", 600),
    ("L9", "'07/09/2026", date(2026, 9, 7)),
    ("J4", "'M", "M"),
]


@pytest.mark.parametrize(("column", "text", "value"), QUOTED)
def test_b7_one_apostrophe_before_codes_numbers_and_dates_is_no_part_of_them(
    column: str, text: str, value: object
) -> None:
    assert answer("S_ENR", {column: text}).values[column] == value


def test_b7_names_keep_their_apostrophe() -> None:
    assert answer("S_ENR", {"P5": "'t Hooft"}).values["P5"] == "'t Hooft"


@pytest.mark.parametrize(
    "text",
    [
        *("14th of February 2010", "14/02/2010.", "14022010", "14\\02\\2010", "the 14th of February, 2010"),
        *("14_02_2010", "14,02,2010", "14 Feb. 2010", "14Feb2010", "2010 February 14", "2010-Feb-14", "20100214"),
        *("Sunday the 14th of February 2010", "Sun. 14 February 2010", "Feb-14-2010", "14/02/2010;", "14 / 02 / 2010"),
        *("14\u201402\u20142010", "14\u221202\u22122010", "February 14th, 2010"),
    ],
)
def test_b15_a_spelling_with_one_reading_is_read(text: str) -> None:
    assert read_date(text) == (VALENTINE, ())


@pytest.mark.parametrize(("text", "day"), [("05052010", date(2010, 5, 5)), ("5052010", date(2010, 5, 5))])
def test_b15_day_and_month_alike_leave_one_reading(text: str, day: date) -> None:
    assert read_date(text) == (day, ())


def test_b15_digits_that_can_only_be_month_first_are_said_to_be() -> None:
    assert read_date("02142010") == (VALENTINE, ("month_first",))


@pytest.mark.parametrize("text", ["04032010", "1122010", "140210", "4/3", "14 F 2010", "2010", "30/02/2010"])
def test_b15_a_spelling_with_two_readings_or_none_stays_unreadable(text: str) -> None:
    assert read_date(text) == (None, ("date_unreadable",))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tonbridge & Malling", "E07000115"),
        ("Tonbridge and Malling Borough Council", "E07000115"),
        ("TONBRIDGE/MALLING", "E07000115"),
        ("Maidstone Borough", "E07000110"),
        ("Borough of Maidstone", "E07000110"),
        ("Dover District", "E07000108"),
        ("Dover DC", "E07000108"),
        ("City of Canterbury", "E07000106"),
        ("Canterbury City Council", "E07000106"),
        ("Royal Tunbridge Wells", "E07000116"),
        ("Folkestone & Hythe District (formerly Shepway)", "E07000112"),
        ("Shepway District Council", "E07000112"),
        ("e07000114 Thanet", "E07000114"),
        ("E07000113 - Swale", "E07000113"),
    ],
)
def test_c2_districts_are_found_by_what_people_call_them(text: str, code: str) -> None:
    found = answer("ROLL", {"K3": text})
    assert (found.values["K3"], found.said) == (code, frozenset())


@pytest.mark.parametrize("text", ["Medway", "Kent", "Borough", "Bexley", "Maidstone or Swale"])
def test_c2_no_other_place_is_taken_for_one(text: str) -> None:
    found = answer("ROLL", {"K3": text})
    assert (found.values["K3"], found.said) == (None, frozenset({"district_not_on_list"}))


@pytest.mark.parametrize(
    ("text", "level"), [("-1", "X"), ("-1 - Not known", "X"), ("0", "E"), ("9", "X"), ("Entry 3", "E"), ("E2", "E")]
)
def test_c3_levels_of_the_learner_record_are_read(text: str, level: str) -> None:
    found = answer("S_ENR", {"L1": text})
    assert (found.values["L1"], found.said) == (level, frozenset())


@pytest.mark.parametrize(
    ("text", "programme"),
    [(number, "APPRENT") for number in ("2", "3", "02", "20", "21", "22", "23", "25", "2: Advanced apprenticeship")]
    + [("24", "TRAINEE"), ("30", "TLTRANS"), ("31", "TLEVEL"), ("1", "STUDYPROG")],
)
def test_c4_programme_types_of_the_learner_record_are_read(text: str, programme: str) -> None:
    found = answer("S_ENR", {"L5": text})
    assert (found.values["L5"], found.said) == (programme, frozenset())


def test_c5_only_characteristics_of_the_national_list_are_kept() -> None:
    every = tuple(str(code) for code in range(110, 220, 10))
    assert answer("ROLL", {"K4": ";".join(every)}).values["K4"] == every
    found = answer("ROLL", {"K4": "120;999;115"})
    assert (found.values["K4"], found.said) == (("120",), frozenset({"characteristic_not_on_list"}))


def test_c5_the_list_is_the_one_in_force_on_the_day_of_receipt() -> None:
    earlier = replace(CONTEXTS["ROLL"], received_on=date(2019, 3, 31))
    assert "characteristic_not_in_force" in answer("ROLL", {"K4": "200"}, context=earlier).said
    later = replace(CONTEXTS["ROLL"], received_on=date(2019, 4, 1))
    assert "characteristic_not_in_force" not in answer("ROLL", {"K4": "200"}, context=later).said


def test_c6_four_digits_are_a_school_of_the_senders_own_authority() -> None:
    medway = replace(CONTEXTS["S_ENR"], establishment="8874199")
    assert "other_establishment" not in answer("S_ENR", {"E1": "4199"}, context=medway).said
    assert "other_establishment" in answer("S_ENR", {"E1": "886/4199"}, context=medway).said
    assert "other_establishment" in answer("S_ENR", {"E1": "4199"}).said


def test_c7_a_year_group_is_that_of_the_year_the_return_is_for() -> None:
    """A return for the year to come is received in July."""
    assert answer("S_ENR", {"P15": "12"}, context=EARLY).said == frozenset()
    assert answer("S_ENR", {"P15": "11"}, context=EARLY).said == {"year_group_off_by_one", "taught_below_year_12"}


@pytest.mark.parametrize("code", CENSUS)
def test_c12_every_code_of_the_census_list_is_kept(code: str) -> None:
    found = answer("S_ENR", {"P12": code})
    assert (found.values["P12"], found.said) == (code, frozenset())


def test_c12_a_code_of_no_list_is_kept_and_said() -> None:
    assert answer("S_ENR", {"P12": "WXYZ"}).values["P12"] == "WXYZ"
    assert answer("S_ENR", {"P12": "Male"}).said == {"ethnicity_not_on_list"}


def test_c13_a_pupil_of_15_in_year_12_is_kept_with_a_warning() -> None:
    found = answer("S_ENR", {"P10": "2010-12-25", "P15": "12"})
    assert (found.refused, found.said) == (False, frozenset({"taught_ahead_of_age", "year_group_off_by_one"}))
    assert answer("S_ENR", {"P10": "2010-12-25", "P15": "11"}).refused
    assert answer("S_ENR", {"P10": "2011-12-25", "P15": "12"}).refused


@pytest.mark.parametrize(("text", "status"), [("F", "F"), ("O", "O"), ("FE college", "F"), ("Other provider", "O")])
def test_c15_learners_registered_at_a_college_or_elsewhere_are_recognised(text: str, status: str) -> None:
    found = answer("S_ENR", {"J4": text})
    assert (found.values["J4"], found.said) == (status, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123 / 01632 960123",
        "07700900123 or 01632960123",
        "07700 900123 01632 960123",
        "7700900123 1632960123",
        "Mum 07700 900123, Dad 01632 960123",
    ],
)
@pytest.mark.parametrize("column", ["C6", "C7", "C10"])
def test_c18_both_numbers_of_a_cell_are_kept(column: str, text: str) -> None:
    found = answer("S_ENR", {column: text})
    assert found.values[column] == ("+447700900123", "+441632960123")
    assert found.said == {"phone_several"}


def test_c18_an_objection_takes_both_away() -> None:
    assert answer("S_ENR", {"C7": "07700 900123 / 01632 960123", "C12": "Y"}).values["C7"] is None


FOR_EVER = [
    *("31/12/9999", "9999-12-31", "9999-12-31T00:00:00", "31-Dec-9999", "2958465", "2958465.0", "31/12/2999"),
    *("31/12/2099", "01.01.3000", "31129999", "9999", "99/99/9999"),
]


@pytest.mark.parametrize("text", FOR_EVER)
def test_d4_an_end_for_ever_is_said_to_be_none(text: str) -> None:
    found = answer("S_ENR", {"L10": text})
    assert (found.values["L10"], found.refused, found.said) == (None, False, frozenset({"no_real_end"}))


@pytest.mark.parametrize("text", FOR_EVER)
@pytest.mark.parametrize(("collection", "column"), [("S_ENR", "P10"), ("S_ENR", "L9"), ("ROLL", "K2"), ("ROLL", "K6")])
def test_d4_no_other_date_lies_for_ever_ahead(collection: str, column: str, text: str) -> None:
    found = answer(collection, {column: text})
    assert found.values[column] is None
    assert "no_real_date" in found.said


@pytest.mark.parametrize("text", ["30/12/99", "31/12/2088", "2060-08-31", "01/09/2026"])
def test_d4_an_end_that_cannot_be_one_loses_no_learner_either(text: str) -> None:
    found = answer("S_ENR", {"L10": text})
    assert (found.values["L10"], found.refused) == (None, False)
    assert found.said in ({"ends_before_start"}, {"ends_too_late"})


def test_d4_a_learner_without_a_real_start_is_refused_as_one_without_any() -> None:
    found = answer("S_ENR", {"L9": "31/12/9999"})
    assert (found.refused, found.said) == (True, frozenset({"no_real_date", "start_missing"}))


@pytest.mark.parametrize("text", ['"{}"', "{};", "{},", "'{}'", "{:,}"])
def test_b6_b7_marks_around_a_number_or_between_its_thousands_are_no_part_of_it(text: str) -> None:
    uln = 5161128622
    assert answer("S_ENR", {"P3": text.format(uln)}).values["P3"] == str(uln)
    if ":" not in text:
        assert answer("S_ENR", {"P1": text.format("U886000026001")}).values["P1"] == "U886000026001"


@pytest.mark.parametrize("sign", "’‘ʼ`´′‛")
def test_a_name_has_one_kind_of_apostrophe(sign: str) -> None:
    found = answer("S_ENR", {"P5": f"O{sign}Brien"})
    assert (found.values["P5"], found.said) == ("O'Brien", frozenset())


def test_b15_a_date_may_be_written_year_first_with_blanks() -> None:
    assert read_date("2010 02 14") == (VALENTINE, ())


@pytest.mark.parametrize("text", ["886\\0001", "886_0001", "886 0001"])
def test_b7_the_number_of_the_establishment_is_read_whatever_stands_within(text: str) -> None:
    assert answer("S_ENR", {"E1": text}).values["E1"] == "8860001"
