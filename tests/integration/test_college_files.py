"""Files of colleges as other programs write them: recognised, read and judged by the reader and the rules of Onward."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from deploy.demo.workbooks.spreadsheets import Cell
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.columns import get_column
from tests.spec.validation.rows import GOOD
from tests.support.judged_files import FileCase, Lines, check_case, verdict_on

NOVEMBER = date(2026, 11, 3)
ILR = ["UKPRN", "LearnRefNumber", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Sex", "Ethnicity", "AddLine1"]
ILR_COURSE = ["Postcode", "TelNo", "ProgType", "Course Title", "LearnAimRef", "NVQ Level", "Mode", "LearnStartDate"]
ZARA: Sequence[Cell] = ("100042", 5161128622, "Kempton", "Zara", "14/02/2010", "F", 31, "12 Mill Lane")
PIET: Sequence[Cell] = ("100043", 9999999999, "Aldous", "Piet", "03/05/2009", "M", 34, "3 Hop Row")
AT_HOME: Sequence[Cell] = ("ME14 1XX", 7700900123, 31, "Digital T Level", "60303900", 3, "Full time")
PART_TIME: Sequence[Cell] = ("me141xx", "01632 960123", "", "Brickwork", "ZPROG001", "L2", "PT")
BEGAN, ENDS = date(2026, 9, 7), date(2027, 7, 9)
PLAIN = ["Campus", "Learner Ref", "ULN", "Surname", "Forename", "DOB", "Gender", "Address", "Postcode", "Mobile"]
PROGRAMME = ["Study Programme", "Core Aim", "Aim Ref", "Level", "FT/PT", "Start Date", "Planned End Date"]
RIVERSIDE: Sequence[Cell] = ("Riverside", "100042", "5161128622", "Kempton", "Zara", date(2010, 2, 14), "F")
HILLTOP: Sequence[Cell] = ("Hilltop", "100043", "5634030128", "Aldous", "Piet", date(2009, 5, 3), "M")
HOME: Sequence[Cell] = ("12 Mill Lane", "ME14 1XX", "07700 900123")
COURSE: Sequence[Cell] = ("16 to 19 study programme", "L2 Diploma in Brickwork", "60303900", "2", "FT", BEGAN, ENDS)

CASES = [
    FileCase(
        "an export of a college's own system, as CSV, with an actual end date",
        "10000001 enrolment Sept 2026.csv",
        [
            [*ILR, *ILR_COURSE, "LearnPlanEndDate", "FundModel", "LearnActEndDate"],
            ["10000001", *ZARA, *AT_HOME, "07/09/2026", "09/07/2027", "25", ""],
            ["10000001", *PIET, *PART_TIME, "2026-09-07", "2027-07-09", "25", ""],
            [
                "10000001",
                "100044",
                1341876054,
                "Brack",
                "Ines",
                "30/01/2010",
                "F",
                98,
                "1 Weir Walk",
                *AT_HOME,
                "07/09/2026",
                "09/07/2027",
                "25",
                "02/10/2026",
            ],
        ],
        "C_ENR",
        "10000001",
        2,
        1,
        {"uln_none_yet": 1, "study_programme_missing": 1, "leaver_in_enrolment": 1},
    ),
    FileCase(
        "a sheet for each campus, the UKPRN in the file's name alone",
        "10000001 College enrolment 2026-27.xlsx",
        {
            "Riverside": [[*PLAIN, *PROGRAMME], [*RIVERSIDE, *HOME, *COURSE]],
            "Hilltop": [["Hilltop campus"], [], [*PLAIN, *PROGRAMME], [*HILLTOP, *HOME, *COURSE]],
        },
        "C_ENR",
        "10000001",
        2,
    ),
    FileCase(
        "joiners and leavers on one sheet, in November for October",
        "10000001_Joiners_and_Leavers_Oct_2026.ods",
        [
            [
                "Joiner/Leaver",
                "UKPRN",
                *PLAIN,
                *PROGRAMME,
                "Date Joined",
                "Date Left",
                "Withdrawal Reason",
                "Destination",
            ],
            ["Joiner", "10000001", *RIVERSIDE, *HOME, *COURSE, date(2026, 10, 12), None, None, None],
            ["Leaver", "10000001", *HILLTOP, *HOME, *COURSE, None, date(2026, 10, 16), 41, "Apprenticeship"],
            [
                "L",
                "10000001",
                *HILLTOP[:2],
                "1341876054",
                "Brack",
                "Ines",
                date(2010, 1, 30),
                "F",
                *HOME,
                *COURSE,
                None,
                date(2026, 10, 20),
                None,
                "D31",
            ],
        ],
        "C_JL",
        "10000001",
        3,
        complaints={"withdrawal_reason_missing": 1},
        on=NOVEMBER,
        period="2026-10",
    ),
    FileCase(
        "joiners on one sheet and leavers on another",
        "10000001 moves October 2026.xlsx",
        {
            "Guidance": [["How to fill in this workbook"]],
            "Joiners": [
                ["UKPRN", *PLAIN, *PROGRAMME, "Date Joined"],
                ["10000001", *RIVERSIDE, *HOME, *COURSE, "12/10/2026"],
            ],
            "Leavers": [
                ["UKPRN", *PLAIN, "Leaving Date", "Reason for Withdrawal", "Next Destination"],
                ["10000001", *HILLTOP, *HOME, "16/10/2026", "2 - Other provider", "FE college"],
            ],
        },
        "C_JL",
        "10000001",
        2,
        on=NOVEMBER,
        period="2026-10",
    ),
    FileCase(
        "leavers alone, under the headings of the template for both",
        "10000001 leavers.xlsx",
        [
            ["UKPRN", *PLAIN, *PROGRAMME, "Date Left", "Last Attended", "Withdrawal Reason", "Destination"],
            ["10000001", *HILLTOP, *HOME, *COURSE, date(2026, 10, 2), date(2026, 10, 9), "98", "seeking work"],
        ],
        "C_LEAVE",
        "10000001",
        1,
        complaints={"attended_after_leaving": 1, "destination_not_on_list": 1},
        period="2026-10",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.means)
def test_what_is_found_in_a_file(case: FileCase, tmp_path: Path) -> None:
    check_case(case, tmp_path)


@pytest.mark.parametrize("code", ["C_ENR", "C_JOIN", "C_LEAVE", "C_JL"])
def test_our_own_template_is_read_back_without_a_complaint(code: str, tmp_path: Path) -> None:
    columns = [use.id for use in COLLECTIONS[code].columns]
    lines: Lines = [[get_column(column).header for column in columns], [GOOD[code].get(column) for column in columns]]
    found = verdict_on(tmp_path, "10000001.xlsx", lines, date(2026, 10, 30))
    assert (found.collection, found.accepted, found.refused, found.found) == (code, 1, 0, [])
