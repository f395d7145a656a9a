"""What the authority enters about reminders: pausing them, ending a pause, addresses of contacts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.reporting.usecases.reminders.ports import (
    ContactAddress,
    DatabaseTime,
    NewPause,
    PauseScope,
    ReminderTables,
)
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

REASON_LENGTH_MAX: Final = 500
ADDRESS_LENGTH_MAX: Final = 254
"""RFC 5321, 4.5.3.1.3: a path has 256 characters with its brackets."""
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}(?<!\.)@{_LABEL}(?:\.{_LABEL})+")
"""What HTML takes for an e-mail address, with a full stop in its domain and none at either end of what stands before
the @ (RFC 5321, 4.1.2); mail servers take no wider one everywhere."""

PauseResult = Literal["paused", "reason wanted"]


def is_mail_address(text: str) -> bool:
    """Whether a message can be addressed so."""
    return len(text) <= ADDRESS_LENGTH_MAX and _ADDRESS.fullmatch(text) is not None and ".." not in text


@dataclass(frozen=True, slots=True)
class PauseCommand:
    """That reminders are not to be sent until somebody ends the pause."""

    form_id: str
    scope: PauseScope
    reason: str
    account: str


class PauseReminders:
    """Keep a pause; a message that is about to be sent takes note of it."""

    def __init__(self, begin: Begin[ReminderTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self, command: PauseCommand) -> PauseResult:
        """Return what became of it. Raises Transient."""
        if not 0 < len(command.reason) <= REASON_LENGTH_MAX:
            return "reason wanted"
        entry_id = derived_id("pause", command.account, command.form_id, *command.scope, command.reason)
        at = await self._time.now()
        async with self._begin(self) as work:
            await work.tables.settings.pause(NewPause(entry_id, command.scope, command.reason, command.account, at))
        return "paused"


class EndPause:
    """End a pause: what is reached from then on is sent again, what was left out meanwhile is not."""

    def __init__(self, begin: Begin[ReminderTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self, pause_id: int, account: str) -> bool:
        """Return whether there was one to end. Raises Transient."""
        at = await self._time.now()
        async with self._begin(self) as work:
            return await work.tables.settings.end_pause(pause_id, account, at)


class KeepContacts:
    """Keep the addresses of contacts; all of those given or, where one cannot be used, none."""

    def __init__(self, begin: Begin[ReminderTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self, contacts: Sequence[ContactAddress], account: str) -> int | None:
        """Return how many changed; None: one is no address, and nothing is kept. Raises Transient."""
        if any(one.address is not None and not is_mail_address(one.address) for one in contacts):
            return None
        at = await self._time.now()
        async with self._begin(self) as work:
            return await work.tables.settings.keep_contacts(contacts, account, at)
