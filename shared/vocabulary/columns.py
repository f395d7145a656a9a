"""The master dictionary of columns: one row for each thing that a return can say, with its header, type and width.

The real column headings of the county's templates are not published; headers are matched through aliases
(`headers.py`), never by position. Widths are the ILR's where it has the field.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

ColumnKind = Literal["text", "code", "date", "int", "yn"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the dictionary. `id` is permanent; the header is what our own templates print."""

    id: str
    header: str
    kind: ColumnKind
    length_max: int
    """Characters after trimming."""
    allowed: str
    """What may stand in it, in words for the manual."""
    code_list: str | None = None
    """Name of its list in `code_lists`, where it has one."""
    example: str = ""

    @property
    def section(self) -> str:
        """The part of the dictionary it belongs to."""
        return _SECTIONS[self.id[0]]


_SECTIONS: Final = {
    "E": "Establishment",
    "P": "Identity",
    "C": "Contact",
    "L": "Learning",
    "X": "Movement",
    "J": "Movement",
    "V": "Movement",
    "G": "September Guarantee",
    "K": "Authority",
    "T": "Contacts",
}

_UPN, _ULN, _PHONE = "13 characters, check letter first", "10 digits with check digit", "10 or 11 digits, one number"
_NAME, _DFE, _DATE = "letters, space, hyphen, apostrophe, full stop", "3 + 4 digits, normally 886/nnnn", "dd/mm/yyyy"

COLUMNS: Final[tuple[Column, ...]] = (
    Column("E1", "DfE Number", "text", 8, _DFE, example="886/5411"),
    Column("E2", "School Name", "text", 100, "any; for people, never a key", example="Example Grammar School"),
    Column("E3", "UKPRN", "text", 8, "8 digits", example="10004721"),
    Column("E4", "College Name", "text", 100, "any; for people, never a key"),
    Column("E5", "Campus", "text", 60, "any", example="Tonbridge"),
    Column("P0", "Name", "text", 200, "surname and forename in one cell; read, never asked for", example="SMITH, Jo"),
    Column("P1", "UPN", "text", 13, _UPN, example="U886000026001"),
    Column("P2", "Former UPN", "text", 13, _UPN),
    Column("P3", "ULN", "text", 10, _ULN, example="5161128622"),
    Column("P4", "Admission Number / Learner Ref", "text", 12, "letters, digits, spaces", example="004512"),
    Column("P5", "Legal Surname", "text", 100, _NAME, example="O'Brien-Smith"),
    Column("P6", "Legal Forename", "text", 100, _NAME, example="Zoë"),
    Column("P7", "Middle Names", "text", 100, _NAME, example="Anne Louise"),
    Column("P8", "Preferred Surname", "text", 100, _NAME, example="Smith"),
    Column("P9", "Preferred Forename", "text", 100, _NAME, example="Zo"),
    Column("P10", "Date of Birth", "date", 10, _DATE, example="14/02/2010"),
    Column("P11", "Sex", "code", 1, "M, F, U, W", "sex", "F"),
    Column("P12", "Ethnicity", "code", 4, "DfE main or extended code", "ethnicity", "WBRI"),
    Column("P13", "First Language", "code", 3, "DfE language code", "language", "ENG"),
    Column("P14", "SEN Provision", "code", 1, "N, K, E", "sen", "K"),
    Column("P15", "NC Year Group", "code", 2, "R, 1 to 14, X", "year_group", "12"),
    Column("C1", "Address Line 1", "text", 50, "any", example="12 Mill Lane"),
    Column("C2", "Address Line 2", "text", 50, "any"),
    Column("C3", "Town", "text", 50, "any", example="Maidstone"),
    Column("C5", "Postcode", "text", 8, "a full postcode", example="ME14 1XX"),
    Column("C6", "Home Telephone", "text", 18, _PHONE, example="01632 960123"),
    Column("C7", "Student Mobile", "text", 18, _PHONE, example="07700 900123"),
    Column("C8", "Student Email", "text", 100, "one @, no spaces", example="zoe@example.org"),
    Column("C9", "Parent/Carer Name", "text", 100, "any", example="Ms A O'Brien"),
    Column("C10", "Parent/Carer Telephone", "text", 18, _PHONE, example="07700 900456"),
    Column("C11", "Parent/Carer Email", "text", 100, "one @, no spaces", example="a@example.org"),
    Column("C12", "Data Sharing Objection", "yn", 1, "Y, N; blank means N", "yes_no", "N"),
    Column("L1", "Qualification Level", "code", 1, "E, 1 to 7, X", "level", "3"),
    Column("L2", "Qualification Type", "code", 12, "family of qualification", "qualification_type", "ALEVEL"),
    Column("L3", "Qualification Title", "text", 255, "title or subjects", example="Maths, Physics, Art"),
    Column("L4", "Learning Aim Ref / QN", "text", 8, "up to 8 letters and digits", example="60303900"),
    Column("L5", "Study Programme", "code", 12, "kind of programme", "study_programme", "STUDYPROG"),
    Column("L6", "Core Aim", "text", 255, "title of the core aim", example="L2 Dip Brickwork"),
    Column("L7", "Attendance", "code", 2, "FT, PT", "attendance", "FT"),
    Column("L8", "Planned Hours", "int", 4, "0 to 2000 hours a year", example="600"),
    Column("L9", "Start Date", "date", 10, "not after the file date + 31 days", example="07/09/2026"),
    Column("L10", "Planned End Date", "date", 10, "after the start, at most 5 years later", example="09/07/2027"),
    Column("L11", "Funding Model", "code", 2, "ILR code", "funding_model", "25"),
    Column("X1", "Movement", "code", 1, "J, L", "movement", "L"),
    Column("J1", "Date Joined", "date", 10, "within 13 months before the file", example="05/10/2026"),
    Column("J2", "Previous Establishment", "text", 100, "any"),
    Column("J3", "Previous DfE No / UKPRN", "text", 8, "7 or 8 digits", example="10006570"),
    Column("J4", "Enrolment Status", "code", 1, "C, G, M, S, F, O", "enrolment_status", "C"),
    Column("V1", "Date Left", "date", 10, "last day on roll", example="16/10/2026"),
    Column("V2", "Last Attended", "date", 10, "not after the date left", example="02/10/2026"),
    Column("V3", "Reason for Leaving", "code", 3, "R01 to R15", "leaving_reason", "R04"),
    Column("V4", "Ground for Removal", "code", 1, "regulation 9(1) letter, a to o", "removal_ground", "f"),
    Column("V5", "Destination", "code", 3, "D01 to D36", "destination", "D03"),
    Column("V6", "Destination Name", "text", 100, "any"),
    Column("V7", "Destination DfE No / UKPRN", "text", 8, "7 or 8 digits", example="10004340"),
    Column("V8", "Destination Start Date", "date", 10, _DATE, example="19/10/2026"),
    Column("V9", "Destination Confirmed", "yn", 1, "Y, N", "yes_no", "N"),
    Column("V10", "Withdrawal Reason", "code", 2, "ILR code", "withdrawal_reason", "2"),
    Column("V11", "NEET Risk / Support Needed", "yn", 1, "Y, N", "yes_no", "Y"),
    Column("G1", "Applicant Type", "code", 3, "INT, EXT", "applicant_type", "INT"),
    Column("G2", "Current School DfE Number", "text", 8, _DFE, example="886/5411"),
    Column("G3", "Current School Name", "text", 100, "any"),
    Column("G4", "Offer Type", "code", 11, "GUARANTEED, CONDITIONAL, NONE", "offer_type", "CONDITIONAL"),
    Column("G5", "Offer Date", "date", 10, "not in the future", example="12/03/2027"),
    Column("G6", "Offer Response", "code", 9, "OFFERED, ACCEPTED, DECLINED, WITHDRAWN", "offer_response", "ACCEPTED"),
    Column("G7", "Course Offered", "text", 255, "any", example="A levels"),
    Column("G8", "Level Offered", "code", 1, "E, 1 to 7, X", "level", "3"),
    Column("G9", "Offer Start Date", "date", 10, _DATE, example="06/09/2027"),
    Column("G10", "Year Group at Offer", "code", 2, "11, 12", "year_group", "11"),
    Column("G11", "Conditions", "text", 255, "any"),
    Column("G12", "Why No Offer", "code", 3, "September Guarantee status code", "guarantee_status", "151"),
    Column("K1", "Person Number", "text", 20, "the authority's own number", example="K0004512"),
    Column("K2", "EHCP Until", "date", 10, _DATE, example="31/08/2028"),
    Column("K3", "District", "code", 9, "ONS code or name of the district", "district", "E07000110"),
    Column("K4", "Characteristics", "text", 60, "three-digit codes separated by ;", example="120;180"),
    Column("K5", "Moved In On", "date", 10, _DATE, example="01/10/2026"),
    Column("K6", "Left Scope On", "date", 10, _DATE, example="01/10/2026"),
    Column("K9", "Application Id", "text", 20, "number of the application", example="A0012345"),
    Column("K10", "Changed At", "date", 10, _DATE, example="12/03/2027"),
    Column("K7", "Check Answer", "code", 13, "CORRECT, LEFT, JOINED, WRONG DETAILS", "check_answer", "CORRECT"),
    Column("K8", "Comment", "text", 255, "any"),
    Column("T1", "Contact Date", "date", 10, _DATE, example="16/11/2026"),
    Column("T2", "Channel", "code", 12, "PHONE, EMAIL, TEXT, LETTER, SOCIAL", "contact_channel", "PHONE"),
    Column("T3", "Outcome", "code", 9, "REACHED, MESSAGE, NO ANSWER, WRONG, REFUSED", "contact_outcome", "REACHED"),
    Column("T4", "Spoke With", "code", 5, "YP, CARER, OTHER", "spoke_with", "CARER"),
    Column("T5", "Activity Code", "code", 3, "national activity code", "activity", "330"),
    Column("T6", "Activity Since", "date", 10, _DATE, example="02/11/2026"),
    Column("T7", "Activity Until", "date", 10, _DATE),
    Column("T8", "What Was Said", "text", 500, "any"),
    Column("T9", "Review Date", "date", 10, _DATE, example="16/02/2027"),
    Column("K11", "Left Scope Status", "code", 1, "T, E, A, L, D", "left_status", "T"),
    Column("K12", "List Line", "text", 20, "pre-filled: which line of the list it is", example="L0004512"),
    Column("K13", "Status on Roll", "text", 60, "pre-filled: as the authority has it"),
)

BY_ID: Final = MappingProxyType({column.id: column for column in COLUMNS})


def get_column(column_id: str) -> Column:
    """Return the column with that id; KeyError when the dictionary has none."""
    return BY_ID[column_id]
