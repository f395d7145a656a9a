"""One line a service and submission: what came in, what went out, how long it took, what became of it."""

from typing import Final
from uuid import UUID

from shared.observability.logs import get_logger
from shared.observability.measures import Measures

log: Final = get_logger("submission")


def report_submission(
    sentence: str,
    measures: Measures,
    submission_id: UUID,
    outcome: str,
    seconds: float | None = None,
    **figures: str | int | None,
) -> None:
    """Log what this service did about a submission, and measure how long it took it, as far as that is known.

    `figures` are counts and codes, under names that may be logged; None is left out.
    """
    known = {name: value for name, value in figures.items() if value is not None}
    took = {} if seconds is None else {"seconds": round(seconds, 3)}
    log.info(sentence, submission_id=submission_id, outcome=outcome, **known, **took)
    if seconds is not None:
        measures.observe("onward_submission_seconds", seconds, outcome=outcome)
