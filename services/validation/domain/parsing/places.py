"""Where people live and how they are reached, as parsers."""

import re
from collections.abc import Iterable
from typing import Final

from services.validation.domain.parsing.parsed import Parsed
from services.validation.domain.parsing.texts import PLACEHOLDERS, as_nothing, is_tidy, tidy
from shared.vocabulary.phones import read_phone
from shared.vocabulary.postcodes import read_postcode

_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_EMAIL_LENGTH_MAX: Final = 100
_NO_PHONE: Final = PLACEHOLDERS | {"no phone", "withheld", "none given", "ex directory", "ex dir", "no number"}


def read_home_postcode(text: str) -> Parsed:
    """Read a postcode; a code that stands for no place is a blank with a warning."""
    reading = read_postcode(text if text.isascii() else tidy(text))
    if reading.value is not None:
        return reading.value, ("postcode_repaired",) if reading.repaired else ()
    if reading.pseudo:
        return None, ("postcode_pseudo",)
    return as_nothing(tidy(text)) or (None, ("postcode_wrong_shape",))


def read_telephone(text: str) -> Parsed:
    """Read a telephone number in E.164 form."""
    reading = read_phone(text)
    if reading.value is None:
        plain = tidy(text)
        nothing = as_nothing(plain, _NO_PHONE)
        if nothing is not None:
            return nothing
        reading = read_phone(plain)
    if reading.defect is not None:
        return None, (f"phone_{reading.defect}",)
    notes = (("phone_several",) if reading.several else ()) + (("phone_premium",) if reading.premium else ())
    return reading.value, notes


def plain_emails(texts: Iterable[str]) -> list[str]:
    """Return those of the texts that are e-mail addresses as they stand."""
    return [text for text in texts if len(text) <= _EMAIL_LENGTH_MAX and is_tidy(text) and _EMAIL.fullmatch(text)]


def read_email(text: str) -> Parsed:
    """Read an e-mail address."""
    plain = tidy(text)
    if len(plain) <= _EMAIL_LENGTH_MAX and _EMAIL.fullmatch(plain):
        return plain, ()
    return as_nothing(plain, _NO_PHONE) or (None, ("email_wrong_shape",))
