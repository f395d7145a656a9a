"""People who read pages: each opens one, reads for a while, and opens the next."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg
import httpx2

from cli.addresses import Addresses
from tests.load.tally import Tally
from tests.support.services import RunningServices

READS_S: Final = 30.0
"""How long somebody reads a page before opening the next, on average."""
TIMEOUT_S: Final = 30.0
_SOME: Final = "SELECT person_id::text FROM reporting.people WHERE on_roll ORDER BY md5(person_id::text) LIMIT 200"


@dataclass(frozen=True, slots=True)
class Habit:
    """A page of a role, and how often it is opened beside the others."""

    role: str
    service: str
    path: str
    """`{person}` stands for somebody's id."""
    weight: int


HABITS: Final = (
    Habit("reviewer", "reporting", "/", 4),
    Habit("reviewer", "reporting", "/returns", 4),
    Habit("reviewer", "reporting", "/submissions", 3),
    Habit("reviewer", "reporting", "/figures", 3),
    Habit("reviewer", "reporting", "/people?group=education", 3),
    Habit("reviewer", "reporting", "/people/{person}", 6),
    Habit("reviewer", "reporting", "/contradictions", 1),
    Habit("reviewer", "matching", "/reviews", 1),
    Habit("uploader", "reporting", "/", 6),
    Habit("uploader", "reporting", "/submissions", 6),
    Habit("uploader", "ingest", "/send", 4),
    Habit("uploader", "reporting", "/templates", 2),
    Habit("uploader", "reporting", "/notices", 2),
)
ROLES: Final = {"reviewer": 0.4, "uploader": 0.6}
"""Which share of the readers has which role."""


@asynccontextmanager
async def reading(running: RunningServices, readers: int, tally: Tally, *, seed: int = 1) -> AsyncIterator[None]:
    """Let so many people read for as long as the block lasts. People of one role share an account's session."""
    people = await _people(running)
    async with AsyncExitStack() as stack:
        clients = {role: await stack.enter_async_context(_signed_in(running, role)) for role in ROLES}
        tasks = [
            asyncio.create_task(_read(running, clients[role], role, people, tally, random.Random(f"{seed} {number}")))
            for number, role in enumerate(_roles_of(readers))
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _roles_of(readers: int) -> list[str]:
    reviewers = round(readers * ROLES["reviewer"])
    return ["reviewer"] * reviewers + ["uploader"] * (readers - reviewers)


async def _read(
    running: RunningServices,
    client: httpx2.AsyncClient,
    role: str,
    people: list[str],
    tally: Tally,
    chance: random.Random,
) -> None:
    habits = [habit for habit in HABITS if habit.role == role]
    weights = [habit.weight for habit in habits]
    await asyncio.sleep(chance.uniform(0, READS_S))
    while True:
        habit = chance.choices(habits, weights)[0]
        what = f"{role}: {habit.service} {habit.path}"
        with tally.asking(what):
            path = habit.path.format(person=chance.choice(people))
            answer = await client.get(f"{running.url(habit.service)}{path}")
            tally.answered(what, answer.status_code)
        await asyncio.sleep(chance.expovariate(1 / READS_S))


@asynccontextmanager
async def _signed_in(running: RunningServices, role: str) -> AsyncIterator[httpx2.AsyncClient]:
    base = running.url("reporting")
    account = Addresses(running.paths.addresses, running.addresses).account(role)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx2.AsyncClient(timeout=TIMEOUT_S, limits=limits) as client:
        await client.get(f"{base}/sign-in")
        form = {
            "name": account.name,
            "password": account.password,
            "next": "/live",
            "form_token": client.cookies["onward_sign_in"],
        }
        answer = await client.post(f"{base}/sign-in", data=form, headers={"Origin": base})
        assert answer.status_code < 400, f"{role} could not sign in: {answer.status_code}"
        yield client


async def _people(running: RunningServices) -> list[str]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return [row[0] for row in await connection.fetch(_SOME)]
    finally:
        await connection.close()
