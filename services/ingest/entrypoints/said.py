"""What may be said with a file, through whichever door: bounded text without control characters, a sane moment."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_OF_A_COMMENT: Final = str.maketrans("", "", "\t\n\r")
_CONTROL: Final = frozenset({"Cc", "Cs"})
"""Controls, the null character among them, and halves of a character: no database keeps them, no person typed them."""


def is_plain(text: str) -> bool:
    """Say whether a text of one line has no control characters in it."""
    return not any(unicodedata.category(character) in _CONTROL for character in text)


def is_plain_comment(text: str) -> bool:
    """Say whether a text has no control characters in it, line breaks and tabs apart."""
    return is_plain(text.translate(_OF_A_COMMENT))


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("control characters")
    return text


def _plain_comment(text: str) -> str:
    if not is_plain_comment(text):
        raise ValueError("control characters")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255), AfterValidator(_plain)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_plain_comment)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""Far from the ends of the calendar, where a change of the time zone would leave it."""
