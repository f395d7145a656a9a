"""Complaints that only returns of schools make."""
