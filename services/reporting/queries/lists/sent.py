"""The list of one school as it went out, with its names: in a workbook to fill in, and nowhere else."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.issued import IssuedLists
from services.reporting.domain.year_groups import year_of_cohort
from services.reporting.queries.read_audit import ReadAudit
from shared.clock import Clock
from shared.vocabulary.collections import COLLECTIONS
from shared.workbooks.templates import Prefilled, template_workbook


class ListedPerson(NamedTuple):
    """Somebody on a list, as they stand in the workbook."""

    upn: str | None
    uln: str | None
    surname: str | None
    forename: str | None
    born_on: date | None
    birth_cohort: int | None


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list that is out and has somebody of a school on it."""

    collection: str
    period: str
    listed: int
    answered: int


class SentRows(Protocol):
    """What is read of lists that went out."""

    async def issued(self, establishment: str) -> IssuedLists:
        """Return the lists that are out, with the names of this establishment. Raises Transient."""
        ...

    async def listed(self, collection: str, establishment: str) -> tuple[str, Sequence[ListedPerson]] | None:
        """Return the period of the newest list that is out and this school's names, in order; None: it has none."""
        ...

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        ...


class SentLists:
    """A school's own lists; each workbook that is made is noted."""

    def __init__(self, rows: SentRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def of(self, establishment: str) -> Sequence[OwnList]:
        """Return the newest list of each return, where somebody of a school stands on it: no name is among what this
        holds. Raises Transient.
        """
        issued = await self._rows.issued(establishment)
        newest = dict(sorted(issued.out))
        return [
            OwnList(key.collection, key.period, *names)
            for key, names in sorted(issued.names.items())
            if newest[key.collection] == key.period
        ]

    async def workbook(self, collection: str, establishment: str, *, account: str) -> bytes | None:
        """Return the template with the names of a school in it; None: nobody of it stands on a list. Noted.

        Raises Transient.
        """
        found = await self._rows.listed(collection, establishment)
        if found is None:
            return None
        await self._audit.note_read(account, None, "list sent out", f"{collection} of {establishment}")
        period, people = found
        today, calendar = self._clock.today(), await self._rows.calendar()
        rows = [_row(one, today) for one in people]
        deadlines = calendar.deadlines_of(collection, period)
        return await asyncio.to_thread(template_workbook, COLLECTIONS[collection], today, deadlines, rows)


def _row(one: ListedPerson, on: date) -> Prefilled:
    year = None if one.birth_cohort is None else str(year_of_cohort(one.birth_cohort, on))
    return {"P1": one.upn, "P3": one.uln, "P5": one.surname, "P6": one.forename, "P10": one.born_on, "P15": year}
