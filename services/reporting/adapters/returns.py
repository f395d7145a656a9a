"""Returns in PostgreSQL: the folds' input, overlays of a generation and an edition, moving the pointers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from services.reporting.adapters.editions.changes import COUNT_CHANGED
from services.reporting.adapters.editions.listed_elsewhere import mark_contradicted, with_listed_elsewhere
from services.reporting.adapters.editions.overlays import EDITIONS, FIRST_EDITION, OVERLAY, OVERLAY_AGAIN
from services.reporting.domain.returns.generations import (
    Edition,
    Generation,
    JudgedGeneration,
    NewlyJudged,
    Overlay,
    OverlayRequest,
    ReturnToSettle,
    Settlement,
    newer_adds,
)
from services.reporting.domain.returns.hold import Comparison
from shared.clock import Clock
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, rows_affected

_TAKE = """
DELETE FROM unsettled_returns
WHERE return_id = ANY(ARRAY(SELECT return_id FROM unsettled_returns ORDER BY since LIMIT $1 FOR UPDATE SKIP LOCKED))
RETURNING return_id
"""

# A statement of its own: what was committed before the marks were free to be taken must be seen.
_GENERATIONS = """
SELECT r.return_id, r.collection, r.edition_id, r.generation_id AS effective_generation_id,
       g.generation_id, g.submission_id, g.judgement, g.received_at, g.complete, g.state = 'accepted' AS accepted,
       g.rows_to_judge IS NOT DISTINCT FROM 0 AS empty,
       (SELECT d.decision FROM decisions d WHERE d.generation_id = g.generation_id AND d.in_force
        ORDER BY d.decision_id DESC LIMIT 1) AS decision,
       EXISTS (SELECT FROM submissions s WHERE s.submission_id = g.submission_id AND s.channel = 'entry') AS entered
FROM returns r JOIN generations g USING (return_id) WHERE r.return_id = ANY($1::text::bigint[]) ORDER BY r.return_id
"""

_JUDGED = """
WITH judged AS (
    UPDATE generations g SET state = n.state, hold = n.hold, edition_id = n.edition_id
    FROM unnest($1::text::bigint[], $2::text[], $3::text[], $4::text::bigint[])
        AS n (generation_id, state, hold, edition_id)
    WHERE g.generation_id = n.generation_id
      AND (g.state, g.hold, g.edition_id) IS DISTINCT FROM (n.state, n.hold, n.edition_id)
    RETURNING g.generation_id, n.state, g.rows_matched + g.rows_created AS rows,
              extract(epoch FROM clock_timestamp() - g.begun_at)::float8 AS seconds
), kept AS (
    INSERT INTO acceptances (generation_id, since, accepted) SELECT generation_id, $5, state = 'accepted' FROM judged
)
SELECT generation_id, rows, seconds FROM judged
"""

# Whoever asks for a snapshot by what is known now waits for us, or we for them: what we change is known after it, also
# where the clocks of two replicas differ, or one steps back.
_HOLD = "LOCK TABLE effective_periods IN ROW EXCLUSIVE MODE"
_AFTER_SNAPSHOTS = "SELECT greatest($1::timestamptz, max(known_at) + interval '1 microsecond') FROM snapshots"

# A clock may step back: a period never ends before it began, and two periods never overlap.
_END_PERIOD = """
UPDATE effective_periods SET known = tstzrange(lower(known), greatest(lower(known), $2))
WHERE return_id = $1 AND upper_inf(known)
"""
# Reminders of the establishment are not sent while this is under way: the lock is theirs, shared among settlements.
_POINT = """
WITH begun AS (
    INSERT INTO effective_periods (return_id, edition_id, known)
    SELECT $1, $2::bigint, tstzrange(greatest($4, max(upper(known))), NULL)
    FROM effective_periods WHERE return_id = $1 HAVING $2 IS NOT NULL
)
UPDATE returns SET edition_id = $2, generation_id = $3, settled_at = $4 WHERE return_id = $1
RETURNING pg_advisory_xact_lock_shared(hashtextextended('returns of ' || establishment, 0))
"""

# Sorted, so that two settlements that mark the same people never wait for each other in a circle. Who is stale already
# is locked until we commit (`WHERE false`: locked, not written), or would be computed now from what counted before.
_MARK_STALE = """
INSERT INTO stale_people (person_id)
SELECT DISTINCT person_id FROM (
    SELECT person_id FROM claims WHERE generation_id = ANY($1::text::bigint[]) AND counts
    UNION ALL
    SELECT person_id FROM carried_claims WHERE edition_id = ANY($2::text::bigint[])
) AS touched
ORDER BY person_id
ON CONFLICT (person_id) DO UPDATE SET since = stale_people.since WHERE false
"""

# What was accepted once matters to more people than those of an edition: whoever it listed, and the leavers of the same
# establishment, whom it may have named on rows that wait (`domain/contradictions`). It is seldom that it turns.
_MARK_TURNED = """
INSERT INTO stale_people (person_id)
SELECT DISTINCT person_id FROM (
    SELECT person_id FROM claims WHERE generation_id = ANY($1::text::bigint[])
    UNION ALL
    SELECT c.person_id FROM generations g JOIN returns mine USING (return_id)
    JOIN returns r ON r.establishment = mine.establishment JOIN claims c ON c.generation_id = r.generation_id
    WHERE g.generation_id = ANY($1::text::bigint[]) AND c.facts LIKE '%"left_on"%'
    UNION ALL
    SELECT k.person_id FROM generations g JOIN returns mine USING (return_id)
    JOIN returns r ON r.establishment = mine.establishment JOIN carried_claims k ON k.edition_id = r.edition_id
    WHERE g.generation_id = ANY($1::text::bigint[])
) AS touched
ORDER BY person_id
ON CONFLICT (person_id) DO UPDATE SET since = stale_people.since WHERE false
"""


class PostgresReturns:
    """The tables `returns`, `editions`, `carried_claims`, `effective_periods` and `unsettled_returns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_unsettled(self, limit: int) -> list[ReturnToSettle]:
        """Take returns that are due; those that another process has taken are passed over.

        The mark that is taken is the lock: who would mark such a return again waits until we are done.
        """
        taken = await self._connection.fetch(_TAKE, limit)
        if not taken:
            return []
        return await read_to_settle(self._connection, [row["return_id"] for row in taken])

    async def overlay(self, requests: Sequence[OverlayRequest]) -> list[Overlay]:
        """Return the edition of each generation over its base; made once, the same ever after."""
        rows = await self._connection.fetch(EDITIONS, array_of(each.generation.id for each in requests))
        wanted = {(each.generation.id, _id_of(each.instead_of or each.base)): each for each in requests}
        known = _by_key(rows)
        new = [each for key, each in wanted.items() if key not in known]
        first = [(each.return_id, each.generation.id) for each in new if (each.instead_of or each.base) is None]
        if first:
            known |= _by_key(await self._connection.fetchmany(FIRST_EDITION, first))
        for each in new:
            over = (each.return_id, each.generation.id, *_ids(each.base), each.adds, each.generation.entered)
            if each.instead_of is not None:
                known |= _by_key(await self._connection.fetch(OVERLAY_AGAIN, *over, *_ids(each.instead_of)))
            elif each.base is not None:
                known |= _by_key(await self._connection.fetch(OVERLAY, *over))
        return [_overlay_of(known[key]) for key in wanted]

    async def hold(self, clock: Clock) -> datetime:
        """Let nobody ask for a snapshot by what is known now until we are done; return the time of what we change."""
        await self._connection.execute(_HOLD)
        found: datetime = await self._connection.fetchval(_AFTER_SNAPSHOTS, clock.now())
        return found

    async def record_judged(self, judged: Sequence[JudgedGeneration], at: datetime) -> Mapping[int, NewlyJudged]:
        """Keep what the folds decided about each generation, where that differs; count whom held ones change."""
        changed = await self._connection.fetch(
            _JUDGED,
            array_of(each.generation.id for each in judged),
            [each.state for each in judged],
            [each.hold for each in judged],
            array_of(each.overlay.edition.edition_id if each.overlay else None for each in judged),
            at,
        )
        held = [each.overlay.edition.edition_id for each in judged if each.state == "held" and each.overlay]
        if held:
            await self._connection.execute(COUNT_CHANGED, array_of(held))
        return {row["generation_id"]: NewlyJudged(row["rows"], row["seconds"]) for row in changed}

    async def move_pointers(self, moves: Sequence[Settlement], at: datetime) -> int:
        """Make other editions effective and mark everybody in either stale; returns how many were marked."""
        ended = [(each.return_id, at) for each in moves if each.before is not None]
        if ended:
            await self._connection.executemany(_END_PERIOD, ended)
        await self._connection.executemany(_POINT, [(each.return_id, *_ids(each.effective), at) for each in moves])
        either = [edition for each in moves for edition in (each.before, each.effective) if edition is not None]
        tag = await self._connection.execute(
            _MARK_STALE, array_of(e.generation_id for e in either), array_of(e.edition_id for e in either)
        )
        turned = [generation_id for each in moves for generation_id in each.turned]
        if turned:
            await self._connection.execute(_MARK_TURNED, array_of(turned))
        return rows_affected(tag)

    async def mark_contradicted(self, moves: Sequence[Settlement]) -> bool:
        """Mark returns to be settled again that say there is nothing of what these list; return whether any was."""
        return await mark_contradicted(self._connection, moves)


async def read_to_settle(connection: Connection, return_ids: Sequence[int]) -> list[ReturnToSettle]:
    """Return what the folds of returns start from, in the order of their ids."""
    rows = await connection.fetch(_GENERATIONS, array_of(return_ids))
    found = [_to_settle(return_id, list(each)) for return_id, each in groupby(rows, key=lambda r: r["return_id"])]
    return await with_listed_elsewhere(connection, found)


def _to_settle(return_id: int, rows: Sequence[Any]) -> ReturnToSettle:
    """Return what the fold of a return starts from; rows: its generations, by `_GENERATIONS`."""
    generations = tuple(
        Generation(
            id=row["generation_id"],
            submission_id=row["submission_id"],
            judgement=row["judgement"],
            received_at=row["received_at"],
            complete=row["complete"],
            decision=row["decision"],
            entered=row["entered"],
            accepted=row["accepted"],
            empty=row["empty"],
        )
        for row in rows
    )
    edition_id, generation_id = rows[0]["edition_id"], rows[0]["effective_generation_id"]
    effective = Edition(edition_id, generation_id) if edition_id else None
    collection: str = rows[0]["collection"]
    return ReturnToSettle(return_id, generations, effective, collection, newer_adds(collection))


def _id_of(edition: Edition | None) -> int | None:
    return edition.edition_id if edition else None


def _ids(edition: Edition | None) -> tuple[int | None, int | None]:
    return (edition.edition_id, edition.generation_id) if edition else (None, None)


def _by_key(rows: Iterable[Any]) -> dict[tuple[int, int | None], Any]:
    return {(row["generation_id"], row["base_edition_id"]): row for row in rows}


def _overlay_of(row: Any) -> Overlay:
    comparison = Comparison(
        before=row["people_before"],
        listed=row["people_listed"],
        added=row["people_added"],
        removed=row["people_removed"],
        shielded=row["people_shielded"],
    )
    return Overlay(Edition(row["edition_id"], row["generation_id"]), comparison)
