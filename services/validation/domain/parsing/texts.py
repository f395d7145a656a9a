"""Text of cells for parsers: in order by the one rule (`shared.vocabulary.cell_text`), and what stands for nothing."""

from collections.abc import Collection

from services.validation.domain.parsing.blanks import PLACEHOLDERS, as_blank, is_something, no_error_among
from services.validation.domain.parsing.parsed import Parsed
from shared.vocabulary import cell_text
from shared.vocabulary.cell_text import are_tidy, is_tidy, tidy

__all__ = ["is_tidy", "plain_texts", "read_text", "repair_encoding", "tidy"]


def repair_encoding(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text in order, and text_repaired where its letters had to be put right."""
    tidied, repaired = cell_text.tidied(text)
    return tidied, ("text_repaired",) if repaired else ()


def plain_texts(texts: Collection[str], length_max: int) -> Collection[str]:
    """Return those of the texts that `read_text` would leave as they are; that all are, one look at them shows."""
    joined = f"|{'|'.join(texts)}|"
    if not joined.isascii():  # foreign letters in a few of them shall not make the others dear
        texts = list(filter(str.isascii, texts))
        joined = f"|{'|'.join(texts)}|"
    tidy_together = no_error_among(joined) and are_tidy(joined)
    short_enough = max(map(len, texts), default=0) <= length_max
    if tidy_together and short_enough and PLACEHOLDERS.isdisjoint(map(str.casefold, texts)):
        return texts
    return [text for text in texts if len(text) <= length_max and is_tidy(text) and is_something(text)]


def read_text(text: str, length_max: int) -> Parsed:
    """Read free text; what is longer than its column is cut, and that is reported."""
    tidied, defects = repair_encoding(text)
    nothing = as_blank(tidied)
    if nothing is not None:
        return nothing
    if len(tidied) > length_max:
        return tidied[:length_max].rstrip(), (*defects, "text_too_long")
    return tidied, defects
