"""What is owed and has not come, as reminders need it: by what is committed when it is read."""

from collections.abc import Sequence
from datetime import date

from services.reporting.adapters.reminders.held import OwedReader
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.reminders.planning import OwedReturn
from services.reporting.domain.reminders.readings import asked_by_reading, lowest_year_of
from services.reporting.domain.returns.obligations import Obligation
from services.reporting.queries.board.known import known_returns
from shared.persistence.pool import Connection
from shared.vocabulary.establishments import Register


def owed_reader(register: Register) -> OwedReader:
    """Return what reads the returns of an establishment, or of all, that are still to be sent."""

    async def read(connection: Connection, establishment: str | None, today: date) -> Sequence[OwedReturn]:
        of = None if establishment is None else [establishment]
        known = await known_returns(connection, of, reminded=False)
        return [_owed(one, known.calendar, today) for one in known.obligations(register, today, of) if one.open]

    return read


def _owed(one: Obligation, calendar: Calendar, today: date) -> OwedReturn:
    unusable = one.failed is not None and one.failed.fate == "rejected"
    first_due = calendar.first_due(one.owed.collection, one.deadline)
    moved_from = first_due if first_due != one.owed.due_on else None
    return OwedReturn(
        *one.owed,
        one.deadline.last_day,
        unusable,
        moved_from,
        lowest_year_of(one.owed.collection, calendar, today),
        asked_by_reading(one.owed.collection, first_due, calendar),
        one.parts_missing,
    )
