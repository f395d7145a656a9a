"""Complaints that only returns of the authority itself make."""
