"""How typed values become clean records: which column fills which field, by collection.

A record is checked as one whole by the event that carries it; nothing here decides what is acceptable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from services.validation.domain.rows import Accepted, JudgedRows
from services.validation.domain.rules.people import year_number
from services.validation.usecases.translate import Keys, head_of
from shared.contracts.ingest import RowsExtracted
from shared.contracts.validation import RecordsAccepted

Fields = Mapping[str, str]
Piece = dict[str, Any]

_PERSON: Final[Fields] = {
    "surname": "P5",
    "forename": "P6",
    "middle_names": "P7",
    "preferred_surname": "P8",
    "preferred_forename": "P9",
    "born_on": "P10",
    "sex": "P11",
    "upn": "P1",
    "former_upn": "P2",
    "uln": "P3",
    "local_ref": "P4",
    "authority_ref": "K1",
    "year_group": "P15",
    "ethnicity": "P12",
    "sen": "P14",
    "postcode": "C5",
}
_CONTACT: Final[Fields] = {
    "address": "C1",
    "home_phone": "C6",
    "mobile": "C7",
    "email": "C8",
    "carer_name": "C9",
    "carer_phone": "C10",
    "carer_email": "C11",
    "objection": "C12",
}
_ENROLMENT: Final[Fields] = {
    "enrolment_status": "J4",
    "level": "L1",
    "qualification_type": "L2",
    "title": "L3",
    "aim_reference": "L4",
    "study_programme": "L5",
    "attendance": "L7",
    "planned_hours": "L8",
    "started_on": "L9",
    "ends_on": "L10",
}
_ROLL: Final[Fields] = {
    "school": "E1",
    "district": "K3",
    "ehcp_until": "K2",
    "characteristics": "K4",
    "moved_in_on": "K5",
    "left_on": "K6",
    "left_status": "K11",
}


def records_accepted(event: RowsExtracted, judged: JudgedRows, keys: Sequence[Keys]) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    field, claims = _CLAIMS[event.collection]
    pieces = zip(_people(judged), _contacts(judged), claims(event, judged), strict=True)
    records = [
        {"ordinal": row.ordinal, "line": row.line, "person": person, "contact": contact, field: claim, "keys": blind}
        for row, verdict, (person, contact, claim), blind in zip(event.rows, judged.verdicts, pieces, keys, strict=True)
        if isinstance(verdict, Accepted)
    ]
    return RecordsAccepted.model_validate(head_of(event) | {"records": records})


def _pieces(judged: JudgedRows, fields: Fields) -> Iterator[Piece]:
    """Yield one dictionary for each row; fields whose column the sheet lacks are left to their defaults."""
    known = [(field, judged.columns[column]) for field, column in fields.items() if column in judged.columns]
    names = [field for field, _ in known]
    if not known:
        return ({} for _ in judged.verdicts)
    return (dict(zip(names, row, strict=True)) for row in zip(*(values for _, values in known), strict=True))


def _people(judged: JudgedRows) -> Iterator[Piece]:
    for person in _pieces(judged, _PERSON):
        upn = person.get("upn")
        if upn is not None:
            person["upn_kind"] = "permanent" if upn[12].isdigit() else "temporary"
        person["year_group"] = year_number(person.get("year_group"))
        yield person


def _contacts(judged: JudgedRows) -> Iterator[Piece]:
    address = zip(*(judged.values(column) for column in ("C1", "C2", "C3")), strict=True)
    for contact, lines in zip(_pieces(judged, _CONTACT), address, strict=True):
        contact["address"] = [line for line in lines if line is not None]
        contact["objection"] = contact.get("objection") == "Y"
        yield contact


def _enrolments(event: RowsExtracted, judged: JudgedRows) -> Iterator[Piece]:
    for enrolment in _pieces(judged, _ENROLMENT):
        enrolment["establishment"] = event.establishment
        yield enrolment


def _roll_entries(event: RowsExtracted, judged: JudgedRows) -> Iterator[Piece]:
    for entry in _pieces(judged, _ROLL):
        entry["characteristics"] = entry.get("characteristics") or ()
        left = entry.get("left_on")
        if left is not None:
            entry["left_on"] = left[0]
            entry["left_status"] = entry.get("left_status") or left[1]
        yield entry


_CLAIMS: Final[Mapping[str, tuple[str, Callable[[RowsExtracted, JudgedRows], Iterator[Piece]]]]] = MappingProxyType(
    {"S_ENR": ("enrolment", _enrolments), "ROLL": ("roll", _roll_entries)}
)
"""The part of the record that a collection fills, and what fills it."""
