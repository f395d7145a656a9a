"""Examples of the rules about joiners, and about joiners and leavers in one file."""

from tests.spec.validation.examples import Example
from tests.spec.validation.rows import GOOD

LEFT: dict[str, str | None] = {
    "X1": "L",
    "J1": None,
    "V1": "2026-10-16",
    "V3": "R02",
    "V5": "D03",
    "V6": "MidKent College",
}
"""What makes the good row one of a leaver."""


def joiner(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JOIN", changed, frozenset(says.split()), refused)


def movement(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JL", changed, frozenset(says.split()), refused)


def left(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_JL", {**LEFT, **changed}, frozenset(says.split()), refused)


def destination(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("TEP_DEST", changed, frozenset(says.split()), refused)


def check(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("S_CHECK", changed, frozenset(says.split()), refused)


JOINED: dict[str, str | None] = {
    "K7": "JOINED",
    **{column: GOOD["S_JOIN"][column] for column in ("P11", "C1", "C5", "C7", "J1", "L1", "L2", "L3", "L10")},
}
"""What makes the good row of a checked list one of somebody who is not on it."""

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
    # Destinations answered on a list
    destination(""),
    destination("", V5="Apprenticeship", V8=None, V9=None),
    destination("destination_not_answered", refused=True, V5=None),
    destination("", refused=True, V5=None, V6=None, V8=None, V9=None),
    destination("", refused=True, V5=None, V6=None, V8=None, V9=None, P1=None),
    destination("destination_not_answered date_unreadable", refused=True, V5=None, V6=None, V8="no day", V9=None),
    destination("destination_answer_unreadable", refused=True, V5="we have written twice"),
    destination("", V5="D31", V6=None, V8=None, V9=None),
    destination("destination_name_missing", V6=None),
    destination("other_establishment", refused=True, E1="886/0002"),
    destination("yes_or_no_unreadable", V9="perhaps"),
    # The check of a pupil list
    check(""),
    check("", K7="ok"),
    check("check_not_answered", refused=True, K7=None),
    check("check_answer_unreadable", refused=True, K7="see our letter"),
    check("details_are_wrong", K7="WRONG DETAILS", K8="The name is spelt Zoe"),
    check("date_left_missing destination_missing", refused=True, K7="LEFT"),
    check("destination_missing", K7="LEFT", V1="2026-09-25"),
    check("", K7="Left", V1="2026-09-25", V5="D03"),
    check("leaves_too_far_ahead", refused=True, K7="LEFT", V1="2026-11-06", V5="D03"),
    Example("S_CHECK", JOINED, frozenset()),
    Example("S_CHECK", {**JOINED, "J1": None}, frozenset({"date_joined_missing"}), refused=True),
    Example("S_CHECK", {**JOINED, "L1": None}, frozenset({"level_missing"})),
    check("other_establishment", refused=True, E1="886/0002"),
]
