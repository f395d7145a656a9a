"""Objections and confidential records: what each output shows of whoever has such a flag."""
