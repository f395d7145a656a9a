"""Who belongs to the September Guarantee cohort: Year 11 by place of education, Year 12 by place of residence.

Year 11 belongs to the authority where the pupil is educated, Year 12 to the one where the young person lives (source:
LEEDS). In Year 11 is educated here who is so on 31 May, who is in custody here on that day, and who lives here and is
on no school roll (source: ONE-IYSS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.guarantee.rounds import Node
from shared.vocabulary.home_authorities import HOME_CODES

_AUTHORITY_DIGITS: Final = 3
_DFE_DIGITS: Final = 7

MEMBER_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "educated_here": "In Year 11 at a school of the county.",
        "educated_elsewhere": "In Year 11 at a school of another authority, which answers for the guarantee.",
        "resident_on_no_roll": "In Year 11, lives in the county and is on no school roll.",
        "not_known_to_be_educated_here": "In Year 11, and nothing says that it is at a school of the county.",
        "lives_here": "In Year 12, and lives in the county.",
        "lives_elsewhere": "In Year 12, and not known to live in the county.",
        "not_tracked": "Not tracked by the authority.",
    }
)
"""Rules of membership as sentences of the pages."""


class Place(NamedTuple):
    """Where somebody is on the day on which the cohort is fixed: many people share one."""

    tracked: bool
    on_roll: bool
    """On the county roll: the person lives in the county, or goes to school there."""
    school: str | None
    """DfE number of the school where the roll has them; None: at none."""
    reported_school: str | None = None
    """DfE number of the school where a return has them in Year 11, for whom the roll has not."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether somebody belongs to the cohort, and by which rule."""

    node: Node
    member: bool
    rule: str


def membership_of(place: Place, node: Node) -> Membership:
    """Return whether somebody belongs to the cohort of that node."""
    if not place.tracked:
        return Membership(node, member=False, rule="not_tracked")
    if node == "Year 12":
        return Membership(node, place.on_roll, "lives_here" if place.on_roll else "lives_elsewhere")
    school = place.school or (None if place.on_roll else place.reported_school)
    if school is not None:
        here = is_of_the_county(school)
        return Membership(node, here, "educated_here" if here else "educated_elsewhere")
    return Membership(node, place.on_roll, "resident_on_no_roll" if place.on_roll else "not_known_to_be_educated_here")


def is_of_the_county(number: str) -> bool:
    """Tell whether a number is the DfE number of an establishment of the county."""
    return len(number) == _DFE_DIGITS and number[:_AUTHORITY_DIGITS] in HOME_CODES
