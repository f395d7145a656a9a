"""Put changes of severities into force, and have judged again what they concern.

What is to be judged again is found by comparing what is kept of the newest judgements with the severities in force, not
by hearing of a change: so nothing is missed that was being judged meanwhile, and whatever order events come in, it ends
when the two accord. Ingest reads the original once more, as it does for what was lost (docs/decisions/0020).
"""

from typing import Final

from services.validation.usecases.ports import ValidationTables
from shared.clock import Clock
from shared.contracts.validation import JudgementOutdated
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.academic_year import AcademicYear

IN_FLIGHT_MAX: Final = 20
"""Submissions that are being judged again at once: what schools send meanwhile waits for few of them."""
ASKED_MAX: Final = 3
RETRY_AFTER_S: Final = 600.0


class JudgeAgain:
    """Looks, whenever it is called, whether there is anything to do. Any number of replicas may call it at once."""

    def __init__(self, begin: Begin[ValidationTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many submissions ingest is asked for. Raises Transient."""
        today = self._clock.today()
        async with self._begin(self) as work:
            if not await work.tables.severities.try_lock():
                return 0
            if await work.tables.severities.begin_due(today):
                return 0  # the next call asks: by then every replica judges by them
            severities = await work.tables.severities.in_force()
            if not severities.decided:
                return 0
            await work.tables.outdated.note(severities, AcademicYear.containing(today).start)
            asked = await work.tables.outdated.take(
                in_flight_max=IN_FLIGHT_MAX, asked_max=ASKED_MAX, retry_after_s=RETRY_AFTER_S
            )
            work.publish(
                *(
                    JudgementOutdated(
                        submission_id=one.submission_id, judgement=one.number, severities=severities.version
                    )
                    for one in asked
                )
            )
        return len(asked)
