"""What a template prints: a sheet, or one for each kind of rows, and the headings with their marks in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import COLLECTIONS, Collection, ColumnUse
from shared.vocabulary.collections.collection import Need
from shared.vocabulary.columns import get_column

_MARKS: Final[Mapping[Need, str]] = MappingProxyType(
    {"M": " (mandatory)", "c": " (if applicable)", "m": " (one needed: {group})", "O": ""}
)
"""Colour alone tells nobody who does not see it."""


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet to fill."""

    title: str
    columns: tuple[ColumnUse, ...]
    when_needed: Mapping[str, str]
    """By id of a column that is needed in some rows: in which."""
    code_lists: Mapping[str, str]
    """By id of a column of codes: the name of its list."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings as they are printed."""
        return tuple(map(heading_of, self.columns))


def sheets_of(collection: Collection) -> tuple[TemplateSheet, ...]:
    """Return the sheets that senders fill: where a return is made of others, one for each of these."""
    kinds = collection.row_kinds
    whole = kinds is None or set(kinds.sheets) != set(collection.parts)
    printed = [collection] if whole else [COLLECTIONS[code] for code in collection.parts]
    return tuple(TemplateSheet(one.title, one.columns, one.when_needed, _code_lists(one)) for one in printed)


def _code_lists(collection: Collection) -> Mapping[str, str]:
    usual = {use.id: get_column(use.id).code_list for use in collection.columns}
    return {column: name for column, name in usual.items() if name} | dict(collection.code_lists)


def heading_of(use: ColumnUse) -> str:
    """Return the heading as the template prints it, with its mark."""
    return get_column(use.id).header + _MARKS[use.need].format(group=use.group or "of them")


def choices_of(list_name: str) -> tuple[str, ...]:
    """Return what may be chosen in a column with that list of codes: `K - SEN support`."""
    return tuple(f"{code} - {label}" for code, label in CODE_LISTS[list_name].labels.items())
