"""Who stands on a list that is sent to schools, and what is taken as a sign of where somebody may be. Tables.

Source: letter to head teachers of 6 July 2026, Appendix A: leavers of Years 11 and 12 who do not appear on any school
or college enrolment list; young people of Years 11 and 12 without a recorded offer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Role
from services.reporting.domain.currency import Certainty
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.guarantee.words import Bucket
from services.reporting.domain.returns.obligations import OPEN, Obligation
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import ListOf

Basis = Literal["offer", "applied", "was there"]
"""Why somebody may be with an establishment: it offered a place for the summer of the list; they applied there for one;
they learned there in the year before."""
UNMET: Final[frozenset[Bucket]] = frozenset({"no offer", "not recorded"})
"""Published groups of the September Guarantee whose people have no recorded offer."""
_NOT_THROUGH: Final = OPEN | {"received"}


@dataclass(frozen=True, slots=True)
class ListRule:
    """Who stands on a list, and which returns take names off it."""

    sentence: str
    taken_off_by: Role
    """The role of the claims whose returns do."""
    bases: tuple[Basis, ...]
    """What tells whom a return that is missing would probably take off."""
    summer: int
    """The summer whose Years 11 and 12 it is about: 0 is the one before its academic year, 1 the one at its end."""
    source: str
    certainty: Certainty


RULES: Final[Mapping[ListOf, ListRule]] = MappingProxyType(
    {
        "leavers": ListRule(
            "Young people who were in Years 11 and 12 last summer and of whom nobody has said what they do now: no"
            " enrolment that counts has them, and no other return or contact tells.",
            "learning",
            ("offer", "applied", "was there"),
            summer=0,
            source="the letter: on no enrolment list; that nobody asks about who is known to work, say, is proposed",
            certainty="proposed",
        ),
        "without an offer": ListRule(
            "Young people of the September Guarantee of Years 11 and 12 without a recorded offer: none is recorded, or"
            " none was made.",
            "offer",
            ("applied",),
            summer=1,
            source="the letter; that an answer which says that no offer is wanted ends the question is proposed",
            certainty="proposed",
        ),
    }
)


class ListedToday(NamedTuple):
    """Somebody who stands on a list today."""

    person_id: UUID
    school: str | None
    """DfE number of the school that is asked; None: no school is known."""


def round_of_list(of: ListOf, period: str) -> Round:
    """Return the round of the summer whose Years 11 and 12 a list is about. Raises ValueError for no academic year."""
    year = AcademicYear.parse(period)
    if year is None:
        raise ValueError("a list is for an academic year")
    return Round(year.start + RULES[of].summer)


def years_before(of: Round) -> Sequence[str]:
    """Return the periods of returns of the academic year that ends with the summer of a round."""
    year = AcademicYear(of.year - 1)
    months = [(year.start, month) for month in range(9, 13)] + [(year.start + 1, month) for month in range(1, 9)]
    return [year.label, *(f"{calendar_year}-{month:02d}" for calendar_year, month in months)]


def by_school(listed_today: Iterable[ListedToday], asked: Collection[str]) -> Mapping[str, Sequence[UUID]]:
    """Return who stands on the list of each school that may be asked; the others can be asked of nobody."""
    found: dict[str, list[UUID]] = {}
    for one in listed_today:
        if one.school is not None and one.school in asked:
            found.setdefault(one.school, []).append(one.person_id)
    return {school: sorted(found[school]) for school in sorted(found)}


def missing_returns(of: ListOf, obligations: Iterable[Obligation], by: date) -> Sequence[Obligation]:
    """Return what could take names off a list, is due by the day on which it goes out, and does not count yet."""
    year = AcademicYear.containing(by)
    return [
        one
        for one in obligations
        if one.state in _NOT_THROUGH
        and one.owed.due_on <= by
        and one.owed.due_on in year
        and COLLECTIONS[one.owed.collection].answers_list is None
        and RULES[of].taken_off_by in KIND_OF_COLLECTION[one.owed.collection].roles
    ]
