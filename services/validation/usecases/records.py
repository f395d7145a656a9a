"""How typed values become clean records: which column fills which field, by collection.

The values come from our own parsers and rules, so nothing is checked again here (a property test proves that a check
would pass); nothing here decides what is acceptable.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.rules.people import year_number
from services.validation.usecases.accepted_rows import AcceptedRows
from shared.contracts.records import (
    Columns,
    ContactColumns,
    EnrolmentColumns,
    PersonColumns,
    Records,
    RollColumns,
)
from shared.contracts.validation import RecordsAccepted
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists.ethnicities import main_ethnicity

Values = tuple[Any, ...]
Derived = dict[str, Values]
Fields = Mapping[str, str]

_PERSON: Final[Fields] = {
    "surname": col.SURNAME,
    "forename": col.FORENAME,
    "middle_names": col.MIDDLE_NAMES,
    "preferred_surname": col.PREFERRED_SURNAME,
    "preferred_forename": col.PREFERRED_FORENAME,
    "born_on": col.BIRTH_DATE,
    "sex": col.SEX,
    "upn": col.UPN,
    "former_upn": col.FORMER_UPN,
    "uln": col.ULN,
    "local_ref": col.LOCAL_REFERENCE,
    "authority_ref": col.PERSON_NUMBER,
    "ethnicity": col.ETHNICITY,
    "sen": col.SEN,
    "postcode": col.POSTCODE,
}
_ADDRESS: Final = (col.ADDRESS_1, col.ADDRESS_2, col.TOWN)
_CONTACT: Final[Fields] = {
    "home_phone": col.HOME_PHONE,
    "mobile": col.MOBILE,
    "email": col.EMAIL,
    "carer_name": col.CARER_NAME,
    "carer_phone": col.CARER_PHONE,
    "carer_email": col.CARER_EMAIL,
}
_PAIRS: Final = frozenset({tuple})
_PHONES: Final = ("home_phone", "mobile", "carer_phone")


def records_accepted(rows: AcceptedRows) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    return RecordsAccepted.model_construct(**rows.event.part_fields(), records=_records(rows) if rows else Records())


def _records(rows: AcceptedRows) -> Records:
    pieces: dict[str, Any] = {
        piece: _filled(kind, rows, fields, derived(rows)) for piece, kind, fields, derived in _EVERYBODY
    }
    known = COLLECTION_RULES[rows.event.collection]
    piece, kind = _PIECES[rows.event.collection]
    pieces[piece] = _filled(kind, rows, known.facts, known.derived(rows))
    return Records.model_construct(
        ordinals=rows.ordinals,
        lines=rows.lines,
        keys=tuple(rows.keys.rows()),
        **pieces,
    )


def _filled(kind: type[Columns], rows: AcceptedRows, fields: Fields, derived: Mapping[str, Sequence[Any]]) -> Columns:
    """Return the columns of one piece; those without a value in any row are left out."""
    read = {field: rows.column(column) for field, column in fields.items() if rows.has(column)}
    columns: Mapping[str, Sequence[Any]] = {**read, **derived}
    filled: dict[str, Any] = {field: values for field, values in columns.items() if _say_something(values)}
    return kind.model_construct(**filled)


def _say_something(values: Sequence[Any]) -> bool:
    return any(values) or values.count(None) < len(values)


def _of_person(rows: AcceptedRows) -> Derived:
    codes = rows.column(col.YEAR_GROUP)
    years = {code: year_number(code) for code in set(codes)}
    kinds = tuple(upn and ("permanent" if upn[12].isdigit() else "temporary") for upn in rows.column(col.UPN))
    return {"upn_kind": kinds, "year_group": tuple(map(years.__getitem__, codes))} | _ethnicities(
        rows.column(col.ETHNICITY)
    )


def _ethnicities(codes: Values) -> Derived:
    """Return the main codes, and beside them the senders' own where they are others."""
    mains = {code: code and main_ethnicity(code) for code in set(codes)}
    if all(code == main for code, main in mains.items()):
        return {}
    extended = tuple([code if code != mains[code] else None for code in codes])
    return {"ethnicity": tuple(map(mains.__getitem__, codes)), "ethnicity_extended": extended}


def _of_contact(rows: AcceptedRows) -> Derived:
    answers = rows.column(col.OBJECTION)
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


_EVERYBODY: Final = (
    ("person", PersonColumns, _PERSON, _of_person),
    ("contact", ContactColumns, _CONTACT, _of_contact),
)
_PIECES: Final[Mapping[str, tuple[str, type[Columns]]]] = MappingProxyType(
    {"S_ENR": ("enrolment", EnrolmentColumns), "ROLL": ("roll", RollColumns)}
)
