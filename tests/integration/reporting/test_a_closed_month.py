"""A closed month is made again byte for byte, whatever came in, was decided or was judged anew after it was closed."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import pytest

from services.reporting.adapters.months.months import PostgresMonths
from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.domain.months.month import AskedStep, Step
from services.reporting.domain.returns.generations import Decision
from services.reporting.usecases.decide_generation import GenerationDecision
from services.reporting.usecases.months.take_step import StepCommand, TakeStep
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from tests.support.claims import school
from tests.support.month_views import NoErrors
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

END: Final = date(2026, 9, 30)
PEOPLE: Final = 150
SCHOOLS: Final = tuple(f"886000{number}" for number in range(1, 7))
LATER_ROWS: Final = int(os.environ.get("ONWARD_LATER_ROWS", "1000"))
"""How many rows come in later; `make later` sends 10,000."""
ROWS: Final = "SELECT s::text FROM snapshot_people s WHERE snapshot_id = $1 ORDER BY person_id"


class LaterEvents:
    """What comes after a closing: files new and late, files judged anew, decisions; by one seed always the same."""

    def __init__(self, office: Office, seed: int) -> None:
        self._office = office
        self._random = Random(seed)
        self.sent: list[Return] = []
        self.rows = 0

    def file(self, name: str, received_at: Any) -> Return:
        """Return a school's list: most as before, some changed, some of another school's."""
        number = self._random.randrange(len(SCHOOLS))
        base = range(number * 25 + 1, number * 25 + 36)
        lines = [
            Line(one % PEOPLE + 1, attendance=self._random.choice(("FT", "FT", "PT")), fate=self._fate())
            for one in self._random.sample(base, 30)
        ]
        made = Return(name, lines, received_at, establishment=SCHOOLS[number], part_size=30)
        self.sent.append(made)
        return made

    def _fate(self) -> str:
        return self._random.choice(("matched",) * 12 + ("refused", "awaiting"))

    async def happen(self, frozen_at: Any) -> None:
        """Let one thing happen."""
        office, kind = self._office, self._random.choice(("new", "late", "leavers", "decide", "again", "new"))
        office.clock.advance(timedelta(minutes=self._random.randrange(1, 600)))
        name = f"later {len(self.sent)} {self.rows}"
        if kind == "new":
            await self._take_in(self.file(name, office.clock.now()))
        elif kind == "late":
            await self._take_in(self.file(name, frozen_at - timedelta(hours=self._random.randrange(1, 400))))
        elif kind == "leavers":
            numbers = self._random.sample(range(1, PEOPLE + 1), 10)
            lines = [Line(one, left_on=date(2026, 9, 14 + one % 14)) for one in numbers]
            establishment = self._random.choice(SCHOOLS)
            left = Return(name, lines, office.clock.now(), "S_LEAVE", establishment, "2026-09", part_size=10)
            self.sent.append(left)
            await self._take_in(left)
        elif kind == "again":
            old = self._random.choice(self.sent)
            new = Return(
                *(old.name, old.lines[::-1], old.received_at, old.collection, old.establishment, old.period),
                part_size=30,
                judgement=old.judgement + 1,
            )
            self.sent[self.sent.index(old)] = new
            await self._take_in(new)
        else:
            decision: Decision = self._random.choice(("undo", "approve", "withdraw"))
            of = self._random.choice(self.sent)
            generation_id = await office.generation_of(of.submission_id)
            await office.deciding(GenerationDecision(generation_id, decision, "officer", "as agreed with the school"))
            await office.take_in()
            self.rows += 1

    async def _take_in(self, made: Return) -> None:
        self.rows += len(made.lines)
        await self._office.take_in(made)


async def close(office: Office) -> int:
    """Check and close September; return the snapshot it was closed with."""
    steps: Sequence[Step] = ("check", "close")
    for version, step in enumerate(steps):
        command = StepCommand(END, AskedStep(step, version, "", ""), "reviewer", step)
        assert await TakeStep(PostgresMonths(office.pool), NoErrors(), office.clock)(command) == "taken"
        assert await MakeSnapshots(PostgresSnapshots(office.pool), school)() == 1
        office.clock.advance(timedelta(minutes=1))
    return int(await office.pool.fetchval("SELECT frozen_snapshot_id FROM month_acts WHERE step = 'close'"))


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_closed_month_is_made_again_byte_for_byte(office: Office, seed: int) -> None:
    await office.take_in(
        roll("roll", [Line(number) for number in range(1, PEOPLE + 1)], at("2026-09-10 08:00"), part_size=50)
    )
    events = LaterEvents(office, seed)
    for number in range(10):
        office.clock.advance(timedelta(hours=1))
        await office.take_in(events.file(f"before {number}", at("2026-09-18 10:00") + timedelta(days=number)))
    held_back = events.file("on its way", at("2026-09-15 10:00"))
    for event in held_back.events[:3]:
        await office.hear([event])
    frozen = await close(office)
    before = [row[0] for row in await office.pool.fetch(ROWS, frozen)]
    assert len(before) == PEOPLE
    live = await office.statuses()
    frozen_at = await office.pool.fetchval("SELECT known_at FROM snapshots WHERE snapshot_id = $1", frozen)
    await office.take_in(held_back)
    while events.rows < LATER_ROWS:
        await events.happen(frozen_at)
    assert await office.statuses() != live, "what came later changed nobody"
    await office.pool.execute("UPDATE snapshots SET made_at = NULL WHERE snapshot_id = $1", frozen)
    assert await MakeSnapshots(PostgresSnapshots(office.pool), school)() == 1
    after = [row[0] for row in await office.pool.fetch(ROWS, frozen)]
    differing = [(one, two) for one, two in zip(before, after, strict=False) if one != two]
    assert differing[:2] == []
    assert len(after) == len(before)


async def test_what_is_settled_is_known_after_every_snapshot_also_where_another_clock_is_ahead(office: Office) -> None:
    ahead = office.clock.now() + timedelta(minutes=3)
    await PostgresSnapshots(office.pool).ask(END, None, "month", asked_by="reviewer", asked_at=ahead)
    await office.take_in(roll("roll", [Line(1)], at("2026-09-10 08:00")))
    for of in ("SELECT min(lower(known)) FROM effective_periods", "SELECT min(since) FROM acceptances"):
        assert await office.pool.fetchval(of) == ahead + timedelta(microseconds=1)
