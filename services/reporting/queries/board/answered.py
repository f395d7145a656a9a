"""How many of their pupils schools have answered about, where the list is answered pupil by pupil on pages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.reporting.domain.returns.obligations import FAILED, Arrival
from shared.persistence.pool import Connection
from shared.vocabulary.collections import S_CHECK

# A file, a statement that there is nothing to send and a click on "all correct" answer for the whole list. An answer
# about one pupil is an entry of one row. Who is listed, and what is an answer, is as in `queries/pupils.py`.
_ANSWERED: Final = """
WITH partly AS MATERIALIZED (
    SELECT r.return_id, r.establishment, r.period, r.generation_id, r.edition_id
    FROM unnest($2::text[], $3::text[]) AS asked (establishment, period)
    JOIN returns r ON (r.collection, r.establishment, r.period) = ($1, asked.establishment, asked.period)
    JOIN generations g USING (return_id) LEFT JOIN submissions s USING (submission_id)
    WHERE g.state NOT IN ('superseded', 'undone', 'held') AND NOT (g.rows_accepted = 0 AND g.rows_refused > 0)
    GROUP BY r.return_id HAVING bool_and(coalesce(s.channel = 'entry' AND g.rows_judged = 1, false))
), counting AS (
    SELECT p.return_id, c.person_id, c.facts::jsonb AS facts
    FROM partly p JOIN claims c USING (generation_id) WHERE c.counts AND c.kind = $1
    UNION ALL
    SELECT p.return_id, c.person_id, c.facts::jsonb
    FROM partly p JOIN carried_claims k USING (edition_id)
    JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal WHERE c.counts AND c.kind = $1
), said AS MATERIALIZED (
    SELECT return_id, person_id, bool_or(facts ->> 'row_kind' <> 'LEFT') AS stays,
           max(CASE WHEN facts ->> 'row_kind' = 'LEFT' THEN facts ->> 'left_on' END) AS left_on
    FROM counting GROUP BY return_id, person_id
), listed AS (
    SELECT person_id, establishment AS at, known_at FROM people
    WHERE EXISTS (SELECT FROM partly) AND establishment = ANY (ARRAY(SELECT establishment FROM partly))
      AND status_group IN ('education', 'compulsory') AND NOT lapsed
    UNION
    SELECT person_id, school, known_at FROM people
    WHERE EXISTS (SELECT FROM partly) AND school = ANY (ARRAY(SELECT establishment FROM partly))
      AND status_group IN ('education', 'compulsory') AND NOT lapsed AND rule = 'on_a_school_roll'
)
SELECT p.establishment, p.period, count(*) AS listed,
       count(*) FILTER (
           WHERE said.stays OR said.left_on >= to_char(l.known_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')
       ) AS answered
FROM partly p JOIN listed l ON l.at = p.establishment
LEFT JOIN said ON said.return_id = p.return_id AND said.person_id = l.person_id
GROUP BY p.establishment, p.period
"""


async def with_answered(connection: Connection, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    """Return the same arrivals; answers about single pupils with how many are listed and how many have an answer."""
    asked = {_return_of(one) for one in arrivals if one.collection == S_CHECK.code and one.fate not in FAILED}
    if not asked:
        return arrivals
    establishments, periods = zip(*sorted(asked), strict=True)
    rows = await connection.fetch(_ANSWERED, S_CHECK.code, list(establishments), list(periods))
    partly = {(one["establishment"], one["period"]): one for one in rows}
    return [
        replace(one, listed=of_return["listed"], answered=of_return["answered"])
        if one.collection == S_CHECK.code and (of_return := partly.get(_return_of(one))) is not None
        else one
        for one in arrivals
    ]


def _return_of(one: Arrival) -> tuple[str, str]:
    return one.establishment, one.period or ""
