"""Reporting: decides which file of a return counts, computes each person's status from its claims, shows the pages.

Receives what the other services publish, except rows and records. Publishes StatusChanged and SubmissionCompleted.
"""
