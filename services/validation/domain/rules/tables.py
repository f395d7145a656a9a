"""Which rules apply to which collection, in which order, and what is said where a cell is blank.

A rule's code, severity and column stand in the catalogue under its name (`CALLED` where it has another name there).
Order matters: a rule whose severity is field_error takes the value away before the next one looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from services.validation.domain.rules import learning, people, scope


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the columns whose typed values it is given, after the context.

    The rest spares work and decides nothing (a property test judges with and without).
    """

    has_defect: Callable[..., bool]
    reads: tuple[str, ...]
    of: Callable[[Any], Any] | None = None
    """What the rule is told of the first column's value instead of all of it: what few values differ in."""
    where: tuple[str, object] | None = None
    """A column and the one value of it with which a row can have the defect at all."""
    ordered: bool = False
    """True: when neither the least nor the greatest value of its one column has the defect, none has."""

    @property
    def name(self) -> str:
        """The defect it finds."""
        return self.has_defect.__name__


_NAMED: Final = (
    Rule(people.surname_missing, ("P5",), where=("P5", None)),
    Rule(people.forename_missing, ("P6",), where=("P6", None)),
)
_BIRTH: Final = (
    Rule(people.born_in_the_future, ("P10",), ordered=True),
    Rule(people.birth_date_implausible, ("P10",), ordered=True),
)
_RECOGNISED: Final = (Rule(people.nothing_to_recognise_by, ("P10", "P1", "P3"), where=("P10", None)),)
_UPN: Final = (
    Rule(people.upn_unknown_authority, ("P1",), of=itemgetter(slice(1, 4))),
    Rule(people.upn_allocated_in_the_future, ("P1",), of=itemgetter(slice(8, 10))),
    Rule(people.upn_test_number, ("P1",), of=itemgetter(4)),
)
_YEAR: Final = (
    Rule(people.year_group_contradicts_age, ("P10", "P15"), of=people.school_year_of_birth),
    Rule(people.year_group_off_by_one, ("P10", "P15"), of=people.school_year_of_birth),
)

RULES: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    {
        "S_ENR": (
            Rule(learning.other_establishment, ("E1",)),
            *_NAMED,
            *_BIRTH,
            *_RECOGNISED,
            Rule(people.of_compulsory_school_age, ("P10", "P15"), of=people.school_year_of_birth),
            Rule(people.taught_ahead_of_age, ("P10", "P15"), of=people.school_year_of_birth),
            Rule(people.older_than_sixth_form, ("P10", "P14")),
            *_UPN,
            *_YEAR,
            Rule(people.taught_below_year_12, ("P15",)),
            Rule(learning.contact_withheld, ("C12", *learning.OBJECTED), where=("C12", "Y")),
            Rule(learning.phone_missing, ("C7", "C10", "C6", "C12"), where=("C7", None)),
            Rule(learning.starts_too_far_ahead, ("L9",), ordered=True),
            Rule(learning.started_long_ago, ("L9",), ordered=True),
            Rule(learning.ends_before_start, ("L9", "L10")),
            Rule(learning.ends_too_late, ("L9", "L10")),
            Rule(learning.ended_already, ("L10",), ordered=True),
            Rule(learning.hours_contradict_attendance, ("L8", "L7")),
            Rule(learning.guest_or_subsidiary, ("J4",)),
            Rule(learning.leaver_in_enrolment, ("V1",)),
        ),
        "ROLL": (
            *_NAMED,
            *_BIRTH,
            *_RECOGNISED,
            Rule(people.no_learner_number, ("P1", "P3"), where=("P1", None)),
            *_UPN,
            *_YEAR,
            Rule(scope.school_missing, ("E1", "P15"), where=("E1", None)),
            Rule(scope.characteristic_not_in_force, ("K4",)),
            Rule(scope.left_status_missing, ("K6", "K11")),
        ),
    }
)

CALLED: Final[Mapping[str, str]] = MappingProxyType({"no_learner_number": "upn_missing"})
"""Rules that say what the catalogue calls by another name."""

ESSENTIAL: Final = frozenset(
    {
        "surname_missing",
        "forename_missing",
        "start_missing",
        "start_unreadable",
    }
)
"""Defects without whose absence there is no record: their severity is error, whatever an operator would like."""

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
