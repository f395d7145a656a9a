"""Effective claims: the rows behind people's statuses, read by the batch and turned into the domain's claims."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.adapters.claims import CLAIM_COLUMNS, Origin, claim_of
from services.reporting.adapters.columns import new_tuple
from services.reporting.adapters.first_made import first_made
from services.reporting.adapters.guarantee.unlisted import ASKING, mark_unlisted
from services.reporting.domain.claims import Claim
from services.reporting.domain.cohort import speaks_first
from services.reporting.domain.history.first_made import dated, several_speak
from services.reporting.domain.person_status import Details
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.usecases.ports import PersonClaims
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_DETAILS: Final = ", ".join(f"c.{name}" for name in Details._fields)
_FIELDS: Final = f"{CLAIM_COLUMNS}, {_DETAILS}"
"""What is read of a claim, and of who it is about: the last columns."""

BY_INDEX: Final = """
SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
"""Sent before the statements below: they may be planned while the tables are empty, and the plans are kept."""

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

EFFECTIVE_CLAIMS: Final = f"SELECT {_FIELDS} {_CLAIMS_OF.format(effective='returns')}"
CARRIED_CLAIMS: Final = f"SELECT {_FIELDS} {_CARRIED_FOR.format(effective='returns')}"
KNOWN_CLAIMS: Final = f"SELECT {_FIELDS} {_CLAIMS_OF.format(effective=_KNOWN)}"
KNOWN_CARRIED: Final = f"SELECT {_FIELDS} {_CARRIED_FOR.format(effective=_KNOWN)}"
"""What was effective at an instant in the past: as it was known then."""
_MORE: Final = "c.sex, c.ethnicity, CASE WHEN c.kind = ANY($3) THEN c.particulars END AS particulars"
KNOWN_IN_FULL: Final = f"SELECT {CLAIM_COLUMNS}, {_MORE}, {_DETAILS} {_CLAIMS_OF.format(effective=_KNOWN)}"
KNOWN_CARRIED_IN_FULL: Final = f"SELECT {CLAIM_COLUMNS}, {_MORE}, {_DETAILS} {_CARRIED_FOR.format(effective=_KNOWN)}"
"""The same with what only snapshots ask for; `$3`: kinds of claims that state scope."""

_ORIGINS: Final = """
SELECT g.generation_id, g.submission_id, g.received_at, r.establishment, r.period
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

_details: Final = itemgetter(slice(-len(Details._fields), None))


async def effective_claims(connection: Connection, people: Iterable[UUID]) -> dict[UUID, PersonClaims]:
    """Return what counts of these people.

    It takes several statements, after `BY_INDEX`: either the people are locked (taken as stale), or this is a
    repeatable read.
    """
    who = array_of(people)
    rows = await connection.fetch(EFFECTIVE_CLAIMS, who)
    carried = await connection.fetch(CARRIED_CLAIMS, who)
    found = await _gathered(connection, rows, carried)
    if carried and not ASKING.isdisjoint(record["kind"] for record in carried):
        await mark_unlisted(connection, found, who, None)
    return await _dated(connection, found, None)


async def known_claims(connection: Connection, people: Iterable[UUID], at: datetime) -> dict[UUID, PersonClaims]:
    """Return what counted of these people, as it was known at that instant; in a repeatable read."""
    who = array_of(people)
    await connection.execute(BY_INDEX)
    rows = await connection.fetch(KNOWN_CLAIMS, who, at)
    carried = await connection.fetch(KNOWN_CARRIED, who, at)
    found = await _gathered(connection, rows, carried)
    if carried and not ASKING.isdisjoint(record["kind"] for record in carried):
        await mark_unlisted(connection, found, who, at)
    return await _dated(connection, found, at)


class KnownInFull(NamedTuple):
    """What was known of one person at an instant, with what only snapshots ask for."""

    claims: PersonClaims
    records: Sequence[tuple[Claim, Any]]
    """Each claim with its record, in the order in which they are believed about who the person is."""


async def known_in_full(
    connection: Connection, people: Iterable[UUID], at: datetime, scope_kinds: Sequence[str]
) -> dict[UUID, KnownInFull]:
    """Return the same as `known_claims` with the records behind it; particulars of claims of these kinds alone."""
    records, found = await _in_full(connection, people, at, scope_kinds)
    found = await _dated(connection, found, at)
    return {person_id: KnownInFull(found[person_id], _in_order(each)) for person_id, each in records.items()}


Records = Sequence[tuple[Claim, Any]]
"""Claims of one person, each with its record."""


async def undated_in_full(
    connection: Connection, people: Iterable[UUID], at: datetime, scope_kinds: Sequence[str]
) -> Mapping[UUID, Records]:
    """Return the claims with their records, not yet told when each was said first: what-ifs change them before."""
    records, found = await _in_full(connection, people, at, scope_kinds)
    return {
        person_id: [(claim, record) for claim, (_, record) in zip(found[person_id].claims, each, strict=True)]
        for person_id, each in records.items()
    }


def in_full(records: Records) -> KnownInFull:
    """Return what is known of somebody by these claims, of which there is at least one."""
    pairs = list(records)
    claims = _alone(*pairs[0]) if len(pairs) == 1 else _several(pairs)
    return KnownInFull(claims, _in_order(pairs))


async def _in_full(
    connection: Connection, people: Iterable[UUID], at: datetime, scope_kinds: Sequence[str]
) -> tuple[Mapping[UUID, list[tuple[Claim, Any]]], dict[UUID, PersonClaims]]:
    who = array_of(people)
    await connection.execute(BY_INDEX)
    rows = await connection.fetch(KNOWN_IN_FULL, who, at, scope_kinds)
    carried = await connection.fetch(KNOWN_CARRIED_IN_FULL, who, at, scope_kinds)
    records = await _by_person(connection, [*rows, *carried])
    found = _together(records)
    if carried and not ASKING.isdisjoint(record["kind"] for record in carried):
        await mark_unlisted(connection, found, who, at)
    return records, found


async def _gathered(connection: Connection, rows: Sequence[Any], carried: Sequence[Any]) -> dict[UUID, PersonClaims]:
    return _together(await _by_person(connection, [*rows, *carried]))


async def _by_person(connection: Connection, records: Sequence[Any]) -> Mapping[UUID, list[tuple[Claim, Any]]]:
    generations = {record["generation_id"] for record in records}
    origins = {row["generation_id"]: _origin(row) for row in await connection.fetch(_ORIGINS, array_of(generations))}
    found: dict[UUID, list[tuple[Claim, Any]]] = defaultdict(list)
    for record in records:
        found[record["person_id"]].append((claim_of(record, origins[record["generation_id"]]), record))
    return found


def _together(found: Mapping[UUID, list[tuple[Claim, Any]]]) -> dict[UUID, PersonClaims]:
    return {person_id: _alone(*each[0]) if len(each) == 1 else _several(each) for person_id, each in found.items()}


def _origin(row: Any) -> Origin:
    return Origin(row["submission_id"], row["received_at"], row["establishment"], row["period"])


async def _dated(
    connection: Connection, found: dict[UUID, PersonClaims], at: datetime | None
) -> dict[UUID, PersonClaims]:
    """Where several returns of schools speak of one person, say when each first said the same."""
    several = [person_id for person_id, known in found.items() if len(known.claims) > 1 and several_speak(known.claims)]
    if several:
        first = await first_made(connection, several, known_at=at)
        found |= {who: found[who]._replace(claims=dated(found[who].claims, first.get(who, {}))) for who in several}
    return found


def _alone(claim: Claim, record: Any) -> PersonClaims:
    return PersonClaims((claim,), new_tuple(Details, _details(record)))


def _several(found: list[tuple[Claim, Any]]) -> PersonClaims:
    """The roll comes first, then the newest return; what one leaves out, the next fills in."""
    (_, first), *others = _in_order(found)
    details: Sequence[str | None] = _details(first)
    for _, record in others:
        if None not in details:
            break
        details = [kept or more for kept, more in zip(details, _details(record), strict=True)]
    return PersonClaims(tuple([claim for claim, _ in found]), new_tuple(Details, details))


def _in_order(found: list[tuple[Claim, Any]]) -> list[tuple[Claim, Any]]:
    if len(found) == 2:  # most have one of each
        on_roll, is_too = isinstance(found[0][0], RollEntry), isinstance(found[1][0], RollEntry)
        if on_roll != is_too:
            return found if on_roll else found[::-1]
    return sorted(found, key=lambda each: speaks_first(each[0]), reverse=True)
