"""Two returns beside the file, as tables: the September Guarantee, and the Annual Activity Survey."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.currency import Certainty
from services.reporting.domain.guarantee.words import CODES
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.snapshots.line import SnapshotLine
from shared.vocabulary.home_authorities import home_authority_on

_SURVEY_DAY: Final = (11, 1)
"""The situation on 1 November (source: ONE-IYSS, STAFFORDSHIRE)."""
_YEAR_AFTER_11: Final = 12


class TableRow(NamedTuple):
    """Somebody of a table: their line in the snapshot, and how the national return has them."""

    line: SnapshotLine
    record: YoungPersonsRecord
    as_at: date


class TableColumn(NamedTuple):
    """One column."""

    heading: str
    cell: Callable[[TableRow], object]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Columns and their order, from a day on."""

    columns: tuple[TableColumn, ...]
    source: str
    certainty: Certainty
    effective_from: date = date.min


_WHO: Final = (
    TableColumn("YoungPersonsID", lambda row: row.record.young_persons_id),
    TableColumn("FamilyName", lambda row: row.record.family_name),
    TableColumn("GivenName", lambda row: row.record.given_name),
    TableColumn("DOB", lambda row: row.record.born_on),
    TableColumn("Gender", lambda row: row.record.gender),
    TableColumn("Postcode", lambda row: row.record.postcode),
    TableColumn("SchoolNumber", lambda row: row.line.school),
)
GUARANTEE: Final[tuple[TableLayout, ...]] = (
    TableLayout(
        (
            *_WHO,
            TableColumn("Node", lambda row: row.line.guarantee_node),
            TableColumn("GuaranteeStatus", lambda row: row.line.guarantee_code),
            TableColumn("Counted as", lambda row: CODES[row.line.guarantee_code] if row.line.guarantee_code else None),
            TableColumn("LEACode", lambda row: home_authority_on(row.as_at).code),
        ),
        "the fields of the file's nodes of the guarantee, with who it is about; to be confirmed by the authority",
        "proposed",
    ),
)
SURVEY: Final[tuple[TableLayout, ...]] = (
    TableLayout(
        (
            *_WHO,
            TableColumn("Ethnicity", lambda row: row.record.ethnicity),
            TableColumn("SENDFlag", lambda row: row.record.send_flag),
            TableColumn("ActivityCode", lambda row: row.record.activity),
            TableColumn("StartDate", lambda row: row.record.started_on),
            TableColumn("DateVerified", lambda row: row.record.verified_on),
            TableColumn("CurrencyLapsed", lambda row: row.record.lapsed),
            TableColumn("EstablishmentNumber", lambda row: row.record.establishment_number),
            TableColumn("EstablishmentName", lambda row: row.record.establishment_name),
            TableColumn("UKProviderReferenceNumber", lambda row: row.record.ukprn),
        ),
        "no layout of the survey could be read: the fields of the file that say who somebody is and what they do, under"
        " their names there; to be replaced by the authority's",
        "proposed",
    ),
)
"""Both in the order of the days from which they apply."""


def layout_of(rows: tuple[TableLayout, ...], on: date) -> TableLayout:
    """Return the layout in force on that day."""
    return [row for row in rows if row.effective_from <= on][-1]


def is_survey_day(on: date) -> bool:
    """Tell whether a snapshot of that day is what the survey asks about."""
    return (on.month, on.day) == _SURVEY_DAY


def in_guarantee(line: SnapshotLine) -> bool:
    """Tell whether somebody belongs to the cohort of the guarantee that the day reports."""
    return line.guarantee_member and line.guarantee_code is not None


def in_survey(line: SnapshotLine) -> bool:
    """Tell whether somebody finished Year 11 that summer and was educated here, or lived here and was on no roll.

    Membership is that of the September Guarantee's Year 11, which is fixed on the same 31 May. Who was in custody here
    is known only where the roll says so.
    """
    return line.year_group == _YEAR_AFTER_11 and line.guarantee_member and line.guarantee_node == "Year 11"
