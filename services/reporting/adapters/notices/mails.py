"""The record of e-mails with notices: each statement commits by itself, and survives a crash."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from services.reporting.adapters.reminders.records import HandledBeforeError, must_be_all
from services.reporting.domain.notices.digests import NoticeKey
from services.reporting.usecases.reminders.ports import MailOutcome
from shared.persistence.arrays import array_of
from shared.persistence.pool import Pool, transaction

_KEYS: Final = "unnest($1::text::bigint[], $2::text[]) AS k (notice_id, role)"
_BEGIN: Final = f"""
INSERT INTO notice_mails (notice_id, role, message_id, begun_at, state)
SELECT k.notice_id, k.role, $3, $4, 'handing over' FROM {_KEYS} ORDER BY 1, 2
ON CONFLICT (notice_id, role) DO UPDATE
SET state = 'handing over', message_id = excluded.message_id, begun_at = excluded.begun_at,
    attempts = notice_mails.attempts + 1
WHERE notice_mails.state = 'to try again'
RETURNING notice_id
"""  # noqa: S608 (our own texts)
_SETTLE: Final = f"""
INSERT INTO notice_mails (notice_id, role, message_id, begun_at, state, reply, handled_at)
SELECT k.notice_id, k.role, $3, $4, $5, $6, $4 FROM {_KEYS} ORDER BY 1, 2
ON CONFLICT (notice_id, role) DO UPDATE
SET state = excluded.state, reply = excluded.reply, handled_at = excluded.handled_at, message_id = excluded.message_id,
    attempts = notice_mails.attempts + CASE notice_mails.state WHEN 'to try again' THEN 1 ELSE 0 END
WHERE notice_mails.state = 'to try again'
   OR notice_mails.state = 'handing over' AND notice_mails.message_id = excluded.message_id
"""  # noqa: S608 (our own texts)


class PostgresNoticeMails:
    """The table `notice_mails`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note_begun(self, keys: Collection[NoticeKey], message_id: str, at: datetime) -> bool:
        """Keep that these are being handed over, all of them or none."""
        try:
            async with transaction(self._pool) as connection:
                begun = await connection.fetch(_BEGIN, *_columns(keys), message_id, at)
                must_be_all(keys, begun)
        except HandledBeforeError:
            return False
        return True

    async def settle(self, keys: Collection[NoticeKey], message_id: str, outcome: MailOutcome, at: datetime) -> None:
        """Keep what became of them."""
        async with transaction(self._pool) as connection:
            await connection.execute(_SETTLE, *_columns(keys), message_id, at, outcome.result, outcome.reply)


def _columns(keys: Collection[NoticeKey]) -> list[Any]:
    return [array_of(one.notice_id for one in keys), [one.role for one in keys]]
