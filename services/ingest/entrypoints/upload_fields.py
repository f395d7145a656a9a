"""What may come with a file, through whichever door: bounded text without control characters, a sane moment."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN
from shared.web.requests.days import read_day

TEXT_MAX: Final = 255
COMMENT_MAX: Final = 2000
SPREADSHEETS: Final = "an Excel (.xlsx, .xls), OpenDocument (.ods) or CSV file"
"""What is taken, for a sentence about what is not."""
_OF_A_COMMENT: Final = str.maketrans("", "", "\t\n\r")
_CONTROL: Final = frozenset({"Cc", "Cs"})
"""Controls, the null character among them, and halves of a character: no database keeps them, no person typed them."""

_TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that nobody sees and that turn round what stands after them."""


def without_direction_marks(text: str) -> str:
    """Return the text without what would make it, and our own sentence round it, read in another direction."""
    return text.translate(_TURNING)


def is_plain(text: str) -> bool:
    """Return whether a text of one line has no control characters in it."""
    return not any(unicodedata.category(character) in _CONTROL for character in text)


def is_plain_comment(text: str) -> bool:
    """Return whether a text has no control characters in it, line breaks and tabs apart."""
    return is_plain(text.translate(_OF_A_COMMENT))


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("control characters")
    return text


def _plain_comment(text: str) -> str:
    if not is_plain_comment(text):
        raise ValueError("control characters")
    return text


def _without_direction_marks(value: object) -> object:
    return without_direction_marks(value) if isinstance(value, str) else value


def _one_line(value: object) -> object:
    """Return optional words with their white space folded, cut at their limit; None when none are left."""
    return (
        " ".join(without_direction_marks(value).split())[:TEXT_MAX].strip() or None if isinstance(value, str) else value
    )


def comment_of(text: str) -> str | None:
    """Return optional words of several lines, cut at their limit; None when none are left."""
    return without_direction_marks(text).strip()[:COMMENT_MAX].strip() or None


def file_name_of(text: str) -> str:
    """Return the name of a file as it is kept, cut at its limit."""
    return without_direction_marks(text).strip()[:TEXT_MAX] or "file"


class TakenOn(NamedTuple):
    """The day on which data were taken, as far as it could be read: it is never a reason to lose a file."""

    day: date | None = None
    unread: bool = False

    @property
    def ignored(self) -> tuple[str, ...]:
        """The field's name, where what stands in it is no day."""
        return (DATA_TAKEN_ON,) if self.unread else ()


DATA_TAKEN_ON: Final = "data_taken_on"


def _taken_on(value: object) -> TakenOn:
    if value is None or (isinstance(value, str) and not value.strip()):
        return TakenOn()
    found = read_day(value) if isinstance(value, str) and len(value) <= TEXT_MAX else None
    return TakenOn(found) if isinstance(found, date) else TakenOn(unread=True)


def _several_lines(value: object) -> object:
    return comment_of(value) if isinstance(value, str) else value


RequiredText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_MAX),
    AfterValidator(_plain),
    BeforeValidator(_without_direction_marks),
]
OptionalText = Annotated[Annotated[str, AfterValidator(_plain)] | None, BeforeValidator(_one_line)]
"""A line that may be absent: no file is refused because it is blank or too long."""
OptionalComment = Annotated[Annotated[str, AfterValidator(_plain_comment)] | None, BeforeValidator(_several_lines)]
OptionalEstablishment = Annotated[
    Annotated[str, StringConstraints(pattern=ESTABLISHMENT_PATTERN)] | None, BeforeValidator(_one_line)
]
"""The DfE number of a school or the UKPRN of a college, where it is given."""
OptionalTakenOn = Annotated[TakenOn, BeforeValidator(_taken_on)]
"""A day as people and programs write it; anything else counts as not said."""
SaneInstant = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""Far from the ends of the calendar, where a change of the time zone would leave it."""
