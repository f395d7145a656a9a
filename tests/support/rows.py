"""Records one by one, as tests like to write them, and the columns in which they travel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

from shared.contracts.records import (
    Columns,
    ContactColumns,
    PersonColumns,
    Records,
    UpnKind,
)

C = TypeVar("C", bound=Columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """Who one row is about; fields as in `PersonColumns`."""

    surname: str
    forename: str
    middle_names: str | None = None
    preferred_surname: str | None = None
    preferred_forename: str | None = None
    born_on: date | None = None
    sex: str | None = None
    upn: str | None = None
    upn_kind: UpnKind | None = None
    former_upn: str | None = None
    uln: str | None = None
    local_ref: str | None = None
    authority_ref: str | None = None
    year_group: int | None = None
    ethnicity: str | None = None
    sen: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """How one person can be reached; fields as in `ContactColumns`."""

    address: tuple[str, ...] = ()
    home_phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    carer_name: str | None = None
    carer_phone: str | None = None
    carer_email: str | None = None
    objection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The facts of a school enrolment."""

    enrolment_status: str | None = None
    level: str
    qualification_type: str
    title: str | None = None
    aim_reference: str | None = None
    study_programme: str | None = None
    attendance: str | None
    planned_hours: int | None = None
    started_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollEntry:
    """The facts of an entry of the county roll."""

    school: str | None = None
    district: str | None = None
    ehcp_until: date | None = None
    characteristics: tuple[str, ...] = ()
    moved_in_on: date | None = None
    left_on: date | None = None
    left_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One accepted row."""

    ordinal: int
    line: int
    person: PersonDetails
    contact: ContactDetails | None = None
    facts: object | None = None
    """A value of the collection's own class below, or facts by name."""
    keys: tuple[int, ...] = ()


_PIECES: Mapping[str, tuple[type[Columns], type[Any], object]] = {
    "person": (PersonColumns, PersonDetails, None),
    "contact": (ContactColumns, ContactDetails, ContactDetails()),
}


def records_of(rows: Iterable[Record]) -> Records:
    """Return the rows as columns."""
    listed = list(rows)
    pieces = {}
    for name, (columns, _, nothing) in _PIECES.items():
        values = [getattr(row, name) for row in listed]
        if any(value is not None for value in values):
            pieces[name] = _columns(columns, [nothing if value is None else value for value in values])
    facts = [facts_of(row) for row in listed]
    return Records(
        ordinals=tuple(row.ordinal for row in listed),
        lines=tuple(row.line for row in listed),
        keys=tuple(row.keys for row in listed),
        facts={
            name: tuple(each.get(name) for each in facts) for name in {name: None for each in facts for name in each}
        },
        **pieces,
    )


def facts_of(row: Record) -> Mapping[str, Any]:
    """Return the facts of a row as they travel: by name, dates as text, those without a value left out."""
    facts = row.facts
    if not is_dataclass(facts):
        return dict(facts or {})  # type: ignore[call-overload, no-any-return]
    named = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in named.items()
        if value not in (None, ())
    }


def rows_of(records: Records) -> list[Record]:
    """Return the columns as rows."""
    return [_row(records.at(position)) for position in range(len(records))]


def _columns(kind: type[C], values: list[Any]) -> C:
    names = [field.name for field in fields(values[0])]
    columns = {name: tuple(getattr(value, name) for value in values) for name in names}
    return kind(**{name: column for name, column in columns.items() if any(each is not None for each in column)})


def _row(stated: Mapping[str, Any]) -> Record:
    pieces = {name: kind(**stated[name]) for name, (_, kind, _) in _PIECES.items() if name in stated}
    head = {"ordinal": stated["ordinal"], "line": stated["line"], "keys": stated["keys"], "facts": stated["facts"]}
    return Record(**(head | pieces))
