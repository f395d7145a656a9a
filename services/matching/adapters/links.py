"""Links in PostgreSQL: one row for each record that found or founded its person."""

from collections.abc import Mapping

from services.matching.domain.decision import Create, Review
from services.matching.domain.register import Outcome
from services.matching.usecases.ports import Part
from shared.persistence.pool import Connection

_COLUMNS = ("submission_id", "judgement", "ordinal", "person_id", "outcome", "rule", "evidence")


class PostgresLinks:
    """Links, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, part: Part, outcomes: Mapping[int, Outcome]) -> None:
        records = []
        for ordinal in sorted(outcomes):
            decision, person_id = outcomes[ordinal].decision, outcomes[ordinal].person_id
            if not isinstance(decision, Review):
                outcome = "new" if isinstance(decision, Create) else "matched"
                records.append(
                    (part.submission_id, part.judgement, ordinal, person_id, outcome, decision.rule, decision.evidence)
                )
        await self._connection.copy_records_to_table("links", records=records, columns=_COLUMNS)
