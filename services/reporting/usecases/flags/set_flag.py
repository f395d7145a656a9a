"""Flag a young person, or lift a flag: with a day and a reason, kept through every file that comes later."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.reporting.domain.flags.outputs import Flag
from services.reporting.usecases.erasure.ports import NewFlag
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin


@dataclass(frozen=True, slots=True)
class FlagEntry:
    """What somebody at the authority enters."""

    form_id: str
    """The id that the form was given: the same sent twice by a double click is one entry."""
    person_id: UUID
    flag: Flag
    in_force: bool
    """False: it is lifted."""
    since: date
    reason: str
    account: str


class SetFlag:
    """Keep an entry about a known young person, once."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, entry: FlagEntry) -> bool:
        """Return whether the young person is known. Raises Transient."""
        entry_id = derived_id("flag", entry.account, entry.form_id, entry.person_id, entry.flag, entry.in_force)
        what = (entry.person_id, entry.flag, entry.in_force, entry.since, entry.reason)
        async with self._begin(self) as work:
            return await work.tables.flags.add(NewFlag(entry_id, *what, entry.account, self._clock.now()))
