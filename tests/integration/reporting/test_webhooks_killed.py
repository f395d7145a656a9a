"""Processes that deliver webhooks are killed again and again: nothing is lost, and nobody is out of order."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections import Counter
from random import Random
from typing import Final

import pytest

from tests.support.reporting import Office
from tests.support.stack import Database
from tests.support.webhook_receiver import Delivered, out_of_order, receiving
from tests.support.webhooks import WebhookReplica, ids_of, write_versions

pytestmark = pytest.mark.stack

ROUNDS: Final = 3
"""In each, two processes are killed together."""
PEOPLE: Final = range(320)
HELD_S: Final = "0.5"


async def start(database: Database) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.webhook_process", database.service_url("reporting"), HELD_S)
    )


async def test_killed_processes_lose_nothing_and_send_nobody_out_of_order(office: Office, database: Database) -> None:
    chance = Random(1)
    replica = WebhookReplica(office.pool)
    async with receiving() as receiver:
        processes: list[Process] = []
        until = 0

        async def answer(one: Delivered) -> int:
            """Kill both when so many messages have come: what they have in hand is taken, and never noted."""
            nonlocal until
            until -= 1
            if until == 0:
                for each in processes:
                    if each.returncode is None:
                        each.kill()
            await asyncio.sleep(chance.random() / 50)
            return 503 if chance.random() < 0.1 else 204

        receiver.answer = answer
        receiver.secrets.append((await replica.create(receiver.address)).secret)
        for version in range(1, ROUNDS + 1):
            await write_versions(office.pool, [(number, version) for number in PEOPLE])
            until = chance.randint(1, 7)
            processes = [await start(database) for _ in range(2)]
            await asyncio.gather(*(one.wait() for one in processes))
        processes = [await start(database) for _ in range(2)]
        try:
            async with asyncio.timeout(120):
                while await replica.waiting():
                    await asyncio.sleep(0.1)
        finally:
            for one in processes:
                one.kill()
            await asyncio.gather(*(one.wait() for one in processes))
    expected = {(one, version) for one in ids_of(PEOPLE) for version in range(1, ROUNDS + 1)}
    times = Counter(receiver.versions)
    assert set(times) == expected
    assert out_of_order(receiver.versions) == []
    assert receiver.refused_signatures == 0
    repeated = sum(count - 1 for count in times.values())
    print(f"\n{len(receiver.came)} messages, {len(expected)} changes, {repeated} of them repeated")
    bodies = {(one.message_id, one.raw) for one in receiver.came}
    assert len(bodies) == len({message_id for message_id, _ in bodies})
