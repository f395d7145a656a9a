"""Acknowledge an alert of unusual leavers with a reason, or take that back."""

from dataclasses import dataclass
from typing import Literal

from services.reporting.domain.quality.leaver_alerts import AlertKey
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.quality.ports import AlertAct, NewAlertNote
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

AlertResult = Literal["written", "stale"]
"""written: it is kept, or was before. stale: somebody else was first."""


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """What somebody at the authority decides about an alert."""

    key: AlertKey
    form_id: str
    """The id that the form was given: the same sent twice by a double click is one note."""
    account: str
    act: AlertAct
    reason: str
    """Empty where an acknowledgement is taken back."""
    seen: int
    """The note that was the last when the alert was shown; 0: there was none."""


class AnswerAlert:
    """Keep what somebody decides, once, and only where nobody decided since they looked."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, answer: AlertAnswer) -> AlertResult:
        """Return what became of it. Raises Transient."""
        entry_id = derived_id("alert note", *answer.key, answer.account, answer.form_id, answer.act, answer.reason)
        async with self._begin(self) as work:
            notes = work.tables.alert_notes
            if await notes.is_written(entry_id):
                return "written"
            last = await notes.last(answer.key)
            acknowledged = last is not None and last.act == "acknowledged"
            if (last.note_id if last else 0) != answer.seen or acknowledged != (answer.act == "undone"):
                return "stale"
            reason = answer.reason if answer.act == "acknowledged" else None
            note = NewAlertNote(
                entry_id, answer.key, answer.seen, answer.act, reason, answer.account, self._clock.now()
            )
            return "written" if await notes.write(note) else "stale"
