"""Who will be written to on a day, by the same plan that sends; and in which words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final, Literal, NamedTuple, Protocol, get_args

from services.reporting.adapters.reminders.held import OwedReader, PostgresRemindersOfReturns
from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.letters import Letter
from services.reporting.domain.reminders.planning import (
    OwedReturn,
    Reminder,
    ReminderKey,
    ReminderPlan,
    ReminderSituation,
    WhyNot,
    plan_for,
)
from services.reporting.domain.reminders.wording import letter_of
from shared.persistence.listing import Listing
from shared.persistence.pool import Pool, connection_of

Shown = Literal["written", "nobody", "paused", "handled", "told"]
"""Which reminders of a day are listed: those that are sent, or those that are not, by the reason."""
SHOWN: Final[tuple[Shown, ...]] = get_args(Shown)


class PreviewLine(NamedTuple):
    """A reminder of a day."""

    key: ReminderKey
    working_days: int
    """Before the due date where negative; after the last day on which the return is not late where positive."""
    unusable: bool
    first_due: date
    """The due date before anybody moved it: a pause is kept for that."""
    pause_id: int | None = None


@dataclass(frozen=True, slots=True)
class DayPreview:
    """What a day brings."""

    lines: Listing[PreviewLine]
    counts: Mapping[Shown, int]
    """How many reminders there are of each kind."""
    messages: int
    """How many messages they make."""


class ShownMessage(NamedTuple):
    """A message in words."""

    role: ContactRole
    letter: Letter


class ReminderSources(Protocol):
    """Reads what a plan starts from."""

    async def sources(self, establishment: str | None, day: date) -> tuple[Sequence[OwedReturn], ReminderSituation]:
        """Return what an establishment (None: everybody) owes, and contacts, pauses and what was handled."""
        ...


class PreviewQueries:
    """The preview of a day."""

    def __init__(self, sources: ReminderSources, sign_in: str, name_of: Callable[[str], str]) -> None:
        self._sources = sources
        self._sign_in = sign_in
        self._name_of = name_of

    async def preview(self, day: date, shown: Shown, *, page: int, page_size: int) -> DayPreview:
        """Return the reminders of a day, by establishment."""
        plan = plan_for(day, *await self._sources.sources(None, day))
        by_kind = {kind: _lines(plan, kind) for kind in SHOWN}
        wanted = by_kind[shown]
        part = wanted[(page - 1) * page_size : page * page_size]
        counts = Counter({kind: len(lines) for kind, lines in by_kind.items()})
        return DayPreview(Listing(part, len(wanted), page, page_size), counts, len(plan.messages))

    async def messages(self, day: date, establishment: str) -> Sequence[ShownMessage]:
        """Return the messages that an establishment will get on a day, as they will be sent."""
        plan = plan_for(day, *await self._sources.sources(establishment, day))
        name = self._name_of(establishment)
        return [ShownMessage(one.role, letter_of(one, name, self._sign_in)) for one in plan.messages]


def _lines(plan: ReminderPlan, kind: Shown) -> list[PreviewLine]:
    if kind == "written":
        return [_line(one) for one in chain.from_iterable(message.reminders for message in plan.messages)]
    why: WhyNot = kind
    return [_line(one.reminder, one.pause_id) for one in plan.left_out if one.why == why]


def _line(one: Reminder, pause_id: int | None = None) -> PreviewLine:
    return PreviewLine(one.key, one.rung.working_days, one.owed.unusable, one.owed.first_due, pause_id)


class PostgresReminderSources:
    """`ReminderSources` over PostgreSQL."""

    def __init__(self, pool: Pool, owed: OwedReader) -> None:
        self._pool = pool
        self._owed = owed

    async def sources(self, establishment: str | None, day: date) -> tuple[Sequence[OwedReturn], ReminderSituation]:
        async with connection_of(self._pool) as connection:
            tables = PostgresRemindersOfReturns(connection, self._owed)
            return await tables.owed(establishment, day), await tables.situation(establishment)
