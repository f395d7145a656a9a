"""Because of whose return young people are not known: one statement over everybody of the headline figure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, cast

from services.reporting.domain.quality.not_known import FoundCause
from services.reporting.domain.scopes import HEADLINE_YEARS
from services.reporting.domain.year_groups import cohort_of_year
from shared.persistence.pool import Connection
from shared.vocabulary.activities import ACTIVITIES

OUTSIDE: Final = tuple(one.code for one in ACTIVITIES if not one.in_denominator)
"""Activity codes of people who are outside every share, also once they have lapsed."""

# Of several causes the first holds, and of several establishments the one whose return came last. What an establishment
# lists and does not count yet (held, waiting, refused) comes before what it said earlier.
_BY_CAUSE: Final = """
WITH unknown AS MATERIALIZED (
    SELECT p.person_id, p.version, p.rule, p.lapsed, p.establishment, p.school
    FROM people p
    WHERE p.status_group = 'not known' AND p.on_roll AND p.birth_cohort = ANY($1)
      AND (p.code IS NULL OR p.code <> ALL($2))
), held_files AS MATERIALIZED (
    SELECT g.generation_id, g.received_at, r.establishment
    FROM generations g JOIN returns r ON r.return_id = g.return_id
    WHERE g.state = 'held' AND r.collection = ANY($3)
), held AS (
    SELECT u.person_id, 1 AS rank, f.received_at, f.establishment, 'held' AS cause
    FROM held_files f JOIN claims c USING (generation_id) JOIN unknown u USING (person_id)
    WHERE EXISTS (SELECT FROM held_files)
), unsettled AS MATERIALIZED (
    SELECT r.establishment, g.received_at, n.cause, n.keys, n.candidates
    FROM returns r JOIN generations g ON g.generation_id = r.generation_id
    JOIN unsettled_rows n ON n.generation_id = r.generation_id
    WHERE r.collection = ANY($3)
), waiting AS (
    SELECT u.person_id, 2, n.received_at, n.establishment, 'waiting'
    FROM unsettled n CROSS JOIN LATERAL unnest(n.candidates::uuid[]) AS may_be (person_id)
    JOIN unknown u USING (person_id)
    WHERE n.cause = 'awaiting'
), known_keys AS MATERIALIZED (
    SELECT DISTINCT u.person_id, k.key
    FROM unknown u JOIN claims c USING (person_id) CROSS JOIN LATERAL each_key(c.keys) AS k (key)
    WHERE EXISTS (SELECT FROM unsettled WHERE cause = 'refused')
), refused AS (
    SELECT o.person_id, 3, n.received_at, n.establishment, 'refused'
    FROM unsettled n CROSS JOIN LATERAL each_key(n.keys) AS k (key) JOIN known_keys o USING (key)
    WHERE n.cause = 'refused'
), ended AS (
    SELECT u.person_id, 4, NULL::timestamptz, u.establishment, 'lapsed' FROM unknown u
    WHERE u.lapsed AND u.establishment IS NOT NULL
), left_there AS (
    SELECT u.person_id, 4, g.received_at, r.establishment,
           CASE WHEN u.rule = 'left_without_activity' OR c.facts::json ->> 'destination' IS NOT NULL
                THEN 'does not know' ELSE 'gap' END
    FROM unknown u JOIN status_history h USING (person_id, version)
    JOIN claims c ON c.generation_id = h.decided_generation_id AND c.ordinal = h.decided_ordinal
    JOIN generations g ON g.generation_id = c.generation_id JOIN returns r ON r.return_id = g.return_id
    WHERE NOT u.lapsed AND r.collection = ANY($3)
      AND u.rule IN ('left_destination_not_known', 'left_without_activity', 'answered_not_known')
), unlisted AS (
    SELECT u.person_id, 5, NULL::timestamptz, u.school, 'unlisted' FROM unknown u
    WHERE NOT u.lapsed AND u.rule = 'no_current_claim' AND u.school IS NOT NULL
), first AS (
    SELECT DISTINCT ON (person_id) person_id, establishment, cause FROM (
        SELECT * FROM held UNION ALL SELECT * FROM waiting UNION ALL SELECT * FROM refused
        UNION ALL SELECT * FROM ended UNION ALL SELECT * FROM left_there UNION ALL SELECT * FROM unlisted
    ) AS every ORDER BY person_id, rank, received_at DESC, establishment
)
SELECT f.establishment, f.cause, count(*) AS people
FROM unknown u LEFT JOIN first f USING (person_id) GROUP BY f.establishment, f.cause
"""


async def not_known_by_cause(
    connection: Connection, on: date, telling: Sequence[str]
) -> Mapping[str | None, Mapping[FoundCause | None, int]]:
    """Return how many of the headline figure are not known, by establishment and cause; None: because of nobody's.

    `telling`: codes of the collections of establishments that tell what people do.
    """
    cohorts = [cohort_of_year(year, on) for year in HEADLINE_YEARS]
    found: dict[str | None, dict[FoundCause | None, int]] = defaultdict(dict)
    for row in await connection.fetch(_BY_CAUSE, cohorts, list(OUTSIDE), list(telling)):
        found[row["establishment"]][cast("FoundCause | None", row["cause"])] = row["people"]
    return found
