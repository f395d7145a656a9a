"""Complaints that only returns of colleges make."""
