"""Change the calendar: from a day, with a reason, kept for ever; or take a change back."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.reporting.domain.calendar.asking import Answer, Asked, answer_to
from services.reporting.usecases.calendar.ports import NewCalendarChange
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

REASON_LENGTH_MAX: Final = 500
Result = Literal["taken", "reason wanted"] | Answer


@dataclass(frozen=True, slots=True)
class NewChange:
    """What somebody wants of the calendar."""

    asked: Asked
    from_on: date
    reason: str
    account: str
    form_id: str
    """The id that the form was given: the same sent twice by a double click is one change."""


class ChangeCalendar:
    """Keep what somebody changes, once."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, new: NewChange) -> Result:
        """Take the change, or return what it lacks. Raises Transient."""
        reason, asked = new.reason.strip(), new.asked
        if not reason or len(reason) > REASON_LENGTH_MAX:
            return "reason wanted"
        entry_id = derived_id("calendar change", new.account, new.form_id, repr(asked), new.from_on, reason)
        async with self._begin(self) as work:
            changes = work.tables.calendar_changes
            calendar = await changes.hold()
            if await changes.is_kept(entry_id):
                return "taken"
            wrong = answer_to(asked, new.from_on, calendar, self._clock.today())
            if wrong is not None:
                return wrong
            await changes.keep(
                NewCalendarChange(
                    entry_id=entry_id,
                    kind=asked.kind,
                    subject=asked.subject,
                    occasion=asked.occasion,
                    due_on=asked.due_on,
                    last_day=asked.last_day,
                    value=asked.value,
                    from_on=new.from_on,
                    reason=reason,
                    account=new.account,
                    changed_at=self._clock.now(),
                    takes_back=asked.takes_back,
                )
            )
        return "taken"
