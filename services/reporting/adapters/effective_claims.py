"""Effective claims: the rows behind people's statuses, read by the batch and turned into the domain's claims."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.adapters.first_made import dated, first_made, several_speak
from services.reporting.domain.claims import Claim, Evidence, RollEntry, SchoolEnrolment, Weight
from services.reporting.domain.person_status import Details
from services.reporting.usecases.ports import PersonClaims
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

CLAIM_FIELDS: Final = """
    c.person_id, c.generation_id, c.ordinal, c.line,
    c.establishment, c.started_on, c.ends_on, c.attendance, c.qualification_type, c.level, c.study_programme,
    c.enrolment_status, c.sen, c.born_on, c.year_group,
    c.school, c.district, c.ehcp_until, c.moved_in_on, c.left_on, c.left_status,
    c.surname, c.forename, c.postcode, c.upn, c.uln, c.authority_ref
"""
"""What `claim_of` and `gather` read, in their order."""

BY_INDEX: Final = """
SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
"""Said before the two statements: they may be planned while the tables are empty, and the plans are kept."""

_CLAIMS_OF: Final = """
FROM claims c
WHERE c.person_id = ANY($1::text::uuid[]) AND c.counts
  AND (c.generation_id IN (SELECT generation_id FROM {effective})) IS TRUE
"""
"""IS TRUE: so it reads once what is effective. Of a plain IN it would make a join."""

_CARRIED_FOR: Final = """
FROM {effective} JOIN carried_claims k USING (edition_id)
JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
WHERE k.person_id = ANY($1::text::uuid[])
"""

_KNOWN: Final = """
(SELECT edition_id, generation_id FROM effective_periods JOIN editions USING (edition_id)
 WHERE known @> $2::timestamptz) AS known
"""

EFFECTIVE_CLAIMS: Final = f"SELECT {CLAIM_FIELDS} {_CLAIMS_OF.format(effective='returns')}"
CARRIED_CLAIMS: Final = f"SELECT {CLAIM_FIELDS} {_CARRIED_FOR.format(effective='returns')}"
KNOWN_CLAIMS: Final = f"SELECT {CLAIM_FIELDS} {_CLAIMS_OF.format(effective=_KNOWN)}"
KNOWN_CARRIED: Final = f"SELECT {CLAIM_FIELDS} {_CARRIED_FOR.format(effective=_KNOWN)}"
"""What was effective at an instant in the past: as it was known then."""

_ORIGINS: Final = """
SELECT g.generation_id, g.submission_id, g.received_at, r.period
FROM generations g JOIN returns r USING (return_id) WHERE g.generation_id = ANY($1::text::bigint[])
"""

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

Row = Any
"""A record with the `CLAIM_FIELDS`: values by position."""

_GENERATION, _ORDINAL, _LINE, _STARTED_ON = 1, 2, 3, 5
_ENROLMENT: Final = slice(4, 15)
_ROLL: Final = slice(12, 21)
_DETAILS: Final = slice(21, 27)
"""Where the parts of a claim stand in a row. An enrolment ends, and a roll entry begins, with who it is about."""

_new: Final = tuple.__new__
"""Makes a named tuple of what is in order already: claims come by the hundred thousand."""


class Origin(NamedTuple):
    """Which submission a generation came of, when it was received and for which period."""

    submission_id: UUID
    received_at: datetime
    period: str


async def effective_claims(connection: Connection, people: Iterable[UUID]) -> dict[UUID, PersonClaims]:
    """Return what counts of these people.

    It takes several statements: either the people are locked (taken as stale), or this is a repeatable read.
    """
    who = array_of(people)
    await connection.execute(BY_INDEX)
    rows = await connection.fetch(EFFECTIVE_CLAIMS, who)
    found = await _gathered(connection, rows, await connection.fetch(CARRIED_CLAIMS, who))
    return await _dated(connection, found, None)


async def known_claims(connection: Connection, people: Iterable[UUID], at: datetime) -> dict[UUID, PersonClaims]:
    """Return what counted of these people, as it was known at that instant; in a repeatable read."""
    who = array_of(people)
    await connection.execute(BY_INDEX)
    rows = await connection.fetch(KNOWN_CLAIMS, who, at)
    found = await _gathered(connection, rows, await connection.fetch(KNOWN_CARRIED, who, at))
    return await _dated(connection, found, at)


def claim_of(row: Row, origin: Origin, *, carried: bool) -> Claim:
    """Return the claim that a row holds; only an enrolment has a start date."""
    evidence = _new(Evidence, (row[_GENERATION], origin.submission_id, origin.received_at, row[_ORDINAL], row[_LINE]))
    if row[_STARTED_ON] is None:
        return _new(RollEntry, (evidence, *row[_ROLL], carried))
    return _new(SchoolEnrolment, (evidence, *row[_ENROLMENT], carried, origin.period, None))


async def _gathered(connection: Connection, rows: Sequence[Row], carried: Sequence[Row]) -> dict[UUID, PersonClaims]:
    generations = {row[_GENERATION] for row in chain(rows, carried)}
    said = {row[0]: Origin(*row[1:]) for row in await connection.fetch(_ORIGINS, array_of(generations))}
    found: dict[UUID, list[tuple[Claim, Row]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append((claim_of(row, said[row[_GENERATION]], carried=False), row))
    for row in carried:
        found[row[0]].append((claim_of(row, said[row[_GENERATION]], carried=True), row))
    return {person_id: _alone(*each[0]) if len(each) == 1 else _several(each) for person_id, each in found.items()}


async def _dated(
    connection: Connection, found: dict[UUID, PersonClaims], at: datetime | None
) -> dict[UUID, PersonClaims]:
    """Where several returns of schools speak of one person, say when each first said the same."""
    several = [person_id for person_id, known in found.items() if len(known.claims) > 1 and several_speak(known.claims)]
    if several:
        first = await first_made(connection, several, known_at=at)
        found |= {who: found[who]._replace(claims=dated(found[who].claims, first.get(who, {}))) for who in several}
    return found


def _alone(claim: Claim, row: Row) -> PersonClaims:
    return PersonClaims((claim,), _new(Details, row[_DETAILS]))


def _several(found: list[tuple[Claim, Row]]) -> PersonClaims:
    """The roll speaks first, then the newest return; where one is silent, the next is heard."""
    (_, first), *others = _in_order(found)
    details: Sequence[str | None] = first[_DETAILS]
    for _, row in others:
        if None not in details:
            break
        details = [kept or more for kept, more in zip(details, row[_DETAILS], strict=True)]
    return PersonClaims(tuple([claim for claim, _ in found]), _new(Details, details))


def _in_order(found: list[tuple[Claim, Row]]) -> list[tuple[Claim, Row]]:
    if len(found) == 2:  # most have one of each
        on_roll, is_too = isinstance(found[0][0], RollEntry), isinstance(found[1][0], RollEntry)
        if on_roll != is_too:
            return found if on_roll else found[::-1]
    return sorted(found, key=_speaks_first, reverse=True)


def _speaks_first(found: tuple[Claim, Row]) -> tuple[bool, Weight]:
    claim = found[0]
    return (isinstance(claim, RollEntry), claim.weight)
