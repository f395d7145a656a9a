"""Decisions in PostgreSQL: the return that one is about, what it would change, and the ledger of who decided what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.adapters.returns import read_to_settle
from services.reporting.domain.returns.decisions import LastDecision, NewDecision, WaitingDecision
from services.reporting.domain.returns.generations import Edition
from services.reporting.domain.returns.hold import Comparison
from services.reporting.usecases.ports import CountedFile, Decidable
from shared.persistence.pool import Connection
from shared.vocabulary.acts.two_people import ActName

# The mark is the lock: as long as it is ours nobody settles the return. A return that is due already is locked without
# being written (`WHERE false`).
_LOCK: Final = """
INSERT INTO unsettled_returns (return_id) SELECT return_id FROM generations WHERE generation_id = $1
ON CONFLICT (return_id) DO UPDATE SET since = unsettled_returns.since WHERE false
"""
_RETURN: Final = """
SELECT r.return_id, r.collection FROM generations g JOIN returns r USING (return_id) WHERE g.generation_id = $1
"""

_CONTENT: Final = """
    SELECT c.person_id FROM claims c WHERE c.generation_id = {generation} AND c.counts
    UNION
    SELECT k.person_id FROM carried_claims k WHERE k.edition_id = {edition}
"""
_COMPARE: Final = f"""
WITH now AS MATERIALIZED ({_CONTENT.format(generation="$1::bigint", edition="$2::bigint")}),
later AS MATERIALIZED ({_CONTENT.format(generation="$3::bigint", edition="$4::bigint")})
SELECT (SELECT count(*) FROM now) AS before, (SELECT count(*) FROM later) AS listed,
       (SELECT count(*) FROM later LEFT JOIN now USING (person_id) WHERE now.person_id IS NULL) AS added,
       (SELECT count(*) FROM now LEFT JOIN later USING (person_id) WHERE later.person_id IS NULL) AS removed
"""  # noqa: S608 (our own names)

_FILE: Final = """
SELECT g.generation_id, g.submission_id, s.file_name, g.received_at
FROM generations g LEFT JOIN submissions s USING (submission_id) WHERE g.generation_id = $1
"""
# Who it was is kept by the id of the account too: a name may change, at the provider or here.
_ID_OF: Final = "(SELECT id FROM shared.accounts WHERE lower(name) = lower({name}))"
_KEEP: Final = f"""
INSERT INTO decisions ({", ".join(NewDecision._fields)}, asked_id)
VALUES ({", ".join(f"${number}" for number in range(1, len(NewDecision._fields) + 1))},
        {_ID_OF.format(name="$3::text")})
"""  # noqa: S608 (our own names)
# Locked, so that of two who answer at once the second finds it answered. One decided otherwise since waits no longer.
_WAITING: Final = f"""
SELECT decision_id, generation_id, act, decided_at,
       lower(account) = lower($2) OR coalesce(asked_id = {_ID_OF.format(name="$2")}, false) AS own
FROM decisions d
WHERE decision_id = $1 AND second_person AND answered_by IS NULL
  AND NOT EXISTS (SELECT 1 FROM decisions l JOIN generations lg USING (generation_id)
                  JOIN generations dg ON dg.submission_id = lg.submission_id
                  WHERE dg.generation_id = d.generation_id AND l.decision_id > d.decision_id)
FOR UPDATE
"""  # noqa: S608 (our own names)
_ASKED_BEFORE: Final = """
SELECT decision_id FROM decisions WHERE act = $1 AND answered_by IS NULL AND decided_at < $2 ORDER BY decision_id
"""
# What was withdrawn by its second person was never decided.
_LAST: Final = """
SELECT d.generation_id, d.decision, d.by_sender, d.second_person AND d.answered_by IS NULL AS waits
FROM generations a JOIN generations g USING (submission_id) JOIN decisions d ON d.generation_id = g.generation_id
WHERE a.generation_id = $1 AND (d.in_force OR d.answered_by IS NULL) ORDER BY d.decision_id DESC LIMIT 1
"""
_ANSWER: Final = f"""
UPDATE decisions SET answered_by = $2, answered_at = $3, confirmed = $4, answered_id = {_ID_OF.format(name="$2::text")}
WHERE decision_id = $1
"""  # noqa: S608 (our own names)


class PostgresDecisions:
    """The table `decisions`, and what a decision about a return starts from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_return(self, generation_id: int) -> Decidable | None:
        """Return the return that a generation belongs to, and keep others from settling it; None: there is none."""
        await self._connection.execute(_LOCK, generation_id)
        found = await self._connection.fetchrow(_RETURN, generation_id)
        if found is None:
            return None
        (to_settle,) = await read_to_settle(self._connection, [found["return_id"]])
        return Decidable(found["collection"], to_settle)

    async def compare(self, now: Edition | None, then: Edition | None) -> Comparison:
        """Return what changes for people when another edition of a return counts; None: none counts."""
        editions = [(each.generation_id, each.edition_id) if each else (None, None) for each in (now, then)]
        row = await self._connection.fetchrow(_COMPARE, *editions[0], *editions[1])
        assert row is not None
        return Comparison(**row, shielded=0)

    async def file_of(self, effective: Edition) -> CountedFile:
        """Return the file behind an edition."""
        row = await self._connection.fetchrow(_FILE, effective.generation_id)
        assert row is not None
        return CountedFile(**row)

    async def find_last(self, generation_id: int) -> LastDecision | None:
        """Return what was decided last about the file of a generation."""
        row = await self._connection.fetchrow(_LAST, generation_id)
        return None if row is None else LastDecision(**row)

    async def keep(self, decision: NewDecision) -> None:
        """Write a decision down; its return has been marked to be settled when it was found."""
        await self._connection.execute(_KEEP, *decision)

    async def find_waiting(self, decision_id: int, account: str) -> WaitingDecision | None:
        """Return a decision that waits for a second person, locked with its return; None when it does not wait."""
        generation_id = await self._connection.fetchval(
            "SELECT generation_id FROM decisions WHERE decision_id = $1", decision_id
        )
        await self._connection.execute(_LOCK, generation_id)
        row = await self._connection.fetchrow(_WAITING, decision_id, account)
        return None if row is None else WaitingDecision(**row)

    async def find_asked_before(self, act: ActName, at: datetime) -> Sequence[int]:
        """Return the decisions of an act that nobody has answered since before an instant."""
        return [row["decision_id"] for row in await self._connection.fetch(_ASKED_BEFORE, act, at)]

    async def answer(self, decision_id: int, *, account: str, confirms: bool, at: datetime) -> None:
        """Keep what the second person answered."""
        await self._connection.execute(_ANSWER, decision_id, account, at, confirms)
