"""Somebody who acts for a school or college lets another account act for it too, for a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from services.validation.usecases.accounts.ports import AccountChange, NewPlace, OpenAccounts
from shared.vocabulary.london import london_day
from shared.web.accounts.permissions import Role

DAYS_MAX: Final = 366
"""So far ahead a delegation may end: a new school year is asked about anew."""

DelegationResult = Literal["done", "nobody", "days", "oneself", "so already"]
"""nobody: no account that sends files has that name. days: the last day has passed or is too far ahead. so already:
the account acts for it until that day, or that delegation has ended."""


@dataclass(frozen=True, slots=True)
class LetActFor:
    """Let an account act for an establishment, from today."""

    establishment: str
    name: str
    until_on: date


@dataclass(frozen=True, slots=True)
class EndActing:
    """End such a delegation now."""

    establishment: str
    place_id: UUID


class Delegate:
    """Carry one of the two out, with its line in the record of changes."""

    def __init__(self, open_accounts: OpenAccounts, wall: Callable[[], datetime]) -> None:
        self._open = open_accounts
        self._wall = wall

    async def __call__(self, order: LetActFor | EndActing, by: str) -> DelegationResult:
        """Do it, or return why not. `by`: who acts for the establishment. Raises Transient."""
        return await (self._let(order, by) if isinstance(order, LetActFor) else self._end(order, by))

    async def _let(self, order: LetActFor, by: str) -> DelegationResult:
        now = self._wall()
        today = london_day(now)
        if not today <= order.until_on <= today + timedelta(days=DAYS_MAX):
            return "days"
        async with self._open() as store:
            known = await store.find_named(order.name)
            if known is None or known.disabled or known.role is not Role.UPLOADER:
                return "nobody"
            if known.name == by:
                return "oneself"
            place = NewPlace(known.id, order.establishment, today, order.until_on, "delegated")
            if not await store.give(place, by, now):
                return "so already"
            detail = f"{order.establishment} until {order.until_on}"
            await store.note(AccountChange("delegated", known.name, by, now, detail))
        return "done"

    async def _end(self, order: EndActing, by: str) -> DelegationResult:
        now = self._wall()
        async with self._open() as store:
            ended = await store.end_place(order.place_id, by, now, of=order.establishment)
            if ended is None:
                return "so already"
            await store.note(AccountChange("delegation ended", ended.account_name, by, now, order.establishment))
        return "done"
