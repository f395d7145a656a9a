"""Validation: a row becomes a clean record or is refused, with its issues; no row disappears.

Receives RowsExtracted and SubmissionExtracted. Publishes RecordsAccepted, RowsJudged and, once for each submission,
SubmissionJudged.
"""
