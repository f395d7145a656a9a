"""Cohorts of the September Guarantee in PostgreSQL, and what offers say of where people are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.guarantee.membership import Place
from services.reporting.domain.guarantee.rounds import Round
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

OFFER_COLLECTIONS: Final = sorted(kind.collection for kind in CLAIM_KINDS if "offer" in kind.roles)
"""Codes of the collections that make offers."""

REPORTED: Final = """
offers AS (
    SELECT c.person_id, c.facts, r.establishment
    FROM returns r JOIN claims c ON c.generation_id = r.generation_id
    WHERE r.collection = ANY($1) AND r.period = $2 AND c.counts
    UNION ALL
    SELECT c.person_id, c.facts, r.establishment
    FROM returns r JOIN carried_claims k USING (edition_id)
    JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE r.collection = ANY($1) AND r.period = $2
),
reported AS (
    SELECT person_id, array_agg(DISTINCT facts ORDER BY facts) AS facts,
           max(CASE WHEN facts::json ->> 'applicant_type' = 'INT' OR facts::json ->> 'answers' = 'Y' THEN establishment
                    ELSE facts::json ->> 'current_school' END) AS school
    FROM offers GROUP BY person_id
)
"""
"""What effective offers of a round say of each person: `$1` the collections, `$2` the period."""

_PLACES: Final = f"""
WITH {REPORTED}
SELECT p.person_id, p.birth_cohort, p.status_group <> 'out of scope' AS tracked, p.on_roll, p.school,
       CASE WHEN NOT p.on_roll THEN reported.school END AS reported_school
FROM people p LEFT JOIN reported USING (person_id)
WHERE p.birth_cohort = ANY($3::text::smallint[]) AND p.rule <> 'nothing_known'
ORDER BY p.person_id
"""  # noqa: S608 (our own names)


class PostgresGuaranteeCohorts:
    """The tables `guarantee_rounds` and `guarantee_cohorts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def is_fixed(self, of: Round) -> bool:
        """Return whether the cohort of the round has been fixed."""
        return bool(await self._connection.fetchval("SELECT 1 FROM guarantee_rounds WHERE round = $1", of.year))

    async def places(self, of: Round) -> Sequence[tuple[UUID, int, Place]]:
        """Return where everybody is whom the round may be about, with their academic year of birth."""
        rows = await self._connection.fetch(_PLACES, OFFER_COLLECTIONS, of.period, array_of(of.birth_cohorts))
        return [
            (
                row["person_id"],
                row["birth_cohort"],
                Place(row["tracked"], row["on_roll"], row["school"], row["reported_school"]),
            )
            for row in rows
        ]

    async def fix(self, of: Round, members: Sequence[UUID], at: datetime) -> None:
        """Keep who belongs to the cohort of the round."""
        await self._connection.execute("INSERT INTO guarantee_rounds (round, fixed_at) VALUES ($1, $2)", of.year, at)
        await self._connection.execute(
            "INSERT INTO guarantee_cohorts (round, person_id) SELECT $1, unnest($2::text::uuid[])",
            of.year,
            array_of(members),
        )
