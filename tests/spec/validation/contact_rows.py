"""A good row of contacts, and what it is judged against."""

from collections.abc import Mapping
from datetime import date

from services.validation.domain.context import Context

CONTACT_CONTEXT = Context("CONTACT", "886", "own 0", date(2026, 11, 30))
GOOD_CONTACT: Mapping[str, str | None] = {
    "P1": "U886000026001",
    "P5": "O'Brien-Smith",
    "P6": "Zoë",
    "P10": "2009-02-14",
    "T1": "2026-11-16",
    "T2": "PHONE",
    "T3": "REACHED",
    "T4": "CARER",
    "T5": "330",
    "T6": "2026-11-02",
    "T8": "Works in a shop",
    "T9": "2027-02-16",
}
