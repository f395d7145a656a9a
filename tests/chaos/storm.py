"""A storm: services killed at seeded random instants, broker and database restarted once, while files are sent."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.demo.county import County, Upload
from deploy.local.errors import StackError
from shared.service_names import SERVICES
from tests.support.final_state import FinalState, read_final_state, wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices

FROZEN_S = 20.0
"""Longer than a consumer's session (`kafka_session_s`)."""
CALM_S = 150.0
"""How long the rest may take once the storm is over."""
KILL_S = 3.0
"""How long a kill may take at most in the middle: the pause before it and the getting up of what it takes."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad it gets."""

    seed: int
    kills: int
    """Services killed, each of the four at least once."""
    pause_s: tuple[float, float] = (0.3, 1.6)
    """Between two kills."""
    replicas: int = 1
    """Of each service; a kill takes any one of them."""
    frozen: bool = False
    """A replica of matching stands still for longer than its session lasts, and then goes on."""
    disk_lost: bool = False
    """Kafka's disk is lost, and Kafka comes back empty."""


@dataclass(slots=True)
class Log:
    """What was done to the services."""

    kills: Counter[str] = field(default_factory=Counter)
    disasters: list[str] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)


async def stormy_run(running: RunningServices, county: County, weather: Weather) -> tuple[FinalState, Log]:
    """Do the same in a storm that does not end before it has killed as often as it should."""
    log = Log()
    for service in SERVICES if weather.replicas > 1 else ():
        await asyncio.to_thread(running.scale, service, weather.replicas)
    storm = asyncio.create_task(_blow(running, weather, log))
    try:
        log.submissions += await send(running, (county.roll,))
        patience_s = CALM_S + weather.kills * KILL_S
        await wait_until_quiet(running.admin_url, log.submissions, timeout_s=patience_s)
        await _send_through_storm(running, county.returns, storm, log, patience_s)
        await storm
    finally:
        storm.cancel()
    await wait_until_quiet(running.admin_url, log.submissions, timeout_s=CALM_S)
    return await read_final_state(running.admin_url), log


async def _send_through_storm(
    running: RunningServices, uploads: Sequence[Upload], storm: asyncio.Task[None], log: Log, patience_s: float
) -> None:
    """Send one after the other, spread over the storm, so that rows flow whenever something is killed.

    As the portal does, a sender tries until the storm is over: ingest may be killed each time it has got up.
    """
    for upload in uploads:
        log.submissions.append(await asyncio.to_thread(running.deliver_until_taken, upload, timeout_s=patience_s))
        if not storm.done():
            await asyncio.wait([storm], timeout=0.7)


async def _blow(running: RunningServices, weather: Weather, log: Log) -> None:
    chance = random.Random(weather.seed)
    victims = [*SERVICES, *(chance.choice(SERVICES) for _ in range(weather.kills - len(SERVICES)))]
    chance.shuffle(victims)
    disasters = {weather.kills // 3: "kafka", 2 * weather.kills // 3: "postgres"}
    if weather.frozen:
        disasters[weather.kills // 5] = "frozen"
    if weather.disk_lost:
        disasters[weather.kills // 2] = "disk lost"
    for number, victim in enumerate(victims):
        await asyncio.sleep(chance.uniform(*weather.pause_s))
        if number in disasters:
            await _strike(running, disasters[number])
            log.disasters.append(disasters[number])
        await _kill(running, victim, chance.randint(1, weather.replicas))
        log.kills[victim] += 1


async def _strike(running: RunningServices, disaster: str) -> None:
    match disaster:
        case "frozen":
            async with running.frozen("matching"):
                await asyncio.sleep(FROZEN_S)
        case "disk lost":
            running.kill("kafka")
            await asyncio.to_thread(running.lose_kafkas_disk)
        case server:
            await asyncio.to_thread(running.restart, server)


async def _kill(running: RunningServices, victim: str, number: int) -> None:
    """Kill the service as soon as it lives: it may still be getting up from the last time."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(_killed, running, victim, number):
            await asyncio.sleep(0.1)


def _killed(running: RunningServices, victim: str, number: int) -> bool:
    try:
        running.kill(victim, number)
    except StackError:
        return False
    return True
