"""Templates to download: which an establishment owes next, which version is in force, and the workbook itself."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.obligations import Obligation
from services.reporting.domain.returns.owed import due_dates
from services.reporting.domain.returns.punctuality import family_of
from services.reporting.queries.board.obligations import ObligationQueries
from shared.clock import Clock
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.collections.collection import Deadline, Sender
from shared.vocabulary.templates.changes import version_in_force
from shared.vocabulary.templates.versions import TemplateVersion
from shared.workbooks.templates import file_name_of, template_workbook


class CalendarReading(Protocol):
    """Finds the calendar."""

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template that can be downloaded."""

    collection: Collection
    version: TemplateVersion
    """The one in force."""
    earlier: tuple[TemplateVersion, ...]
    """Those before it, the newest first."""
    next_due: Deadline | None
    """The next date by which the return is due; None: none is to come."""
    owed: Obligation | None = None
    """The first that this establishment still has to send; None: none, or nobody's in particular is asked for."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A template as a file."""

    file_name: str
    content: bytes


class TemplateQueries:
    """What the page of templates shows, and what is downloaded from it."""

    def __init__(self, obligations: ObligationQueries, calendar: CalendarReading, clock: Clock) -> None:
        self._obligations = obligations
        self._calendar = calendar
        self._clock = clock

    async def offered(self, senders: Sequence[Sender], establishment: str | None) -> Sequence[TemplateLine]:
        """Return the templates for senders of these kinds: what the establishment owes first, the most urgent on top.

        `establishment`: None: nobody's in particular. Raises Transient.
        """
        calendar, today = await self._calendar.calendar(), self._clock.today()
        owed = {} if establishment is None else _first_open(await self._obligations.obligations([establishment]))
        lines = [
            _line(one, calendar, today, owed.get(one.code)) for one in COLLECTIONS.values() if one.sender in senders
        ]
        return sorted(lines, key=lambda line: line.owed.deadline.due_on if line.owed else date.max)

    async def workbook(self, code: str) -> Workbook:
        """Return the template in force today, with the due dates as they are known. Raises Transient."""
        calendar = await self._calendar.calendar()
        dates = _dates(COLLECTIONS[code], calendar)
        content = await asyncio.to_thread(_workbook, code, self._clock.today(), tuple(dates))
        return Workbook(file_name_of(COLLECTIONS[code]), content)


def _first_open(obligations: Sequence[Obligation]) -> Mapping[str, Obligation]:
    """Return the earliest open obligation of each collection."""
    found = sorted((one for one in obligations if one.open), key=lambda one: one.deadline.due_on, reverse=True)
    return {one.owed.collection: one for one in found}


def _line(collection: Collection, calendar: Calendar, today: date, owed: Obligation | None) -> TemplateLine:
    version, versions = version_in_force(collection, today), collection.template_versions
    dates = _dates(collection, calendar)
    return TemplateLine(
        collection,
        version,
        versions[: versions.index(version)][::-1],
        next((one for one in dates if one.last_day >= today), None),
        owed,
    )


def _dates(collection: Collection, calendar: Calendar) -> Sequence[Deadline]:
    """Return the due dates of a return, or of those that it is made of or is a part of, the earliest first."""
    family = (due_dates(code, calendar) for code in family_of(collection.code))
    return sorted(next((dates for dates in family if dates), ()), key=lambda one: one.due_on)


@lru_cache(maxsize=64)
def _workbook(code: str, on: date, deadlines: tuple[Deadline, ...]) -> bytes:
    return template_workbook(COLLECTIONS[code], on, deadlines)
