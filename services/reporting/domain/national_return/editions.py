"""Editions of the national return's file: which elements it has, in which order, chosen by the end of its period.

Element names and the order of 2015: the field facts of the 2015-16 schema, with what 2019-20 added and took away. The
order of 2022: the columns of an extract of March 2022 (Buckinghamshire). The edition in force has not been read: it is
a new row here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.currency import Certainty


class Element(NamedTuple):
    """One element, and the field of the record that it is written from."""

    name: str
    field: str


@dataclass(frozen=True, slots=True)
class ReturnEdition:
    """How the file is laid out, from a day on."""

    name: str
    root: str
    database_id: str
    """Name of the header's element of the database."""
    personal: tuple[Element, ...]
    need: tuple[Element, ...]
    """After these come the characteristics."""
    activity: tuple[Element, ...]
    schema_version: str
    source: str
    certainty: Certainty
    effective_from: date = date.min
    """First end of a period that is reported in it."""


def _elements(text: str) -> tuple[Element, ...]:
    pairs = (line.split() for line in text.strip().splitlines())
    return tuple(Element(name, field) for name, field in pairs)


_NAMES: Final = """
YoungPersonsID young_persons_id
CohortStatus cohort_status
GivenName given_name
FamilyName family_name
AddressLine1 address_line_1
AddressLine2 address_line_2
AddressLine3 address_line_3
AddressLine4 address_line_4
Postcode postcode
Gender gender
DOB born_on
Ethnicity ethnicity
LeadLEA lead_lea
EducatedLEA educated_lea
"""
_PERSONAL_2015: Final = _elements(
    _NAMES
    + """
TransferredToLACode transferred_to
LEACodeAtYear11 lea_at_year_11
UniqueLearnerNo uln
UniquePupilNumber upn
GuaranteeStatusIndicator guarantee_indicator
PreviousYPIDIdentifier previous_id
""".lstrip()
)
_PERSONAL_2022: Final = _elements(
    _NAMES
    + """
UniqueLearnerNo uln
UniquePupilNumber upn
PreviousYPIDIdentifier previous_id
GuaranteeStatusIndicator guarantee_indicator
LEACodeAtYear11 lea_at_year_11
TransferredToLACode transferred_to
""".lstrip()
)
_NEED: Final = _elements("""
LevelOfNeedCode level_of_need
SENDFlag send_flag
SENSupportFlag sen_support_flag
""")
_ACTIVITY_2015: Final = _elements("""
ActivityCode activity
StartDate started_on
DateAscertained ascertained_on
DateVerified verified_on
ReviewDate review_on
DueToLapseDate due_on
CurrencyLapsed lapsed
EstablishmentNumber establishment_number
EstablishmentName establishment_name
UKProviderReferenceNumber ukprn
NEETStartDate neet_since
PredictedEndDate ends_on
""")
_ACTIVITY_2022: Final = _elements("""
ActivityCode activity
StartDate started_on
DateAscertained ascertained_on
DateVerified verified_on
DueToLapseDate due_on
CurrencyLapsed lapsed
EstablishmentNumber establishment_number
EstablishmentName establishment_name
UKProviderReferenceNumber ukprn
PredictedEndDate ends_on
ReviewDate review_on
NEETStartDate neet_since
""")

EDITIONS: Final[tuple[ReturnEdition, ...]] = (
    ReturnEdition(
        "2015",
        "NCCIS",
        "DatabaseID",
        _PERSONAL_2015,
        _NEED,
        _ACTIVITY_2015,
        "1",
        "field facts of the 2015-16 schema, with the changes of the validator of 2019-20: the root without a year,"
        " SENSupportFlag added, the fields of the youth contract gone",
        "verified",
    ),
    ReturnEdition(
        "2022",
        "NCCIS",
        "DatabaseID",
        _PERSONAL_2022,
        _NEED,
        _ACTIVITY_2022,
        "1",
        "columns of an extract of March 2022, from the first day of its year of requirements on; whether the elements"
        " are nested as before is not known, nor whether later editions kept the order: to be confirmed by the"
        " authority against the schema in force",
        "derived",
        date(2021, 4, 1),
    ),
)
"""In the order of the days from which they apply."""


def edition_of(period_end: date) -> ReturnEdition:
    """Return the edition in which a period that ends on that day is reported."""
    return [row for row in EDITIONS if row.effective_from <= period_end][-1]
