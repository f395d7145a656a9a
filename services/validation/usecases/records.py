"""How typed values become clean records: which column fills which field, by collection.

The values come from our own parsers and rules, so nothing is checked again here (a property test proves that a check
would pass); nothing here decides what is acceptable.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final

from services.validation.domain.rules.people import year_number
from services.validation.usecases.accepted_rows import AcceptedRows
from shared.contracts.records import (
    Columns,
    ContactColumns,
    EnrolmentColumns,
    PersonColumns,
    Records,
    RollColumns,
    Unsaid,
)
from shared.contracts.validation import RecordsAccepted
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.code_lists import LEVEL_NOT_KNOWN, OTHER_QUALIFICATION
from shared.vocabulary.ethnicities import main_ethnicity

Values = tuple[Any, ...]
Derived = dict[str, Values]
Fields = Mapping[str, str]

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
_PAIRS: Final = frozenset({tuple})
_PHONES: Final = ("home_phone", "mobile", "carer_phone")
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
_STANDS_IN_FOR_ATTENDANCE: Final = "FT"
_ROLL: Final[Fields] = {
    "school": "E1",
    "district": "K3",
    "ehcp_until": "K2",
    "moved_in_on": "K5",
}


def records_accepted(rows: AcceptedRows) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    return RecordsAccepted.model_construct(**rows.event.part_fields(), records=_records(rows) if rows else Records())


def _records(rows: AcceptedRows) -> Records:
    pieces: dict[str, Any] = {
        piece: _filled(kind, rows, fields, derived(rows))
        for piece, (kind, fields, derived) in _PIECES[rows.event.collection].items()
    }
    return Records.model_construct(
        ordinals=rows.ordinals,
        lines=rows.lines,
        keys=tuple(rows.keys.rows()),
        **pieces,
    )


def _filled(kind: type[Columns], rows: AcceptedRows, fields: Fields, derived: Derived) -> Columns:
    """Return the columns of one piece; those without a value in any row are left out."""
    columns = {field: rows.column(column) for field, column in fields.items() if rows.has(column)} | derived
    filled: dict[str, Any] = {field: values for field, values in columns.items() if _say_something(values)}
    return kind.model_construct(**filled)


def _say_something(values: Values) -> bool:
    return any(values) or values.count(None) < len(values)


def _of_person(rows: AcceptedRows) -> Derived:
    codes = rows.column("P15")
    years = {code: year_number(code) for code in set(codes)}
    kinds = tuple(upn and ("permanent" if upn[12].isdigit() else "temporary") for upn in rows.column("P1"))
    return {"upn_kind": kinds, "year_group": tuple(map(years.__getitem__, codes))} | _ethnicities(rows.column("P12"))


def _ethnicities(codes: Values) -> Derived:
    """Return the main codes, and beside them the senders' own where they are others."""
    mains = {code: code and main_ethnicity(code) for code in set(codes)}
    if all(code == main for code, main in mains.items()):
        return {}
    extended = tuple([code if code != mains[code] else None for code in codes])
    return {"ethnicity": tuple(map(mains.__getitem__, codes)), "ethnicity_extended": extended}


def _of_contact(rows: AcceptedRows) -> Derived:
    answers = rows.column("C12")
    phones: Derived = {}
    for field in _PHONES:
        if rows.has(_CONTACT[field]):
            phones |= _first_and_second(field, rows.column(_CONTACT[field]))
    address = tuple(tuple(filter(None, lines)) for lines in zip(*map(rows.column, _ADDRESS), strict=True))
    return phones | {
        "address": address if any(address) else (),
        "objection": tuple(answer == "Y" for answer in answers) if "Y" in answers else (),
    }


def _first_and_second(field: str, numbers: Values) -> Derived:
    """Return the numbers of a column, where a cell of it holds two, as two columns."""
    if _PAIRS.isdisjoint(map(type, numbers)):
        return {}
    pairs = [number if isinstance(number, tuple) else (number, None) for number in numbers]
    return {field: tuple([first for first, _ in pairs]), f"{field}_second": tuple([second for _, second in pairs])}


def _of_enrolment(rows: AcceptedRows) -> Derived:
    levels, attendance, ends = rows.column("L1"), rows.column("L7"), rows.column("L10")
    said: Derived = {"establishment": (rows.event.establishment,) * len(rows)}
    types = rows.column("L2")
    if not all(types):
        said["qualification_type"] = tuple([kind or OTHER_QUALIFICATION for kind in types])
    if not all(levels):
        said["level"] = tuple([level or LEVEL_NOT_KNOWN for level in levels])
    if not (all(attendance) and all(ends)):
        said["attendance"] = tuple([said_so or _STANDS_IN_FOR_ATTENDANCE for said_so in attendance])
        said["ends_on"] = tuple(map(_end_or_stand_in, ends, rows.column("L9"), repeat(rows.event.period)))
        said["unsaid"] = tuple(map(_unsaid, attendance, ends))
    return said


def _unsaid(attendance: str | None, ends_on: date | None) -> tuple[Unsaid, ...]:
    """Return the fields of an enrolment for which the record has a stand-in."""
    fields: tuple[tuple[Unsaid, object], ...] = (("attendance", attendance), ("ends_on", ends_on))
    return tuple(field for field, value in fields if value is None)


def _end_or_stand_in(ends_on: date | None, started_on: date, period: str) -> date:
    """Return the planned end; where none is known, 31 August of the return's year, or of a later one it starts in."""
    if ends_on is not None:
        return ends_on
    year = AcademicYear.containing(started_on)
    return max(year, AcademicYear.parse(period) or year).last_day


def _of_roll(rows: AcceptedRows) -> Derived:
    left = [entry or (None, None) for entry in rows.column("K6")]
    characteristics = rows.column("K4")
    return {
        "characteristics": tuple(codes or () for codes in characteristics) if any(characteristics) else (),
        "left_on": tuple(left_on for left_on, _ in left),
        "left_status": tuple(status or beside for status, (_, beside) in zip(rows.column("K11"), left, strict=True)),
    }


Piece = tuple[type[Columns], Fields, Callable[[AcceptedRows], Derived]]
_EVERYBODY: Final[Mapping[str, Piece]] = {
    "person": (PersonColumns, _PERSON, _of_person),
    "contact": (ContactColumns, _CONTACT, _of_contact),
}
_PIECES: Final[Mapping[str, Mapping[str, Piece]]] = MappingProxyType(
    {
        "S_ENR": {**_EVERYBODY, "enrolment": (EnrolmentColumns, _ENROLMENT, _of_enrolment)},
        "ROLL": {**_EVERYBODY, "roll": (RollColumns, _ROLL, _of_roll)},
    }
)
"""The pieces of the records of a collection: which columns fill them directly, and what works out the others."""
