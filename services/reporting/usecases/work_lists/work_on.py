"""Take somebody of a work list, give them back, put them off, be done, or undo one's last word."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.reporting.domain.work_lists.state import Act, after, may
from services.reporting.usecases.work_lists.ports import NewWord, WorkTables
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

WorkResult = Literal["written", "not now", "stale", "nobody"]
"""not now: somebody else has taken them, or there is nothing of one's own to undo. stale: somebody spoke meanwhile."""


@dataclass(frozen=True, slots=True)
class WorkWord:
    """What somebody says about the work on a young person."""

    form_id: str
    account: str
    person_id: UUID
    act: Act
    seen: int
    """The last word that was shown; 0: there was none."""
    next_on: date | None = None
    note: str | None = None


class WorkOn:
    """Keep a word, once: of two who take somebody at the same moment one is told that they came second."""

    def __init__(self, begin: Begin[WorkTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, word: WorkWord) -> WorkResult:
        """Return what became of it. Raises Transient."""
        form_id = derived_id("work", word.account, word.form_id, word.person_id, word.act)
        today = self._clock.today()
        async with self._begin(self) as work:
            states = work.tables.states
            if await states.is_written(form_id):
                return "written"
            if not await states.is_known(word.person_id):
                return "nobody"
            last = await states.last(word.person_id)
            if last.entry_id != word.seen:
                return "stale"
            if not may(last, word.act, word.account, today):
                return "not now"
            if word.act == "undo":
                state = replace(await states.before(last.entry_id), act="undo", account=word.account)
            else:
                state = after(last, word.act, word.account, today, next_on=word.next_on, note=word.note)
            new = NewWord(form_id, word.person_id, last.entry_id, state, word.account, self._clock.now())
            return "written" if await states.write(new) else "stale"
