"""What is stored about one person: who they are by their effective claims, and their current status."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.claims import Claim, Evidence
from services.reporting.domain.cohort import PersonFacts, person_of
from services.reporting.domain.contradictions.finding import Beside, Contradiction, contradictions_of, turns_on
from services.reporting.domain.contradictions.rules import CODES
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

    @property
    def contradicts(self) -> bool:
        """Whether returns contradicted each other about the person when they were computed last."""
        return self.issues is not None and not CODES.isdisjoint(self.issues.split())


class Computed(NamedTuple):
    """A person computed again."""

    update: "PersonUpdate | None"
    """What must be written; None: nothing changed, or there is nothing and never was."""
    contradictions: tuple[Contradiction, ...] = ()
    """What contradicts each other about the person, whether or not anything changed."""


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
    known_at: datetime,
    beside: Beside,
    kind_of: KindOf,
) -> Computed:
    """Return what must be written for a person, and what contradicts each other about them."""
    if stored is None and not claims:
        return Computed(None)
    person = person_of(claims) if claims else None
    status = status_of(person, claims, beside.as_at, kind_of)
    answer, issues = status.answer, status.issues
    found = contradictions_of(claims, person.birth_cohort if person is not None else None, status, beside)
    if found:
        answer = answer._replace(next_change_on=turns_on(found, beside.as_at, answer.next_change_on))
        issues = tuple(sorted({*issues, *(one.code for one in found)}))
    new = PersonStatus(
        person_id, 1, known_at, answer, _establishment(status), " ".join(issues) or None, _who(person), details
    )
    evidence = status.decided_by.evidence if status.decided_by is not None else None
    return Computed(_update(new, stored, evidence), found)


def _update(new: PersonStatus, stored: PersonStatus | None, evidence: Evidence | None) -> PersonUpdate | None:
    """Return what must be written where `stored` was so far: a version is made where what is published differs."""
    if stored is None:
        return PersonUpdate(new, first=True, same_person=False, new_version=True, decided_by=evidence)
    answer = new.answer
    changed = answer != stored.answer and answer.published != stored.answer.published
    version, known_at = (stored.version + 1, new.known_at) if changed else (stored.version, stored.known_at)
    new = new._replace(version=version, known_at=known_at)
    if new == stored:
        return None
    same_person = new.who == stored.who and new.details == stored.details
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
