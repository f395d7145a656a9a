"""The tables of webhooks inside one transaction."""

from collections.abc import Callable

from services.reporting.adapters.webhooks.entered import PostgresWebhooks
from services.reporting.adapters.webhooks.queue import PostgresWebhookQueue
from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.usecases.webhooks.ports import WebhookTables
from shared.persistence.pool import Connection


def webhook_tables(seal: SecretSeal) -> Callable[[Connection], WebhookTables]:
    """Return what gives the tables as the transaction of a connection sees them; `seal` keeps secrets."""
    return lambda connection: WebhookTables(PostgresWebhookQueue(connection, seal), PostgresWebhooks(connection, seal))
