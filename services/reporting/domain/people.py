"""The materialised answer for one person: who they are by their effective claims, and their current status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
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
    on_roll: bool
    district: str | None
    school: str | None
    plan_until: date | None
    birth_cohort: int | None
    """Academic year of birth, by its first calendar year: year group = academic year - birth cohort - 5."""
    surname: str | None
    forename: str | None
    born_on: date | None
    postcode: str | None
    upn: str | None
    uln: str | None
    authority_ref: str | None

    @property
    def facts(self) -> tuple[str, str | None, bool, date | None]:
        """What a version of the status holds."""
        return (self.status_group, self.code, self.lapsed, self.effective_on)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What computing a person again came to."""

    row: Kept
    first: bool
    """The person had no row before."""
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
    row = _row(person_id, status, person, details, known_at)
    evidence = status.decided_by.evidence if status.decided_by else None
    if kept is None:
        return Outcome(row, first=True, new_version=True, decided_by=evidence)
    if row.facts != kept.facts:
        return Outcome(row._replace(version=kept.version + 1), first=False, new_version=True, decided_by=evidence)
    row = row._replace(version=kept.version, known_at=kept.known_at)
    return None if row == kept else Outcome(row, first=False, new_version=False, decided_by=evidence)


def _row(person_id: UUID, status: Status, person: Person | None, details: Details, known_at: datetime) -> Kept:
    decided_by = status.decided_by
    roll = person.roll if person else None
    return Kept(
        person_id=person_id,
        version=1,
        status_group=status.group,
        code=status.code,
        lapsed=status.lapsed,
        effective_on=status.effective_on,
        due_on=status.due_on,
        next_change_on=status.next_change_on,
        rule=status.rule,
        known_at=known_at,
        establishment=decided_by.establishment if isinstance(decided_by, SchoolEnrolment) else None,
        on_roll=roll is not None,
        district=roll.district if roll else None,
        school=roll.school if roll else None,
        plan_until=person.plan_until if person else None,
        birth_cohort=person.birth_cohort if person else None,
        surname=details.surname,
        forename=details.forename,
        born_on=person.born_on if person else None,
        postcode=details.postcode,
        upn=details.upn,
        uln=details.uln,
        authority_ref=details.authority_ref,
    )
