"""What becomes of each submission is logged and counted, by ids and codes."""

from typing import Final

from shared.contracts.ingest import SubmissionExtracted, SubmissionUnreadable
from shared.observability.logs import get_logger
from shared.observability.measures import Measures

OUTCOMES: Final = ("extracted", "repeat", "unreadable", "set_aside")
"""Values of the label `outcome` of `onward_submissions_total`."""

log = get_logger("extractor")


def report_outcome(event: SubmissionExtracted | SubmissionUnreadable, measures: Measures) -> None:
    """Log and count one submission that was read, or of which no rows can be had."""
    if isinstance(event, SubmissionUnreadable):
        log.info("submission has no rows", submission_id=event.submission_id, outcome=event.outcome, code=event.code)
        measures.count("onward_submissions_total", outcome=event.outcome)
        return
    outcome = "extracted" if event.repeats is None else "repeat"
    log.info(
        "submission was read",
        submission_id=event.submission_id,
        outcome=outcome,
        collection=event.collection,
        establishment=event.establishment,
        parts=event.parts,
        rows=event.rows,
    )
    measures.count("onward_submissions_total", outcome=outcome)
