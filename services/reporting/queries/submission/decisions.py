"""What people decided about a file, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.returns.generations import Decision
from shared.persistence.listing import view_of
from shared.persistence.pool import Connection
from shared.vocabulary.acts.two_people import ActName


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a person decided about a generation."""

    decision: str
    account: str
    reason: str | None
    decided_at: datetime
    people_removed: int | None = None
    """People whom what counted then no longer listed; None: kept before that was counted."""
    second_person: bool = False
    """It needed a second person."""
    answered_by: str | None = None
    answered_at: datetime | None = None
    confirmed: bool | None = None
    """What the second person answered; None: nothing yet. False: it was withdrawn."""
    by_sender: bool = False
    """The sender of the return decided it, and not the authority."""


@dataclass(frozen=True, slots=True)
class WaitingDecisionView:
    """A decision that waits for a second person."""

    decision_id: int
    decision: Decision
    account: str
    reason: str | None
    since: datetime
    people_removed: int
    act: ActName
    by_sender: bool = False


_DECISIONS: Final = """
SELECT decision, account, reason, decided_at, people_removed, second_person, answered_by, answered_at, confirmed,
       by_sender
FROM decisions JOIN generations USING (generation_id) WHERE submission_id = $1 ORDER BY decision_id DESC LIMIT 20
"""


async def decisions_about(connection: Connection, submission_id: UUID) -> Sequence[DecisionView]:
    """Return the latest decisions about a file, the newest first."""
    rows = await connection.fetch(_DECISIONS, submission_id)
    return [view_of(DecisionView, row) for row in rows]


def waiting_decision(row: Any) -> WaitingDecisionView:
    """Return the decision that waits, from a row with the columns `waiting_*`."""
    return WaitingDecisionView(
        decision_id=row["waiting_id"],
        decision=row["waiting_decision"],
        account=row["waiting_account"],
        reason=row["waiting_reason"],
        since=row["waiting_since"],
        people_removed=row["waiting_removes"],
        act=row["waiting_act"],
        by_sender=row["waiting_by_sender"],
    )
