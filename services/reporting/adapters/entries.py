"""Entries made on pages, in PostgreSQL: kept like a file, with claims that name their person themselves."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from services.reporting.usecases.ports import EnteredClaim, NewEntry
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

ENTERED: Final = "entered"
"""The rule by which such a claim belongs to its person."""

_KNOWN: Final = "SELECT person_id FROM people WHERE person_id = ANY($1::text::uuid[])"
_RECORD: Final = """
INSERT INTO submissions (submission_id, received_at, channel, sender, sender_establishment, file_name, uploaded_at,
                         collection, establishment, period, parts, rows_extracted, rows_blank)
VALUES ($1, $2, 'entry', $3, $4, $5, $2, $6, $4, $7, 1, $8, 0)
ON CONFLICT (submission_id) DO NOTHING RETURNING true
"""
# Who the person is stands with every claim. An entry says nothing about that, so what the claim said whose place it
# takes is repeated, or else what is known; with its keys, by which a refused row of a later list keeps it.
_ADD: Final = """
INSERT INTO claims (generation_id, ordinal, person_id, line, sheet, match_rule, created, keys, kind, facts, particulars,
                    surname, forename, born_on, upn, uln, authority_ref, postcode, year_group, sen)
SELECT $1, n.ordinal - 1, p.person_id, n.ordinal, '', $2, false, coalesce(o.keys, ''::bytea), $3, n.facts,
       n.particulars, coalesce(o.surname, p.surname, ''), coalesce(o.forename, p.forename, ''),
       coalesce(o.born_on, p.born_on), coalesce(o.upn, p.upn), coalesce(o.uln, p.uln),
       coalesce(o.authority_ref, p.authority_ref), coalesce(o.postcode, p.postcode), o.year_group, o.sen
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text::bigint[], $8::text::integer[]) WITH ORDINALITY
    AS n (person_id, facts, particulars, old_generation, old_ordinal, ordinal)
JOIN people p USING (person_id)
LEFT JOIN claims o ON o.generation_id = n.old_generation AND o.ordinal = n.old_ordinal AND o.person_id = n.person_id
"""


class PostgresEntries:
    """Entries in the tables `submissions` and `claims`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def known(self, people: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these people who are known."""
        rows = await self._connection.fetch(_KNOWN, array_of(sorted(people)))
        return frozenset(row["person_id"] for row in rows)

    async def record(self, entry: NewEntry) -> bool:
        """Keep who entered what when; False: it was entered before."""
        key = entry.key
        what = (key.collection, key.period, entry.rows)
        fresh = await self._connection.fetchval(
            _RECORD, key.submission_id, key.received_at, entry.account, key.establishment, entry.title, *what
        )
        return bool(fresh)

    async def add_claims(self, generation_id: int, collection: str, claims: Sequence[EnteredClaim]) -> None:
        """Keep the claims of an entry."""
        people, facts, particulars, instead_of = zip(*claims, strict=True)
        texts = (list(map(_as_text, facts)), list(map(_as_text, particulars)))
        places = [array_of(place[at] if place else None for place in instead_of) for at in (0, 1)]
        await self._connection.execute(_ADD, generation_id, ENTERED, collection, list(people), *texts, *places)


def _as_text(facts: Any) -> str:
    """Return facts as they are stored, those without a value left out."""
    return json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)
