"""Editions: a generation laid over an earlier edition, or over nothing, and what that changes for people."""

from typing import Final

EDITIONS: Final = """
SELECT generation_id, base_edition_id, edition_id, people_before, people_listed, people_added, people_removed,
       people_shielded
FROM editions WHERE generation_id = ANY($1::text::bigint[])
"""

_RETURNING: Final = """RETURNING generation_id, base_edition_id, edition_id, people_before, people_listed,
              people_added, people_removed, people_shielded"""
FIRST_EDITION: Final = f"""
INSERT INTO editions (return_id, generation_id, people_before, people_listed, people_added, people_removed,
                      people_shielded)
SELECT $1, $2, 0, count(DISTINCT person_id), count(DISTINCT person_id), 0, 0
FROM claims WHERE generation_id = $2 AND counts
{_RETURNING}
"""  # noqa: S608 (our own names)

_CONTENT: Final = """
    SELECT c.generation_id, c.ordinal, c.person_id, c.keys, false AS unlisted FROM claims c
    WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT c.generation_id, c.ordinal, c.person_id, c.keys, k.unlisted
    FROM carried_claims k JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE k.edition_id = {edition}
"""

_COVERED: Final = f"""
WITH before AS MATERIALIZED ({_CONTENT.format(generation="$4", edition="$3")}),
listed AS MATERIALIZED (SELECT DISTINCT person_id FROM claims WHERE generation_id = $2 AND counts),
missing AS MATERIALIZED (SELECT b.* FROM before b LEFT JOIN listed l USING (person_id) WHERE l.person_id IS NULL),
shield AS MATERIALIZED (
    SELECT DISTINCT k.key FROM unsettled_rows CROSS JOIN LATERAL each_key(keys) AS k (key) WHERE generation_id = $2
),
shielded AS MATERIALIZED (
    SELECT m.person_id FROM missing m CROSS JOIN LATERAL each_key(m.keys) AS k (key) JOIN shield USING (key)
    UNION
    SELECT m.person_id FROM missing m
    JOIN (SELECT unnest(candidates::uuid[]) AS person_id FROM unsettled_rows WHERE generation_id = $2) u
        USING (person_id)
),
covered AS MATERIALIZED (
    SELECT DISTINCT m.person_id, s.person_id IS NULL AS unlisted FROM missing m LEFT JOIN shielded s USING (person_id)
    WHERE s.person_id IS NOT NULL OR $5::boolean
)
"""  # noqa: S608 (our own names)

# What is entered on a page is no list: of whom it does not speak it is still asked, or not, as before.
_CARRIED: Final = """
carried AS (
    INSERT INTO carried_claims (edition_id, generation_id, ordinal, person_id, unlisted)
    SELECT e.edition_id, m.generation_id, m.ordinal, m.person_id,
           CASE WHEN $6::boolean THEN m.unlisted ELSE covered.unlisted END
    FROM edition e CROSS JOIN missing m JOIN covered USING (person_id)
)
SELECT * FROM edition
"""

OVERLAY: Final = f"""{_COVERED},
edition AS (
    INSERT INTO editions (return_id, generation_id, base_edition_id, people_before, people_listed, people_added,
                          people_removed, people_shielded)
    SELECT $1, $2, $3,
        (SELECT count(DISTINCT person_id) FROM before),
        (SELECT count(*) FROM listed),
        (SELECT count(*) FROM listed l LEFT JOIN (SELECT DISTINCT person_id FROM before) b USING (person_id)
         WHERE b.person_id IS NULL),
        (SELECT count(DISTINCT m.person_id) FROM missing m LEFT JOIN covered c USING (person_id)
         WHERE c.person_id IS NULL),
        (SELECT count(*) FROM covered)
    {_RETURNING}
),
{_CARRIED}"""  # noqa: S608 (our own names)

# What the generation comes to is the same as by `OVERLAY`. It is compared with what an earlier judgement of its file
# came to: $7 and $8.
OVERLAY_AGAIN: Final = f"""{_COVERED},
counted AS MATERIALIZED (
    SELECT DISTINCT person_id FROM ({_CONTENT.format(generation="$8", edition="$7")}) AS content
),
edition AS (
    INSERT INTO editions (return_id, generation_id, base_edition_id, people_before, people_listed, people_added,
                          people_removed, people_shielded)
    SELECT $1, $2, $7, count(s.person_id), (SELECT count(*) FROM listed),
        count(*) FILTER (WHERE s.person_id IS NULL), count(*) FILTER (WHERE t.person_id IS NULL),
        (SELECT count(*) FROM covered)
    FROM counted s FULL JOIN (SELECT person_id FROM listed UNION SELECT person_id FROM covered) t USING (person_id)
    {_RETURNING}
),
{_CARRIED}"""  # noqa: S608 (our own names)
