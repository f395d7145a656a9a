"""Processes that send reminders are killed while returns are accepted: none is sent after acceptance, none twice."""

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections import Counter
from random import Random
from typing import Final

import pytest

from tests.integration.reporting.test_reminders import ON_THE_DAY, OWED, SCHOOLS
from tests.support.mail_server import TAKEN, Received, local_mail
from tests.support.reminders import enter_contact, owed_unless_accepted, replica_of
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at
from tests.support.stack import Database

pytestmark = pytest.mark.stack

ROUNDS: Final = 5
"""In each, two processes are killed together."""
_ACCEPTED: Final = """
SELECT establishment FROM returns WHERE collection = 'S_ENR' AND generation_id IS NOT NULL AND establishment = $1
"""


class Killer:
    """Kills the processes of a round when the mail server has come so far with one of their messages."""

    def __init__(self, chance: Random) -> None:
        self.processes: list[Process] = []
        self._chance = chance
        self._at = 0

    def arm(self, processes: list[Process]) -> None:
        """Kill these after some more steps: a recipient that is named is one, content that is there another."""
        self.processes, self._at = processes, self._chance.randint(1, 6)

    def step(self) -> None:
        """Count a step."""
        self._at -= 1
        if self._at == 0:
            for process in self.processes:
                if process.returncode is None:
                    process.kill()


async def start(database: Database, port: int, skew: int) -> Process:
    returns = json.dumps([[*one[:3], one.due_on.isoformat(), one.last_day.isoformat()] for one in OWED])
    arguments = [database.service_url("reporting"), str(port), ON_THE_DAY.isoformat(), str(skew), returns]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.reminding_process", *arguments, stderr=asyncio.subprocess.DEVNULL
    )


async def test_killed_processes_send_nothing_twice_and_nothing_after_acceptance(
    office: Office, database: Database
) -> None:
    chance, late = Random(1), list[str]()
    for school in SCHOOLS:
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    waiting = [
        Return(school, [Line(1)], at("2026-09-18 08:30"), establishment=school)
        for school in chance.sample(SCHOOLS, len(SCHOOLS) - 2)
    ]
    async with local_mail() as mail:
        killer = Killer(chance)

        async def content(one: Received) -> str:
            school = one.to[0][5:12]
            if "enrolment" in one.text and await office.pool.fetchval(_ACCEPTED, school):
                late.append(school)
            killer.step()
            return TAKEN

        async def recipient() -> None:
            killer.step()

        mail.on_content, mail.on_recipient = content, recipient
        for _ in range(ROUNDS):
            processes = [await start(database, mail.port, skew) for skew in (-10, 10)]
            killer.arm(processes)
            if waiting:
                await office.hear(waiting.pop().events)
                await office.settle()
            await asyncio.gather(*(process.wait() for process in processes))
        while await replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY).send():
            pass
    assert late == []
    assert max(Counter((one.message_id, one.text) for one in mail.received).values()) == 1
    assert max(Counter(one.to for one in mail.received).values()) == 1
    states = Counter({row[0]: row[1] for row in await office.pool.fetch(_STATES)})
    accepted = await office.pool.fetchval("SELECT count(*) FROM returns WHERE generation_id IS NOT NULL")
    print(f"\n{len(mail.received)} messages, {accepted} accepted between, reminders by state: {dict(states)}")
    assert set(states) <= {"sent", "handing over"}
    assert len(OWED) - accepted <= states.total() <= len(OWED)


_STATES: Final = "SELECT state, count(*) FROM reminders GROUP BY state"
