"""Which version of a template a sheet was made from: by the cell that says so, or by its headings."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from services.ingest.domain.sheet.headers import normalise_header
from shared.vocabulary.collections import Collection
from shared.vocabulary.templates.changes import headers_at
from shared.vocabulary.templates.versions import NamedVersion, read_version_cell

_LINES_MAX: Final = 6
"""The version cell stands in the second line; somebody may have put a few above it."""


def named_version(rows: Iterable[Sequence[str | None]]) -> NamedVersion | None:
    """Return what the version cell in the first lines of a sheet names, or None."""
    cells = (text for row in islice(rows, _LINES_MAX) for text in row if text)
    return next((found for text in cells if (found := read_version_cell(text)) is not None), None)


def version_by_headings(collection: Collection, texts: Iterable[str]) -> str | None:
    """Return the newest version whose headings these are, all of them and no other, or None."""
    found = frozenset(map(normalise_header, texts))
    return next(
        (
            version.id
            for version in reversed(collection.template_versions)
            if found == frozenset(map(normalise_header, headers_at(collection, version.id).values()))
        ),
        None,
    )
