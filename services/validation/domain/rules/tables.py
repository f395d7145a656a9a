"""Which rules apply to which collection, in which order, and what is said where a cell is blank.

A rule's code, severity and column stand in the catalogue under its name (`CALLED` where two rules share one).
Order matters: a rule whose severity is field_error takes the value away before the next one looks.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from services.validation.domain.context import Context
from services.validation.domain.rows import Values
from services.validation.domain.rules import learning, people, scope

Rule: TypeAlias = Callable[[Values, Context], bool]

_NAMED: Final[tuple[Rule, ...]] = (people.surname_missing, people.forename_missing)
_BIRTH: Final[tuple[Rule, ...]] = (people.born_in_the_future, people.birth_date_implausible)
_UPN: Final[tuple[Rule, ...]] = (
    people.upn_unknown_authority,
    people.upn_allocated_in_the_future,
    people.upn_test_number,
)
_YEAR: Final[tuple[Rule, ...]] = (people.year_group_contradicts_age, people.year_group_off_by_one)

RULES: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    {
        "S_ENR": (
            learning.other_establishment,
            *_NAMED,
            *_BIRTH,
            people.nothing_to_recognise_by,
            people.of_compulsory_school_age,
            people.older_than_sixth_form,
            *_UPN,
            *_YEAR,
            people.taught_below_year_12,
            learning.contact_withheld,
            learning.phone_missing,
            learning.starts_too_far_ahead,
            learning.started_long_ago,
            learning.ends_before_start,
            learning.ends_too_late,
            learning.ended_already,
            learning.hours_contradict_attendance,
            learning.guest_or_subsidiary,
            learning.leaver_in_enrolment,
        ),
        "ROLL": (
            *_NAMED,
            *_BIRTH,
            people.nothing_to_recognise_by,
            people.no_learner_number,
            *_UPN,
            *_YEAR,
            scope.school_missing,
            scope.left_status_missing,
        ),
    }
)

CALLED: Final[Mapping[str, str]] = MappingProxyType({"no_learner_number": "upn_missing"})
"""Rules that say what the catalogue calls by another name."""

_PERSON_MISSING: Final = {
    "P10": "birth_date_missing",
    "P11": "sex_missing",
    "P15": "year_group_missing",
    "C5": "postcode_missing",
}

MISSING: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "S_ENR": _PERSON_MISSING
        | {
            "E1": "establishment_missing",
            "P1": "upn_missing",
            "P3": "uln_missing",
            "C1": "address_missing",
            "L1": "level_missing",
            "L2": "qualification_type_missing",
            "L3": "title_missing",
            "L7": "attendance_missing",
            "L9": "start_missing",
            "L10": "end_missing",
        },
        "ROLL": _PERSON_MISSING | {"K3": "district_missing"},
    }
)
"""What a blank cell of a column is called, by collection."""

ASKED_BY_RULE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"S_ENR": frozenset({"P5", "P6"}), "ROLL": frozenset({"P5", "P6", "E1"})}
)
"""Mandatory columns whose absence a rule states, because more than the one cell decides it."""
