"""The materialised answer for one person: who they are by their effective claims, and their current status."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.claims import Claim, Evidence, SchoolEnrolment
from services.reporting.domain.cohort import Person, person_of
from services.reporting.domain.standing import KindOf
from services.reporting.domain.status import Status, status_of


class Details(NamedTuple):
    """Who a person is, as the roll has it; where the roll is silent, as the newest return has it."""

    surname: str | None = None
    forename: str | None = None
    postcode: str | None = None
    upn: str | None = None
    uln: str | None = None
    authority_ref: str | None = None


class Kept(NamedTuple):
    """A person's row as it is stored: a tuple, because it goes to and from the database by the thousand."""

    person_id: UUID
    version: int
    status_group: str
    code: str | None
    lapsed: bool
    effective_on: date | None
    due_on: date | None
    next_change_on: date | None
    rule: str
    known_at: datetime
    establishment: str | None
    issues: str | None
    """Codes of what a person should look at, parted by blanks; None: nothing."""
    on_roll: bool
    district: str | None
    school: str | None
    plan_until: date | None
    birth_cohort: int | None
    """Academic year of birth, by its first calendar year: year group = academic year - birth cohort - 5."""
    born_on: date | None
    surname: str | None
    forename: str | None
    postcode: str | None
    upn: str | None
    uln: str | None
    authority_ref: str | None

    @property
    def facts(self) -> tuple[str, str | None, bool, date | None]:
        """What a version of the status holds."""
        return (self.status_group, self.code, self.lapsed, self.effective_on)


_WHO: Final = Kept._fields.index("on_roll")
"""From here on a row says who the person is; before that, what they do."""


class Outcome(NamedTuple):
    """What computing a person again came to."""

    row: Kept
    first: bool
    """The person had no row before."""
    same_person: bool
    """Nothing of what the row says about who the person is has changed."""
    new_version: bool
    """The status differs from the stored one, so a new version is kept and said."""
    decided_by: Evidence | None
    """The row of a file behind the status, as it was when the version was made."""


def compute(
    person_id: UUID,
    claims: Sequence[Claim],
    details: Details,
    kept: Kept | None,
    *,
    today: date,
    known_at: datetime,
    kind_of: KindOf,
) -> Outcome | None:
    """Return what must be written for a person; None where nothing changed, or where there is nothing and never was."""
    if kept is None and not claims:
        return None
    person = person_of(claims) if claims else None
    status = status_of(person, claims, today, kind_of)
    evidence = status.decided_by.evidence if status.decided_by is not None else None
    if kept is None:
        return Outcome(_row(person_id, 1, known_at, status, person, details), True, False, True, evidence)
    if status.facts == kept.facts:
        row, new_version = _row(person_id, kept.version, kept.known_at, status, person, details), False
        if row == kept:
            return None
    else:
        row, new_version = _row(person_id, kept.version + 1, known_at, status, person, details), True
    return Outcome(row, False, row[_WHO:] == kept[_WHO:], new_version, evidence)


def _row(
    person_id: UUID, version: int, known_at: datetime, status: Status, person: Person | None, details: Details
) -> Kept:
    """Put a row together in the order of its fields."""
    decided_by = status.decided_by
    tracked = status.group != "out of scope"
    establishment = decided_by.establishment if tracked and isinstance(decided_by, SchoolEnrolment) else None
    issues = " ".join(status.issues) if status.issues else None
    if person is None:
        nobody = (False, None, None, None, None, None)
        return Kept(person_id, version, *status.answer, known_at, None, None, *nobody, *details)
    roll = person.roll
    district, school = (roll.district, roll.school) if roll is not None else (None, None)
    where = (establishment, issues, roll is not None, district, school)
    who = (person.plan_until, person.birth_cohort, person.born_on)
    return Kept(person_id, version, *status.answer, known_at, *where, *who, *details)
