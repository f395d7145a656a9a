"""Matching: decides which person a record is about: somebody known, somebody new, or a case for review.

Receives RecordsAccepted and SubmissionJudged. Publishes ClaimsMatched and, once for each submission, SubmissionMatched.
"""
