"""Webhooks over a real database: replicas that deliver, and versions of statuses as reporting writes them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.people import PostgresPeople
from services.reporting.adapters.webhooks.figures import PostgresWebhookFigures
from services.reporting.adapters.webhooks.https import HttpsSender, HttpsSettings
from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.adapters.webhooks.tables import webhook_tables
from services.reporting.domain.person_status import Details, PersonStatus, PersonUpdate, Who
from services.reporting.domain.status import Answer
from services.reporting.domain.webhooks.addresses import AllowedAddresses
from services.reporting.entrypoints.webhooks import WebhookWork
from services.reporting.queries.webhooks.subscriptions import PostgresWebhookQueries
from services.reporting.usecases.webhooks.decide import (
    ActOnDeadLetters,
    ActOnWebhook,
    Created,
    CreateWebhook,
    RotateSecret,
    TestWebhook,
    WantedWebhook,
)
from services.reporting.usecases.webhooks.deliver_next import HELD_FOR, DeliverNext
from services.reporting.usecases.webhooks.fill_queue import FillQueue
from shared.observability.metrics import Metrics
from shared.persistence.pool import Pool, transaction
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.returns import person_id

MASTER_KEY: Final = bytes(range(32))
ON_LOOPBACK: Final = AllowedAddresses(http_on_loopback=True)
WHO: Final = "reviewer@example.org"
_KNOWN_AT: Final = datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)

_PASS_TIME: Final = (
    "UPDATE webhook_messages SET due_at = due_at - $1::interval, taken_until = taken_until - $1::interval,"
    " tried_at = tried_at - $1::interval, tried_before = tried_before - $1::interval",
    "UPDATE webhooks SET not_before = not_before - $1::interval, failing_since = failing_since - $1::interval,"
    " delivered_at = delivered_at - $1::interval",
    "UPDATE webhook_secrets SET ends_at = ends_at - $1::interval",
)


class WebhookReplica:
    """One replica that delivers webhooks, and what the authority decides about them."""

    def __init__(
        self,
        pool: Pool,
        *,
        allowed: AllowedAddresses = ON_LOOPBACK,
        held_for: timedelta = HELD_FOR,
        timeout_s: float = 5,
    ) -> None:
        self.pool = pool
        self.metrics = Metrics()
        units = RecordedUnitsOfWork(pool, webhook_tables(SecretSeal(MASTER_KEY)))
        self.sender = HttpsSender(HttpsSettings(allowed, timeout_s))
        self.looks = PostgresWebhookFigures(pool)
        self.deliver = DeliverNext(units.begin, held_for=held_for, measures=self.metrics)
        self.fill = FillQueue(units.begin, people=50)
        self.work = WebhookWork(self.looks.busy, self.fill, self.deliver, self.sender.session, poll_s=0.05)
        self.create_webhook = CreateWebhook(units.begin, allowed)
        self.rotate = RotateSecret(units.begin)
        self.act = ActOnWebhook(units.begin)
        self.dead_letters = ActOnDeadLetters(units.begin)
        self.test = TestWebhook(units.begin, self.sender)
        self.queries = PostgresWebhookQueries(pool)

    async def create(self, address: str, name: str = "Careers system", *, from_beginning: bool = False) -> Created:
        """Create a webhook."""
        made = await self.create_webhook(WantedWebhook(f"form {name}", name, address, from_beginning, WHO))
        assert isinstance(made, Created), made
        return made

    async def look(self) -> None:
        """Send whatever may be sent now."""
        await self.work.look()

    async def pass_time(self, by: timedelta) -> None:
        """Let what is waited for come so much sooner: the database's clock cannot be moved."""
        async with transaction(self.pool) as connection:
            await connection.execute("SELECT FROM webhooks FOR UPDATE")
            for statement in _PASS_TIME:
                await connection.execute(statement, by)

    async def messages(self) -> list[tuple[Any, ...]]:
        """Return state, number of changes and attempts of every message."""
        rows = await self.pool.fetch(
            "SELECT state, changes, attempts, status, problem FROM webhook_messages ORDER BY made_at, message_id"
        )
        return [tuple(row) for row in rows]

    async def waiting(self) -> int:
        """Return how many changes wait, of all webhooks."""
        return int(await self.pool.fetchval("SELECT count(*) FROM webhook_changes"))


async def write_versions(pool: Pool, versions: Iterable[tuple[int, int]], group: Any = "education") -> None:
    """Write versions of numbered people in one transaction, as a batch that is recomputed does."""
    async with transaction(pool) as connection:
        await PostgresPeople(connection).keep([update_of(number, version, group) for number, version in versions])


def update_of(number: int, version: int, group: Any = "education") -> PersonUpdate:
    """Return what is written for a version of a numbered person."""
    code = {"education": "210", "neet": "610"}.get(group)
    answer = Answer(group, code, False, date(2026, 9, 1), None, None, "a rule")
    known_at = _KNOWN_AT + timedelta(minutes=version)
    person = PersonStatus(person_id(number), version, known_at, answer, None, None, Who(), Details())
    return PersonUpdate(person, first=version == 1, same_person=version > 1, new_version=True, decided_by=None)


def ids_of(numbers: Sequence[int]) -> list[str]:
    """Return the ids of numbered people."""
    return [str(person_id(number)) for number in numbers]


def anybody() -> UUID:
    """Return somebody's id."""
    return person_id(1)
