"""Clean records: what the accepted rows of a part say, typed. They travel sealed from validation to reporting.

They stand as columns, the values of one field of all rows side by side: a part of five hundred rows is then read and
written for a fifth of what five hundred nested records cost (docs/decisions/0014).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import compress, repeat
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.events import ContractModel

UpnKind = Literal["permanent", "temporary"]

Texts = tuple[str | None, ...] | None
Days = tuple[date | None, ...] | None
Numbers = tuple[int | None, ...] | None
"""A column; None when no row has a value in it."""
Fact = Annotated[str | int | tuple[str, ...], Field(union_mode="left_to_right")] | None
"""What a row says under one name: a text, a code, a number, a date as 2026-09-07, several codes; None: nothing.

From left to right is the same, as none of the three reads another's values, and a third of the price of a value.
"""
Facts = Mapping[str, tuple[Fact, ...]]
"""Columns of facts by name; one that no row says is left out. Which there are, each collection's file in validation
tells (`domain/collections`), and what they mean, its kind of claim in reporting (`domain/claim_kinds`)."""


class Columns(ContractModel):
    """Fields of one piece of the records, each a column with one value for each row."""

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if len({len(values) for _, values in self.filled()}) > 1:
            raise ValueError("columns of different lengths")
        return self

    def filled(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """Yield name and values of every column that has any."""
        return ((name, values) for name, values in self.__dict__.items() if values is not None)

    def rows(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of these fields, row by row; endless for fields that no row has."""
        return zip(*(self.column(field) for field in fields), strict=False)

    def column(self, field: str) -> Any:
        """Return the values of a field in the order of the rows; None without end where no row has any."""
        values = getattr(self, field)
        return repeat(None) if values is None else values

    def at(self, position: int) -> dict[str, Any]:
        """Return what one row says, by field; fields without a value are left out."""
        return {name: values[position] for name, values in self.filled() if values[position] is not None}

    def only(self, wanted: Sequence[bool]) -> Self:
        """Return the columns of those rows alone."""
        return self.model_copy(update={name: tuple(compress(values, wanted)) for name, values in self.filled()})


class PersonColumns(Columns):
    """Who the rows are about, as the sender has them."""

    surname: tuple[str, ...]
    forename: tuple[str, ...]
    middle_names: Texts = None
    preferred_surname: Texts = None
    preferred_forename: Texts = None
    born_on: Days = None
    sex: Texts = None
    upn: Texts = None
    upn_kind: tuple[UpnKind | None, ...] | None = None
    former_upn: Texts = None
    uln: Texts = None
    local_ref: Texts = None
    """The sender's own number for the person: means something inside one establishment only."""
    authority_ref: Texts = None
    """The authority's own person number (roll, column K1)."""
    year_group: Numbers = None
    ethnicity: Texts = None
    ethnicity_extended: Texts = None
    """The code as the sender has it, where it is an extended one that `ethnicity` rolls up."""
    sen: Texts = None
    postcode: Texts = None
    """Canonical form, one space: ME14 1XX."""


class ContactColumns(Columns):
    """How they can be reached. `objection` limits what may be passed on (Education and Skills Act 2008 s.72)."""

    address: tuple[tuple[str, ...], ...] | None = None
    home_phone: Texts = None
    mobile: Texts = None
    email: Texts = None
    carer_name: Texts = None
    carer_phone: Texts = None
    carer_email: Texts = None
    home_phone_second: Texts = None
    mobile_second: Texts = None
    carer_phone_second: Texts = None
    """The second number of a cell that holds two."""
    objection: tuple[bool, ...] | None = None


class Records(ContractModel):
    """The accepted rows of one part: who each is about, how they can be reached, and what its collection says."""

    ordinals: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    keys: tuple[tuple[int, ...], ...] = ()
    """Blind keys of each row (see `shared.crypto.blind_index`)."""
    person: PersonColumns = Field(default_factory=lambda: PersonColumns(surname=(), forename=()))
    contact: ContactColumns | None = None
    facts: Facts = Field(default_factory=dict)
    objections: tuple[bool | None, ...] = ()
    """Whether each row states an objection to details being passed on (Education and Skills Act 2008 s.72), or that
    there is none; None: it does not say. Empty: no row says."""

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        lengths = {len(self.ordinals), len(self.lines), len(self.keys), len(self.person.surname)}
        lengths.update(len(values) for _, values in (self.contact.filled() if self.contact else ()))
        lengths.update(map(len, self.facts.values()))
        lengths.update([len(self.objections)] if self.objections else ())
        if len(lengths) > 1:
            raise ValueError("columns of different lengths")
        return self

    def __len__(self) -> int:
        return len(self.ordinals)

    def at(self, position: int) -> dict[str, Any]:
        """Return one record as nested dictionaries; what it does not say is left out."""
        return {
            "ordinal": self.ordinals[position],
            "line": self.lines[position],
            "keys": self.keys[position],
            "person": self.person.at(position),
            **({"contact": self.contact.at(position)} if self.contact else {}),
            "facts": {name: values[position] for name, values in self.facts.items() if values[position] is not None},
        }

    def only(self, wanted: Sequence[bool]) -> "Records":
        """Return those records alone, in their order."""
        if all(wanted):
            return self
        heads = {
            name: tuple(compress(getattr(self, name), wanted)) for name in ("ordinals", "lines", "keys", "objections")
        }
        pieces = {
            "person": self.person.only(wanted),
            "contact": self.contact and self.contact.only(wanted),
            "facts": {name: tuple(compress(values, wanted)) for name, values in self.facts.items()},
        }
        return self.model_copy(update=heads | pieces)

    def without_contact(self) -> "Records":
        """Return the records without how to reach anybody."""
        return self.model_copy(update={"contact": None})
