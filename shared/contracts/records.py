"""Clean records: what the accepted rows of a part say, typed. They travel sealed from validation to reporting.

They stand as columns, the values of one field of all rows side by side: a part of five hundred rows is then read and
written for a fifth of what five hundred nested records cost (docs/decisions/0014).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import compress, repeat
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.events import ContractModel

UpnKind = Literal["permanent", "temporary"]
Unsaid = Literal["attendance", "ends_on"]

Texts = tuple[str | None, ...] | None
Days = tuple[date | None, ...] | None
Numbers = tuple[int | None, ...] | None
"""A column; None when no row has a value in it."""


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

    def said(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """Yield name and values of every column in which some row says something."""
        return self.filled()

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


def _without_stand_ins(name: str, values: Sequence[Any], unsaid: Sequence[tuple[str, ...]]) -> Sequence[Any]:
    if not any(name in fields for fields in unsaid):
        return values
    return tuple([None if name in fields else value for value, fields in zip(values, unsaid, strict=True)])


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


class EnrolmentColumns(Columns):
    """Claims: this establishment says that the person studies there."""

    establishment: tuple[str, ...]
    enrolment_status: Texts = None
    """C current, G guest, M main of two, S subsidiary of two, F, O (source: LEO); blank means current."""
    level: tuple[str, ...]
    """E, 1 to 7 or X; X also where the sender's could not be read."""
    qualification_type: tuple[str, ...]
    title: Texts = None
    aim_reference: Texts = None
    study_programme: Texts = None
    attendance: tuple[Literal["FT", "PT"], ...]
    planned_hours: Numbers = None
    started_on: tuple[date, ...]
    ends_on: tuple[date, ...]
    unsaid: tuple[tuple[Unsaid, ...], ...] | None = None
    """Fields whose value in the row is a stand-in, because the sender's could not be read: FT, or 31 August. Readers
    that do not know this column do no harm with them; `said` gives None in their place."""

    def said(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """Yield name and values of every column that has any, with None for what the row does not say."""
        for name, values in self.filled():
            if name != "unsaid":
                yield name, values if self.unsaid is None else _without_stand_ins(name, values, self.unsaid)


class RollColumns(Columns):
    """Scope facts from the county roll: whom the authority tracks, where they live, until when."""

    school: Texts = None
    """Seven-digit DfE number of the school where they are on roll."""
    district: Texts = None
    """ONS code of the district, for example E07000110; None: not known, and counted so."""
    ehcp_until: Days = None
    characteristics: tuple[tuple[str, ...], ...] | None = None
    moved_in_on: Days = None
    left_on: Days = None
    left_status: Texts = None
    """Cohort status with which they left scope: T, E, A, L or D."""


class Records(ContractModel):
    """The accepted rows of one part. At most one of `enrolment` and `roll` is set, by the collection."""

    ordinals: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    keys: tuple[tuple[int, ...], ...] = ()
    """Blind keys of each row (see `shared.crypto.blind_index`)."""
    person: PersonColumns = Field(default_factory=lambda: PersonColumns(surname=(), forename=()))
    contact: ContactColumns | None = None
    enrolment: EnrolmentColumns | None = None
    roll: RollColumns | None = None

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        lengths = {len(self.ordinals), len(self.lines), len(self.keys), len(self.person.surname)}
        for piece in (self.contact, self.enrolment, self.roll):
            lengths.update(len(values) for _, values in (piece.filled() if piece else ()))
        if len(lengths) > 1:
            raise ValueError("columns of different lengths")
        return self

    def __len__(self) -> int:
        return len(self.ordinals)

    def pieces(self) -> Mapping[str, Columns]:
        """Return the pieces that are set, by name."""
        named = {"person": self.person, "contact": self.contact, "enrolment": self.enrolment, "roll": self.roll}
        return {name: piece for name, piece in named.items() if piece is not None}

    def at(self, position: int) -> dict[str, Any]:
        """Return one record as nested dictionaries; what it does not say is left out."""
        head = {
            "ordinal": self.ordinals[position],
            "line": self.lines[position],
            "keys": self.keys[position],
        }
        return head | {name: piece.at(position) for name, piece in self.pieces().items()}

    def only(self, wanted: Sequence[bool]) -> "Records":
        """Return those records alone, in their order."""
        if all(wanted):
            return self
        heads = {name: tuple(compress(getattr(self, name), wanted)) for name in ("ordinals", "lines", "keys")}
        return self.model_copy(update=heads | {name: piece.only(wanted) for name, piece in self.pieces().items()})

    def without_contact(self) -> "Records":
        """Return the records without how to reach anybody."""
        return self.model_copy(update={"contact": None})
