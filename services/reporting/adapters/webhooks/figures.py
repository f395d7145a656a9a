"""Which webhooks there is something to do for, how far all are, and the removal of what nobody looks at any more."""

from collections.abc import Collection, Mapping
from typing import Final

from services.reporting.usecases.webhooks.ports import WebhookFigures
from shared.persistence.pool import Pool, connection_of

_BUSY: Final = """
SELECT webhook_id, address FROM webhooks w WHERE state = 'active' AND (
    filled_to IS NOT NULL
    OR not_before <= clock_timestamp() AND (
        EXISTS (SELECT FROM webhook_changes c WHERE c.webhook_id = w.webhook_id AND c.message_id IS NULL)
        OR EXISTS (SELECT FROM webhook_messages m WHERE m.webhook_id = w.webhook_id AND m.state = 'waiting'
                   AND m.due_at <= clock_timestamp())
    )
) ORDER BY webhook_id
"""
_FIGURES: Final = """
SELECT w.webhook_id, coalesce(c.waiting, 0) AS waiting,
    coalesce(extract(epoch FROM clock_timestamp() - c.oldest), 0)::float AS oldest_s,
    (SELECT count(*) FROM webhook_messages m WHERE m.webhook_id = w.webhook_id AND m.state = 'dead') AS dead_letters
FROM webhooks w LEFT JOIN (
    SELECT webhook_id, count(*) AS waiting, min(queued_at) AS oldest FROM webhook_changes GROUP BY webhook_id
) AS c USING (webhook_id)
ORDER BY w.webhook_id
"""
_KEPT_FOR: Final = "7 days"
_PURGE: Final = f"""
DELETE FROM webhook_messages WHERE state IN ('delivered', 'failed')
AND settled_at < clock_timestamp() - interval '{_KEPT_FOR}'
"""  # noqa: S608 (our own text)
# Of a webhook that was deleted while a version was being written.
_PURGE_CHANGES: Final = """
DELETE FROM webhook_changes c WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.webhook_id = c.webhook_id)
"""


class PostgresWebhookFigures:
    """`LooksAtWebhooks` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def busy(self) -> Mapping[int, str]:
        """Return the addresses of webhooks that there is something to do for."""
        async with connection_of(self._pool) as connection:
            return {row["webhook_id"]: row["address"] for row in await connection.fetch(_BUSY)}

    async def figures(self) -> Collection[WebhookFigures]:
        """Return how far each is."""
        async with connection_of(self._pool) as connection:
            return [WebhookFigures(**row) for row in await connection.fetch(_FIGURES)]

    async def purge(self) -> None:
        """Remove what was delivered a week ago, and what belongs to no webhook any more."""
        async with connection_of(self._pool) as connection:
            await connection.execute(_PURGE)
            await connection.execute(_PURGE_CHANGES)
