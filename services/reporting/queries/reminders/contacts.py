"""The contacts of the establishments that owe returns: their work addresses, and who has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.reminders.ladders import CONTACT_ROLES, ContactRole
from services.reporting.domain.returns.owed import everything_owed
from shared.persistence.listing import Listing
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.establishments import Register


class ContactChange(NamedTuple):
    """Who changed a contact, when; never the address."""

    role: ContactRole
    act: str
    account: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ContactLine:
    """An establishment and its addresses; None: it has none."""

    establishment: str
    addresses: Mapping[ContactRole, str | None]

    @property
    def complete(self) -> bool:
        """Whether there is an address for every role."""
        return all(self.addresses.values())


class ContactRows(Protocol):
    """Reads contacts."""

    async def addresses(self) -> Mapping[tuple[str, ContactRole], str]:
        """Return every address by establishment and role."""
        ...

    async def changes(self, establishment: str) -> Sequence[ContactChange]:
        """Return who changed the contacts of an establishment, the newest first."""
        ...


class ContactQueries:
    """The contacts of everybody who owes a return, and of whoever else has an address."""

    def __init__(self, rows: ContactRows, register: Register) -> None:
        self._rows = rows
        self._senders = {key.establishment for key in everything_owed(register.establishments, CODES_CALENDAR)}

    def owes(self, establishment: str) -> bool:
        """Return whether anything is ever asked of the establishment under this number."""
        return establishment in self._senders

    async def contacts(
        self, establishments: Sequence[str] | None, *, missing: bool, page: int, page_size: int
    ) -> Listing[ContactLine]:
        """Return them by number; `missing`: only those that lack an address."""
        found = await self._rows.addresses()
        numbers = self._senders | {number for number, _ in found}
        lines = [
            _line(number, found) for number in sorted(numbers) if establishments is None or number in establishments
        ]
        wanted = [one for one in lines if not (missing and one.complete)]
        return Listing(wanted[(page - 1) * page_size : page * page_size], len(wanted), page, page_size)

    async def find(self, establishment: str) -> ContactLine | None:
        """Return one establishment's; None: it owes nothing and has none."""
        found = await self._rows.addresses()
        known = establishment in self._senders or any(number == establishment for number, _ in found)
        return _line(establishment, found) if known else None

    async def changes(self, establishment: str) -> Sequence[ContactChange]:
        """Return who changed the contacts of an establishment, the newest first."""
        return await self._rows.changes(establishment)


def _line(number: str, found: Mapping[tuple[str, ContactRole], str]) -> ContactLine:
    return ContactLine(number, {role: found.get((number, role)) for role in CONTACT_ROLES})


_ALL: Final = "SELECT establishment, role, address FROM establishment_contacts"
_CHANGES: Final = """
SELECT role, act, account, changed_at FROM contact_changes WHERE establishment = $1 ORDER BY change_id DESC LIMIT 50
"""


class PostgresContactRows:
    """`ContactRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def addresses(self) -> Mapping[tuple[str, ContactRole], str]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_ALL)
        return {(row["establishment"], row["role"]): row["address"] for row in rows}

    async def changes(self, establishment: str) -> Sequence[ContactChange]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CHANGES, establishment)
        return [ContactChange(**row) for row in rows]
