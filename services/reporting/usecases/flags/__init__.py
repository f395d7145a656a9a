"""Objections and confidential records, as they are entered."""
