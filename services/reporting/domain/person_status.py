"""What is stored about one person: who they are by their effective claims, and their current status."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.claims import Claim, Evidence
from services.reporting.domain.cohort import PersonFacts, person_of
from services.reporting.domain.status import Answer, Status, status_of


class Details(NamedTuple):
    """Names and numbers of a person, as the roll has them; where the roll is silent, as the newest return has them."""

    surname: str | None = None
    forename: str | None = None
    postcode: str | None = None
    upn: str | None = None
    uln: str | None = None
    authority_ref: str | None = None


class Who(NamedTuple):
    """Who a person is, as far as figures and scope need it."""

    on_roll: bool = False
    district: str | None = None
    school: str | None = None
    plan_until: date | None = None
    birth_cohort: int | None = None
    """Academic year of birth, by its first calendar year: year group = academic year - birth cohort - 5."""
    born_on: date | None = None


class PersonStatus(NamedTuple):
    """A person as stored: who they are, and what they do by the answer of their claims."""

    person_id: UUID
    version: int
    """1, 2, 3 …: a new one for each change of the answer that is published."""
    known_at: datetime
    """When this version was made."""
    answer: Answer
    establishment: str | None
    """Number of the establishment at which the deciding claim says that they learn; None where none does."""
    issues: str | None
    """Codes of what a person should look at, parted by blanks; None: nothing."""
    who: Who
    details: Details


class PersonUpdate(NamedTuple):
    """What must be written for a person after computing them again."""

    person: PersonStatus
    first: bool
    """The person had no row before."""
    same_person: bool
    """Nothing about who the person is has changed: neither `who` nor `details`."""
    new_version: bool
    """The status differs from the stored one, so a new version is kept and published."""
    decided_by: Evidence | None
    """The row of a file behind the status, as it was when the version was made."""


def compute(
    person_id: UUID,
    claims: Sequence[Claim],
    details: Details,
    stored: PersonStatus | None,
    *,
    today: date,
    known_at: datetime,
    kind_of: KindOf,
) -> PersonUpdate | None:
    """Return what must be written for a person; None where nothing changed, or where there is nothing and never was."""
    if stored is None and not claims:
        return None
    person = person_of(claims) if claims else None
    status = status_of(person, claims, today, kind_of)
    who = _who(person)
    answer, establishment = status.answer, _establishment(status)
    issues = " ".join(status.issues) if status.issues else None
    evidence = status.decided_by.evidence if status.decided_by is not None else None
    if stored is None:
        new = PersonStatus(person_id, 1, known_at, answer, establishment, issues, who, details)
        return PersonUpdate(new, first=True, same_person=False, new_version=True, decided_by=evidence)
    changed = answer != stored.answer and answer.published != stored.answer.published
    version, known_at = (stored.version + 1, known_at) if changed else (stored.version, stored.known_at)
    new = PersonStatus(person_id, version, known_at, answer, establishment, issues, who, details)
    if new == stored:
        return None
    same_person = who == stored.who and details == stored.details
    return PersonUpdate(new, first=False, same_person=same_person, new_version=changed, decided_by=evidence)


def _who(person: PersonFacts | None) -> Who:
    if person is None:
        return Who()
    roll = person.roll
    district, school = (roll.district, roll.school) if roll is not None else (None, None)
    return Who(roll is not None, district, school, person.plan_until, person.birth_cohort, person.born_on)


def _establishment(status: Status) -> str | None:
    decided_by = status.decided_by
    tracked = status.answer.group != "out of scope"
    return decided_by.learns_at if tracked and decided_by is not None else None
