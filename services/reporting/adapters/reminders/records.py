"""The record of reminders: each statement commits by itself, so that a crash leaves behind what was begun."""

from collections.abc import Sequence, Sized
from datetime import date, datetime
from typing import Any, Final

from services.reporting.domain.reminders.planning import ReminderKey
from services.reporting.usecases.reminders.ports import MailOutcome
from shared.persistence.pool import Pool, transaction

_KEYS: Final = """
unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::date[])
    AS k (establishment, collection, period, due_on, rung, role, first_due)
"""
_BEGIN: Final = f"""
INSERT INTO reminders (establishment, collection, period, due_on, rung, role, first_due, message_id, written_on,
                       begun_at, state)
SELECT k.*, $8, $9, $10, 'handing over' FROM {_KEYS}
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (establishment, collection, period, due_on, rung, role) DO UPDATE
SET state = 'handing over', message_id = excluded.message_id, written_on = excluded.written_on,
    begun_at = excluded.begun_at, attempts = reminders.attempts + 1
WHERE reminders.state = 'to try again'
RETURNING reminder_id
"""  # noqa: S608 (our own texts)
_SETTLE: Final = f"""
INSERT INTO reminders (establishment, collection, period, due_on, rung, role, first_due, message_id, written_on,
                       begun_at, state, reply, handled_at)
SELECT k.*, $8, $9, $10, $11, $12, $10 FROM {_KEYS}
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (establishment, collection, period, due_on, rung, role) DO UPDATE
SET state = excluded.state, reply = excluded.reply, handled_at = excluded.handled_at,
    message_id = excluded.message_id,
    attempts = reminders.attempts + CASE reminders.state WHEN 'to try again' THEN 1 ELSE 0 END
WHERE reminders.state = 'to try again'
   OR reminders.state = 'handing over' AND reminders.message_id = excluded.message_id
"""  # noqa: S608 (our own texts)
_LOOK: Final = """
INSERT INTO reminder_looks (looked_on, looked_at, problem) VALUES ($1, $2, $3)
ON CONFLICT (looked_on) DO UPDATE SET looked_at = excluded.looked_at, problem = excluded.problem
"""


class HandledBeforeError(Exception):
    """Undoes what was begun together with something that had been handled."""


class PostgresReminderRecords:
    """The tables `reminders` and `reminder_looks`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note_begun(self, keys: Sequence[ReminderKey], message_id: str, on: date, at: datetime) -> bool:
        """Keep that these are being handed over, all of them or none."""
        try:
            async with transaction(self._pool) as connection:
                begun = await connection.fetch(_BEGIN, *_columns(keys), message_id, on, at)
                must_be_all(keys, begun)
        except HandledBeforeError:
            return False
        return True

    async def settle(
        self, keys: Sequence[ReminderKey], message_id: str, on: date, outcome: MailOutcome, at: datetime
    ) -> None:
        """Keep what became of them."""
        async with transaction(self._pool) as connection:
            await connection.execute(_SETTLE, *_columns(keys), message_id, on, at, outcome.result, outcome.reply)

    async def note_look(self, on: date, at: datetime, problem: str | None) -> None:
        """Keep that the day's reminders were looked at."""
        async with transaction(self._pool) as connection:
            await connection.execute(_LOOK, on, at, problem)


def must_be_all(keys: Sized, begun: Sized) -> None:
    """Undo the transaction unless all that was to be begun was begun."""
    if len(begun) < len(keys):
        raise HandledBeforeError


def _columns(keys: Sequence[ReminderKey]) -> list[list[Any]]:
    return [list(column) for column in zip(*keys, strict=True)]
