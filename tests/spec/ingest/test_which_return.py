"""Which return a file makes: columns, file name and sender are asked, and contradictions go to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.submissions import Return, decide_return, whose_file
from services.ingest.domain.timing import Timing
from tests.support.establishments import an_establishment, registered

SCHOOLS = ("8860001", "8860002", "9330001")
ACADEMY = an_establishment("8860003", "10000003")
COLLEGES = (an_establishment(None, "10000001", "further education"), an_establishment("8868002", "10000002"))
REGISTERED = registered(*map(an_establishment, SCHOOLS), ACADEMY, *COLLEGES)
OURS = {"886/0001": 230}


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    means: str
    says: Return | FileRefusal
    numbers: Mapping[str, int] = field(default_factory=lambda: OURS)
    name: str = "Book1.xlsx"
    sender: str | None = None
    collection: str = "S_ENR"
    on: date = date(2026, 10, 5)
    entitled: bool = True
    periods: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)


def ours(period: str = "2026-27", establishment: str = "8860001") -> Return:
    return Return(establishment, "S_ENR", period)


ROLL = Return("886", "ROLL", "standing")


def leavers(month: str) -> Return:
    return Return("8860001", "S_LEAVE", month)


def offers(collection: str, period: str = "2026-27") -> Return:
    return Return("8860001", collection, period)


CASES = [
    Case("the rows say whose it is", ours()),
    Case("all three agree", ours(), name="8860001SchoolPost16Enrolment2026-27.xlsx", sender="8860001"),
    Case(
        "the number is written with a space, a dash, or as four digits",
        ours(),
        {"886 0001": 1, "886-0001": 1, "0001": 1},
    ),
    Case("the file's name alone says whose it is", ours(), {}, name="8860001 enrolment.xlsx"),
    Case("the sender alone says whose it is", ours(), {}, sender="8860001"),
    Case("a few rows name another school", ours(), {"886/0001": 228, "886/0002": 2}),
    Case(
        "rows without a number, or with one that cannot be read, do not vote",
        ours(),
        {"": 200, "n/a": 20, "886/0001": 10},
    ),
    Case("half and half is nobody's", FileRefusal.ESTABLISHMENT_DIFFERS, {"886/0001": 5, "886/0002": 5}),
    Case("the rows are another school's than the sender", FileRefusal.ESTABLISHMENT_DIFFERS, sender="8860002"),
    Case("the rows are another school's than the file's name", FileRefusal.ESTABLISHMENT_DIFFERS, name="8860002.xlsx"),
    Case(
        "the file's name is another school's than the sender",
        FileRefusal.ESTABLISHMENT_DIFFERS,
        {},
        "8860002.xlsx",
        "8860001",
    ),
    Case("nobody says whose it is", FileRefusal.ESTABLISHMENT_MISSING, {}),
    Case("nobody says whose it is in blank cells", FileRefusal.ESTABLISHMENT_MISSING, {"": 30}),
    Case("the numbers are none", FileRefusal.ESTABLISHMENT_UNKNOWN, {"Dartford": 30}),
    Case("the register does not know it", FileRefusal.ESTABLISHMENT_UNKNOWN, {"886/9999": 30}),
    Case("a school of another authority may be registered", ours(establishment="9330001"), {"933/0001": 3}),
    Case("the file's name says the year", ours(), name="8860001 Enrolment 2026-27.xlsx", on=date(2026, 9, 1)),
    Case("last year's file", FileRefusal.PERIOD_DIFFERS, name="8860001 Enrolment 2025-26.xlsx"),
    Case(
        "last year's name on this year's rows: the rows win",
        ours(),
        name="8860001 Enrolment 2025-26.xlsx",
        periods={"2026-27": 60, "2025-26": 40},
    ),
    Case(
        "last year's name, and the year groups are this year's",
        ours(),
        name="8860001 Enrolment 2025-26.xlsx",
        periods={"2025-26": 40},
        years={"2026-27": 38, "2025-26": 2},
    ),
    Case(
        "last year's name and last year's rows",
        FileRefusal.PERIOD_DIFFERS,
        name="8860001 Enrolment 2025-26.xlsx",
        periods={"2025-26": 40},
        years={"2025-26": 40},
    ),
    Case(
        "last year's year groups without a year in the name",
        FileRefusal.LAST_YEARS,
        periods={"2025-26": 4, "2026-27": 1},
        years={"2025-26": 5},
    ),
    Case(
        "last year's year groups of a few pupils, who may repeat the year", ours(), years={"2025-26": 4}, numbers=OURS
    ),
    Case("this year in the name of last year's rows", ours(), name="8860001 2026-27.xlsx", years={"2025-26": 40}),
    Case("a pupil who repeats a year is no file of last year", ours(), years={"2025-26": 8, "2026-27": 1}),
    Case(
        "this year's year groups of pupils who all began last year",
        ours(),
        periods={"2025-26": 40},
        months={"2025-09": 40},
        years={"2026-27": 40},
    ),
    Case(
        "a college's learners all began a year ago",
        FileRefusal.LAST_YEARS,
        {"10000001": 9},
        collection="C_ENR",
        periods={"2025-26": 9},
        months={"2025-09": 9},
    ),
    Case(
        "one in nine of a college's learners began this autumn",
        Return("10000001", "C_ENR", "2026-27"),
        {"10000001": 9},
        collection="C_ENR",
        periods={"2025-26": 8, "2026-27": 1},
        months={"2025-09": 8, "2026-09": 1},
    ),
    Case(
        "leavers of a year ago",
        FileRefusal.LAST_YEARS,
        collection="S_LEAVE",
        on=date(2026, 10, 30),
        periods={"2025-10": 6},
        months={"2025-10": 6},
    ),
    Case(
        "leavers of a year ago whose month is in the name",
        leavers("2025-11"),
        collection="S_LEAVE",
        name="8860001 leavers Nov 2025.xlsx",
        on=date(2026, 10, 30),
        periods={"2025-11": 6},
        months={"2025-11": 6},
    ),
    Case(
        "leavers of the last eleven months come late",
        leavers("2026-10"),
        collection="S_LEAVE",
        on=date(2026, 10, 30),
        periods={"2025-11": 6},
        months={"2025-11": 6},
    ),
    Case("a roll is never last year's", ROLL, {}, collection="ROLL", months={"2024-09": 99}, years={"2020-21": 99}),
    Case("a year to come", FileRefusal.PERIOD_DIFFERS, name="8860001 Enrolment 2027-28.xlsx"),
    Case("next year's file in July is early", ours("2026-27"), name="8860001 2026-27.xlsx", on=date(2026, 7, 15)),
    Case(
        "next year's file in June is too early",
        FileRefusal.PERIOD_DIFFERS,
        name="8860001 2026-27.xlsx",
        on=date(2026, 6, 15),
    ),
    Case("without a year it is the year of its receipt", ours("2025-26"), on=date(2026, 8, 31)),
    Case("a date in the name is not a year", ours(), name="8860001_2026-10-05.xlsx"),
    Case("c10: the name speaks of leavers, the columns of an enrolment win", ours(), name="8860001 leavers.xlsx"),
    Case("c10: an enrolment followed by joiners", ours(), name="8860001 enrolment followed by joiners.xlsx"),
    Case("c6: four digits of a Kent sender", ours(), {"0001": 30}, sender="8860001"),
    Case("c6: four digits, and a file name with all seven", ours(), {"0001": 30}, name="8860001 enrolment.xlsx"),
    Case("c6: four digits of whoever", FileRefusal.ESTABLISHMENT_SHORT, {"0001": 30}),
    Case("c6: four digits of whoever beside blanks", FileRefusal.ESTABLISHMENT_SHORT, {"": 3, "0001": 30, "n/a": 2}),
    Case(
        "c6: four digits go with the sender's authority", ours(establishment="9330001"), {"0001": 3}, sender="9330001"
    ),
    Case("c6: four digits of another school", FileRefusal.ESTABLISHMENT_DIFFERS, {"0002": 3}, sender="8860001"),
    Case("c6: four digits beside seven are of one authority", ours(), {"886/0002": 3, "0001": 30}),
    Case("c6: four digits between two authorities do not vote", ours(), {"886/0001": 3, "933/0001": 1, "0002": 9}),
    Case(
        "c9: results week, courses start in September", ours("2026-27"), on=date(2026, 8, 20), periods={"2026-27": 99}
    ),
    Case(
        "c9: results week, most courses start in September",
        ours("2026-27"),
        on=date(2026, 8, 20),
        periods={"2026-27": 60, "2025-26": 40},
    ),
    Case(
        "c9: a late return of the year that ends",
        ours("2025-26"),
        on=date(2026, 8, 20),
        periods={"2025-26": 97, "2026-27": 3},
    ),
    Case(
        "c9: the name's year comes first",
        ours("2025-26"),
        name="8860001 2025-26.xlsx",
        on=date(2026, 8, 20),
        periods={"2026-27": 99},
    ),
    Case("c9: who began last year is listed this autumn", ours("2026-27"), periods={"2025-26": 60, "2026-27": 40}),
    Case(
        "c9: half and half is the year to come",
        ours("2026-27"),
        on=date(2026, 8, 20),
        periods={"2025-26": 5, "2026-27": 5},
    ),
    Case(
        "c9: for the coming year, too early",
        FileRefusal.STARTS_IN_ANOTHER_YEAR,
        on=date(2026, 6, 15),
        periods={"2026-27": 99},
    ),
    Case("c9: in September as ever", ours("2026-27"), on=date(2026, 9, 1), periods={"2026-27": 99}),
    Case("offers are for the year in which they are made", offers("S_SG"), collection="S_SG", on=date(2027, 4, 28)),
    Case("offers of September are for the summer before", offers("S_SG"), collection="S_SG", on=date(2027, 9, 30)),
    Case(
        "offers of October are for the summer to come",
        offers("S_SG", "2027-28"),
        collection="S_SG",
        on=date(2027, 10, 1),
    ),
    Case("answers of June", offers("TEP_SG2"), {}, collection="TEP_SG2", sender="8860001", on=date(2027, 6, 25)),
    Case(
        "answers without a number and without a sender",
        FileRefusal.ESTABLISHMENT_MISSING,
        {},
        collection="TEP_SG2",
        on=date(2027, 6, 25),
    ),
    Case(
        "Kent Choices names who offers, not who sends",
        FileRefusal.SENDER_NOT_ENTITLED,
        collection="KC_OFFER",
        sender="8860001",
    ),
    Case("leavers are for the month of receipt", leavers("2026-10"), collection="S_LEAVE", on=date(2026, 10, 30)),
    Case(
        "leavers who left before are for the month of receipt too",
        leavers("2026-10"),
        collection="S_LEAVE",
        on=date(2026, 10, 30),
        periods={"2026-09": 5, "2026-07": 1},
    ),
    Case(
        "a late return is for the month before",
        leavers("2026-10"),
        collection="S_LEAVE",
        on=date(2026, 11, 2),
        periods={"2026-10": 5},
    ),
    Case(
        "a late return is for the month before, though one more has left since or will leave",
        leavers("2026-10"),
        collection="S_LEAVE",
        on=date(2026, 11, 2),
        periods={"2026-10": 5, "2026-11": 1},
    ),
    Case(
        "a return of the new month may name leavers of the one before",
        leavers("2026-11"),
        collection="S_LEAVE",
        on=date(2026, 11, 12),
        periods={"2026-10": 1, "2026-11": 1},
    ),
    Case(
        "the name says which month, however late it comes",
        leavers("2026-09"),
        name="8860001 leavers September 2026.xlsx",
        collection="S_LEAVE",
        on=date(2026, 10, 20),
        periods={"2026-09": 2},
    ),
    Case(
        "last month's name on this month's leavers says nothing",
        leavers("2026-10"),
        name="8860001 leavers September 2026.xlsx",
        collection="S_LEAVE",
        on=date(2026, 10, 30),
        periods={"2026-09": 1, "2026-10": 2},
    ),
    Case(
        "a month to come in the name says nothing",
        leavers("2026-10"),
        name="8860001 leavers Nov 2026.xlsx",
        collection="S_LEAVE",
        on=date(2026, 10, 30),
        periods={"2026-10": 2},
    ),
    Case(
        "so long into a month nothing is for the month before",
        leavers("2026-11"),
        collection="S_LEAVE",
        on=date(2026, 11, 15),
        periods={"2026-10": 5},
    ),
    Case(
        "joiners are for the month in which most joined, as leavers are",
        Return("8860001", "S_JOIN", "2026-10"),
        name="8860001 joiners.xlsx",
        collection="S_JOIN",
        on=date(2026, 11, 3),
        periods={"2026-10": 4, "2026-11": 1},
    ),
    Case(
        "joiners and leavers together are a return of their own",
        Return("8860001", "S_JL", "2026-10"),
        name="8860001 joiners and leavers October 2026.xlsx",
        collection="S_JL",
        on=date(2026, 10, 30),
        periods={"2021-09": 3, "2026-10": 4},
    ),
    Case(
        "answers about destinations name no school in their rows: the sender is asked",
        Return("8860001", "TEP_DEST", "2026-27"),
        {},
        sender="8860001",
        collection="TEP_DEST",
        on=date(2026, 10, 30),
    ),
    Case(
        "answers to a pupil list are for the year in which they come",
        Return("8860001", "S_CHECK", "2026-27"),
        {},
        name="8860001 pupil list.xlsx",
        collection="S_CHECK",
        on=date(2026, 10, 5),
    ),
    Case("answers that nobody's name is on", FileRefusal.ESTABLISHMENT_MISSING, {}, collection="S_CHECK"),
    Case("c9: a roll has no year", ROLL, {}, collection="ROLL", on=date(2026, 8, 20), periods={"2026-27": 99}),
    Case("the roll is the authority's", ROLL, {"886/0001": 9, "886/0002": 9}, collection="ROLL"),
    Case("a roll whose name holds a year", ROLL, {}, name="County roll 2025-26.xlsx", collection="ROLL"),
    Case("a school sends a roll", FileRefusal.SENDER_NOT_ENTITLED, collection="ROLL", sender="8860001"),
    Case("somebody not entitled sends a roll", FileRefusal.SENDER_NOT_ENTITLED, collection="ROLL", entitled=False),
    Case(
        "a college's enrolment is for the academic year, of all its campuses",
        Return("10000001", "C_ENR", "2026-27"),
        {"10000001": 230},
        collection="C_ENR",
        sender="10000001",
    ),
    Case(
        "a college's second snapshot is of the same year",
        Return("10000001", "C_ENR", "2026-27"),
        {"10000001": 230},
        collection="C_ENR",
        on=date(2027, 2, 26),
        periods={"2026-27": 220, "2025-26": 10},
    ),
    Case(
        "a college's enrolment under last year's name",
        FileRefusal.PERIOD_DIFFERS,
        {"10000001": 230},
        name="10000001 enrolment 2025-26.xlsx",
        collection="C_ENR",
    ),
    Case(
        "a college's joiners and leavers are for the month of receipt",
        Return("10000001", "C_JL", "2026-10"),
        {"10000001": 9},
        collection="C_JL",
        on=date(2026, 10, 30),
    ),
    Case(
        "a college's leavers that come late are for the month before",
        Return("10000001", "C_LEAVE", "2026-10"),
        {"10000001": 9},
        name="10000001 leavers Oct 2026.xlsx",
        collection="C_LEAVE",
        on=date(2026, 11, 3),
        periods={"2026-10": 9},
    ),
    Case("a school sends a college's leavers", FileRefusal.COLLEGES_RETURN, {}, collection="C_LEAVE", sender="8860001"),
    Case("a college sends a school's enrolment", FileRefusal.SCHOOLS_RETURN, {}, sender="10000001"),
    Case("a collection that nobody knows", FileRefusal.TEMPLATE_UNKNOWN, collection="NEW"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.means)
def test_which_return_a_file_makes(case: Case) -> None:
    decided = decide_return(
        collection_code=case.collection,
        numbers=case.numbers,
        timing=Timing(case.periods, case.months, case.years),
        name=read_file_name(case.name),
        sender_establishment=case.sender,
        received_on=case.on,
        find=REGISTERED,
        may_send=frozenset({"ROLL"}) if case.entitled else frozenset(),
    )
    assert decided == case.says


@dataclass(frozen=True)
class College:
    """One line of the table of colleges."""

    means: str
    says: str | FileRefusal
    numbers: Mapping[str, int] = field(default_factory=lambda: {"10000001": 230})
    name: str | None = None
    sender: str | None = None


A_COLLEGE = "10000001"
OF_COLLEGES = [
    College("the rows name the college", A_COLLEGE),
    College("all three agree", A_COLLEGE, name=A_COLLEGE, sender=A_COLLEGE),
    College("the number is written as a decimal", A_COLLEGE, {"10000001.0": 3, " 10000001 ": 4}),
    College("the sender alone says whose it is", A_COLLEGE, {"": 4}, sender=A_COLLEGE),
    College("the file's name alone says whose it is", A_COLLEGE, {}, name=A_COLLEGE),
    College("a sender known by its DfE number", "10000002", {"10000002": 3}, sender="8868002"),
    College("a college sends another's file", FileRefusal.ESTABLISHMENT_DIFFERS, sender="10000002"),
    College("a file named after another college", FileRefusal.ESTABLISHMENT_DIFFERS, name="10000002"),
    College("half and half is nobody's", FileRefusal.ESTABLISHMENT_DIFFERS, {"10000001": 5, "10000002": 5}),
    College("a school sends a college's file", FileRefusal.COLLEGES_RETURN, sender="8860001"),
    College("a school's name on a college's file", FileRefusal.COLLEGES_RETURN, name="8860001"),
    College("a school sends a college's file without a number", FileRefusal.COLLEGES_RETURN, {}, sender="8860001"),
    College("an academy sends a college's file", FileRefusal.ESTABLISHMENT_DIFFERS, sender="8860003"),
    College("nobody says whose it is", FileRefusal.COLLEGE_MISSING, {"": 4}),
    College("the register does not know it", FileRefusal.COLLEGE_UNKNOWN, {"10009999": 30}),
    College("the numbers are none", FileRefusal.COLLEGE_UNKNOWN, {"Larkfield": 30}),
    College("the DfE number stands where the UKPRN should", FileRefusal.COLLEGE_UNKNOWN, {"8868002": 30}),
]


@pytest.mark.parametrize("case", OF_COLLEGES, ids=lambda case: case.means)
def test_whose_return_a_file_of_a_college_is(case: College) -> None:
    assert whose_file("college", case.numbers, case.name, case.sender, REGISTERED) == case.says


def test_a_school_return_is_no_colleges() -> None:
    assert whose_file("school", {}, None, A_COLLEGE, REGISTERED) == FileRefusal.SCHOOLS_RETURN
    assert whose_file("school", OURS, A_COLLEGE, None, REGISTERED) == FileRefusal.SCHOOLS_RETURN
    assert whose_file("school", OURS, "10009999", None, REGISTERED) == "8860001", "digits of something else"
