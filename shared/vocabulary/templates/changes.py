"""What changed in a template since the version that somebody used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.vocabulary.collections import Collection
from shared.vocabulary.columns import get_column
from shared.vocabulary.templates.layout import sheets_of
from shared.vocabulary.templates.versions import TemplateVersion

ChangeKind = Literal["asked", "removed", "renamed", "recoded"]
"""asked: the column is new, or may not be blank any more."""


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """One column that is not what it was."""

    kind: ChangeKind
    column: str


def version_in_force(collection: Collection, on: date) -> TemplateVersion:
    """Return the version that is to be used on a day: the newest of those published by then, else the first."""
    versions = collection.template_versions
    return next((one for one in reversed(versions) if one.published_on <= on), versions[0])


def has_version(collection: Collection, version_id: str) -> bool:
    """Return whether there ever was such a version."""
    return any(one.id == version_id for one in collection.template_versions)


def changes_since(collection: Collection, version_id: str, on: date) -> tuple[TemplateChange, ...] | None:
    """Return what changed from that version to the one in force on a day, in the order in which it did.

    None: it is the one in force, a later one, or none that there ever was. What was undone in between is no change.
    """
    in_force = version_in_force(collection, on)
    ids = [one.id for one in collection.template_versions]
    if version_id not in ids or ids.index(version_id) >= ids.index(in_force.id):
        return None
    found: dict[str, ChangeKind] = {}
    for version in collection.template_versions[ids.index(version_id) + 1 : ids.index(in_force.id) + 1]:
        _take(version, found)
    return tuple(TemplateChange(kind, column) for column, kind in found.items())


def _take(version: TemplateVersion, found: dict[str, ChangeKind]) -> None:
    for column in version.added:
        if found.get(column) == "removed":
            del found[column]
        else:
            found[column] = "asked"
    for column in version.removed:
        if found.get(column) == "asked":
            del found[column]
        else:
            found[column] = "removed"
    renamed: Iterable[str] = version.renamed
    later: Sequence[tuple[ChangeKind, Iterable[str]]] = (
        ("asked", version.required),
        ("renamed", renamed),
        ("recoded", version.recoded),
    )
    for kind, columns in later:
        for column in columns:
            found.setdefault(column, kind)


def headers_at(collection: Collection, version_id: str) -> dict[str, str]:
    """Return the headings, without their marks, by column, that the template had in that version.

    They are those of today with everything undone that came later; KeyError when there never was such a version.
    """
    headers = {use.id: get_column(use.id).header for sheet in sheets_of(collection) for use in sheet.columns}
    for version in reversed(collection.template_versions):
        if version.id == version_id:
            return headers
        for column in version.added:
            headers.pop(column, None)
        headers |= {column: get_column(column).header for column in version.removed} | dict(version.renamed)
    raise KeyError(version_id)
