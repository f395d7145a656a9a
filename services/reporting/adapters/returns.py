"""Returns in PostgreSQL: the fold's input, laying one generation over an edition, moving the pointer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.domain.generations import Comparison, Decision, Generation, Judged, Laid
from services.reporting.usecases.ports import Effective, FoldInput
from shared.persistence.pool import Connection

_TAKE = """
DELETE FROM unsettled_returns
WHERE return_id = (SELECT return_id FROM unsettled_returns ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING return_id
"""

_LOCK = "SELECT edition_id, generation_id FROM returns WHERE return_id = $1 FOR UPDATE"

_GENERATIONS = """
SELECT g.generation_id, g.submission_id, g.judgement, g.received_at, g.complete,
       (SELECT d.decision FROM decisions d WHERE d.generation_id = g.generation_id
        ORDER BY d.decision_id DESC LIMIT 1) AS decision
FROM generations g WHERE g.return_id = $1
"""

_KNOWN_EDITION = """
SELECT edition_id, people_before, people_listed, people_added, people_removed, people_shielded
FROM editions WHERE generation_id = $1 AND over_edition_id IS NOT DISTINCT FROM $2
"""

_FIRST_EDITION = """
INSERT INTO editions (return_id, generation_id, people_before, people_listed, people_added, people_removed,
                      people_shielded)
SELECT $1, $2, 0, count(DISTINCT person_id), count(DISTINCT person_id), 0, 0
FROM claims WHERE generation_id = $2 AND counts
RETURNING edition_id, people_before, people_listed, people_added, people_removed, people_shielded
"""

_CONTENT: Final = """
    SELECT c.generation_id, c.ordinal, c.person_id, c.keys FROM claims c
    WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT c.generation_id, c.ordinal, c.person_id, c.keys
    FROM carried_claims k JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE k.edition_id = {edition}
"""

_LAY = f"""
WITH before AS MATERIALIZED ({_CONTENT.format(generation="$4", edition="$3")}),
listed AS MATERIALIZED (SELECT DISTINCT person_id FROM claims WHERE generation_id = $2 AND counts),
missing AS MATERIALIZED (SELECT b.* FROM before b LEFT JOIN listed l USING (person_id) WHERE l.person_id IS NULL),
shield AS MATERIALIZED (SELECT DISTINCT unnest(keys) AS key FROM unsettled_rows WHERE generation_id = $2),
covered AS MATERIALIZED (
    SELECT m.person_id FROM missing m CROSS JOIN LATERAL unnest(m.keys) AS k (key) JOIN shield USING (key)
    UNION
    SELECT m.person_id FROM missing m
    JOIN (SELECT unnest(candidates) AS person_id FROM unsettled_rows WHERE generation_id = $2) u USING (person_id)
),
edition AS (
    INSERT INTO editions (return_id, generation_id, over_edition_id, people_before, people_listed, people_added,
                          people_removed, people_shielded)
    SELECT $1, $2, $3,
        (SELECT count(DISTINCT person_id) FROM before),
        (SELECT count(*) FROM listed),
        (SELECT count(*) FROM listed l LEFT JOIN (SELECT DISTINCT person_id FROM before) b USING (person_id)
         WHERE b.person_id IS NULL),
        (SELECT count(DISTINCT m.person_id) FROM missing m LEFT JOIN covered c USING (person_id)
         WHERE c.person_id IS NULL),
        (SELECT count(*) FROM covered)
    RETURNING edition_id, people_before, people_listed, people_added, people_removed, people_shielded
),
carried AS (
    INSERT INTO carried_claims (edition_id, generation_id, ordinal, person_id)
    SELECT e.edition_id, m.generation_id, m.ordinal, m.person_id
    FROM edition e CROSS JOIN missing m JOIN covered USING (person_id)
)
SELECT * FROM edition
"""  # noqa: S608 (our own names)

_JUDGED = """
UPDATE generations g SET verdict = n.verdict, hold = n.hold, edition_id = n.edition_id
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS n (generation_id, verdict, hold, edition_id)
WHERE g.generation_id = n.generation_id
  AND (g.verdict, g.hold, g.edition_id) IS DISTINCT FROM (n.verdict, n.hold, n.edition_id)
"""

# A clock may step back: a period never ends before it began, and two periods never overlap.
_END_PERIOD = """
UPDATE effective_periods SET known = tstzrange(lower(known), greatest(lower(known), $2))
WHERE return_id = $1 AND upper_inf(known)
"""
_BEGIN_PERIOD = """
INSERT INTO effective_periods (return_id, edition_id, known)
SELECT $1, $2, tstzrange(greatest($3, (SELECT max(upper(known)) FROM effective_periods WHERE return_id = $1)), NULL)
"""
_POINT = "UPDATE returns SET edition_id = $2, generation_id = $3, settled_at = $4 WHERE return_id = $1"

# Sorted, so that two settlements that mark the same people never wait for each other in a circle. Who is stale already
# is locked until we commit (`WHERE false`: locked, not written), or would be computed now from what counted before.
_MARK_STALE = """
INSERT INTO stale_people (person_id)
SELECT DISTINCT person_id FROM (
    SELECT person_id FROM claims WHERE generation_id = ANY($1::bigint[]) AND counts
    UNION ALL
    SELECT person_id FROM carried_claims WHERE edition_id = ANY($2::bigint[])
) AS touched
ORDER BY person_id
ON CONFLICT (person_id) DO UPDATE SET since = stale_people.since WHERE false
"""

_DECIDE = """
WITH known AS (SELECT generation_id, return_id FROM generations WHERE generation_id = $1),
decided AS (
    INSERT INTO decisions (generation_id, decision, account, reason, decided_at)
    SELECT generation_id, $2, $3, $4, $5 FROM known
),
due AS (
    INSERT INTO unsettled_returns (return_id) SELECT return_id FROM known
    ON CONFLICT (return_id) DO UPDATE SET since = unsettled_returns.since WHERE false
)
SELECT count(*) FROM known
"""


class PostgresReturns:
    """The tables `returns`, `editions`, `carried_claims`, `effective_periods`, `decisions` and `unsettled_returns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_unsettled(self) -> FoldInput | None:
        """Take one return that is due and lock it; returns that another process has taken are passed over."""
        return_id = await self._connection.fetchval(_TAKE)
        if return_id is None:
            return None
        pointer = await self._connection.fetchrow(_LOCK, return_id)
        assert pointer is not None
        rows = await self._connection.fetch(_GENERATIONS, return_id)
        generations = tuple(
            Generation(
                id=row["generation_id"],
                submission_id=row["submission_id"],
                judgement=row["judgement"],
                received_at=row["received_at"],
                complete=row["complete"],
                decision=row["decision"],
            )
            for row in rows
        )
        effective = Effective(pointer["edition_id"], pointer["generation_id"]) if pointer["edition_id"] else None
        return FoldInput(return_id, generations, effective)

    async def lay(self, return_id: int, generation: Generation, over: Effective | None) -> Laid[Effective]:
        """Return the edition of that generation over that one; made once, the same ever after."""
        row = await self._connection.fetchrow(_KNOWN_EDITION, generation.id, over.edition_id if over else None)
        if row is None and over is None:
            row = await self._connection.fetchrow(_FIRST_EDITION, return_id, generation.id)
        elif row is None and over is not None:
            row = await self._connection.fetchrow(_LAY, return_id, generation.id, over.edition_id, over.generation_id)
        assert row is not None
        comparison = Comparison(
            before=row["people_before"],
            listed=row["people_listed"],
            added=row["people_added"],
            removed=row["people_removed"],
            shielded=row["people_shielded"],
        )
        return Laid(Effective(row["edition_id"], generation.id), comparison)

    async def record_judged(self, judged: Sequence[Judged[Effective]]) -> None:
        """Keep the fold's word on each generation, where it is not what it was."""
        await self._connection.execute(
            _JUDGED,
            [each.generation.id for each in judged],
            [each.verdict for each in judged],
            [each.hold for each in judged],
            [each.laid.edition.edition_id if each.laid else None for each in judged],
        )

    async def move_pointer(self, return_id: int, was: Effective | None, now: Effective | None, at: datetime) -> int:
        """Make another edition effective and mark everybody in either edition stale; returns how many were marked."""
        await self._connection.execute(_END_PERIOD, return_id, at)
        if now is not None:
            await self._connection.execute(_BEGIN_PERIOD, return_id, now.edition_id, at)
        edition, generation = (now.edition_id, now.generation_id) if now else (None, None)
        await self._connection.execute(_POINT, return_id, edition, generation, at)
        either = [each for each in (was, now) if each is not None]
        tag = await self._connection.execute(
            _MARK_STALE, [each.generation_id for each in either], [each.edition_id for each in either]
        )
        return int(tag.rsplit(" ", 1)[-1])

    async def decide(
        self, generation_id: int, decision: Decision, *, account: str, reason: str | None, at: datetime
    ) -> bool:
        """Keep a person's decision and mark the return to be settled; False when there is no such generation."""
        known = await self._connection.fetchval(_DECIDE, generation_id, decision, account, reason, at)
        return bool(known)
