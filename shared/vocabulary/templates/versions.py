"""Versions of a template: each is dated and says what it changed in the one before it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A version of one collection's template. The first one changed nothing."""

    id: str
    """The academic year in which it was published and its number there: 2026-27.1."""
    published_on: date
    note: str
    """What changed, in a sentence for senders."""
    added: tuple[str, ...] = ()
    """Ids of columns that the version before did not have."""
    removed: tuple[str, ...] = ()
    """Ids of columns that the version before had. They stay in the dictionary."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """By id of a column: the heading that it had in the version before."""
    required: tuple[str, ...] = ()
    """Ids of columns that may not be blank any more."""
    recoded: tuple[str, ...] = ()
    """Ids of columns whose codes are not those of the version before."""


FIRST: Final = TemplateVersion(
    "2026-27.1", date(2026, 11, 30), "The first templates of Onward, with the columns of 2026-27."
)
"""No template of an earlier year is known: the county's own files were not to be had (docs/sources.md)."""

_CELL: Final = re.compile(r"(Help for )?\bTemplate ([A-Z][A-Z0-9_]{1,15}), version (20[0-9]{2}-[0-9]{2}\.[0-9]{1,3})\b")
_CELL_LENGTH_MAX: Final = 200


class NamedVersion(NamedTuple):
    """What a version cell names."""

    collection: str
    version: str
    helps: bool = False
    """It stands on a sheet that is not to be filled."""


def version_cell(collection_code: str, title: str, version: TemplateVersion, *, helps: bool = False) -> str:
    """Return the text of the cell by which a file made from the template is known.

    `helps`: for a sheet that explains the others and is not to be filled.
    """
    published = f"{version.published_on.day} {version.published_on:%B %Y}"
    return f"{'Help for ' if helps else ''}Template {collection_code}, version {version.id} of {published}: {title}"


def read_version_cell(text: str) -> NamedVersion | None:
    """Return what a cell of a file names, or None; whether there ever was such a version is not asked."""
    found = _CELL.search(text) if len(text) <= _CELL_LENGTH_MAX else None
    return None if found is None else NamedVersion(found[2], found[3], found[1] is not None)
