"""Where people live and how they are reached, as parsers."""

import re
from collections.abc import Collection
from typing import Final

from services.validation.domain.parsing.blanks import PLACEHOLDERS, as_blank
from services.validation.domain.parsing.parsed import Parsed
from services.validation.domain.parsing.texts import tidy
from services.validation.domain.values.phones import PhoneReading, read_phones
from services.validation.domain.values.postcodes import read_postcode

_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_PLAIN_EMAIL: Final = re.compile(r"[A-Za-z0-9.+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z0-9\-]+")
"""An address without a sign that anything would be done to; most are such."""
_EMAIL_LENGTH_MAX: Final = 100
_NO_PHONE: Final = PLACEHOLDERS | {"no phone", "withheld", "none given", "ex directory", "ex dir", "no number"}


def read_home_postcode(text: str) -> Parsed:
    """Read a postcode; a code that stands for no place is a blank with a warning."""
    reading = read_postcode(text if text.isascii() else tidy(text))
    if reading.value is not None:
        return reading.value, ("postcode_repaired",) if reading.repaired else ()
    if reading.pseudo:
        return None, ("postcode_pseudo",)
    return as_blank(tidy(text)) or (None, ("postcode_wrong_shape",))


def read_telephone(text: str) -> Parsed:
    """Read a telephone number in E.164 form; of a cell that holds two, the pair."""
    readings = read_phones(text)
    if readings[0].value is None:
        plain = tidy(text)
        nothing = as_blank(plain, _NO_PHONE)
        if nothing is not None:
            return nothing
        readings = read_phones(plain)
    first = readings[0]
    if first.defect is not None:
        return None, (f"phone_{first.defect}",)
    numbers = tuple(dict.fromkeys(reading.value for reading in readings))[:2]
    return numbers if len(numbers) > 1 else first.value, _phone_notes(readings)


def _phone_notes(readings: tuple[PhoneReading, ...]) -> tuple[str, ...]:
    several = ("phone_several",) if readings[0].several else ()
    return several + (("phone_premium",) if any(reading.premium for reading in readings[:2]) else ())


def plain_emails(texts: Collection[str]) -> list[str]:
    """Return those of the texts that are e-mail addresses as they stand, and no more than plain letters and digits."""
    short = texts if max(map(len, texts), default=0) <= _EMAIL_LENGTH_MAX else filter(_is_short, texts)
    return list(filter(_PLAIN_EMAIL.fullmatch, short))


def _is_short(text: str) -> bool:
    return len(text) <= _EMAIL_LENGTH_MAX


def read_email(text: str) -> Parsed:
    """Read an e-mail address."""
    plain = tidy(text)
    if len(plain) <= _EMAIL_LENGTH_MAX and _EMAIL.fullmatch(plain):
        return plain, ()
    return as_blank(plain, _NO_PHONE) or (None, ("email_wrong_shape",))
