"""What is left when everything has gone through, in words that do not depend on ids that were drawn by chance.

Two runs over the same files have the same final state when these are equal, whatever was killed on the way.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from shared.service_names import SERVICES

Place = tuple[str, str, int]
"""File, sheet and line: the name of a row."""

_WAITING: Final = """
SELECT (SELECT count(*) FROM unnest($1::text[]::uuid[]) AS wanted(id)
        WHERE NOT EXISTS (SELECT 1 FROM reporting.submissions s LEFT JOIN reporting.generations g USING (submission_id)
                          WHERE s.submission_id = wanted.id AND s.file_name IS NOT NULL
                            AND (s.outcome IS NOT NULL OR s.repeats IS NOT NULL
                                 OR g.state <> 'building' AND s.rows_extracted IS NOT NULL))
       ) AS submissions,
       (SELECT count(*) FROM reporting.unsettled_returns) AS returns,
       (SELECT count(*) FROM reporting.stale_people)
         + (SELECT count(*) FROM reporting.establishments_to_compare) AS people"""
_CLAIMS: Final = """
SELECT s.file_name, c.sheet, c.line, c.person_id, c.counts FROM reporting.claims c
JOIN reporting.generations g USING (generation_id) JOIN reporting.submissions s USING (submission_id)"""
_UNSETTLED: Final = """
SELECT s.file_name, c.sheet, c.line, c.cause FROM reporting.unsettled_rows c
JOIN reporting.generations g USING (generation_id) JOIN reporting.submissions s USING (submission_id)"""
_ISSUES: Final = """
SELECT s.file_name, c.sheet, c.line, c.code, c.cell FROM reporting.issues c
JOIN reporting.generations g USING (generation_id) JOIN reporting.submissions s USING (submission_id)"""
_EFFECTIVE: Final = """
SELECT r.collection, r.establishment, r.period, s.file_name FROM reporting.returns r
LEFT JOIN reporting.generations g USING (generation_id) LEFT JOIN reporting.submissions s USING (submission_id)"""
_COUNTS: Final = """
SELECT DISTINCT ON (submission_id) g.generation_id, s.file_name, s.rows_extracted, g.rows_judged, g.rows_accepted,
       g.rows_refused, g.rows_matched, g.rows_created, g.rows_awaiting,
       (SELECT count(*) FROM reporting.claims c WHERE c.generation_id = g.generation_id) AS claims,
       (SELECT count(*) FROM reporting.unsettled_rows r WHERE r.generation_id = g.generation_id
          AND r.cause = 'awaiting') AS awaiting,
       (SELECT count(*) FROM reporting.unsettled_rows r WHERE r.generation_id = g.generation_id
          AND r.cause = 'refused') AS refused
FROM reporting.submissions s JOIN reporting.generations g USING (submission_id)
ORDER BY submission_id, g.complete DESC, g.judgement DESC"""
_PEOPLE: Final = (
    "SELECT person_id, version, status_group, code, lapsed, effective_on, on_roll, rule FROM reporting.people"
)
_VERSIONS: Final = (
    "SELECT person_id, array_agg(version ORDER BY version) AS versions FROM reporting.status_history GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class FinalState:
    """Everything that must come out the same."""

    person_of: dict[Place, Place]
    """For each row that found its person, the first row of the same person: who is one, and who is not."""
    statuses: dict[Place, tuple[Any, ...]]
    """Status by the person's first row."""
    unsettled: frozenset[tuple[Any, ...]]
    issues: frozenset[tuple[Any, ...]]
    effective: frozenset[tuple[Any, ...]]
    set_aside: frozenset[Place]


async def wait_until_quiet(admin_url: str, submissions: Sequence[str], *, timeout_s: float = 120.0) -> float:
    """Return when these submissions have been settled, nobody is stale and every outbox is empty; the seconds it took.

    A database that is away meanwhile is waited for.
    """
    began = time.monotonic()
    waiting: dict[str, int] | str = "nothing asked yet"
    while time.monotonic() - began < timeout_s:
        try:
            waiting = await _waiting(admin_url, submissions)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as failure:
            waiting = type(failure).__name__
        else:
            if not any(waiting.values()):
                return time.monotonic() - began
        await asyncio.sleep(0.1)
    raise AssertionError(f"still waiting after {timeout_s:.0f} s: {waiting}")


async def _waiting(admin_url: str, submissions: Sequence[str]) -> dict[str, int]:
    connection = await asyncpg.connect(admin_url, timeout=5)
    try:
        row = await connection.fetchrow(_WAITING, list(submissions))
        assert row is not None
        counts = dict(row)
        for service in SERVICES:
            counts[f"{service} outbox"] = await connection.fetchval(f"SELECT count(*) FROM {service}.outbox")
        return counts
    finally:
        await connection.close()


async def read_final_state(admin_url: str) -> FinalState:
    """Read what is left."""
    connection = await asyncpg.connect(admin_url)
    try:
        claims = await connection.fetch(_CLAIMS)
        # Of whom nothing counts any more, a row tells only that something once did: that depends on the way here.
        known = [row for row in await connection.fetch(_PEOPLE) if row["rule"] != "nothing_known"]
        people = {row["person_id"]: tuple(row)[2:] for row in known}
        unsettled = frozenset(tuple(row) for row in await connection.fetch(_UNSETTLED))
        issues = frozenset(tuple(row) for row in await connection.fetch(_ISSUES))
        effective = frozenset(tuple(row) for row in await connection.fetch(_EFFECTIVE))
    finally:
        await connection.close()
    first: dict[UUID, Place] = {}
    for claim in claims:
        place = (claim["file_name"], claim["sheet"], claim["line"])
        first[claim["person_id"]] = min(place, first.get(claim["person_id"], place))
    return FinalState(
        person_of={(c["file_name"], c["sheet"], c["line"]): first[c["person_id"]] for c in claims},
        statuses={first[person_id]: status for person_id, status in people.items() if person_id in first},
        unsettled=unsettled,
        issues=issues,
        effective=effective,
        set_aside=frozenset((c["file_name"], c["sheet"], c["line"]) for c in claims if not c["counts"]),
    )


def differences(calm: FinalState, other: FinalState, *, shown_max: int = 5) -> list[str]:
    """Say in what the two differ: coordinates and codes, a few of each."""
    differences: list[str] = []
    for name in ("unsettled", "issues", "effective", "set_aside"):
        ours, theirs = getattr(calm, name), getattr(other, name)
        differences += [f"{name}: only calm {one}" for one in sorted(ours - theirs, key=repr)[:shown_max]]
        differences += [f"{name}: only other {one}" for one in sorted(theirs - ours, key=repr)[:shown_max]]
    for name in ("person_of", "statuses"):
        ours, theirs = getattr(calm, name), getattr(other, name)
        keys = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
        differences += [f"{name}: {key} {ours.get(key)} / {theirs.get(key)}" for key in sorted(keys)[:shown_max]]
    return differences


async def conservation_failures(admin_url: str) -> list[str]:
    """Say in which files rows are lost: extracted = accepted + refused, accepted = matched + new + waiting.

    Of a file that was judged more than once the newest complete judgement is looked at.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        rows = await connection.fetch(_COUNTS)
    finally:
        await connection.close()
    failures = []
    for row in rows:
        found = row["rows_matched"] + row["rows_created"]
        sound = (
            row["rows_extracted"] == row["rows_judged"] == row["rows_accepted"] + row["rows_refused"]
            and row["rows_accepted"] == found + row["rows_awaiting"]
            and (row["claims"], row["awaiting"], row["refused"]) == (found, row["rows_awaiting"], row["rows_refused"])
        )
        if not sound:
            failures.append(f"{row['file_name']}: {dict(row)}")
    return failures


async def broken_chains(admin_url: str) -> list[str]:
    """Name the people whose versions are not 1, 2, 3 … to the current one without a gap."""
    connection = await asyncpg.connect(admin_url)
    try:
        current = {row["person_id"]: row["version"] for row in await connection.fetch(_PEOPLE)}
        chains = {row["person_id"]: list(row["versions"]) for row in await connection.fetch(_VERSIONS)}
    finally:
        await connection.close()
    ids = current.keys() | chains.keys()
    return [str(one) for one in ids if chains.get(one) != list(range(1, current.get(one, 0) + 1))]


async def dead_letters(admin_url: str) -> dict[str, int]:
    """Return how many messages each consumer has set aside."""
    connection = await asyncpg.connect(admin_url)
    try:
        found: dict[str, int] = {}
        for service in SERVICES:
            for row in await connection.fetch(f"SELECT consumer, count(*) FROM {service}.dead_letters GROUP BY 1"):
                found[row["consumer"]] = row["count"]
        return found
    finally:
        await connection.close()
