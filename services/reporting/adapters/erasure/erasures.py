"""What reporting keeps about people, removed: statuses, claims, threads, lists, and names of files that name them."""

from typing import Final

from services.reporting.adapters.webhooks.changed import queue_forgetting
from shared.erasure.orders import ErasureOrder, ErasureOrders
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, rows_affected

SERVICE: Final = "reporting"
# Whoever was being written into a snapshot meanwhile comes back by it, too.
_RETURNED: Final = """
SELECT t.erasure_id FROM shared.erasure_targets t JOIN shared.erasures e USING (erasure_id)
WHERE e.approved AND e.answered_at > now() - $1 * interval '1 day'
  AND (EXISTS (SELECT FROM claims c WHERE c.person_id = t.person_id)
       OR EXISTS (SELECT FROM snapshot_people s WHERE s.person_id = t.person_id)
       OR EXISTS (SELECT FROM activity_report_people a WHERE a.person_id = t.person_id)) LIMIT 1
"""
# An inserted row is the lock of its person (see `people._TAKE`): nobody computes them until we commit.
_LOCK: Final = """
INSERT INTO stale_people (person_id) SELECT DISTINCT one FROM unnest($1::text::uuid[]) AS one ORDER BY one
ON CONFLICT (person_id) DO UPDATE SET since = stale_people.since
"""
# Rows of files about them: accepted ones by person, refused and waiting ones by the blind keys of those. What was
# entered on a page has no sheet.
THEIRS: Final = """
WITH theirs AS MATERIALIZED (
    SELECT generation_id, ordinal, sheet, line, keys FROM claims WHERE person_id = ANY ($1::text::uuid[])
), keys AS MATERIALIZED (
    SELECT DISTINCT key FROM theirs, each_key(theirs.keys) AS key
), unsettled AS MATERIALIZED (
    SELECT generation_id, ordinal, sheet, line FROM unsettled_rows u
    WHERE EXISTS (SELECT FROM each_key(u.keys) AS key JOIN keys USING (key))
       OR EXISTS (SELECT FROM unnest($1::text::uuid[]) AS one WHERE position(one::text IN u.candidates) > 0)
)
"""
_ROWS: Final = f"""
{THEIRS}
INSERT INTO shared.erasure_rows (erasure_id, submission_id, sheet, line)
SELECT DISTINCT $2::uuid, g.submission_id, p.sheet, p.line
FROM (SELECT generation_id, sheet, line FROM theirs UNION ALL SELECT generation_id, sheet, line FROM unsettled) AS p
JOIN generations g USING (generation_id) WHERE p.sheet <> '' ON CONFLICT DO NOTHING
"""  # noqa: S608 (our own names)
_UNSETTLED: Final = f"""
{THEIRS}
DELETE FROM unsettled_rows u USING unsettled
WHERE (u.generation_id, u.ordinal) = (unsettled.generation_id, unsettled.ordinal)
"""  # noqa: S608 (our own names)
# A file is named after somebody where its name, or the words sent with it, hold surname and first name, or a number; in
# a file with a row about them one of the names is enough, and so is a surname that nobody else has.
NAMED: Final = """
WITH theirs AS MATERIALIZED (
    SELECT DISTINCT name_key(surname) AS surname, name_key(forename) AS forename, upn, uln
    FROM claims WHERE person_id = ANY ($1::text::uuid[])
), sent AS MATERIALIZED (
    SELECT submission_id, concat_ws(' ', file_name, comment) AS words FROM submissions
    WHERE coalesce(channel, '') <> 'entry' AND coalesce(file_name, comment) IS NOT NULL
), files AS MATERIALIZED (
    SELECT submission_id, words, name_key(words) AS letters, submission_id IN (
        SELECT g.submission_id FROM claims c JOIN generations g USING (generation_id)
        WHERE c.person_id = ANY ($1::text::uuid[])) AS about_them
    FROM sent
)
SELECT DISTINCT f.submission_id
FROM files f JOIN theirs t ON position(t.upn IN f.words) > 0 OR position(t.uln IN f.words) > 0
    OR (length(t.surname) > 1 AND position(t.surname IN f.letters) > 0 AND (
        f.about_them OR (length(t.forename) > 1 AND position(t.forename IN f.letters) > 0)
        OR NOT EXISTS (SELECT FROM people p WHERE name_key(p.surname) = t.surname
                       AND p.person_id <> ALL ($1::text::uuid[]))))
    OR (length(t.forename) > 1 AND position(t.forename IN f.letters) > 0 AND f.about_them)
"""
_NAMELESS: Final = """
UPDATE submissions SET file_name = NULL, comment = NULL WHERE submission_id = ANY ($1::text::uuid[])
"""
_TELL: Final = """
INSERT INTO shared.erasure_rows (erasure_id, submission_id, sheet, line)
SELECT $1, one, '', 0 FROM unnest($2::text::uuid[]) AS one ON CONFLICT DO NOTHING
"""
_NOTES: Final = """
DELETE FROM contradiction_notes n USING contradictions c
WHERE n.contradiction_id = c.contradiction_id AND c.person_id = ANY ($1::text::uuid[])
"""
_CONTRADICTIONS: Final = "DELETE FROM contradictions WHERE person_id = ANY ($1::text::uuid[])"
_REPORTED: Final = "DELETE FROM activity_report_people WHERE person_id = ANY ($1::text::uuid[])"
_LISTED: Final = "DELETE FROM listed_people WHERE person_id = ANY ($1::text::uuid[])"
_COHORTS: Final = "DELETE FROM guarantee_cohorts WHERE person_id = ANY ($1::text::uuid[])"
_CARRIED: Final = "DELETE FROM carried_claims WHERE person_id = ANY ($1::text::uuid[])"
_CLAIMS: Final = "DELETE FROM claims WHERE person_id = ANY ($1::text::uuid[])"
_HISTORY: Final = "DELETE FROM status_history WHERE person_id = ANY ($1::text::uuid[])"
_PEOPLE: Final = "DELETE FROM people WHERE person_id = ANY ($1::text::uuid[])"
_SNAPSHOTS: Final = "DELETE FROM snapshot_people WHERE person_id = ANY ($1::text::uuid[])"
_FINDINGS: Final = "DELETE FROM return_findings WHERE person_id = ANY ($1::text::uuid[])"
_NUMBERS: Final = "DELETE FROM return_numbers WHERE person_id = ANY ($1::text::uuid[])"
_ACCESSES: Final = "DELETE FROM shared.subject_accesses WHERE person_id = ANY ($1::text::uuid[])"
_UNLOCK: Final = "DELETE FROM stale_people WHERE person_id = ANY ($1::text::uuid[])"
_FLAGS: Final = "DELETE FROM person_flags WHERE person_id = ANY ($1::text::uuid[])"
_WORK: Final = "DELETE FROM work_entries WHERE person_id = ANY ($1::text::uuid[])"
_RISKS: Final = "DELETE FROM risk_entries WHERE person_id = ANY ($1::text::uuid[])"
_REMOVALS: Final = (
    _UNSETTLED,
    _FLAGS,
    _WORK,
    _RISKS,
    _NOTES,
    _CONTRADICTIONS,
    _LISTED,
    _REPORTED,
    _COHORTS,
    _CARRIED,
    _CLAIMS,
    _HISTORY,
    _PEOPLE,
    _SNAPSHOTS,
    _FINDINGS,
    _NUMBERS,
    _ACCESSES,
)
"""In this order: what is found by claims goes before them."""
_SEARCHES: Final = "DELETE FROM shared.saved_searches"
"""Whatever anybody searched for in the last hour: nobody can tell whom a few letters were for."""


class PostgresErasures:
    """The orders, and reporting's tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orders = ErasureOrders(connection, SERVICE)

    async def take(self) -> ErasureOrder | None:
        return await self._orders.take(_RETURNED)

    async def erase(self, order: ErasureOrder) -> int:
        """Note for ingest where rows about these people stand in files; then remove what is kept of them."""
        people, run = array_of(order.people), self._connection.execute
        await run(_LOCK, people)
        await queue_forgetting(self._connection, people)
        await run(_ROWS, people, order.erasure_id)
        named = {row["submission_id"] for row in await self._connection.fetch(NAMED, people)} | set(order.submissions)
        await run(_NAMELESS, array_of(named))
        await run(_TELL, order.erasure_id, array_of(named))
        removed = [rows_affected(await run(statement, people)) for statement in _REMOVALS]
        await run(_UNLOCK, people)
        await run(_SEARCHES)
        return sum(removed) + len(named)

    async def done(self, order: ErasureOrder, removed: int) -> None:
        await self._orders.done(order, removed)
