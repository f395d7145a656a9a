"""What reporting sends to addresses of other teams: builds webhooks, and what the pages of subscriptions need."""

from typing import Final

from services.reporting.adapters.webhooks.figures import PostgresWebhookFigures
from services.reporting.adapters.webhooks.https import HttpsSender, HttpsSettings
from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.adapters.webhooks.tables import webhook_tables
from services.reporting.domain.webhooks.addresses import AllowedAddresses
from services.reporting.entrypoints.web.webhooks.pages import WebhookDependencies
from services.reporting.entrypoints.webhooks import WebhookWork
from services.reporting.queries.webhooks.consumer_groups import KafkaConsumerGroups, known_by
from services.reporting.queries.webhooks.subscriptions import PostgresWebhookQueries
from services.reporting.settings import ReportingSettings, networks_of
from services.reporting.usecases.webhooks.decide import (
    ActOnDeadLetters,
    ActOnWebhook,
    CreateWebhook,
    RotateSecret,
    TestWebhook,
)
from services.reporting.usecases.webhooks.deliver_next import DeliverNext
from services.reporting.usecases.webhooks.fill_queue import FillQueue
from services.reporting.usecases.webhooks.measure import MeasureSubscriptions
from shared.crypto.master_key import read_master_key
from shared.kafka.access import KafkaAccess
from shared.runtime.service import ServiceRuntime

_MEASURE_EVERY_S: Final = 30.0
_PURGE_EVERY_S: Final = 3600.0


def add_webhooks(runtime: ServiceRuntime, settings: ReportingSettings) -> WebhookDependencies:
    """Let webhooks be sent and measured; return what the pages of subscriptions need. Raises MasterKeyError."""
    seal = SecretSeal(read_master_key(settings.master_key_file))
    begin = runtime.units_of_work(webhook_tables(seal)).begin
    allowed = AllowedAddresses(networks_of(settings.webhook_private_networks), settings.webhook_http_on_loopback)
    sender = HttpsSender(HttpsSettings(allowed, settings.webhook_timeout_s, settings.webhook_ca_file))
    looks = PostgresWebhookFigures(runtime.pool)
    known = known_by(settings.known_consumers)
    groups = KafkaConsumerGroups(KafkaAccess.of(settings), settings.topic_prefix, known)
    deliver = DeliverNext(begin, measures=runtime.metrics)
    work = WebhookWork(looks.busy, FillQueue(begin), deliver, sender.session, poll_s=settings.webhook_poll_s)
    runtime.background("webhooks", work.run)
    runtime.every(_MEASURE_EVERY_S, "subscriptions", MeasureSubscriptions(looks, groups.groups, runtime.metrics))
    runtime.every(_PURGE_EVERY_S, "webhooks that are done", looks.purge)
    return WebhookDependencies(
        queries=PostgresWebhookQueries(runtime.pool),
        groups=groups,
        create=CreateWebhook(begin, allowed),
        rotate=RotateSecret(begin),
        act=ActOnWebhook(begin),
        dead_letters=ActOnDeadLetters(begin),
        test=TestWebhook(begin, sender),
    )
