"""Whom two editions both list, and of whom the later says something else that bears on a status: worked out by sets,
when a return is held and when somebody looks, never for each return that comes in.

Rows of one person are compared whatever their order, and facts whatever the order in which they are written.
"""

from typing import Final

BOTH_SIDES: Final = """
    SELECT true AS later, c.person_id, c.facts, c.sen, c.born_on, c.year_group
    FROM claims c WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT false, c.person_id, c.facts, c.sen, c.born_on, c.year_group
    FROM claims c WHERE c.generation_id = {base_generation} AND c.counts
    UNION ALL
    SELECT false, c.person_id, c.facts, c.sen, c.born_on, c.year_group
    FROM carried_claims k JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE k.edition_id = {base_edition}
"""
"""What a generation says of people, and what the edition says that it was laid over. Whoever keeps an earlier line
keeps it unchanged, so the lines that an edition carries need no look."""

CHANGED_PEOPLE: Final = f"""
    SELECT person_id FROM (
        SELECT person_id, array_agg(line ORDER BY line) FILTER (WHERE later) AS now,
               array_agg(line ORDER BY line) FILTER (WHERE NOT later) AS before
        FROM (SELECT s.later, s.person_id, ROW(s.facts::jsonb, s.sen, s.born_on, s.year_group)::text AS line
              FROM ({BOTH_SIDES}) s) each_line
        GROUP BY person_id
    ) both_editions
    WHERE now <> before
"""  # noqa: S608 (our own names)
"""Of somebody whom only one of the two lists the comparison is NULL: added or removed, and not changed."""

COUNT_CHANGED: Final = f"""
UPDATE editions e SET people_changed = (SELECT count(*) FROM ({
    CHANGED_PEOPLE.format(
        generation="e.generation_id",
        base_generation="(SELECT o.generation_id FROM editions o WHERE o.edition_id = e.base_edition_id)",
        base_edition="e.base_edition_id",
    )
}) changed)
WHERE e.edition_id = ANY($1::text::bigint[]) AND e.people_changed IS NULL
"""  # noqa: S608 (our own names)
"""Of editions that are held: the pages that list them show it."""
