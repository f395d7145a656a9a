"""A clean record: what one accepted row says, typed. It travels sealed from validation to reporting."""

from datetime import date
from typing import Literal

from shared.contracts.events import Part

UpnKind = Literal["permanent", "temporary"]


class PersonDetails(Part):
    """Who the row is about, as the sender has it."""

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
    """The sender's own number for the person: means something inside one establishment only."""
    authority_ref: str | None = None
    """The authority's own person number (roll, column K1)."""
    year_group: int | None = None
    ethnicity: str | None = None
    sen: str | None = None
    postcode: str | None = None
    """Canonical form, one space: ME14 1XX."""


class ContactDetails(Part):
    """How the person can be reached. `objection` limits what may be passed on (Education and Skills Act 2008 s.72)."""

    address: tuple[str, ...] = ()
    home_phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    carer_name: str | None = None
    carer_phone: str | None = None
    carer_email: str | None = None
    objection: bool = False


class Enrolment(Part):
    """A claim: this establishment says that the person studies there."""

    establishment: str
    enrolment_status: str | None = None
    """C current, G guest, M main of two, S subsidiary of two, F, O (inputs.md 3.5); blank means current."""
    level: str
    """E, 1 to 7 or X."""
    qualification_type: str
    title: str | None = None
    aim_reference: str | None = None
    study_programme: str | None = None
    attendance: Literal["FT", "PT"]
    planned_hours: int | None = None
    started_on: date
    ends_on: date


class RollEntry(Part):
    """Scope facts from the county roll: whom the authority tracks, where they live, until when."""

    school: str | None = None
    """Seven-digit DfE number of the school where they are on roll."""
    district: str | None = None
    """ONS code of the district, for example E07000110; None: not known, and counted so."""
    ehcp_until: date | None = None
    characteristics: tuple[str, ...] = ()
    moved_in_on: date | None = None
    left_on: date | None = None
    left_status: str | None = None
    """Cohort status with which they left scope: T, E, A, L or D."""


class Record(Part):
    """One accepted row. Exactly one of `enrolment` and `roll` is set, by the collection."""

    ordinal: int
    line: int
    person: PersonDetails
    contact: ContactDetails | None = None
    enrolment: Enrolment | None = None
    roll: RollEntry | None = None
    keys: tuple[int, ...] = ()
    """Blind keys (see `shared.contracts.blind_keys`)."""
