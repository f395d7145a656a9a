"""The national return's record, and every number of its list of errors: what raises it, and what does not."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from services.reporting.domain.national_return.dates import EXPLANATIONS, activity_dates
from services.reporting.domain.national_return.editions import edition_of
from services.reporting.domain.national_return.preflight import BY_NUMBER, RULES, Preflight
from services.reporting.domain.national_return.record import cohort_status_of, places_of, record_of
from services.reporting.domain.national_return.rules_of_files import HEADER_RULES, Header, header_problems
from tests.spec.reporting.national_return import PERIOD, PERIOD_END, line, place_of, record

APPENDIX_D: Final = """
1 2 3 4 5 6 7 8 9 10 11 13 14 15 19 24 25 26 27 30 31 32 34 35 37 38 39 40 41 42 43 100 101 102 103 104 200 201 202 203
220 221 224 225 226 228 229 230 231 232 233 234 235 237 238 240 242 243 244 251 253 254 255 256 257 258 259 260 261 262
301 302 303 304 305 902 903 904 905 906 907 908
"""
PRIORITY_2: Final = """
4 5 6 7 9 10 13 19 24 26 30 34 35 38 39 43 101 102 103 104 231 232 233 234 235 237 238 242 243 244 251 253 257 260 301
302 303 304 305
"""
NO_ADDRESS: Final = {f"address_line_{line}": None for line in (1, 2, 3, 4)}
NO_OUTCOME: Final = {"guarantee_year_11": None, "guarantee_year_11_lea": None}
YEAR_11: Final = {"year_group": 11, "activity": "110", "intended_destination": "611"}
NEET: Final = {"activity": "619", "due_on": None, "ends_on": None, "neet_since": date(2026, 9, 3)}
EXAMPLES: Final[dict[int, dict[str, Any]]] = {
    1: {"young_persons_id": "88612"},
    2: {"given_name": None},
    3: {"family_name": None},
    4: {"gender": None},
    5: {"gender": "X"},
    6: {"ethnicity": None},
    7: {"ethnicity": "WIRT"},
    8: {"born_on": None},
    9: {"year_group": 22, "send_flag": "Y"},
    10: {**YEAR_11, "year_group": 10},
    11: {"cohort_status": None},
    13: {"cohort_status": "T"},
    14: {"lead_lea": None},
    15: {"lead_lea": "999"},
    19: {"educated_lea": "999"},
    24: {"lea_at_year_11": "999"},
    25: {"lea_at_year_11": "887"},
    26: {"lead_lea": "887"},
    27: {"guarantee_year_11": "114"},
    30: {"uln": "0000000001"},
    31: NO_ADDRESS,
    32: {"postcode": None},
    34: {"transferred_to": "887"},
    35: {"cohort_status": "T", "transferred_to": "999"},
    37: {"previous_id": "12"},
    38: {"upn": "A1"},
    39: {"ukprn": "20000001"},
    40: {"year_group": 14, "send_flag": "N"},
    41: {"cohort_status": "T", "transferred_to": "004"},
    42: {"cohort_status": "T", "transferred_to": "886"},
    43: {"postcode": "NOWHERE"},
    100: {"level_of_need": None},
    101: {"level_of_need": "4"},
    102: {"send_flag": "X"},
    103: {"send_flag": None},
    104: {"characteristics": ("115",)},
    200: {"activity": None},
    201: {"activity": "510"},
    202: {"started_on": None},
    203: {"ascertained_on": None},
    220: {"lapsed": None},
    221: {"lapsed": "X"},
    224: {**NEET, "neet_since": None},
    225: {**NEET, "neet_since": date(2026, 9, 4)},
    226: {"neet_since": date(2026, 9, 1)},
    228: {"establishment_number": "9990001"},
    229: {"year_group": 11, "intended_destination": "611"},
    230: {"activity": "110"},
    231: {"lapsed": "Y"},
    232: {"due_on": date(2026, 10, 30)},
    233: {**NEET, "activity": "620"},
    234: {**NEET, "activity": "630"},
    235: {**NEET, "activity": "650"},
    237: {"ascertained_on": date(2026, 9, 19)},
    238: {"due_on": date(2028, 9, 1)},
    242: {"ascertained_on": date(2026, 9, 2)},
    243: {"due_on": None},
    251: {**NEET, "neet_since": date(2025, 3, 3)},
    253: {"activity": "440"},
    254: {"activity": "280"},
    255: {"activity": "460"},
    256: {"verified_on": date(2026, 9, 2), "ascertained_on": date(2026, 9, 2)},
    257: {"review_on": date(2028, 9, 1)},
    259: {"ends_on": None},
    260: {"gender": "M", "characteristics": ("180",)},
    261: {"guarantee_year_11_lea": "999", "lea_at_year_11": "999"},
    262: {"activity": "260", "review_on": None},
    301: {**YEAR_11, "intended_destination": None},
    302: {**YEAR_11, "intended_destination": "777"},
    303: {"sen_support_flag": None},
    304: {"sen_support_flag": "X"},
    305: {"verified_on": date(2026, 11, 1)},
    903: {"young_persons_id": "8870000000012"},
    904: {"cohort_status": "X"},
    905: {"cohort_status": "G", "guarantee_indicator": "N", **NO_OUTCOME},
    906: NO_OUTCOME,
}
"""One record for each number that a single record can raise."""
BESIDE: Final = {
    15: {26},
    41: set(),
    226: set(),
    229: set(),
    256: {242},
    24: {25},
    261: {24},
    1: set(),
    255: set(),
}
"""What else these raise, because it is wrong as well."""
PAIRS: Final[dict[int, tuple[dict[str, Any], dict[str, Any]]]] = {
    902: ({}, {"given_name": "Rowan", "uln": "1000000002"}),
    907: ({}, {"given_name": "Rowan", "young_persons_id": "8860000000013"}),
    908: ({}, {"young_persons_id": "8860000000013", "uln": "1000000002"}),
}
NOT_WRITTEN: Final = {240, 244, 258}
"""What the way in which the file is written cannot say at all."""


def raised(*changes: dict[str, Any]) -> dict[int, tuple[UUID, ...]]:
    preflight = Preflight(PERIOD)
    preflight.add([record(**{"person_id": UUID(int=place), **one}) for place, one in enumerate(changes)])
    return dict(preflight.findings().people)


def test_the_list_is_whole() -> None:
    assert [rule.number for rule in RULES] == [int(number) for number in APPENDIX_D.split()]
    second = {int(number) for number in PRIORITY_2.split()}
    assert {rule.number for rule in RULES if rule.priority == 2} == second
    assert {rule.number for rule in RULES if rule.priority == 3} == {908}
    assert EXAMPLES.keys() | PAIRS.keys() | NOT_WRITTEN == BY_NUMBER.keys()


def test_a_good_record_raises_nothing() -> None:
    assert raised({}) == {}


@pytest.mark.parametrize("number", sorted(EXAMPLES))
def test_each_number_is_raised_by_its_example(number: int) -> None:
    assert raised(EXAMPLES[number]).keys() == {number} | BESIDE.get(number, set())


@pytest.mark.parametrize("number", sorted(PAIRS))
def test_two_people_raise_what_is_about_two(number: int) -> None:
    assert raised(*PAIRS[number]) == {number: (UUID(int=0), UUID(int=1))}


def test_a_duplicate_is_no_second_person_with_a_number_and_a_guarantee_may_repeat_an_id() -> None:
    assert 907 not in raised({}, {"cohort_status": "M", "given_name": "Rowan", "young_persons_id": "8860000000013"})
    assert 902 not in raised({}, {"cohort_status": "G", "given_name": "Rowan"})


def test_what_cannot_be_written_says_why() -> None:
    for number in NOT_WRITTEN:
        assert BY_NUMBER[number].cannot
        assert BY_NUMBER[number].raised is None


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("database ids", {"database_ids": ("86",)}),
        ("database ids", {"database_ids": ()}),
        ("source authorities", {"source_leas": ("999",)}),
        ("date of send", {"date_of_send": date(2026, 10, 30)}),
        ("period end", {"period_end": date(2026, 10, 30)}),
    ],
)
def test_a_head_that_would_have_the_file_refused_is_named(name: str, changes: dict[str, Any]) -> None:
    good = Header(("886",), ("886",), date(2026, 11, 9), PERIOD_END, "Onward", "1", "1")
    assert header_problems(good) == ()
    assert header_problems(good._replace(**changes)) == (name,)
    assert name in HEADER_RULES


DATES: Final[dict[str, dict[str, Any]]] = {
    "age_of_code": {"code": "810", "year_group": 11, "lapsed": False},
    "start_of_year": {"code": "810", "effective_on": None},
    "start_of_lapsed": {
        "lapsed": True,
        "due_on": date(2026, 10, 1),
        "effective_on": date(2026, 10, 2),
        "ends_on": date(2026, 10, 1),
    },
    "start_after_period": {"effective_on": date(2026, 11, 2)},
    "ascertained_at_start": {"ascertained_on": date(2026, 8, 20)},
    "verified_at_end": {"verified_on": date(2026, 11, 4)},
    "due_at_end_of_year": {"code": "110", "year_group": 11, "due_on": None, "ends_on": None},
    "end_as_due": {"ends_on": None},
    "review_before_end": {"code": "260", "review_on": date(2028, 12, 1)},
    "neet_before_start": {"code": "619", "neet_since": date(2026, 10, 1)},
}


@pytest.mark.parametrize("name", list(EXPLANATIONS))
def test_dates_are_put_right_with_a_reason(name: str) -> None:
    made = line(**DATES[name])
    assert name in activity_dates(made, PERIOD_END).explained
    preflight = Preflight(PERIOD)
    preflight.add([record_of(made, 1, PERIOD_END, "P", place_of)])
    wrong = preflight.findings().people.keys()
    assert not wrong & {202, 203, 224, 225, 226, 230, 231, 232, 237, 238, 242, 256, 257, 259, 305}, wrong


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "P"),
        ({"in_national_return": False, "left_on": date(2026, 10, 1), "left_status": "T"}, "T"),
        ({"in_national_return": False, "left_on": date(2026, 9, 30), "left_status": "T"}, None),
        ({"in_national_return": False, "left_on": date(2026, 10, 31), "left_status": "D"}, "D"),
        ({"in_national_return": False}, "G"),
        ({"in_national_return": False, "guarantee_member": False}, None),
        ({"in_national_return": False, "on_roll": False}, None),
        ({"in_national_return": False, "year_group": 10}, None),
        ({"in_national_return": False, "year_group": 21}, None),
    ],
)
def test_who_stands_in_the_file_and_as_what(changes: dict[str, Any], wanted: str | None) -> None:
    assert cohort_status_of(line(**changes), PERIOD_END) == wanted


def test_nobody_is_owed_the_guarantee_after_october() -> None:
    assert cohort_status_of(line(in_national_return=False), date(2026, 11, 30)) is None


def test_where_somebody_learns_is_a_number_of_the_register() -> None:
    known = {"10001111": ("8868000", "10001111", "A College"), "8865400": ("8865400", None, "A School")}
    find = places_of(known.get, PERIOD_END)
    assert find("8865400") == ("886", "8865400", None, "A School")
    assert find("10001111") == ("886", "8868000", None, "A College")
    assert find("10002222") == (None, None, "10002222", None)
    assert find("9990001") == (None, None, None, None)


def test_the_edition_follows_the_end_of_the_period() -> None:
    assert [edition_of(on).name for on in (date(2021, 3, 31), date(2021, 4, 30), PERIOD_END)] == [
        "2015",
        "2022",
        "2022",
    ]


def test_nobody_is_educated_where_they_are_not_in_education() -> None:
    neet = record_of(line(code="619", neet_since=date(2026, 9, 3)), 1, PERIOD_END, "P", place_of)
    assert (neet.establishment_number, neet.educated_lea) == (None, "004")
    home = record_of(line(code="120", year_group=11, establishment=None), 1, PERIOD_END, "P", place_of)
    assert (home.establishment_number, home.educated_lea, home.intended_destination) == ("8869999", "886", "611")


def test_text_that_no_file_may_hold_is_left_out_of_it() -> None:
    made = record_of(line(surname="Fern\x00hollow\x1f", address="\x07"), 1, PERIOD_END, "P", place_of)
    assert made.family_name == "Fern hollow"
    assert made.address_line_1 is None
