"""One person in a snapshot, as a pure function of their claims: who they are, what they do, where they are counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.claims import Claim, first_made_at
from services.reporting.domain.cohort import Group, PersonFacts, group_of, person_of
from services.reporting.domain.currency import course_end_of
from services.reporting.domain.guarantee.person import guarantee_on
from services.reporting.domain.person_status import Details
from services.reporting.domain.roles.stay import StayClaim
from services.reporting.domain.scopes import in_national_return
from services.reporting.domain.status import Status, StatusGroup, status_of
from shared.vocabulary.activities import find_activity
from shared.vocabulary.london import london_day

Line = Literal["headline", "older with plan", "not on roll", "younger", "older", "age not known", "out of scope"]
"""Where the figures count somebody: each person on exactly one line."""
LINES: Final[tuple[Line, ...]] = (
    "headline",
    "older with plan",
    "not on roll",
    "younger",
    "older",
    "age not known",
    "out of scope",
)


class Traits(NamedTuple):
    """What the claims say about somebody besides who they are: the roll first, then the newest return."""

    sex: str | None = None
    ethnicity: str | None = None
    sen: str | None = None
    """N, K or E."""
    characteristics: str | None = None
    """Codes of the national list, parted by blanks; None: none."""
    address: str | None = None
    """Its lines, parted by line ends."""


class SnapshotLine(NamedTuple):
    """One person in a snapshot; its fields are the columns of `snapshot_people`, in their order."""

    person_id: UUID
    surname: str | None
    forename: str | None
    postcode: str | None
    upn: str | None
    uln: str | None
    authority_ref: str | None
    born_on: date | None
    sex: str | None
    ethnicity: str | None
    sen: str | None
    characteristics: str | None
    address: str | None
    on_roll: bool
    district: str | None
    """ONS code of the district where they live."""
    school: str | None
    """DfE number of the school where the roll has them."""
    left_on: date | None
    left_status: str | None
    """How they left the authority's care, by the roll: T, E, A, L or D."""
    plan_until: date | None
    has_plan: bool
    birth_cohort: int | None
    year_group: int | None
    status_group: StatusGroup
    code: str | None
    lapsed: bool
    effective_on: date | None
    due_on: date | None
    neet_since: date | None
    review_on: date | None
    rule: str
    establishment: str | None
    """Where the deciding claim says that they learn."""
    collection: str | None
    """Code of the collection of the deciding claim; None: no claim decided."""
    ascertained_on: date | None
    """London date on which its sender first said so."""
    verified_on: date | None
    """London date on which its sender last said so."""
    ends_on: date | None
    """Planned end of the activity as it counts."""
    decided_generation_id: int | None
    decided_ordinal: int | None
    line: Line
    in_denominator: bool
    """False: left out of every share (young adult offenders in custody)."""
    in_national_return: bool
    """On the county roll, in scope, and of an age that belongs in the return."""
    guarantee_node: str | None
    guarantee_code: str | None
    guarantee_member: bool
    """By where they were on that day; the cohort that was fixed is stored apart."""


_NO_DETAILS: Final = Details()
_NO_TRAITS: Final = Traits()


def snapshot_line(
    person_id: UUID,
    claims: Sequence[Claim],
    as_at: date,
    kind_of: KindOf,
    *,
    details: Details = _NO_DETAILS,
    traits: Traits | None = None,
    collection_of: "CollectionOf | None" = None,
) -> SnapshotLine:
    """Return somebody as at that day, by claims of which all that was known then is given."""
    person = person_of(claims)
    status = status_of(person, claims, as_at, kind_of)
    has_plan = person.plan_until is not None and as_at <= person.plan_until
    return SnapshotLine(
        person_id=person_id,
        **details._asdict(),
        **(traits or _NO_TRAITS)._asdict(),
        **_who(person, as_at, has_plan=has_plan),
        **_doing(status),
        **_deciding(status, collection_of or {}),
        **_counted(person, status, as_at, has_plan=has_plan),
        **_guarantee(person, claims, status, as_at, kind_of),
    )


CollectionOf = dict[tuple[int, int], str]
"""The collection of each claim, by generation and ordinal."""
Columns = Mapping[str, Any]


def _who(person: PersonFacts, as_at: date, *, has_plan: bool) -> Columns:
    roll = person.roll
    return {
        "born_on": person.born_on,
        "on_roll": roll is not None,
        "district": roll and roll.district,
        "school": roll and roll.school,
        "left_on": roll and roll.left_on,
        "left_status": roll and roll.left_status,
        "plan_until": person.plan_until,
        "has_plan": has_plan,
        "birth_cohort": person.birth_cohort,
        "year_group": person.year_on(as_at),
    }


def _doing(status: Status) -> Columns:
    answer = status.answer
    return {
        "status_group": answer.group,
        "code": answer.code,
        "lapsed": answer.lapsed,
        "effective_on": answer.effective_on,
        "due_on": answer.due_on,
        "neet_since": answer.neet_since,
        "review_on": answer.review_on,
        "rule": answer.rule,
    }


def _deciding(status: Status, collection_of: CollectionOf) -> Columns:
    claim, answer = status.decided_by, status.answer
    if claim is None:
        return _NOTHING_DECIDED
    evidence = claim.evidence
    return {
        "establishment": claim.learns_at if answer.group != "out of scope" else None,
        "collection": collection_of.get((evidence.generation_id, evidence.ordinal)),
        "ascertained_on": london_day(first_made_at(claim)),
        "verified_on": evidence.verified_on,
        "ends_on": _planned_end(claim, answer.code),
        "decided_generation_id": evidence.generation_id,
        "decided_ordinal": evidence.ordinal,
    }


def _planned_end(claim: Claim, code: str | None) -> date | None:
    if code is None or not isinstance(claim, StayClaim):
        return None
    return course_end_of(code, claim.ends_on, claim.evidence.verified_on)


def _counted(person: PersonFacts, status: Status, as_at: date, *, has_plan: bool) -> Columns:
    answer, year = status.answer, person.year_on(as_at)
    activity = find_activity(answer.code) if answer.code else None
    line = _line(status, group_of(year, has_plan=has_plan), on_roll=person.roll is not None)
    return {
        "line": line,
        "in_denominator": activity is None or activity.in_denominator,
        "in_national_return": line != "out of scope"
        and person.roll is not None
        and in_national_return(year, as_at, has_plan=has_plan),
    }


def _line(status: Status, group: Group, *, on_roll: bool) -> Line:
    if status.answer.group == "out of scope":
        return "out of scope"
    return "not on roll" if group == "headline" and not on_roll else group


def _guarantee(person: PersonFacts, claims: Sequence[Claim], status: Status, as_at: date, kind_of: KindOf) -> Columns:
    found = guarantee_on(person, claims, status, as_at, kind_of)
    return {
        "guarantee_node": found and found.guarantee.node,
        "guarantee_code": found and found.guarantee.code,
        "guarantee_member": found is not None and found.membership.member,
    }


_NOTHING_DECIDED: Final[Columns] = MappingProxyType(
    dict.fromkeys(
        (
            "establishment",
            "collection",
            "ascertained_on",
            "verified_on",
            "ends_on",
            "decided_generation_id",
            "decided_ordinal",
        )
    )
)
