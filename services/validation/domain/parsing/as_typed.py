"""Numbers, codes and dates as they were typed. A spreadsheet may have turned a number into a date: then it is lost."""

import re
from collections.abc import Collection
from typing import Final

from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.texts import plain_texts, tidy
from shared.vocabulary.cell_text import without_apostrophe

_A_DATE: Final = re.compile(
    r"\s*(?:(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?:[T ,].{0,40})?"
    r"|(?:[0-9]{1,6} days?, )?[0-9]{1,6}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)\s*",
    re.DOTALL,
)
"""A date, a time of day or a length of time, as they come out of a spreadsheet."""
_DATE_IN_NUMBERS: Final[Parsed] = (None, ("date_in_number_column",))
_PERHAPS: Final = "'`.-/:"
"""One of these stands in every text that is not as it was typed, of those that are plain and tidy."""


def as_typed(text: str) -> str:
    """Return the text of a number, code or date in order, without the apostrophe that marks it as text."""
    return without_apostrophe(tidy(text))


def number(parser: Parser) -> Parser:
    """Return a parser of numbers of any kind: what a spreadsheet has turned into a date is reported."""
    return lambda text: _DATE_IN_NUMBERS if is_a_date(text) else parser(as_typed(text))


def is_a_date(text: str) -> bool:
    """Return whether the text is a date or a time as spreadsheets give them, whatever it was before."""
    return ("-" in text or "/" in text or ":" in text) and _A_DATE.fullmatch(as_typed(text)) is not None


def plain_references(texts: Collection[str], length_max: int) -> Collection[str]:
    """Return those of the texts that are reference numbers as they stand."""
    plain = plain_texts(texts, length_max)
    if not any(map("|".join(plain).__contains__, _PERHAPS)):
        return plain
    return [text for text in plain if not any(map(text.__contains__, _PERHAPS))]
