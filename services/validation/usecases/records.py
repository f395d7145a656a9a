"""The rows of a part that can be used, and which of their columns fills which field of the clean records.

The values come from our own parsers and rules, so nothing is checked again here (a property test proves that a check
would pass); nothing here decides what is acceptable.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import compress
from typing import Any, Final, TypeVar

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.collections.collection_rules import Column
from services.validation.domain.rows import JudgedRows
from services.validation.domain.rules.people import year_number
from shared.contracts.ingest import RowsExtracted
from shared.contracts.records import (
    ContactColumns,
    PersonColumns,
    Records,
)
from shared.contracts.validation import RecordsAccepted
from shared.crypto.blind_index import BlindIndex
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists.ethnicities import main_ethnicity

T = TypeVar("T")


class AcceptedRows:
    """The accepted rows: what of a column, or of anything that has a value for each row, is theirs."""

    def __init__(self, event: RowsExtracted, judged: JudgedRows, keys: BlindIndex) -> None:
        self.event = event
        self._judged = judged
        self._wanted = _all_but(judged.rows, judged.refused) if judged.refused else None
        self.lines = self.of(event.lines)
        self.ordinals = self.of(event.ordinals)
        self.keys = BlindIndex(*map(self.of, keys))

    @property
    def establishment(self) -> str:
        """DfE number or UKPRN of the return that the rows are part of."""
        return self.event.establishment

    @property
    def period(self) -> str:
        """Period of that return."""
        return self.event.period

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, values: Iterable[T]) -> tuple[T, ...]:
        """Return those of the values that stand in accepted rows."""
        return tuple(values if self._wanted is None else compress(values, self._wanted))

    def has(self, column_id: str) -> bool:
        """Return whether there are values of a column, from the sheet or worked out."""
        return column_id in self._judged.columns

    def column(self, column_id: str) -> tuple[Any, ...]:
        """Return a column's values; None for every row where the sheet lacks it."""
        return self.of(self._judged.values(column_id))


def _all_but(rows: int, refused: Iterable[int]) -> bytearray:
    wanted = bytearray(b"\x01") * rows
    for position in refused:
        wanted[position] = 0
    return wanted


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
_OBJECTS: Final = {"Y": True, "N": False}
_PAIRS: Final = frozenset({tuple})
_PHONES: Final = ("home_phone", "mobile", "carer_phone")


def records_accepted(rows: AcceptedRows) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    return RecordsAccepted.model_construct(**rows.event.part_fields(), records=_records(rows) if rows else Records())


def _records(rows: AcceptedRows) -> Records:
    known = COLLECTION_RULES[rows.event.collection]
    return Records.model_construct(
        ordinals=rows.ordinals,
        lines=rows.lines,
        keys=tuple(rows.keys.rows()),
        person=PersonColumns.model_construct(**_filled(rows, _PERSON, _of_person(rows))),
        contact=ContactColumns.model_construct(**_filled(rows, _CONTACT, _of_contact(rows))),
        facts={name: _as_facts(values) for name, values in _filled(rows, known.facts, known.derived(rows)).items()},
        objections=_objections(rows.column(col.OBJECTION)),
    )


def _objections(answers: Values) -> tuple[bool | None, ...]:
    return tuple(map(_OBJECTS.get, answers)) if "Y" in answers or "N" in answers else ()


def _filled(rows: AcceptedRows, fields: Fields, derived: Mapping[str, Column]) -> dict[str, Any]:
    """Return the columns of these fields; those without a value in any row are left out."""
    read = {field: rows.column(column) for field, column in fields.items() if rows.has(column)}
    columns: Mapping[str, Column] = {**read, **derived}
    return {field: values for field, values in columns.items() if _any_value(values)}


def _as_facts(values: Column) -> tuple[Any, ...]:
    """Return a column as facts travel: dates as 2026-09-07."""
    first = next(value for value in values if value is not None)
    if not isinstance(first, date):
        return tuple(values)
    days = {on: on and on.isoformat() for on in set(values)}
    return tuple(map(days.__getitem__, values))


def _any_value(values: Column) -> bool:
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
