"""How a contradiction stands, as SQL: worked out when it is read, from the notes and from what the returns say now."""

from typing import Final

# What a claim says about where somebody was since when, apart from how good a course it is and who sent it when. A
# claim that says nothing of that (an offer, a query about details) is no evidence.
BEARING: Final = "'{started_on,ends_on,enrolment_status,left_on,stays}'"
"""The facts that bear on a contradiction."""

ABOUT: Final = """
FROM claims x JOIN generations g USING (generation_id) JOIN returns r USING (return_id)
LEFT JOIN carried_claims k
    ON k.edition_id = r.edition_id AND k.generation_id = x.generation_id AND k.ordinal = x.ordinal
WHERE x.person_id = c.person_id AND x.counts
"""
"""Claims `x` of returns `r` about the learner of a contradiction `c`."""
SPEAKING: Final = f"{ABOUT} AND r.establishment = ANY(c.establishments) AND x.facts::jsonb ?| {BEARING}"
"""Those of its establishments that say where the learner was since when."""
COUNTS: Final = "(r.generation_id = x.generation_id OR k.edition_id IS NOT NULL)"
"""Whether such a claim counts now."""

FACTS: Final = f"""
(SELECT coalesce(string_agg(DISTINCT said, E'\\n' ORDER BY said), '') FROM (
    SELECT jsonb_build_array(
        r.establishment, x.facts::jsonb -> 'started_on', x.facts::jsonb -> 'ends_on',
        x.facts::jsonb -> 'enrolment_status', x.facts::jsonb -> 'left_on', x.facts::jsonb -> 'stays'
    )::text COLLATE "C" AS said {SPEAKING} AND {COUNTS}
) AS counted)
"""  # noqa: S608 (our own texts)
"""What the establishments of a contradiction `c` say now: one line each, the same line once, in order."""

SETTLEMENT: Final = """
LEFT JOIN LATERAL (
    SELECT n.note_id, n.act, n.facts, n.opened_at, n.written_at FROM contradiction_notes n
    WHERE n.contradiction_id = c.contradiction_id AND n.act IN ('settled', 'reopened')
      AND NOT EXISTS (SELECT FROM contradiction_notes u WHERE u.undoes = n.note_id)
    ORDER BY n.note_id DESC LIMIT 1
) AS s ON true
"""
"""The last word `s` on whether a contradiction `c` is settled, of those that were not taken back."""

# What the returns say is asked only where somebody has settled it: the inner case is reached by no other.
STATE_WHERE: Final = """
CASE WHEN c.closed_at IS NOT NULL THEN 'closed'
     WHEN s.act IS DISTINCT FROM 'settled' THEN 'open'
     WHEN s.opened_at <> c.opened_at THEN 'again'
     ELSE CASE WHEN {holds} THEN 'settled' ELSE 'again' END
END
"""
"""The state of a contradiction `c` with its last word `s`, by what tells whether a settlement still `holds`."""
HOLDS: Final = f"s.facts = {FACTS}"
"""The returns say what they said when it was settled."""
STATE: Final = STATE_WHERE.format(holds=HOLDS)
SITUATION: Final = f"""
{STATE} AS state, {FACTS} AS facts, c.opened_at,
coalesce((SELECT max(note_id) FROM contradiction_notes n WHERE n.contradiction_id = c.contradiction_id), 0)
    AS last_note_id,
CASE s.act WHEN 'settled' THEN s.note_id END AS settlement_id
"""  # noqa: S608 (our own texts)
"""The columns of `Situation`, of a contradiction `c` with its last word `s`."""
