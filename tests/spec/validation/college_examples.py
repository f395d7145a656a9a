"""Examples of the rules about learners of colleges: enrolled, joined, left, and both in one file."""

from tests.spec.validation.examples import Example

LEFT = {"X1": "L", "J1": None, "V1": "2026-10-16", "V5": "D08", "V10": "41"}
"""What makes the good row one of a leaver."""


def college(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("C_ENR", changed, frozenset(says.split()), refused)


def joiner(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("C_JOIN", changed, frozenset(says.split()), refused)


def leaver(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("C_LEAVE", changed, frozenset(says.split()), refused)


def movement(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("C_JL", changed, frozenset(says.split()), refused)


def left(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("C_JL", {**LEFT, **changed}, frozenset(says.split()), refused)


COLLEGE_EXAMPLES: list[Example] = [
    college(""),
    college("", E5="Hadlow", E4="An Invented College"),
    college("ukprn_missing", E3=None),
    college("ukprn_unreadable", E3="886/0001"),
    college("other_college", refused=True, E3="10000002"),
    college("", E3="10000001.0"),
    college("uln_missing", P3=None),
    college("uln_none_yet", P3="9999999999"),
    college("local_reference_missing", P4=None),
    college("address_missing", C1=None),
    college("too_young_for_college", P10="2010-09-08"),
    college("", P10="2010-09-07"),
    college("too_old_for_college", P10="2006-09-07"),
    college("", P10="2006-09-08"),
    college("", P10="2001-02-14", P14="E"),
    college("too_old_for_college", P10="2001-02-14"),
    college("study_programme_missing", L5=None),
    college("", L5="31"),
    college("", L5="16 to 19 study programme"),
    college("core_aim_missing", L6=None),
    college("aim_reference_missing", L4=None),
    college("", L4="ZPROG001"),
    college("level_missing", L1=None),
    college("attendance_missing", L7=None),
    college("hours_contradict_attendance", L7="PT"),
    college("funding_model_not_on_list", L11="77"),
    college("", L11="25: 16 to 19"),
    college("start_missing", refused=True, L9=None),
    college("start_unreadable", refused=True, L9="next week"),
    college("ends_before_start", L10="2026-09-01"),
    college("", P12="31"),
    college("", P12="34 - Any other White background"),
    college("", P12="WBRI"),
    college("ethnicity_not_on_list", P12="ZZZZ"),
    college("leaver_in_enrolment", refused=True, V1="16/10/2026"),
    college("phone_missing", C7=None),
    college("upn_wrong_check_letter", P1="A886000026001"),
    joiner(""),
    joiner("", L9=None),
    joiner("", J1=None),
    joiner("date_joined_missing", refused=True, J1=None, L9=None),
    joiner("date_unreadable", L9="soon"),
    joiner("date_unreadable date_joined_missing", refused=True, J1=None, L9="soon"),
    joiner("date_joined_unreadable", refused=True, J1="after half term"),
    joiner("joins_too_far_ahead", refused=True, J1="2026-12-01"),
    joiner("joined_long_ago", J1="2025-09-29", L9=None),
    joiner("ends_before_start", L10="2026-10-01"),
    joiner("study_programme_missing", L5=None),
    joiner("other_college", refused=True, E3="10000002"),
    joiner("", P3="5161128622", J2="A School", J3="8860001"),
    leaver(""),
    leaver("date_left_missing", refused=True, V1=None),
    leaver("date_left_unreadable", refused=True, V1="half term"),
    leaver("leaves_too_far_ahead", refused=True, V1="2026-12-01"),
    leaver("left_long_ago", V1="2025-10-29"),
    leaver("attended_after_leaving", V2="2026-10-17"),
    leaver("withdrawal_reason_missing", V10=None),
    leaver("", V10=None, V3="R07"),
    leaver("withdrawal_reason_not_on_list withdrawal_reason_missing", V10="61"),
    leaver("", V10="2 - Moved to another provider"),
    leaver("leaving_reason_not_on_list", V3="R99"),
    leaver("destination_missing", V5=None),
    leaver("destination_not_on_list", V5="D99"),
    leaver("", V5="D03"),
    leaver("", C1=None),
    leaver("date_unreadable", L9="soon enough"),
    leaver("other_college", refused=True, E3="10000002"),
    movement(""),
    movement("", J1=None),
    movement("movement_missing", refused=True, X1=None),
    movement("movement_unreadable", refused=True, X1="moved"),
    movement("core_aim_missing", L6=None),
    # What is asked of leavers alone is not asked of a joiner, and the other way round.
    movement("", V5="D99", V10="61"),
    left(""),
    left("", L1=None, L4=None, L5=None, L6=None, L7=None, L10=None, C1=None),
    left("date_left_missing", refused=True, V1=None),
    left("withdrawal_reason_missing", V10=None),
    left("destination_missing", V5=None),
]
