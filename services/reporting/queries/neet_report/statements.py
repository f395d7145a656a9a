"""The statements of the NEET report: counting, listing and the trend go by one and the same expressions."""

from typing import Final

from services.reporting.adapters.snapshots.snapshots import SNAPSHOT
from services.reporting.domain.neet_report.dimensions import DIMENSIONS
from services.reporting.domain.neet_report.outcomes import DUTY_SQL, OUTCOME_SQL

_COLUMNS: Final = ", ".join(f"{dimension.sql} AS {dimension.key}" for dimension in DIMENSIONS)
_SETS: Final = ", ".join(f"(outcome, duty, {dimension.key})" for dimension in DIMENSIONS)
_VALUE: Final = " ".join(
    f"WHEN grouping({dimension.key}) = 0 THEN {number}" for number, dimension in enumerate(DIMENSIONS)
)
_ASKED: Final = " ".join(f"WHEN '{dimension.key}' THEN {dimension.key}" for dimension in DIMENSIONS)
_MANY: Final = ", ".join(f"'{dimension.key}'" for dimension in DIMENSIONS if dimension.many_valued)

# The reported people of a snapshot ($1), of one year group or both ($2): with their places, or ($3: no) without those
# of people whose record is confidential. $4 to $6: the codes with how each participates and their duty category.
_REPORTED: Final = f"""
WITH kinds AS MATERIALIZED (SELECT * FROM unnest($4::text[], $5::text[], $6::text[]) AS k (code, type, duty)),
apart AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $3::boolean),
placed AS (
    SELECT p.*, {OUTCOME_SQL} AS outcome, {DUTY_SQL} AS duty, apart.person_id IS NOT NULL AS hidden
    FROM snapshot_people p LEFT JOIN kinds ON kinds.code = p.code LEFT JOIN apart ON apart.person_id = p.person_id
    WHERE p.snapshot_id = $1 AND p.line = 'headline' AND ($2::smallint IS NULL OR p.year_group = $2)
),
reported AS (SELECT p.person_id, p.surname, p.forename, p.born_on, p.code, p.lapsed, p.decided_generation_id,
                    p.decided_ordinal, p.hidden, outcome, duty, {_COLUMNS}
             FROM placed p)
"""  # noqa: S608 (our own expressions)
COUNT: Final = f"""
{_REPORTED}
SELECT CASE {_VALUE} END AS dimension, coalesce({", ".join(dimension.key for dimension in DIMENSIONS)}) AS value,
       outcome, duty, count(*) AS people
FROM reported GROUP BY GROUPING SETS ((outcome, duty), {_SETS})
"""  # noqa: S608 (our own expressions)
"""One pass for the whole report: `dimension` is the place of a breakdown in its table; NULL: everybody."""
LIST: Final = f"""
{_REPORTED},
wanted AS MATERIALIZED (
    SELECT person_id, surname, forename, born_on, code, lapsed, hidden, outcome, year, district, establishment,
           decided_generation_id, decided_ordinal
    FROM reported
    WHERE outcome = ANY($7::text[]) AND duty = ANY($8::text[])
      AND ($9::text IS NULL OR CASE WHEN $9 IN ({_MANY})
           THEN $10 = ANY(string_to_array(CASE $9 {_ASKED} END, ' ')) ELSE $10 = CASE $9 {_ASKED} END END)
),
listed AS (SELECT *, (SELECT count(*) FROM wanted) AS total
           FROM wanted ORDER BY surname IS NULL, lower(surname) COLLATE "C", lower(forename) COLLATE "C", person_id
           LIMIT $11 OFFSET $12)
SELECT l.person_id, l.surname, l.forename, l.born_on, l.code, l.lapsed, l.hidden, l.outcome, l.year, l.district,
       l.establishment, l.total, s.submission_id, s.file_name, c.sheet, c.line
FROM listed l
LEFT JOIN claims c ON NOT l.hidden AND c.generation_id = l.decided_generation_id AND c.ordinal = l.decided_ordinal
LEFT JOIN generations g ON g.generation_id = c.generation_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
ORDER BY l.surname IS NULL, lower(l.surname) COLLATE "C", lower(l.forename) COLLATE "C", l.person_id
"""  # noqa: S608 (our own expressions)
"""The people of one figure: of a measure ($7, $8) and, where a breakdown is named ($9), of one row of it ($10);
with the row of the file that decided, of nobody whose place is hidden."""
TREND: Final = f"""
WITH kinds AS MATERIALIZED (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS k (code, type, duty))
SELECT p.snapshot_id, {OUTCOME_SQL} AS outcome, {DUTY_SQL} AS duty, count(*) AS people
FROM snapshot_people p LEFT JOIN kinds ON kinds.code = p.code
WHERE p.snapshot_id = ANY($1::text::bigint[]) AND p.line = 'headline' GROUP BY 1, 2, 3
"""  # noqa: S608 (our own expressions)
SNAPSHOTS: Final = f"""
SELECT {SNAPSHOT} FROM snapshots
WHERE made_at IS NOT NULL AND scenario IS NULL ORDER BY as_at DESC, known_at DESC LIMIT $1
"""  # noqa: S608 (our own names)
"""Those that are made and are no what-if, the newest day first."""
