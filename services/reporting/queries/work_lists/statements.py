"""The statements of work lists: one a list, over people as they are or over a snapshot, all of the same conditions.

`$1` the day; `$2` a district, `unknown` for none; `$3` birth cohorts; `$4` establishments; `$5` whether confidential
places are seen; `$6` weeks; `$7` and `$8` who has no offer, and no record; `$9` the birth cohorts of Years 12 and 13;
`$10` and `$11` the collections and periods of enrolments; `$12` the snapshot, or NULL.
"""

from collections.abc import Mapping
from typing import Final, Literal

from services.reporting.domain.work_lists.first import TRIES_WITHIN
from services.reporting.queries.work_lists.conditions import CONDITIONS

Of = Literal["people", "a snapshot"]
_ENROLLED: Final = """
enrolled AS MATERIALIZED (
    SELECT c.person_id FROM returns r JOIN claims c USING (generation_id)
    WHERE r.collection = ANY($10::text[]) AND r.period = ANY($11::text[]) AND c.counts
    UNION
    SELECT k.person_id FROM returns r JOIN carried_claims k USING (edition_id)
    WHERE r.collection = ANY($10::text[]) AND r.period = ANY($11::text[])
)
"""
# As known at the instant of the snapshot.
_ENROLLED_THEN: Final = """
then_known AS MATERIALIZED (
    SELECT e.edition_id FROM effective_periods e JOIN returns r USING (return_id)
    WHERE e.known @> (SELECT s.known_at FROM snapshots s WHERE s.snapshot_id = $12::bigint)
      AND r.collection = ANY($10::text[]) AND r.period = ANY($11::text[])
), enrolled AS MATERIALIZED (
    SELECT c.person_id FROM then_known t JOIN editions d USING (edition_id)
    JOIN claims c ON c.generation_id = d.generation_id AND c.counts
    UNION
    SELECT k.person_id FROM then_known t JOIN carried_claims k USING (edition_id)
)
"""
_ASKED: Final = """
hidden AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $5::boolean),
no_offer AS MATERIALIZED (SELECT unnest($7::text::uuid[]) AS person_id),
no_record AS MATERIALIZED (SELECT unnest($8::text::uuid[]) AS person_id)
"""
_FILTERS: Final = """
p.rule <> 'nothing_known'
AND ($2::text IS NULL OR nullif($2, 'unknown') IS NOT DISTINCT FROM
     CASE WHEN p.person_id NOT IN (SELECT h.person_id FROM hidden h) THEN p.district END)
AND ($3::text IS NULL OR p.birth_cohort = ANY($3::text::smallint[]))
AND ($4::text[] IS NULL OR ((p.school = ANY($4) OR p.establishment = ANY($4))
     AND p.person_id NOT IN (SELECT h.person_id FROM hidden h)))
AND ($12::bigint IS NULL OR true)
"""
_PEOPLE: Final = "people p"
_SNAPSHOT: Final = "(SELECT * FROM snapshot_people WHERE snapshot_id = $12::bigint) p"
_NAMES: Final = "name_key(p.surname) || E'\\t' || name_key(p.forename) COLLATE \"C\""
# OFFSET 0: what a contact says is read once, not wherever it is used.
_CONTACTS: Final = f"""
contacts AS MATERIALIZED (
    SELECT said.person_id, max(said.contacted_on) AS contacted_on,
           count(*) FILTER (WHERE said.contacted_on > $1::date - {TRIES_WITHIN}
                            AND said.particulars::json ->> 'outcome' IN ('MESSAGE', 'NO ANSWER', 'WRONG')) AS tries
    FROM (
        SELECT c.person_id, (c.facts::json ->> 'contacted_on')::date AS contacted_on,
               c.particulars
        FROM claims c JOIN returns r ON r.generation_id = c.generation_id
        WHERE c.kind = 'CONTACT' AND c.counts OFFSET 0
    ) AS said WHERE said.contacted_on <= $1::date GROUP BY said.person_id
)
"""  # noqa: S608 (our own names)
_LIST: Final = """
WITH {enrolled}, {asked}, {contacts}
SELECT p.person_id, p.status_group, coalesce(p.neet_since, p.effective_on) AS since, p.due_on, p.born_on,
       coalesce(p.plan_until >= $1::date, false) AS has_plan, k.contacted_on, coalesce(k.tries, 0) AS tries,
       {guarantee} AS guarantee, r.person_id IS NOT NULL AS at_risk,
       w.entry_id, w.taken_by, w.taken_on, w.next_on, w.done, w.note, w.act, w.account
FROM {source} {joins}
LEFT JOIN contacts k ON k.person_id = p.person_id LEFT JOIN work_states w ON w.person_id = p.person_id
LEFT JOIN at_risk r ON r.person_id = p.person_id
WHERE {filters} AND ($6::integer > 0 AND $9::text IS NOT NULL) AND ({condition})
ORDER BY p.surname IS NULL, {names}, p.person_id
"""
_JOIN_ENROLLED: Final = "LEFT JOIN enrolled ON enrolled.person_id = p.person_id"
_COUNTS: Final = """
WITH {enrolled}, {asked}
SELECT {counts} FROM {source} LEFT JOIN enrolled ON enrolled.person_id = p.person_id WHERE {filters}
"""


def _of(code: str, of: Of) -> str:
    condition, then = CONDITIONS[code], of == "a snapshot"
    return _LIST.format(
        enrolled=_ENROLLED_THEN if then else _ENROLLED,
        asked=_ASKED,
        contacts=_CONTACTS,
        guarantee="p.guarantee_code" if then else "NULL::text",
        source=_SNAPSHOT if then else _PEOPLE,
        joins=_JOIN_ENROLLED if condition.enrolled else "",
        filters=_FILTERS,
        condition=condition.over(snapshot=then),
        names=_NAMES if then else "p.sort_key",
    )


def _counts(of: Of) -> str:
    then = of == "a snapshot"
    counts = (f'count(*) FILTER (WHERE {one.over(snapshot=then)}) AS "{code}"' for code, one in CONDITIONS.items())
    return _COUNTS.format(
        enrolled=_ENROLLED_THEN if then else _ENROLLED,
        asked=_ASKED,
        counts=", ".join(counts),
        source=_SNAPSHOT if then else _PEOPLE,
        filters=_FILTERS,
    )


LIVE: Final[Mapping[str, str]] = {code: _of(code, "people") for code in CONDITIONS}
AS_AT: Final[Mapping[str, str]] = {code: _of(code, "a snapshot") for code in CONDITIONS}
"""The people of each list by name, with what the ordering looks at."""
COUNT_LIVE: Final = _counts("people")
COUNT_AS_AT: Final = _counts("a snapshot")
"""How many stand on each list, in one row."""
_LINE: Final = """
SELECT p.person_id, p.surname, p.forename, p.born_on, p.birth_cohort, p.district, p.school, p.on_roll, p.status_group,
       p.code, p.establishment, p.due_on, p.review_on,
       EXISTS (SELECT FROM flagged f WHERE f.person_id = p.person_id AND f.flag = 'confidential') AS confidential
FROM {source} WHERE p.person_id = ANY($1::text::uuid[])
"""
LINES: Final = _LINE.format(source="people p")
LINES_AS_AT: Final = _LINE.format(source="(SELECT * FROM snapshot_people WHERE snapshot_id = $2) p")
VULNERABLE: Final = """
SELECT person_id FROM snapshot_people WHERE snapshot_id = $1 AND characteristics IS NOT NULL
"""
RISKS: Final = """
SELECT person_id, entry_id, act, source, edition, reasons, note, account, written_at
FROM risk_entries WHERE person_id = ANY($1::text::uuid[]) ORDER BY entry_id DESC
"""
NEWEST: Final = """
SELECT snapshot_id FROM snapshots WHERE made_at IS NOT NULL AND scenario IS NULL
ORDER BY as_at DESC, known_at DESC LIMIT 1
"""
