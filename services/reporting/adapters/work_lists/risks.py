"""Words about people at risk in PostgreSQL."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from services.reporting.domain.work_lists.at_risk import RiskAct
from services.reporting.usecases.work_lists.record_risk import NewRisk, RiskTables
from shared.persistence.pool import Connection

_PEOPLE_OF: Final = """
SELECT key, (array_agg(person_id))[1] AS person_id FROM (
    SELECT p.upn AS key, p.person_id FROM people p WHERE p.upn = ANY($1::text[]) AND p.rule <> 'nothing_known'
    UNION SELECT p.uln, p.person_id FROM people p WHERE p.uln = ANY($1::text[]) AND p.rule <> 'nothing_known'
    UNION SELECT p.authority_ref, p.person_id FROM people p
          WHERE p.authority_ref = ANY($1::text[]) AND p.rule <> 'nothing_known'
) AS found GROUP BY key HAVING count(*) = 1
"""
_LAST: Final = """
SELECT coalesce(r.entry_id, 0) AS entry_id, r.act
FROM people p LEFT JOIN risk_entries r ON r.person_id = p.person_id
WHERE p.person_id = $1 ORDER BY r.entry_id DESC LIMIT 1
"""
_ADD: Final = """
INSERT INTO risk_entries (form_id, person_id, follows, act, source, edition, reasons, note, account, written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING entry_id
"""


class PostgresRiskEntries:
    """The table `risk_entries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def people_of(self, keys: Collection[str]) -> Mapping[str, UUID]:
        rows = await self._connection.fetch(_PEOPLE_OF, sorted(keys))
        return {row["key"]: row["person_id"] for row in rows}

    async def last(self, person_id: UUID) -> tuple[int, RiskAct | None] | None:
        row = await self._connection.fetchrow(_LAST, person_id)
        return None if row is None else (row["entry_id"], row["act"])

    async def add(self, risk: NewRisk) -> bool:
        return await self._connection.fetchval(_ADD, *risk) is not None


def risk_tables(connection: Connection) -> RiskTables:
    """Return the tables as the transaction of this connection sees them."""
    return RiskTables(PostgresRiskEntries(connection))
