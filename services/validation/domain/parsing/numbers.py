"""Numbers of people, establishments and hours, as parsers: the vocabulary reads, this names the defects."""

import re
from collections.abc import Iterable
from typing import Final

from services.validation.domain.parsing.blanks import PLACEHOLDERS, as_blank
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.texts import tidy
from services.validation.domain.values.aims import read_aim_reference
from services.validation.domain.values.uln import read_uln
from services.validation.domain.values.upn import read_upn
from shared.vocabulary.identifiers.establishment_numbers import read_dfe_number, read_ukprn

_HOURS_MAX: Final = 2_000
_NO_HOURS: Final = PLACEHOLDERS - {"0"}
_FOUR_DIGITS: Final = re.compile(r"[0-9]{4}")
_PLAIN_AIM: Final = re.compile(r"(?=[A-Z]*[0-9])[0-9A-Z]{2,8}")
"""Capitals and a digit at least: no placeholder is such, nor is a formula's error."""
_WHOLE: Final = re.compile(r"([0-9]{1,6}|[0-9]{1,3}[, ][0-9]{3})(?:[.,]0{1,2})?(?:\s*h(?:(?:ou)?rs?)?)?", re.IGNORECASE)
"""With a mark between thousands, or noughts behind a decimal point or comma."""


def read_pupil_number(text: str) -> Parsed:
    """Read a UPN."""
    reading = read_upn(text)
    if reading.value is None:
        plain = tidy(text)
        nothing = as_blank(plain)
        if nothing is not None:
            return nothing
        reading = read_upn(plain)
    if reading.defect is not None:
        return None, (f"upn_{reading.defect}",)
    defects = ("upn_temporary",) if reading.kind == "temporary" else ()
    return reading.value, (*defects, "upn_repaired") if reading.repaired else defects


def read_learner_number(text: str) -> Parsed:
    """Read a ULN; 9999999999 means none yet."""
    plain = tidy(text)
    nothing = as_blank(plain)
    if nothing is not None:
        return nothing
    reading = read_uln(plain)
    if reading.none_yet:
        return None, ("uln_none_yet",)
    return reading.value, () if reading.defect is None else (f"uln_{reading.defect}",)


def read_aim(text: str) -> Parsed:
    """Read a qualification number or learning aim reference."""
    plain = tidy(text)
    value = read_aim_reference(plain).value
    return as_blank(plain) or (value, () if value is not None else ("aim_reference_unreadable",))


def plain_aims(texts: Iterable[str]) -> list[str]:
    """Return those of the texts that are numbers of qualifications as they stand."""
    return list(filter(_PLAIN_AIM.fullmatch, texts))


def read_own_establishment(text: str) -> Parsed:
    """Read the DfE number of who sends. Four digits stay four: the authority is the sender's own, whichever it is."""
    plain = tidy(text)
    if _FOUR_DIGITS.fullmatch(plain):
        return plain, ()
    value = read_dfe_number(plain, home_sender=False).value
    return as_blank(plain) or (value, () if value is not None else ("establishment_unreadable",))


def read_own_ukprn(text: str) -> Parsed:
    """Read the UKPRN of the college that sends."""
    plain = tidy(text)
    value = read_ukprn(plain).value
    return as_blank(plain) or (value, () if value is not None else ("ukprn_unreadable",))


def read_establishment(unreadable: str) -> Parser:
    """Make a parser of DfE numbers in a return by the authority, that calls an unreadable one by this name."""

    def read(text: str) -> Parsed:
        plain = tidy(text)
        value = read_dfe_number(plain).value
        return as_blank(plain) or (value, () if value is not None else (unreadable,))

    return read


def read_reference(text: str, too_long: str, length_max: int) -> Parsed:
    """Read a reference number. Cutting one would make it another's: one too long is dropped, `too_long` reported."""
    plain = tidy(text)
    nothing = as_blank(plain)
    if nothing is not None:
        return nothing
    return (plain, ()) if len(plain) <= length_max else (None, (too_long,))


def read_hours(text: str) -> Parsed:
    """Read planned hours a year."""
    plain = tidy(text)
    nothing = as_blank(plain, _NO_HOURS)
    if nothing is not None:
        return nothing
    found = _WHOLE.fullmatch(plain)
    if found is None:
        return None, ("hours_unreadable",)
    hours = int(found[1].replace(",", "").replace(" ", ""))
    return (hours, ()) if hours <= _HOURS_MAX else (None, ("hours_out_of_range",))
