"""What spares asking rules of every row. It decides nothing: a property test judges with and without.

A rule that has no row here is asked of every different combination of the values it reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.validation.domain.rules import learning, people, scope
from shared.vocabulary import column_ids as col


@dataclass(frozen=True, slots=True)
class SpeedHint:
    """What is known of a rule without asking it."""

    where: tuple[str, object] | None = None
    """A column and the one value of it with which a row can have the defect at all."""
    ordered: bool = False
    """True: when neither the least nor the greatest value of its one column has the defect, none has."""


NO_HINT: Final = SpeedHint()
_ORDERED: Final = SpeedHint(ordered=True)

SPEED_HINTS: Final[Mapping[Callable[..., bool], SpeedHint]] = MappingProxyType(
    {
        people.surname_missing: SpeedHint(where=(col.SURNAME, None)),
        people.forename_missing: SpeedHint(where=(col.FORENAME, None)),
        people.born_in_the_future: _ORDERED,
        people.birth_date_implausible: _ORDERED,
        people.nothing_to_recognise_by: SpeedHint(where=(col.BIRTH_DATE, None)),
        people.no_learner_number: SpeedHint(where=(col.UPN, None)),
        learning.contact_withheld: SpeedHint(where=(col.OBJECTION, "Y")),
        learning.phone_missing: SpeedHint(where=(col.MOBILE, None)),
        learning.starts_too_far_ahead: _ORDERED,
        learning.started_long_ago: _ORDERED,
        learning.ended_already: _ORDERED,
        scope.school_missing: SpeedHint(where=(col.DFE_NUMBER, None)),
    }
)
