"""Examples of the rules about joiners, and about joiners and leavers in one file."""

from tests.spec.validation.examples import Example

LEFT = {"X1": "L", "J1": None, "V1": "2026-10-16", "V3": "R02", "V5": "D03", "V6": "MidKent College"}
"""What makes the good row one of a leaver."""


def joiner(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JOIN", changed, frozenset(says.split()), refused)


def movement(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JL", changed, frozenset(says.split()), refused)


def left(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JL", {**LEFT, **changed}, frozenset(says.split()), refused)


MOVEMENT_EXAMPLES: list[Example] = [
    joiner(""),
    joiner("", J1="05/10/2026"),
    joiner("date_joined_missing", refused=True, J1=None),
    joiner("date_joined_unreadable", refused=True, J1="after half term"),
    joiner("", J1="2026-11-30"),
    joiner("joins_too_far_ahead", refused=True, J1="2026-12-01"),
    joiner("", J1="2025-09-30"),
    joiner("joined_long_ago", J1="2025-09-29"),
    joiner("level_missing", L1=None),
    joiner("qualification_type_missing", L2=None),
    joiner("title_missing", L3=None),
    joiner("end_missing", L10=None),
    joiner("ends_before_start", L10="2026-10-05"),
    # Of a pupil of Year 11 or below nothing is asked about a course.
    joiner("", P10="2011-02-14", P15="11", L1=None, L2=None, L3=None, L10=None),
    joiner("", P10="2012-09-30", P15="9", L1=None, L2=None, L3=None, L10=None),
    joiner("joined_below_year_9 year_group_off_by_one", P10="2012-09-30", P15="8", L1=None, L2=None, L3=None, L10=None),
    joiner("guest_or_subsidiary", J4="S"),
    joiner("address_missing", C1=None),
    joiner("upn_missing", P1=None),
    joiner("phone_missing", C7=None),
    joiner("other_establishment", refused=True, E1="886/0002"),
    movement(""),
    movement("", X1="J - Joiner"),
    movement("", X1="Starter"),
    movement("movement_missing", refused=True, X1=None),
    movement("movement_unreadable", refused=True, X1="moved"),
    movement("date_joined_missing", refused=True, J1=None),
    movement("level_missing", L1=None),
    # What is asked of leavers alone is not asked of a joiner, and the other way round.
    movement("", V3="R99", V5="D99"),
    left("", L1=None, L2=None, L3=None, L10=None, C1=None),
    left("", X1="Left"),
    left("date_left_missing", refused=True, V1=None),
    left("destination_missing", V5=None, V6=None),
    left("leaving_reason_missing", V3=None),
    left("", J1="2021-09-01"),
]
