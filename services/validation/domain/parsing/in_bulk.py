"""Cells that are in order, as nearly all are, read many at a time.

Each function takes those cells that it can read without a word; the column's parser reads the others. None may ever
answer otherwise than the parser would (a property test holds them together).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from services.validation.domain.parsing.as_typed import plain_references
from services.validation.domain.parsing.dates import plain_days
from services.validation.domain.parsing.names import plain_names
from services.validation.domain.parsing.numbers import plain_aims
from services.validation.domain.parsing.places import plain_emails
from services.validation.domain.parsing.texts import plain_texts
from shared.vocabulary.columns import get_column
from shared.vocabulary.identifiers import permanent_upns, ulns
from shared.vocabulary.phones import ordinary_numbers
from shared.vocabulary.postcodes import canonical_postcodes

_TEXTS: Final = ("E2", "C1", "C2", "C3", "C9", "L3")
_REFERENCES: Final = ("P4", "K1")

AS_THEY_STAND: Final[Mapping[str, Callable[[Set[str]], Collection[str]]]] = MappingProxyType(
    {
        **dict.fromkeys(("P1", "P2"), permanent_upns),
        "P3": ulns,
        **dict.fromkeys(("P5", "P6", "P7", "P8", "P9"), plain_names),
        **{column: partial(plain_texts, length_max=get_column(column).length_max) for column in _TEXTS},
        **{column: partial(plain_references, length_max=get_column(column).length_max) for column in _REFERENCES},
        "C5": canonical_postcodes,
        "L4": plain_aims,
        **dict.fromkeys(("C8", "C11"), plain_emails),
    }
)
"""What returns, by column, those of the cells that are values as they stand."""

READ: Final[Mapping[str, Callable[[Iterable[str]], Mapping[str, Any]]]] = MappingProxyType(
    {
        **dict.fromkeys(("C6", "C7", "C10"), ordinary_numbers),
        **dict.fromkeys(("P10", "L9", "L10", "K2", "K5"), plain_days),
    }
)
"""What returns, by column, the values of cells that become something else."""
