"""Two who listen to status changes while everything is killed: the Python client, itself killed too, and a webhook."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.adapters.webhooks.tables import webhook_tables
from services.reporting.domain.webhooks.addresses import AllowedAddresses
from services.reporting.usecases.webhooks.decide import Created, CreateWebhook, WantedWebhook
from shared.contracts.topics import STATUS_CHANGED
from shared.crypto.master_key import read_master_key
from shared.errors import OnwardError
from shared.persistence.pool import close_pool, open_pool
from tests.support.consumer_properties import write_consumer_properties
from tests.support.keeper import Keeper
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.services import RunningServices
from tests.support.webhook_receiver import Receiver, receiving

SETTINGS: Final = {"ONWARD_WEBHOOK_HTTP_ON_LOOPBACK": "yes"}
"""What reporting needs to send webhooks to this machine."""
LIVES_S: Final = (3.0, 12.0)
"""How long the client lives before it is killed."""
_LEDGER: Final = "SELECT person_id, version, status_group <> 'out of scope' AS in_scope FROM reporting.people"


@dataclass(frozen=True, slots=True)
class Listeners:
    """What each of them has been told."""

    keeper: Keeper
    receiver: Receiver
    _killing: asyncio.Task[None]

    async def let_live(self) -> None:
        """Kill the client no more, and let it read on."""
        self._killing.cancel()
        await asyncio.gather(self._killing, return_exceptions=True)
        if self.keeper.process is None or self.keeper.process.poll() is not None:
            self.keeper.start()

    def table(self) -> Mapping[UUID, int]:
        """Return the version of everybody in the client's table."""
        return {UUID(person): version for person, version in self.keeper.versions().items()}

    def newest(self) -> Mapping[UUID, int]:
        """Return the newest version of everybody that the webhook's receiver has taken."""
        newest: dict[UUID, int] = {}
        for person, version in self.receiver.versions:
            newest[UUID(person)] = max(version, newest.get(UUID(person), 0))
        return newest


@asynccontextmanager
async def listening(running: RunningServices, folder: Path, seed: int) -> AsyncIterator[Listeners]:
    """Subscribe both; the client is killed and started again until it is let live, or the block ends."""
    async with receiving() as receiver:
        receiver.secrets.append(await _subscribe(running, receiver.address))
        properties = write_consumer_properties(running, folder)
        keeper = Keeper(properties, STATUS_CHANGED.on(running.topic_prefix), folder / "statuses.db")
        killing = asyncio.create_task(_kill_again_and_again(running, folder, keeper, random.Random(seed)))
        try:
            yield Listeners(keeper, receiver, killing)
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            if keeper.process is not None:
                keeper.process.kill()
                keeper.process.wait()


async def ledger(running: RunningServices) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    """Return the current version of everybody, and of those who are in scope."""
    connection = await asyncpg.connect(running.admin_url)
    try:
        rows = await connection.fetch(_LEDGER)
    finally:
        await connection.close()
    everybody = {row["person_id"]: row["version"] for row in rows}
    return everybody, {row["person_id"]: row["version"] for row in rows if row["in_scope"]}


async def _subscribe(running: RunningServices, address: str) -> str:
    """Create a webhook as the page does, and return its secret."""
    pool = await open_pool(running.addresses["postgres"]["service_urls"]["reporting"], schema="reporting")
    try:
        units = RecordedUnitsOfWork(pool, webhook_tables(SecretSeal(read_master_key(running.paths.master_key))))
        create = CreateWebhook(units.begin, AllowedAddresses(http_on_loopback=True))
        made = await create(WantedWebhook("form 1", "Careers system", address, False, "reviewer@example.org"))
    finally:
        await close_pool(pool)
    assert isinstance(made, Created), made
    return made.secret


async def _kill_again_and_again(running: RunningServices, folder: Path, keeper: Keeper, chance: random.Random) -> None:
    while True:
        process = keeper.start()
        await asyncio.sleep(chance.uniform(*LIVES_S))
        if process.poll() is not None:
            # It ends by itself when its account went with Kafka's disk: then the operator makes another.
            with suppress(OnwardError):
                await asyncio.to_thread(write_consumer_properties, running, folder)
        process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.wait)
