"""Telephone numbers in E.164 form. A number is taken when it is possible: the ranges for drama are not "valid", and
tests must use them. Ordinary British numbers are read by shape alone; the library is asked only about the rest."""

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import phonenumbers

PhoneDefect = Literal["unreadable", "wrong_length", "lost_digits", "placeholder"]

_REGION: Final = "GB"
_LENGTH_MAX: Final = 64
"""Two numbers with a word each. The patterns below cost the square of the length, so longer text never meets them."""
_MARKS: Final = re.compile(r"[\s().\-]+")
_ORDINARY: Final = re.compile(r"(?:0|44|\+44|\+440|0044|00440)?((?:7[1-57-9]|[12]\d)\d{8}|3\d{9})", re.ASCII)
_TWO_ORDINARY: Final = re.compile(r"0?((?:7[1-57-9]|[12]\d|3\d)\d{8})0?((?:7[1-57-9]|[12]\d|3\d)\d{8})", re.ASCII)
_NUMBERS_MAX: Final = 3
_BEGINNINGS: Final = frozenset(
    f"{zero}{two}" for zero in ("", "0") for two in (*range(10, 40), *range(71, 76), *range(77, 80))
)
"""What stands before the last eight digits of an ordinary number."""
_WORDS: Final = re.compile(r"\([^)\d]*\)|[A-Za-z:]+")
_SEVERAL: Final = re.compile(r"\s*(?:[/;,|\\•·&]|\bor\b|\band\b|\bthen\b)\s*", re.IGNORECASE)
_E_NOTATION: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_JUNK: Final = frozenset({"01234567890", "1234567890", "0123456789", "01234567891", "12345678901"}) | {
    digit * 10 for digit in "123456789"
}


class PhoneReading(NamedTuple):
    """What a cell says about a telephone number."""

    value: str | None
    """E.164, for example +447700900123, or None."""
    defect: PhoneDefect | None = None
    several: bool = False
    """True when the cell held more than one number."""
    premium: bool = False
    """True for personal (070) and premium (09) numbers, which must never be texted."""


def ordinary_numbers(texts: Iterable[str]) -> dict[str, str]:
    """Return the ordinary British numbers, typed in digits and spaces, in E.164 form by text; the rest is left out."""
    return {
        text: f"+44{digits[-10:]}"
        for text, digits in ((text, text.replace(" ", "")) for text in texts)
        if digits[:-8] in _BEGINNINGS and digits.isdigit() and digits.isascii() and digits not in _JUNK
    }


def read_phones(text: str) -> tuple[PhoneReading, ...]:
    """Read the numbers of a cell, at most three: those that are readable, or why none is."""
    text = " ".join(text.split())
    if len(text) > _LENGTH_MAX:
        return (PhoneReading(None, "unreadable"),)
    digits = _MARKS.sub("", text)
    found = _ORDINARY.fullmatch(digits)
    if found is not None and not _is_placeholder(digits):
        return (PhoneReading(f"+44{found.group(1)}"),)
    if _E_NOTATION.fullmatch(text.strip()):
        return (PhoneReading(None, "lost_digits"),)
    readings = [_read_one(_WORDS.sub(" ", piece)) for piece in _pieces(text)[:_NUMBERS_MAX]]
    good = tuple(reading._replace(several=len(readings) > 1) for reading in readings if reading.value is not None)
    return good or (readings[0] if readings else PhoneReading(None, "unreadable"),)


def _pieces(text: str) -> list[str]:
    """Return the parts of a cell that have digits: what stands between marks, or two ordinary numbers side by side."""
    pieces = [piece for piece in _SEVERAL.split(text) if any(character.isdigit() for character in piece)]
    if len(pieces) == 1:
        side_by_side = _TWO_ORDINARY.fullmatch(_MARKS.sub("", _WORDS.sub(" ", pieces[0])))
        if side_by_side is not None:
            return list(side_by_side.groups())
    return pieces


def _read_one(text: str) -> PhoneReading:
    digits = _MARKS.sub("", text)
    if _is_placeholder(digits):
        return PhoneReading(None, "placeholder")
    found = _ORDINARY.fullmatch(digits)
    if found is not None:
        return PhoneReading(f"+44{found.group(1)}")
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return PhoneReading(None, "unreadable")
    if not phonenumbers.is_possible_number(number) or not _long_enough(number):
        return PhoneReading(None, "wrong_length")
    national = phonenumbers.national_significant_number(number)
    premium = number.country_code == 44 and national.startswith(("70", "9"))
    return PhoneReading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), premium=premium)


def _long_enough(number: phonenumbers.PhoneNumber) -> bool:
    """British numbers have ten national digits, some older ones nine; a local number without its area is no number."""
    national = phonenumbers.national_significant_number(number)
    if number.country_code != 44:
        return True
    return len(national) == 10 or (len(national) == 9 and national.startswith(("1", "800")))


def _is_placeholder(digits: str) -> bool:
    plain = digits.removeprefix("+")
    return plain in _JUNK or len(set(plain)) <= 1
