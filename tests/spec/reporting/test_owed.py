"""Who owes which returns: by what an establishment is, up to which age it teaches, and when it was open."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.returns.owed import SENDS_AS, everything_owed, owed_by
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.establishments import Establishment, Register, bundled_register_csv

SCHOOL = Establishment("8860001", "Invented School", None, None, "academy converter", None, None, None)
COLLEGE = Establishment(None, "Invented College", None, "19990001", "further education", None, None, None)
MONTHS = 12
OF_A_SCHOOL = {
    "S_ENR": 1,
    "S_JOIN": MONTHS,
    "S_LEAVE": MONTHS,
    "S_CHECK": 1,
    "TEP_DEST": 1,
    "S_SG": 1,
    "TEP_SG2": 1,
}
OF_A_COLLEGE = {"C_ENR": 2, "C_JL": MONTHS, "C_SG": 5}


def asked_of(establishment: Establishment) -> dict[str, int]:
    """How many due dates each collection has for it."""
    counted: dict[str, int] = {}
    for owed, deadline in owed_by(establishment, CODES_CALENDAR):
        assert owed.due_on == deadline.due_on
        assert owed.period == deadline.period
        counted[owed.collection] = counted.get(owed.collection, 0) + 1
    return counted


def test_what_a_school_with_a_sixth_form_owes_in_a_year() -> None:
    assert asked_of(replace(SCHOOL, oldest_age=18)) == OF_A_SCHOOL


def test_of_a_school_whose_ages_nobody_has_said_everything_is_asked() -> None:
    assert asked_of(SCHOOL) == OF_A_SCHOOL


@pytest.mark.parametrize(
    ("oldest_age", "not_asked"),
    [
        (17, set()),
        (16, {"S_ENR"}),
        (15, {"S_ENR", "S_CHECK", "TEP_DEST", "S_SG", "TEP_SG2"}),
        (14, set(OF_A_SCHOOL)),
    ],
)
def test_what_is_asked_goes_by_the_age_up_to_which_it_teaches(oldest_age: int, not_asked: set[str]) -> None:
    assert set(OF_A_SCHOOL) - set(asked_of(replace(SCHOOL, oldest_age=oldest_age))) == not_asked


def test_what_a_college_owes_in_a_year() -> None:
    assert asked_of(COLLEGE) == OF_A_COLLEGE


def test_a_school_that_has_a_ukprn_as_well_owes_what_schools_owe() -> None:
    with_both = replace(SCHOOL, ukprn="19990009")
    assert asked_of(with_both) == OF_A_SCHOOL
    assert {owed.establishment for owed, _ in owed_by(with_both, CODES_CALENDAR)} == {"8860001"}


@pytest.mark.parametrize("kind", ["Secure units", "Training provider", "Children's centre"])
def test_whom_the_letter_does_not_ask_owes_nothing(kind: str) -> None:
    assert asked_of(replace(SCHOOL, type=kind)) == {}


def test_without_a_number_to_send_by_nothing_can_be_owed() -> None:
    assert asked_of(replace(SCHOOL, dfe_number=None)) == {}
    assert asked_of(replace(COLLEGE, ukprn=None, dfe_number="8860009")) == {}


def test_every_kind_of_establishment_is_decided() -> None:
    assert set(SENDS_AS) == set(get_args(EstablishmentKind))


def test_nothing_is_owed_before_it_opens_or_after_it_closes() -> None:
    opened = replace(SCHOOL, open_from=date(2027, 4, 30), open_to=date(2027, 6, 29))
    assert asked_of(opened) == {"S_JOIN": 2, "S_LEAVE": 2, "S_SG": 1}


def test_an_establishment_of_several_lines_owes_each_return_once() -> None:
    before, after = replace(SCHOOL, open_to=date(2026, 12, 31)), replace(SCHOOL, name="New", open_from=date(2027, 1, 1))
    owed = everything_owed([before, after], CODES_CALENDAR)
    assert len(owed) == sum(OF_A_SCHOOL.values())


def test_of_one_establishment_only_what_it_owes_is_returned() -> None:
    with_both = replace(SCHOOL, ukprn="19990009")
    register = [with_both, COLLEGE, replace(SCHOOL, dfe_number="8860002")]
    everything = everything_owed(register, CODES_CALENDAR)
    assert {owed.establishment for owed in everything} == {"8860001", "8860002", "19990001"}
    for number in ("8860001", "19990001", "19990009", "8860009"):
        ours = {owed: deadline for owed, deadline in everything.items() if owed.establishment == number}
        assert everything_owed(register, CODES_CALENDAR, [number]) == ours
    assert everything_owed(register, CODES_CALENDAR, []) == {}


def test_of_each_collection_of_senders_with_due_dates_somebody_owes_it() -> None:
    with_dates = {code for code, one in COLLECTIONS.items() if one.deadlines}
    assert set(OF_A_SCHOOL) | set(OF_A_COLLEGE) == with_dates


def test_the_register_may_say_up_to_which_age_an_establishment_teaches() -> None:
    first, *lines = bundled_register_csv().splitlines()
    assert "oldest_age" not in first
    register = Register.from_csv("\n".join([f"{first},oldest_age", f"{lines[1]},16"]))
    assert register.establishments[0].oldest_age == 16
    assert Register.from_csv(bundled_register_csv()).establishments[0].oldest_age is None
