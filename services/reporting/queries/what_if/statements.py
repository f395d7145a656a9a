"""The statements of what-ifs: numbers and lists go by one and the same expressions."""

from typing import Final

from services.reporting.adapters.snapshots.snapshots import SNAPSHOT

WHAT_IFS: Final = f"""
SELECT {SNAPSHOT}, count(*) OVER () AS total FROM snapshots WHERE purpose = 'what-if'
ORDER BY snapshot_id DESC LIMIT $1 OFFSET $2
"""  # noqa: S608 (our own names)
WHAT_IF: Final = f"SELECT {SNAPSHOT} FROM snapshots WHERE purpose = 'what-if' AND snapshot_id = $1"  # noqa: S608
BESIDE: Final = """
SELECT b.snapshot_id FROM snapshots w JOIN snapshots b USING (as_at, known_at)
WHERE w.snapshot_id = $1 AND b.scenario IS NULL AND b.made_at IS NOT NULL
"""
"""The snapshot of the same day and instant, as it is; no row once it has gone."""

_COLUMNS: Final = {
    "line": "a_line",
    "status_group": "a_group",
    "code": "a_code",
    "in_denominator": "a_counted",
    "lapsed": "a_lapsed",
}
_AFTER: Final = ", ".join(
    f"CASE WHEN apart.person_id IS NULL THEN a.{column} ELSE b.{column} END AS {name}"
    for column, name in _COLUMNS.items()
)
# Everybody of a snapshot ($1) and of a what-if ($2); without ($3: no) the places of people whose record is
# confidential: of those nothing changes, because a college that is late would tell where they are by who changes.
_BOTH: Final = f"""
WITH apart AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $3::boolean),
before AS (SELECT * FROM snapshot_people WHERE snapshot_id = $1),
after AS (SELECT * FROM snapshot_people WHERE snapshot_id = $2),
both_sides AS (
    SELECT person_id, apart.person_id IS NOT NULL AS hidden,
           CASE WHEN apart.person_id IS NULL THEN b.district END AS b_district, b.line AS b_line,
           b.status_group AS b_group, b.code AS b_code, b.in_denominator AS b_counted, b.lapsed AS b_lapsed,
           CASE WHEN apart.person_id IS NULL THEN a.district END AS a_district, {_AFTER},
           coalesce(b.surname, a.surname) AS surname, coalesce(b.forename, a.forename) AS forename,
           coalesce(b.born_on, a.born_on) AS born_on, coalesce(b.year_group, a.year_group) AS year_group
    FROM before b FULL JOIN after a USING (person_id) LEFT JOIN apart USING (person_id)
)
"""  # noqa: S608 (our own expressions)
COUNT: Final = f"""
{_BOTH}
SELECT b_district, b_line, b_group, b_code, b_counted, a_district, a_line, a_group, a_code, a_counted,
       count(*) AS people
FROM both_sides GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""  # noqa: S608 (our own expressions)
LIST: Final = f"""
{_BOTH}
SELECT person_id, surname, forename, born_on, year_group, coalesce(b_district, a_district) AS district, hidden,
       coalesce(b_group, $4) AS was, b_code AS was_code, b_lapsed AS was_lapsed,
       coalesce(a_group, $4) AS now, a_code AS now_code, a_lapsed AS now_lapsed, count(*) OVER () AS total
FROM both_sides
WHERE (b_group, b_code) IS DISTINCT FROM (a_group, a_code)
  AND ($5::text IS NULL OR coalesce(b_group, $4) = $5) AND ($6::text IS NULL OR coalesce(a_group, $4) = $6)
ORDER BY surname IS NULL, name_key(surname), name_key(forename), person_id LIMIT $7 OFFSET $8
"""  # noqa: S608 (our own expressions)
"""Whose status changes ($4: the word for whoever is in one alone; $5, $6: from which group to which)."""
