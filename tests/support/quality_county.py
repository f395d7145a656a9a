"""A county of 60,000 people and 200 schools at the end of its year, written straight into reporting's tables.

Only what scorecards and alerts read is made, and only so far as they read it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from services.reporting.domain.returns.owed import Owed
from shared.persistence.pool import Pool

PEOPLE: Final = 60_000
SCHOOLS: Final = 200

_RETURNS: Final = """
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS a (c, e, p, received_at)
), made AS (
    INSERT INTO returns (collection, establishment, period) SELECT DISTINCT c, e, p FROM asked RETURNING *
)
INSERT INTO generations (submission_id, judgement, return_id, received_at, state, rows_judged, rows_accepted,
                         rows_matched, rows_created, rows_awaiting, rows_refused)
SELECT gen_random_uuid(), 1, m.return_id, a.received_at + n * interval '1 hour', 'accepted', size, size - 5, size - 18,
       10, 3, 5
FROM asked a JOIN made m ON (m.collection, m.establishment, m.period) = (a.c, a.e, a.p), generate_series(0, 1) n,
     LATERAL (SELECT CASE WHEN a.c IN ('S_ENR', 'ROLL') THEN 300 ELSE 20 END) AS s (size)
"""
_EDITIONS: Final = """
WITH last AS (SELECT return_id, max(generation_id) AS generation_id FROM generations GROUP BY return_id),
made AS (
    INSERT INTO editions (return_id, generation_id, people_before, people_listed, people_added, people_removed,
                          people_shielded)
    SELECT return_id, generation_id, 0, 0, 0, 0, 0 FROM last RETURNING *
)
UPDATE returns r SET generation_id = made.generation_id, edition_id = made.edition_id
FROM made WHERE made.return_id = r.return_id
"""
_PERSON: Final = "md5('person ' || {number})::uuid"
_KEYS: Final = "int8send(({number}) * 4) || int8send(({number}) * 4 + 1) || int8send(({number}) * 4 + 2)"
_ENROLLED: Final = f"""
INSERT INTO claims (generation_id, ordinal, person_id, line, sheet, match_rule, created, keys, kind, facts,
                    particulars, surname, forename)
SELECT g.generation_id, n, {_PERSON.format(number="s.place * 300 + n")}, n + 2, 'Sheet1', 'same_upn', false,
       {_KEYS.format(number="s.place * 300 + n")}, 'S_ENR', '{{"started_on":"2026-09-07"}}', '{{}}', 'Invented', 'Robin'
FROM (SELECT establishment, row_number() OVER (ORDER BY establishment) - 1 AS place
      FROM (SELECT DISTINCT establishment FROM returns WHERE collection = 'S_ENR') e) s
JOIN returns r USING (establishment) JOIN generations g ON g.return_id = r.return_id, generate_series(0, 299) n
WHERE r.collection = 'S_ENR'
"""
_LEFT: Final = f"""
INSERT INTO claims (generation_id, ordinal, person_id, line, sheet, match_rule, created, keys, kind, facts,
                    particulars, surname, forename)
SELECT g.generation_id, n, {_PERSON.format(number="(g.generation_id * 7 + n) % 60000")}, n + 2, 'Sheet1', 'same_upn',
       false, {_KEYS.format(number="(g.generation_id * 7 + n) % 60000")}, 'S_LEAVE',
       CASE WHEN n % 2 = 0 THEN '{{"left_on":"2026-10-12"}}' ELSE '{{"left_on":"2026-10-12","destination":"D31"}}' END,
       '{{}}', 'Invented', 'Robin'
FROM returns r JOIN generations g ON g.return_id = r.return_id, generate_series(0, 2 + r.return_id::integer % 3) n
WHERE r.collection = 'S_LEAVE'
"""
_ON_ROLL: Final = f"""
WITH made AS (INSERT INTO returns (collection, establishment, period) VALUES ('ROLL', '886', 'standing') RETURNING *),
built AS (
    INSERT INTO generations (submission_id, judgement, return_id, received_at, state)
    SELECT gen_random_uuid(), 1, return_id, '2026-09-01', 'accepted' FROM made RETURNING *
)
INSERT INTO claims (generation_id, ordinal, person_id, line, sheet, match_rule, created, keys, kind, facts,
                    particulars, surname, forename)
SELECT generation_id, n, {_PERSON.format(number="n")}, n + 2, 'Sheet1', 'same_upn', true, {_KEYS.format(number="n")},
       'ROLL', '{{}}', '{{}}', 'Invented', 'Robin'
FROM built, generate_series(0, 59999) n
"""
_ISSUES: Final = """
INSERT INTO issues (generation_id, ordinal, position, line, sheet, code, severity, column_id)
SELECT generation_id, n, place, n + 2, 'Sheet1', code, severity, column_id
FROM generations, generate_series(0, rows_judged - 1) n,
     (VALUES (1, 'V065', 'warning', 'C1', 25), (2, 'V066', 'field_error', 'C5', 30), (3, 'V070', 'warning', 'C7', 20),
             (4, 'V077', 'field_error', 'C8', 40), (5, 'V050', 'field_error', 'P11', 30),
             (6, 'V075', 'warning', 'C7', 15))
         AS kinds (place, code, severity, column_id, every)
WHERE n % every = 0
"""
_UNSETTLED: Final = f"""
INSERT INTO unsettled_rows (generation_id, ordinal, line, sheet, cause, keys, candidates)
SELECT g.generation_id, 1000 + n, n, 'Sheet1', CASE WHEN n < 5 THEN 'refused' ELSE 'awaiting' END,
       {_KEYS.format(number="(g.generation_id * 11 + n) % 60000")},
       CASE WHEN n >= 5 THEN '{{' || ({_PERSON.format(number="(g.generation_id * 11 + n) % 60000")})::text || '}}' END
FROM generations g JOIN returns r USING (return_id), generate_series(0, 7) n WHERE r.collection = 'S_ENR'
"""
_EVERYBODY: Final = f"""
INSERT INTO people (person_id, version, status_group, code, lapsed, rule, known_at, establishment, on_roll, school,
                    birth_cohort, surname, forename)
SELECT {_PERSON.format(number="n")}, 1, CASE WHEN n % 8 = 0 THEN 'not known' ELSE 'education' END,
       CASE WHEN n % 8 = 0 AND n % 3 > 0 THEN '810' ELSE '210' END, n % 8 = 0 AND n % 3 = 0,
       CASE WHEN n % 8 > 0 OR n % 3 = 0 THEN 'full_time_school' WHEN n % 3 = 1 THEN 'no_current_claim'
            ELSE 'left_destination_not_known' END,
       '2026-10-01', CASE WHEN n % 8 > 0 OR n % 3 = 0 THEN '886' || lpad((n / 300 + 1)::text, 4, '0') END, true,
       '886' || lpad((n / 300 + 1)::text, 4, '0'), 2008 + n / 3 % 3, 'Invented', 'Robin'
FROM generate_series(0, 59999) n
"""
_HISTORY: Final = """
INSERT INTO status_history (person_id, version, status_group, code, lapsed, effective_on, known_at, rule,
                            decided_generation_id, decided_ordinal)
SELECT DISTINCT ON (p.person_id) p.person_id, 1, p.status_group, p.code, p.lapsed, '2026-10-01', p.known_at, p.rule,
       c.generation_id, c.ordinal
FROM people p LEFT JOIN claims c ON c.person_id = p.person_id AND c.kind = 'S_LEAVE'
"""


async def fill(pool: Pool, owed: Iterable[Owed]) -> None:
    """Write the county, with two files for everything that is owed."""
    asked = [(one.collection, one.establishment, one.period, _the_day_before(one)) for one in owed]
    await pool.execute(_RETURNS, *map(list, zip(*asked, strict=True)))
    await pool.execute(_EDITIONS)
    for statement in (_ON_ROLL, _ENROLLED, _LEFT, _ISSUES, _UNSETTLED, _EVERYBODY, _HISTORY):
        await pool.execute(statement)
    await pool.execute("ANALYZE")


def _the_day_before(one: Owed) -> Any:
    return datetime(one.due_on.year, one.due_on.month, one.due_on.day, 9, tzinfo=UTC) - timedelta(days=1)
