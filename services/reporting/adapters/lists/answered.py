"""Lists of young people that went out: how many names of each school stand on them, and how many have an answer."""

from collections.abc import Collection
from typing import Final

from services.reporting.domain.returns.issued import NOTHING_ISSUED, AskedReturn, IssuedLists, NamesAnswered
from shared.persistence.pool import Connection
from shared.vocabulary.london import london_day

_OUT: Final = "SELECT issue_id, collection, period, issued_at FROM list_issues WHERE taken_back_at IS NULL"
# A name is answered by a row of the return that counts; an answer about anybody else closes none.
ANSWERED: Final = f"""
WITH issued AS ({_OUT}), effective AS MATERIALIZED (
    SELECT i.issue_id, r.establishment, r.generation_id, r.edition_id
    FROM issued i JOIN returns r USING (collection, period)
    WHERE r.edition_id IS NOT NULL AND ($1::text[] IS NULL OR r.establishment = ANY($1))
), answers AS (
    SELECT e.issue_id, e.establishment, c.person_id FROM effective e JOIN claims c USING (generation_id) WHERE c.counts
    UNION
    SELECT e.issue_id, e.establishment, k.person_id FROM effective e JOIN carried_claims k USING (edition_id)
)
SELECT i.collection, i.period, l.establishment, count(*) AS listed, count(a.person_id) AS answered
FROM issued i JOIN listed_people l USING (issue_id)
LEFT JOIN answers a USING (issue_id, establishment, person_id)
WHERE $1::text[] IS NULL OR l.establishment = ANY($1)
GROUP BY i.collection, i.period, l.establishment
"""  # noqa: S608 (our own names)


async def issued_lists(connection: Connection, establishments: Collection[str] | None = None) -> IssuedLists:
    """Return the lists that are out, with the names of these establishments (None: of all)."""
    out = {(row["collection"], row["period"]): london_day(row["issued_at"]) for row in await connection.fetch(_OUT)}
    if not out:
        return NOTHING_ISSUED
    of = None if establishments is None else list(establishments)
    names = {
        AskedReturn(row["establishment"], row["collection"], row["period"]): NamesAnswered(
            row["listed"], row["answered"]
        )
        for row in await connection.fetch(ANSWERED, of)
    }
    return IssuedLists(frozenset(out), names, out)
