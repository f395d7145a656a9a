"""Snapshots: everybody as they were on a day, by what was known at an instant."""
