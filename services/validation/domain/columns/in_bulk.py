"""Cells that are in order, as nearly all are, read many at a time.

Each function takes those cells that it can read without a complaint; the column's parser reads the others. None may
ever answer otherwise than the parser would (a property test holds them together).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from services.validation.domain.parsing.as_typed import plain_references
from services.validation.domain.parsing.dates import plain_days
from services.validation.domain.parsing.names import plain_names
from services.validation.domain.parsing.numbers import plain_aims
from services.validation.domain.parsing.places import plain_emails
from services.validation.domain.parsing.texts import plain_texts
from services.validation.domain.values.phones import ordinary_numbers
from services.validation.domain.values.postcodes import canonical_postcodes
from services.validation.domain.values.uln import ulns
from services.validation.domain.values.upn import permanent_upns
from shared.vocabulary import column_ids as col
from shared.vocabulary.columns import get_column

Unchanged: TypeAlias = Callable[[Set[str]], Collection[str]]
"""Returns those of the cells that are values as they stand."""
Converted: TypeAlias = Callable[[Iterable[str]], Mapping[str, Any]]
"""Returns the values of cells that become something else."""

_TEXTS: Final = (col.SCHOOL_NAME, col.ADDRESS_1, col.ADDRESS_2, col.TOWN, col.CARER_NAME, col.TITLE)
_REFERENCES: Final = (col.LOCAL_REFERENCE, col.PERSON_NUMBER)
_NAMES: Final = (col.SURNAME, col.FORENAME, col.MIDDLE_NAMES, col.PREFERRED_SURNAME, col.PREFERRED_FORENAME)
_PHONES: Final = (col.HOME_PHONE, col.MOBILE, col.CARER_PHONE)
_DAYS: Final = (col.BIRTH_DATE, col.START_DATE, col.PLANNED_END, col.EHCP_UNTIL, col.MOVED_IN_ON)

UNCHANGED: Final[Mapping[str, Unchanged]] = MappingProxyType(
    {
        **dict.fromkeys((col.UPN, col.FORMER_UPN), permanent_upns),
        col.ULN: ulns,
        **dict.fromkeys(_NAMES, plain_names),
        **{column: partial(plain_texts, length_max=get_column(column).length_max) for column in _TEXTS},
        **{column: partial(plain_references, length_max=get_column(column).length_max) for column in _REFERENCES},
        col.POSTCODE: canonical_postcodes,
        col.AIM_REFERENCE: plain_aims,
        **dict.fromkeys((col.EMAIL, col.CARER_EMAIL), plain_emails),
    }
)

CONVERTED: Final[Mapping[str, Converted]] = MappingProxyType(
    {**dict.fromkeys(_PHONES, ordinary_numbers), **dict.fromkeys(_DAYS, plain_days)}
)
