"""Validation: a row becomes a clean record, or a list of complaints; nothing vanishes.

Hears RowsExtracted and SubmissionExtracted; says RowsJudged, RecordsAccepted and, once a submission, SubmissionJudged.
"""
