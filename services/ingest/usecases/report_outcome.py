"""What becomes of each submission is logged and counted, by ids and codes."""

from typing import Final

from shared.contracts.ingest import SubmissionExtracted, SubmissionUnreadable
from shared.observability.measures import Measures
from shared.observability.submission_log import report_submission

OUTCOMES: Final = ("extracted", "repeat", "unreadable", "set_aside")
"""Values of the label `outcome` of `onward_submissions_total`."""


def report_outcome(event: SubmissionExtracted | SubmissionUnreadable, measures: Measures, seconds: float) -> None:
    """Log and count one submission that was read, or of which no rows can be had; how long reading took, in seconds."""
    if isinstance(event, SubmissionUnreadable):
        measures.count("onward_submissions_total", outcome=event.outcome)
        report_submission(
            "submission has no rows",
            *(measures, event.submission_id, event.outcome, seconds),
            judgement=event.judgement,
            code=event.code,
        )
        return
    outcome = "extracted" if event.repeats is None else "repeat"
    measures.count("onward_submissions_total", outcome=outcome)
    report_submission(
        "submission was read",
        *(measures, event.submission_id, "nil" if event.nil and event.repeats is None else outcome, seconds),
        judgement=event.judgement,
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        parts=event.parts,
        rows_in=event.rows + event.rows_blank,
        rows_out=event.rows,
    )
