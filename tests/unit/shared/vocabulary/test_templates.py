"""Versions of templates: pinned as they were published, and honest about what each changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from services.ingest.domain.sheet.headers import find_column
from services.ingest.domain.sheet.template_versions import version_by_headings
from shared.vocabulary.collections import COLLECTIONS, S_LEAVE, Collection
from shared.vocabulary.templates.changes import TemplateChange, changes_since, headers_at, version_in_force
from shared.vocabulary.templates.layout import heading_of, sheets_of
from shared.vocabulary.templates.meanings import MEANINGS
from shared.vocabulary.templates.versions import FIRST, TemplateVersion, read_version_cell, version_cell
from tests.support.template_layouts import of_version, pinned, present

every_collection = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=lambda one: one.code)
SECOND = TemplateVersion(
    "2026-27.2", date(2027, 1, 11), "Mobile numbers are asked for.", added=("C7",), required=("V5",), removed=("P2",)
)
THIRD = TemplateVersion(
    "2027-28.1", date(2027, 9, 1), "Codes of destinations.", renamed={"V3": "Why Left"}, recoded=("V5", "V6")
)
LEAVERS = replace(S_LEAVE, template_versions=(FIRST, SECOND, THIRD))
"""Leavers with invented versions before the one that the tables make."""


@every_collection
def test_a_template_that_changes_has_a_new_version(collection: Collection) -> None:
    """Give it one in the collection's file, saying what changed, then `python -m tests.support.template_layouts`."""
    version = collection.template_versions[-1].id
    assert of_version(pinned(), collection.code, version) == list(present(collection))


@every_collection
def test_a_version_says_what_it_changed(collection: Collection) -> None:
    for before, after in zip(collection.template_versions, collection.template_versions[1:], strict=False):
        old, new = columns_of(collection, before), columns_of(collection, after)
        kept = old.keys() & new.keys()
        assert set(after.added) == new.keys() - old.keys()
        assert set(after.removed) == old.keys() - new.keys()
        assert after.renamed == {column: old[column][2] for column in kept if old[column][2] != new[column][2]}
        assert set(after.recoded) == {column for column in kept if old[column][1] != new[column][1]}
        assert set(after.required) == {one for one in kept if new[one][0] == "M" != old[one][0]}


def columns_of(collection: Collection, version: TemplateVersion) -> Mapping[str, Sequence[str]]:
    """Return need, codes and heading of the columns of a version that was published."""
    lines = [line.split(" ", 6) for line in of_version(pinned(), collection.code, version.id)]
    return {column: (need, codes, heading) for _, _, _, column, need, codes, heading in lines}


@every_collection
def test_versions_follow_one_another(collection: Collection) -> None:
    versions = collection.template_versions
    assert [one.published_on for one in versions] == sorted({one.published_on for one in versions})
    assert len({one.id for one in versions}) == len(versions)
    assert all(one.note.endswith(".") for one in versions)


@every_collection
def test_what_an_earlier_version_called_a_column_is_still_understood(collection: Collection) -> None:
    for version in collection.template_versions:
        for column, header in headers_at(collection, version.id).items():
            if column in collection.column_ids:
                assert find_column(header, collection.column_ids) == column


@every_collection
def test_every_heading_with_its_mark_is_read_as_its_column(collection: Collection) -> None:
    for sheet in sheets_of(collection):
        ids = [use.id for use in sheet.columns]
        assert [find_column(heading_of(use), ids) for use in sheet.columns] == ids
        assert set(ids) <= MEANINGS.keys()


@every_collection
def test_a_version_cell_says_which_template_it_is(collection: Collection) -> None:
    version = collection.template_versions[-1]
    cell = version_cell(collection.code, collection.title, version)
    assert read_version_cell(cell) == (collection.code, version.id, False)
    assert read_version_cell(f"  {cell} (copy)") == (collection.code, version.id, False)
    helping = version_cell(collection.code, collection.title, version, helps=True)
    assert read_version_cell(helping) == (collection.code, version.id, True)


@pytest.mark.parametrize("text", ["Template", "Template S_LEAVE", "Template S_LEAVE, version 2", "x" * 5000, "School"])
def test_other_text_names_no_version(text: str) -> None:
    assert read_version_cell(text) is None


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2026, 9, 1), FIRST),
        (date(2027, 1, 10), FIRST),
        (date(2027, 1, 11), SECOND),
        (date(2027, 8, 31), SECOND),
        (date(2028, 1, 1), THIRD),
    ],
)
def test_the_version_in_force_is_the_newest_that_was_published(on: date, version: TemplateVersion) -> None:
    assert version_in_force(LEAVERS, on) is version


@pytest.mark.parametrize(
    ("used", "on", "changes"),
    [
        ("2026-27.1", date(2026, 12, 1), None),
        ("2026-27.1", date(2027, 2, 1), {"C7": "asked", "V5": "asked", "P2": "removed"}),
        (
            "2026-27.1",
            date(2027, 9, 1),
            {"C7": "asked", "V5": "asked", "P2": "removed", "V3": "renamed", "V6": "recoded"},
        ),
        ("2026-27.2", date(2027, 9, 1), {"V3": "renamed", "V5": "recoded", "V6": "recoded"}),
        ("2026-27.2", date(2027, 2, 1), None),
        ("2027-28.1", date(2027, 2, 1), None),
        ("2019-20.1", date(2027, 9, 1), None),
    ],
)
def test_what_changed_since_a_version(used: str, on: date, changes: Mapping[str, str] | None) -> None:
    found = changes_since(LEAVERS, used, on)
    assert (None if found is None else {one.column: one.kind for one in found}) == changes


def test_what_was_undone_is_no_change() -> None:
    back = TemplateVersion("2027-28.2", date(2027, 10, 1), "As before.", added=("P2",), removed=("C7",))
    undone = replace(LEAVERS, template_versions=(FIRST, SECOND, back))
    assert changes_since(undone, FIRST.id, date(2027, 11, 1)) == (TemplateChange("asked", "V5"),)


def test_headings_tell_the_version_where_no_cell_does() -> None:
    first = headers_at(LEAVERS, "2026-27.1")
    assert (first["V3"], first["P2"], "C7" in first) == ("Why Left", "Former UPN", False)
    assert version_by_headings(LEAVERS, first.values()) == "2026-27.1"
    assert version_by_headings(LEAVERS, [*first.values(), "House"]) is None
    today = [heading_of(use) for use in S_LEAVE.columns]
    assert version_by_headings(LEAVERS, today) == "2027-28.1"
    assert version_by_headings(S_LEAVE, today) == FIRST.id
