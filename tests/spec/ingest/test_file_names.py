"""What file names say: establishment, return and school year, through the noise that people add."""

import pytest

from services.ingest.domain.file_names import OTHER_RETURN, NameEvidence, read_file_name

OFFERS = frozenset({"S_SG", "C_SG", "KC_OFFER", "TEP_SG2"})
"""Who offers places is told by the columns, not by the name."""
ENROLMENT, JOINERS = frozenset({"S_ENR", "C_ENR"}), frozenset({"S_JOIN", "C_JOIN"})
LEAVERS, MOVEMENTS = frozenset({"S_LEAVE", "C_LEAVE"}), frozenset({"S_JL", "C_JL"})
"""Schools and colleges use the same words: whose file it is tells which of the two is meant."""

NAMES = [
    ("886XXXXSchoolPost16Enrolment2024-25.xlsx", NameEvidence(None, ENROLMENT, "2024-25")),
    ("8865411SchoolPost16Enrolment2026-27.xlsx", NameEvidence("8865411", ENROLMENT, "2026-27")),
    ("886 5411 School Post-16 Enrolment 2026/27.xlsx", NameEvidence("8865411", ENROLMENT, "2026-27")),
    ("8865411_Tracking feedback.xlsx", NameEvidence("8865411")),
    (
        "Copy of 886-5411 post 16 enrolment 2026-2027 v2 FINAL (1).xls",
        NameEvidence("8865411", ENROLMENT, "2026-27"),
    ),
    ("886/5411 Sixth form enrolment.csv", NameEvidence("8865411", ENROLMENT)),
    ("A Grammar School joiners 30.10.26.xlsx", NameEvidence(None, JOINERS)),
    ("A Grammar School Leavers Oct 2026.xlsx", NameEvidence(None, LEAVERS, None, "2026-10")),
    ("A Grammar School starters 2026-10-30.xlsx", NameEvidence(None, JOINERS)),
    ("8865411 Sept Guarantee.xlsx", NameEvidence("8865411", OFFERS)),
    ("8865411 SG 2026-27.xlsx", NameEvidence("8865411", OFFERS, "2026-27")),
    ("8865411 offers.xlsx", NameEvidence("8865411", OFFERS)),
    ("10004721 September Guarantee offers March 2027.xlsx", NameEvidence("10004721", OFFERS, None, "2027-03")),
    ("8865411 2026-10-30.xlsx", NameEvidence("8865411")),
    ("8865411 20261030.xlsx", NameEvidence("8865411")),
    ("8865411 30-10-2026 2026-27.xlsx", NameEvidence("8865411", frozenset(), "2026-27")),
    ("8865411 2026-28.xlsx", NameEvidence("8865411")),
    ("Cleaver School Enrolment.xlsx", NameEvidence(None, ENROLMENT)),
    ("Cleaver School.xlsx", NameEvidence()),
    ("Offerton and Starterhill.xlsx", NameEvidence()),
    ("Rolleston Academy.xlsx", NameEvidence()),
    ("8865411SchoolLeavers2026-27.xlsx", NameEvidence("8865411", LEAVERS, "2026-27")),
    ("8865411 leavers September 2026.xlsx", NameEvidence("8865411", LEAVERS, None, "2026-09")),
    ("8865411_Leavers_Sept26.xlsx", NameEvidence("8865411", LEAVERS, None, "2026-09")),
    ("8865411SchoolLeaversOctober2026.xlsx", NameEvidence("8865411", LEAVERS, None, "2026-10")),
    ("8865411 leavers 30 Sept 2026.xlsx", NameEvidence("8865411", LEAVERS)),
    ("8865411 leavers 30th September 2026.xlsx", NameEvidence("8865411", LEAVERS)),
    ("8865411 leavers 30.09.26.xlsx", NameEvidence("8865411", LEAVERS)),
    ("May Grammar School leavers.xlsx", NameEvidence(None, LEAVERS)),
    ("8865411_LEAVERS_2026.xlsx", NameEvidence("8865411", LEAVERS)),
    ("8865411 joiners and leavers.xlsx", NameEvidence("8865411", MOVEMENTS)),
    ("8865411 leavers and offers.xlsx", NameEvidence("8865411", OTHER_RETURN)),
    ("KS5joiners.xlsx", NameEvidence(None, JOINERS)),
    ("8865411 Enrolments.xlsx", NameEvidence("8865411", ENROLMENT)),
    ("8865411 Learners enrolled.xlsx", NameEvidence("8865411", ENROLMENT)),
    ("CountyRoll.xlsx", NameEvidence(None, frozenset({"ROLL"}))),
    ("County roll.xlsx", NameEvidence(None, frozenset({"ROLL"}))),
    ("12886541199.xlsx", NameEvidence()),
    ("Book1.xlsx", NameEvidence()),
    ("10004721 enrolment 2026-27.xlsx", NameEvidence("10004721", ENROLMENT, "2026-27")),
    ("10004721_leavers_Oct2026.xlsx", NameEvidence("10004721", LEAVERS, None, "2026-10")),
    ("enrolment 10112026.xlsx", NameEvidence(None, ENROLMENT)),
    ("enrolment 110047210.xlsx", NameEvidence(None, ENROLMENT)),
    ("Leaverton High joinery enrolment 26-27.xlsx", NameEvidence(None, ENROLMENT, "2026-27")),
    ("Week 24-25 Sept enrolment.xlsx", NameEvidence(None, ENROLMENT)),
    ("Year 12-13 enrolment.xlsx", NameEvidence(None, ENROLMENT)),
    ("Post 16 enrolment 2025 26 Aug.xlsx", NameEvidence(None, ENROLMENT, "2025-26")),
    ("", NameEvidence()),
    ("no extension 8865411", NameEvidence("8865411")),
    ("８８６５４１１ enrolment.xlsx", NameEvidence("8865411", ENROLMENT)),
]


@pytest.mark.parametrize(("file_name", "says"), NAMES, ids=[name or "(empty)" for name, _ in NAMES])
def test_what_a_file_name_says(file_name: str, says: NameEvidence) -> None:
    assert read_file_name(file_name) == says


@pytest.mark.parametrize(
    "year",
    [
        *("2026-27", "2026\u201327", "2026\u20142027", "2026 to 2027", "2026 - 27", "2026.27", "2026 27", "202627"),
        *("26-27", "26/27", "26_27", "AY26-27", "AY2627", "2026 and 27", "2026&27", "26\u201327 FINAL"),
    ],
)
@pytest.mark.parametrize("name", ["8865411 Post16 Enrolment {}.xlsx", "8865411SchoolPost16Enrolment{}.xlsx"])
def test_c9_a_school_year_is_read_however_it_is_written(name: str, year: str) -> None:
    assert read_file_name(name.format(year)) == NameEvidence("8865411", ENROLMENT, "2026-27")


@pytest.mark.parametrize(
    "name", ["2026-28", "26-28", "30.10.26", "30.10.2026", "2026-10-30", "20261030", "2026", "16-17 year olds"]
)
def test_c9_dates_and_other_numbers_are_no_school_year(name: str) -> None:
    assert read_file_name(f"8865411 enrolment {name}.xlsx").academic_year is None
