"""What each rule says, by example: the cells changed in a good row, and the defects that are then said of it."""

from dataclasses import dataclass, field

from services.validation.domain.context import Context
from tests.spec.validation.rows import EARLY, PRODUCTION


@dataclass(frozen=True)
class Example:
    """One changed row. `says` are the names of all defects said; refusal follows from their severities."""

    collection: str
    changed: dict[str, str | None]
    says: frozenset[str]
    refused: bool = False
    context: Context | None = field(default=None, compare=False)
    marks: tuple[tuple[str, str | None], ...] = ()
    """What ingest saw of the row's cells: the defect and the column."""


def enr(
    says: str,
    *,
    refused: bool = False,
    context: Context | None = None,
    marks: tuple[tuple[str, str | None], ...] = (),
    **changed: str | None,
) -> Example:
    return Example("S_ENR", changed, frozenset(says.split()), refused, context, marks)


def roll(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("ROLL", changed, frozenset(says.split()), refused)


EXAMPLES: list[Example] = [
    enr(""),
    roll(""),
    # Who the row is about: numbers
    enr("upn_missing", P1=None),
    enr("upn_missing", P1="n/a"),
    enr("upn_wrong_length", P1="U88600002600"),
    enr("upn_wrong_check_letter", P1="A886000026001"),
    enr("upn_middle_not_digits", P1="X80120000A001"),
    enr("upn_first_not_letter", P1="1886000026001"),
    enr("upn_last_character", P1="H80120000100I"),
    enr("upn_unknown_authority", P1="R900400001001"),
    enr("upn_temporary", P1="T88600002601A"),
    enr("upn_allocated_in_the_future", P1="K886400127001"),
    enr("", P1="U886000026001"),
    enr("upn_test_number", P1="U886000026001", context=PRODUCTION),
    enr("upn_repaired", P1="U8860000260O1"),
    enr("", P1=" u886000026001."),
    roll("former_upn_unreadable", P2="A886000026001"),
    roll("", P2="D886000014123"),
    enr("uln_missing", P3=None),
    enr("uln_wrong_length", P3="100000009"),
    enr("uln_wrong_check_digit", P3="1234567890"),
    enr("uln_may_be_nhs_number", P3="9434765919"),
    enr("uln_lost_digits", P3="9.27631E+09"),
    enr("uln_not_digits", P3="see office"),
    enr("uln_none_yet", P3="9999999999"),
    roll("", P1=None),
    roll("", P3=None),
    roll("upn_missing", P1=None, P3=None),
    enr("local_ref_too_long", P4="1234567890123"),
    # Who the row is about: names
    enr("surname_missing", refused=True, P5=None),
    enr("surname_missing", refused=True, P5="-"),
    enr("forename_missing", refused=True, P6="TBC"),
    enr("", P5="Null", P6="Na"),
    enr("name_split", P5=None, P6=None, P0="SMITH, John"),
    enr("name_split", P5=None, P6=None, P0="Mary Jane Smith"),
    enr("name_split forename_missing", refused=True, P5=None, P6=None, P0="Prince"),
    enr("name_odd_characters", P6="Tom (Thomas)"),
    enr("name_odd_characters", P5="Smith2"),
    enr("text_repaired", P5="NÃºÃ±ez"),
    enr("text_too_long", P7="A" * 101),
    # When they were born
    enr("birth_date_missing", P10=None),
    enr("birth_date_missing", P10="01/01/1900"),
    enr("birth_date_unreadable", P10="summer 2010"),
    enr("birth_date_unreadable", P10="31/02/2010"),
    enr("birth_date_implausible", P10="1975-05-05"),
    enr("birth_date_implausible", P10="2015-05-05"),
    enr("born_in_the_future", P10="2030-05-05"),
    enr("birth_date_missing upn_missing uln_missing nothing_to_recognise_by", refused=True, P10=None, P1=None, P3=None),
    enr("birth_date_missing upn_missing", P10=None, P1=None),
    roll("birth_date_missing upn_missing nothing_to_recognise_by", refused=True, P10=None, P1=None, P3=None),
    enr("", P10="2010-08-31"),
    enr("of_compulsory_school_age year_group_off_by_one", refused=True, P10="2010-09-01"),
    enr("", P10="2008-09-01", P15="13"),
    enr("", P10="2007-09-01", P15="14"),
    enr("older_than_sixth_form", P10="2006-08-31", P15="14"),
    enr("", P10="2006-08-31", P15="14", P14="E"),
    enr("month_first", P10="02/14/2010"),
    # Sex, year group, ethnicity, SEN
    enr("sex_missing", P11=None),
    enr("sex_not_on_list", P11="boyish"),
    enr("", P11="Unknown"),
    enr("year_group_missing", P15=None),
    enr("year_group_not_on_list", P15="sixth"),
    enr("year_group_off_by_one", P15="13"),
    enr("year_group_contradicts_age", P15="14"),
    enr("year_group_off_by_one taught_below_year_12", P15="11"),
    enr("", P15="X"),
    enr("ethnicity_not_on_list", P12="Q"),
    enr("sen_not_on_list", P14="Z"),
    # How they are reached
    enr("address_missing", C1=None),
    enr("postcode_missing", C5=None),
    enr("postcode_wrong_shape", C5="ME14"),
    enr("postcode_repaired", C5="ME14 IXX"),
    enr("postcode_pseudo", C5="ZZ99 3CZ"),
    enr("phone_missing", C7=None),
    enr("", C7=None, C10="01632 960123"),
    enr("", C7=None, C12="Y"),
    enr("phone_unreadable phone_missing", C7="ask mum"),
    enr("phone_wrong_length phone_missing", C7="0770090012"),
    enr("phone_lost_digits phone_missing", C7="7.7009E+09"),
    enr("phone_placeholder phone_missing", C7="01234567890"),
    enr("phone_several", C7="07700 900123 / 01632 960123"),
    enr("phone_premium", C7="070 1234 5678"),
    enr("email_wrong_shape", C8="zoe at example.org"),
    enr("contact_withheld", C12="Y"),
    enr("objection_unreadable contact_withheld", C12="perhaps"),
    # What they learn
    enr("level_missing", L1=None),
    enr("level_not_on_list", L1="high"),
    enr("", L1="Level 2"),
    enr("qualification_type_missing", refused=True, L2=None),
    enr("qualification_type_not_on_list", L2="Pre-U"),
    enr("title_missing", L3=None),
    enr("text_too_long", L3="A" * 256),
    enr("text_too_long", L3="A" * 1020),
    enr("text_far_too_long title_missing", L3="A" * 1021),
    enr("text_far_too_long surname_missing", refused=True, P5="A" * 401),
    enr("phone_unreadable phone_missing", C7="(" * 32_767),
    enr("aim_reference_unreadable", L4="603/0390/01"),
    enr("study_programme_not_on_list", L5="evening"),
    enr("attendance_missing", L7=None),
    enr("attendance_not_on_list", L7="mostly"),
    enr("hours_unreadable", L8="many"),
    enr("hours_out_of_range", L8="2001"),
    enr("hours_contradict_attendance", L8="300"),
    enr("hours_contradict_attendance", L8="540", L7="PT"),
    enr("", L8="540"),
    enr("start_missing", refused=True, L9=None),
    enr("formula_error start_missing", refused=True, L9="#REF!"),
    enr("start_unreadable", refused=True, L9="September"),
    enr("", L9="2026-11-05"),
    enr("starts_too_far_ahead", refused=True, L9="2026-11-06"),
    enr("", L9="2026-09-07", context=EARLY),
    enr("", L9="2026-10-02", context=EARLY),
    enr("starts_too_far_ahead", refused=True, L9="2026-10-03", context=EARLY),
    enr("", L9="2021-10-05", L10="2026-10-05"),
    enr("started_long_ago ended_already", L9="2021-10-04", L10="2026-10-04"),
    enr("started_long_ago ends_too_late", refused=True, L9="2021-10-04"),
    enr("end_missing", L10=None),
    enr("end_unreadable", L10="July"),
    enr("ends_before_start ended_already", refused=True, L10="2026-09-07"),
    enr("ends_too_late", refused=True, L10="2031-09-08"),
    enr("", L10="2031-09-07"),
    enr("ended_already", L9="2025-09-01", L10="2026-10-04"),
    enr("", L9="2025-09-01", L10="2026-10-05"),
    enr("enrolment_status_not_on_list", J4="Z"),
    enr("guest_or_subsidiary", J4="G"),
    enr("guest_or_subsidiary", J4="S - Current subsidiary"),
    enr("", J4="M"),
    enr("leaver_in_enrolment", refused=True, V1="16/10/2026"),
    enr("leaver_in_enrolment", refused=True, V1="left"),
    enr("", V1="N"),
    # Whose row it is
    enr("other_establishment", refused=True, E1="886/0002"),
    enr("establishment_missing", E1=None),
    enr("establishment_unreadable", E1="Example School"),
    enr("", E1="0001"),
    enr("formula_error", L5="#N/A"),
    # Scope, in the county roll
    roll("school_missing", E1=None, P15="11", P10="2011-02-14"),
    roll("", E1=None),
    roll("school_unreadable", E1="Example School"),
    roll("district_missing", K3=None),
    roll("district_not_on_list", K3="Medway"),
    roll("characteristic_unreadable", K4="120;young carer"),
    roll("", K4="120; 180"),
    roll("date_unreadable", K2="next year"),
    roll("date_unreadable", K5="soon"),
    roll("left_status_missing", K6="2026-10-01"),
    # Cells that ingest could not have
    enr("formula_error", marks=(("formula_error", "P7"),)),
    enr("formula_error contact_withheld", marks=(("formula_error", "C12"),), C12=None),
    enr("formula_error start_missing", marks=(("formula_error", "L9"),), refused=True, L9=None),
    enr("formula_not_computed", marks=(("formula_not_computed", "P7"),), P7=None),
    roll("", K6="2026-10-01", K11="T"),
    roll("", K6="01/10/2026 T"),
    roll("left_status_not_on_list left_status_missing", K6="2026-10-01", K11="Q"),
]
