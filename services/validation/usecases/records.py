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
from shared.contracts.records import UpnKind
from shared.contracts.validation import RecordsAccepted

Fields = Mapping[str, str]
Piece = dict[str, Any]
Derived = dict[str, Sequence[Any]]

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
    "ethnicity": "P12",
    "sen": "P14",
    "postcode": "C5",
}
_ADDRESS: Final = ("C1", "C2", "C3")
_CONTACT: Final[Fields] = {
    "home_phone": "C6",
    "mobile": "C7",
    "email": "C8",
    "carer_name": "C9",
    "carer_phone": "C10",
    "carer_email": "C11",
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
    "moved_in_on": "K5",
}


def records_accepted(event: RowsExtracted, judged: JudgedRows, keys: Sequence[Keys]) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    field, claims = _CLAIMS[event.collection]
    pieces = zip(
        event.rows, judged.verdicts, _people(judged), _contacts(judged), claims(event, judged), keys, strict=True
    )
    records = [
        {"ordinal": row.ordinal, "line": row.line, "person": person, "contact": contact, field: claim, "keys": blind}
        for row, verdict, person, contact, claim, blind in pieces
        if isinstance(verdict, Accepted)
    ]
    return RecordsAccepted.model_validate(head_of(event) | {"records": records})


def _pieces(judged: JudgedRows, fields: Fields, derived: Derived) -> Iterator[Piece]:
    """Yield one dictionary for each row; fields whose column the sheet lacks are left to their defaults."""
    known = {field: judged.columns[column] for field, column in fields.items() if column in judged.columns} | derived
    names = tuple(known)
    return (dict(zip(names, row, strict=True)) for row in zip(*known.values(), strict=True))


def _people(judged: JudgedRows) -> Iterator[Piece]:
    derived: Derived = {
        "upn_kind": [_upn_kind(upn) for upn in judged.values("P1")],
        "year_group": [year_number(code) for code in judged.values("P15")],
    }
    return _pieces(judged, _PERSON, derived)


def _contacts(judged: JudgedRows) -> Iterator[Piece]:
    lines = zip(*(judged.values(column) for column in _ADDRESS), strict=True)
    derived: Derived = {
        "address": [[line for line in address if line is not None] for address in lines],
        "objection": [answer == "Y" for answer in judged.values("C12")],
    }
    return _pieces(judged, _CONTACT, derived)


def _enrolments(event: RowsExtracted, judged: JudgedRows) -> Iterator[Piece]:
    return _pieces(judged, _ENROLMENT, {"establishment": (event.establishment,) * len(event.rows)})


def _roll_entries(event: RowsExtracted, judged: JudgedRows) -> Iterator[Piece]:
    left = [entry or (None, None) for entry in judged.values("K6")]
    statuses = zip(judged.values("K11"), left, strict=True)
    derived: Derived = {
        "characteristics": [codes or () for codes in judged.values("K4")],
        "left_on": [left_on for left_on, _ in left],
        "left_status": [status or beside for status, (_, beside) in statuses],
    }
    return _pieces(judged, _ROLL, derived)


def _upn_kind(upn: str | None) -> UpnKind | None:
    if upn is None:
        return None
    return "permanent" if upn[12].isdigit() else "temporary"


_CLAIMS: Final[Mapping[str, tuple[str, Callable[[RowsExtracted, JudgedRows], Iterator[Piece]]]]] = MappingProxyType(
    {"S_ENR": ("enrolment", _enrolments), "ROLL": ("roll", _roll_entries)}
)
"""The part of the record that a collection fills, and what fills it."""
