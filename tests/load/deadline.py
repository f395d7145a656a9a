"""200 schools send within the last minute before a deadline, while 500 people read pages."""

import asyncio
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from deploy.demo.county import County, Upload
from deploy.demo.plan import Plan
from tests.load.readers import reading
from tests.load.tally import Tally
from tests.support.final_state import conservation_failures, dead_letters, wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, own_services

SCHOOLS: Final = 200
READERS: Final = 500
WITHIN_S: Final = 60.0
BEFORE_S: Final = 30.0
"""How long people read before the first file comes."""
HANDLED_S: Final = 600.0
PEOPLE: Final = 60_000
_SENT_AT_ONCE: Final = 64


@dataclass(slots=True)
class Deadline:
    """What was seen."""

    readers: int
    files: Tally = field(default_factory=Tally)
    pages: Tally = field(default_factory=Tally)
    rows: int = 0
    handled_s: float = 0.0
    """From the last acknowledged file until nothing moves any more."""
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return what to print."""
        return [
            *self.files.lines(f"All returns, {self.rows:,} rows, in a minute"),
            *self.pages.lines(f"Pages, {self.readers} people reading"),
            f"All statuses were there {self.handled_s:.1f} s after the last file was acknowledged.",
            *self.faults,
        ]

    @property
    def failed(self) -> bool:
        """Whether anything was lost, or anybody got no answer."""
        return bool(self.faults or self.files.errors or self.pages.errors)


def deadline_plan(share: float = 1.0) -> Plan:
    """Return a county with so many schools; a share below one gives as many smaller ones."""
    plan = Plan(people=round(PEOPLE * share), seed=16)
    learners = plan.people * (plan.ages.year_12 + plan.ages.year_13) * plan.sixth_form_share
    return Plan(people=plan.people, seed=plan.seed, school_learners=round(learners / SCHOOLS))


async def last_minute(county: County, *, readers: int = READERS) -> Deadline:
    """Send the roll, then all returns within a minute while people read; return what was seen."""
    seen = Deadline(readers, rows=sum(upload.rows for upload in county.returns))
    async with own_services(county, settings={"ONWARD_LOG_LEVEL": "WARNING"}) as running:
        sent = await send(running, (county.roll,))
        await wait_until_quiet(running.admin_url, sent, timeout_s=HANDLED_S)
        async with reading(running, readers, seen.pages):
            await asyncio.sleep(BEFORE_S)
            sent += await _send_all(running, county.returns, seen.files)
            acknowledged = time.perf_counter()
            await wait_until_quiet(running.admin_url, sent, timeout_s=HANDLED_S)
            seen.handled_s = time.perf_counter() - acknowledged
        seen.faults += [f"NOT CONSERVED: {each}" for each in await conservation_failures(running.admin_url)]
        seen.faults += [
            f"DEAD LETTERS: {reason} x {n}" for reason, n in (await dead_letters(running.admin_url)).items()
        ]
    return seen


async def _send_all(running: RunningServices, uploads: Sequence[Upload], tally: Tally) -> list[str]:
    """Send each file at its own instant of the minute; return the submissions."""
    chance = random.Random(16)
    loop = asyncio.get_running_loop()
    sent: list[str] = []

    async def one(upload: Upload, after_s: float) -> None:
        await asyncio.sleep(after_s)
        with tally.asking("the hook"):
            status, told = await loop.run_in_executor(pool, running.deliver, upload)
            tally.answered("the hook", status)
            if status < 300:
                sent.append(told)

    with ThreadPoolExecutor(_SENT_AT_ONCE) as pool:
        await asyncio.gather(*(one(upload, chance.uniform(0, WITHIN_S)) for upload in uploads))
    return sent
