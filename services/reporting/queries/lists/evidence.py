"""What tells that somebody on a list may be with an establishment whose return is missing: one statement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.guarantee.cohorts import OFFER_COLLECTIONS
from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.lists.who_is_listed import RULES, Basis, years_before
from services.reporting.domain.roles.offer import GONE
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.code_lists.of_offers import APPLIED
from shared.vocabulary.collections.collection import ListOf

LEARNING: Final = sorted(kind.collection for kind in CLAIM_KINDS if "learning" in kind.roles)
"""Codes of the collections that say that somebody learns at their sender."""


@dataclass(frozen=True, slots=True)
class Removable:
    """How many names would probably go, once what is missing has come."""

    people: int = 0
    by_basis: Mapping[Basis, int] | None = None
    """Of these: of how many which sign tells; somebody may have several. None: of nobody any."""


Where = tuple[str | None, str | None]
"""The school whose names they are (None: any) and the establishment whose return is missing (None: any)."""

_EVIDENCE: Final = """
WITH listed AS MATERIALIZED (
    SELECT * FROM unnest($1::text::uuid[], $2::text[]) AS l (person_id, school)
), said AS (
    SELECT l.person_id, l.school, r.collection, r.period, r.establishment, c.facts, c.particulars
    FROM listed l JOIN claims c USING (person_id) JOIN returns r ON r.generation_id = c.generation_id
    WHERE c.counts AND r.collection = ANY($3::text[] || $4::text[])
    UNION ALL
    SELECT l.person_id, l.school, r.collection, r.period, r.establishment, c.facts, c.particulars
    FROM listed l JOIN carried_claims k USING (person_id) JOIN returns r ON r.edition_id = k.edition_id
    JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE r.collection = ANY($3::text[] || $4::text[])
), evidence AS (
    SELECT person_id, school, coalesce(particulars::json ->> 'provider', establishment) AS at,
           CASE WHEN facts::json ->> 'response' = $8 THEN 'applied' ELSE 'offer' END AS basis
    FROM said
    WHERE collection = ANY($3) AND period = $5 AND coalesce(facts::json ->> 'response', '') <> ALL($7)
      AND coalesce(facts::json ->> 'offer_type', '') <> 'NONE' AND facts::json ->> 'answers' IS NULL
    UNION ALL
    SELECT person_id, school, establishment, 'was there' FROM said WHERE collection = ANY($4) AND period = ANY($6)
)
SELECT school, at, count(DISTINCT person_id) AS people,
       count(DISTINCT person_id) FILTER (WHERE basis = 'offer') AS offer,
       count(DISTINCT person_id) FILTER (WHERE basis = 'applied') AS applied,
       count(DISTINCT person_id) FILTER (WHERE basis = 'was there') AS there
FROM evidence WHERE at = ANY($9) AND basis = ANY($10)
GROUP BY GROUPING SETS ((school, at), (school), (at), ())
HAVING count(*) > 0
"""


async def removable(
    connection: Connection, of: ListOf, names: Mapping[str, Sequence[UUID]], missing: Collection[str], summer: Round
) -> Mapping[Where, Removable]:
    """Return how many names of each school each of these establishments would probably take off, and together.

    Somebody of whom two of them tell counts with each, and once where they are counted together.
    """
    if not names or not missing:
        return {}
    pairs = [(school, person) for school, people in names.items() for person in people]
    rows = await connection.fetch(
        _EVIDENCE,
        array_of(person for _, person in pairs),
        [school for school, _ in pairs],
        OFFER_COLLECTIONS,
        LEARNING,
        summer.period,
        years_before(summer),
        sorted(GONE),
        APPLIED,
        sorted(missing),
        list(RULES[of].bases),
    )
    return {(row["school"], row["at"]): Removable(row["people"], _by_basis(row)) for row in rows}


def _by_basis(row: Any) -> Mapping[Basis, int]:
    counted: dict[Basis, int] = {"offer": row["offer"], "applied": row["applied"], "was there": row["there"]}
    return {basis: people for basis, people in counted.items() if people}
