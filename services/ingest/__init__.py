"""Ingest: takes in files, keeps the originals encrypted, reads them in a child process and publishes their rows.

Receives SubmissionReceived (its own) and SubmissionCompleted. Publishes SubmissionReceived, RowsExtracted and, at the
end of a file, SubmissionExtracted or SubmissionUnreadable.
"""
