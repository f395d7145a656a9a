"""Record what somebody enters on a page about young people: a generation of its own, which counts like a file's.

An entry needs no reading, judging or matching: its generation is complete at once, and the fold does the rest.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from services.reporting.usecases.ports import (
    ClaimPlace,
    GenerationKey,
    GenerationTally,
    NewEntry,
    ReportingTables,
    SignalWork,
)
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.collections.collection import own_period

LINES_MAX: Final = 5_000
"""People whom one entry may be about."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What is claimed about one person."""

    person_id: UUID
    facts: Mapping[str, Any]
    """Facts of the kind of claim by name; dates as they travel, 2026-09-07."""
    particulars: Mapping[str, Any]
    instead_of: ClaimPlace | None = None
    """The claim whose place it takes: who it is about, the year group and the needs are as they are there."""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What somebody entered."""

    form_id: str
    """The id that the form was given: the same entered twice by a double click is one entry."""
    account: str
    collection: str
    establishment: str
    """Whose return it is: the authority's code, or the number of the establishment that answers."""
    title: str
    """What the entry is called on pages; without names."""
    lines: Sequence[EntryLine]
    period: str | None = None
    """The period that it is for; None: it is a return of its own, which nothing entered later takes the place of."""


class RecordEntry:
    """Keep an entry, once."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, signal_work: SignalWork) -> None:
        self._begin = begin
        self._clock = clock
        self._signal_work = signal_work

    async def __call__(self, entry: PersonEntry) -> UUID | None:
        """Return the id by which the entry is shown; None: nobody whom it is about is known. Raises Transient."""
        entry_id = derived_id("entry", entry.account, entry.form_id, _fingerprint(entry))
        at, period = self._clock.now(), entry.period or own_period(entry_id.hex)
        key = GenerationKey(entry_id, 1, entry.collection, entry.establishment, period, at)
        async with self._begin(self) as work:
            known = await work.tables.entries.known({line.person_id for line in entry.lines[:LINES_MAX]})
            lines = [line for line in entry.lines[:LINES_MAX] if line.person_id in known]
            if not lines:
                return None
            new = NewEntry(key, entry.account, entry.title, len(lines))
            if not await work.tables.entries.record(new):
                return entry_id
            (generation_id,) = await work.tables.generations.find([key])
            rows = [(line.person_id, dict(line.facts), dict(line.particulars), line.instead_of) for line in lines]
            await work.tables.entries.add_claims(generation_id, entry.collection, rows)
            await work.tables.generations.count({generation_id: _complete(len(rows))})
        self._signal_work()
        return entry_id


def _fingerprint(entry: PersonEntry) -> str:
    """Return a hash of what is entered: who goes back in the browser and enters something else loses nothing."""
    lines = [(str(line.person_id), dict(line.facts), dict(line.particulars)) for line in entry.lines]
    return sha256(json.dumps([entry.collection, lines], sort_keys=True).encode()).hexdigest()


def _complete(rows: int) -> GenerationTally:
    """Return what completes a generation whose rows are all matched: each names its person."""
    return GenerationTally(
        parts_judged=1,
        rows_judged=rows,
        rows_accepted=rows,
        parts_matched=1,
        rows_matched=rows,
        parts_to_judge=1,
        rows_to_judge=rows,
        parts_to_match=1,
        rows_to_match=rows,
    )
