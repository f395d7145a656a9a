"""Effective claims: the rows behind people's statuses, read by the batch and turned into the domain's claims."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.claims import Claim, Evidence, RollEntry, SchoolEnrolment
from services.reporting.domain.people import Details
from services.reporting.usecases.ports import PersonClaims

CLAIM_FIELDS: Final = """
    c.person_id, c.generation_id, g.submission_id, g.received_at, c.ordinal, c.line,
    c.establishment, c.started_on, c.ends_on, c.attendance, c.qualification_type, c.level, c.study_programme,
    c.enrolment_status, c.sen, c.born_on, c.year_group,
    c.school, c.district, c.ehcp_until, c.moved_in_on, c.left_on, c.left_status,
    c.surname, c.forename, c.postcode, c.upn, c.uln, c.authority_ref,
    r.period
"""
"""What `claim_of` and `gather` read, in their order; whether it is carried comes next."""

EFFECTIVE_CLAIMS: Final = f"""
SELECT {CLAIM_FIELDS}, false AS carried
FROM claims c
JOIN returns r ON r.generation_id = c.generation_id
JOIN generations g ON g.generation_id = c.generation_id
WHERE c.person_id = ANY($1::text::uuid[]) AND c.counts
UNION ALL
SELECT {CLAIM_FIELDS}, true
FROM carried_claims k
JOIN returns r ON r.edition_id = k.edition_id
JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
JOIN generations g ON g.generation_id = c.generation_id
WHERE k.person_id = ANY($1::text::uuid[])
"""  # noqa: S608 (our own names)

KNOWN_CLAIMS: Final = f"""
SELECT {CLAIM_FIELDS}, false AS carried
FROM claims c
JOIN editions e ON e.generation_id = c.generation_id
JOIN effective_periods p ON p.edition_id = e.edition_id AND p.known @> $2::timestamptz
JOIN generations g ON g.generation_id = c.generation_id
JOIN returns r ON r.return_id = g.return_id
WHERE c.person_id = ANY($1::text::uuid[]) AND c.counts
UNION ALL
SELECT {CLAIM_FIELDS}, true
FROM carried_claims k
JOIN effective_periods p ON p.edition_id = k.edition_id AND p.known @> $2::timestamptz
JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
JOIN generations g ON g.generation_id = c.generation_id
JOIN returns r ON r.return_id = g.return_id
WHERE k.person_id = ANY($1::text::uuid[])
"""  # noqa: S608 (our own names)
"""What was effective at an instant in the past: as it was known then."""

KNOWN_PEOPLE: Final = """
SELECT DISTINCT person_id FROM (
    SELECT c.person_id
    FROM effective_periods p JOIN editions e USING (edition_id) JOIN claims c ON c.generation_id = e.generation_id
    WHERE p.known @> $1::timestamptz AND c.counts
    UNION ALL
    SELECT k.person_id FROM effective_periods p JOIN carried_claims k USING (edition_id)
    WHERE p.known @> $1::timestamptz
) AS known
ORDER BY person_id
"""

_EVIDENCE: Final = slice(1, 6)
_STARTED_ON: Final = 7
_ENROLMENT: Final = slice(6, 17)
_ROLL: Final = slice(14, 23)
_DETAILS: Final = slice(23, 29)
_PERIOD: Final = 29
_CARRIED: Final = 30
"""Where the parts of a claim stand in a row. An enrolment ends, and a roll entry begins, with who it is about."""

Row = Any
"""A record of one of the two queries: values by position."""


def gather(rows: Iterable[Row]) -> dict[UUID, PersonClaims]:
    """Return each person's claims and details; the roll speaks first, then the newest return."""
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {person_id: _alone(rows[0]) if len(rows) == 1 else _several(rows) for person_id, rows in found.items()}


def claim_of(row: Row) -> Claim:
    """Return the claim that a row holds; only an enrolment has a start date."""
    evidence = Evidence._make(row[_EVIDENCE])
    if row[_STARTED_ON] is None:
        return RollEntry._make((evidence, *row[_ROLL], row[_CARRIED]))
    return SchoolEnrolment._make((evidence, *row[_ENROLMENT], row[_CARRIED], row[_PERIOD]))


def _alone(row: Row) -> PersonClaims:
    return PersonClaims((claim_of(row),), Details._make(row[_DETAILS]))


def _several(rows: list[Row]) -> PersonClaims:
    claims = [claim_of(row) for row in rows]
    details = None
    for place in _who_speaks_first(claims):
        said = rows[place][_DETAILS]
        details = said if details is None else [kept or more for kept, more in zip(details, said, strict=True)]
        if None not in details:
            break
    assert details is not None
    return PersonClaims(tuple(claims), Details._make(details))


def _who_speaks_first(claims: list[Claim]) -> Sequence[int]:
    """Return the places of the claims: the roll's first, then the newest return's."""
    if len(claims) == 2 and isinstance(claims[0], RollEntry) != isinstance(claims[1], RollEntry):
        return (0, 1) if isinstance(claims[0], RollEntry) else (1, 0)
    order = [(isinstance(claim, RollEntry), claim.weight, place) for place, claim in enumerate(claims)]
    return [place for _, _, place in sorted(order, reverse=True)]
