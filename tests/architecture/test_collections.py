"""A collection is a set of files of one name: each room has one for it, in the folder of its sender, and lists it."""

from collections import Counter
from pathlib import Path

import pytest

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.columns.readings import READINGS
from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Sender
from shared.vocabulary.columns import BY_ID
from shared.vocabulary.issues import ENTRIES

ROOT = Path(__file__).parents[2]
ROOMS = (
    "shared/vocabulary/collections",
    "services/validation/domain/collections",
    "services/reporting/domain/claim_kinds",
)
FOLDERS: dict[Sender, str] = {"school": "schools", "college": "colleges", "authority": "authority"}
"""The folder of each room that holds the collections of a sender."""


def names_in(room: str) -> set[str]:
    """Folder and name of each collection's file in a room."""
    files = ((folder, path.stem) for folder in FOLDERS.values() for path in (ROOT / room / folder).glob("*.py"))
    return {f"{folder}/{name}" for folder, name in files if name != "__init__"}


def test_each_room_has_a_file_for_each_collection() -> None:
    names = {room: names_in(room) for room in ROOMS}
    assert len(set(map(frozenset, names.values()))) == 1, names
    assert len(names_in("shared/vocabulary/collections")) == len(COLLECTIONS)


def test_a_collection_stands_in_the_folder_of_its_sender() -> None:
    expected = Counter(FOLDERS[collection.sender] for collection in COLLECTIONS.values())
    assert Counter(name.split("/")[0] for name in names_in(ROOMS[0])) == expected


def test_complaints_of_one_collection_have_its_name() -> None:
    assert names_in("shared/vocabulary/issues") <= names_in(ROOMS[0])


def test_each_room_lists_each_collection() -> None:
    sent = {code for code, kind in KIND_OF_COLLECTION.items() if not kind.entered_only}
    assert set(COLLECTIONS) == set(COLLECTION_RULES) == sent


@pytest.mark.parametrize("code", COLLECTIONS)
def test_a_collection_asks_for_columns_of_the_dictionary(code: str) -> None:
    collection = COLLECTIONS[code]
    assert set(collection.column_ids) <= set(BY_ID)
    assert len(set(collection.column_ids)) == len(collection.column_ids)
    assert {BY_ID[column].code_list for column in collection.column_ids} - {None} <= set(CODE_LISTS)
    assert collection.dated_by in {None, *collection.column_ids}
    assert collection.counting_line.column in {None, *collection.column_ids}


@pytest.mark.parametrize("code", COLLECTIONS)
def test_each_column_of_a_collection_can_be_read(code: str) -> None:
    assert set(COLLECTIONS[code].column_ids) - set(READINGS) - set(COLLECTION_RULES[code].readings) == set()


@pytest.mark.parametrize("code", COLLECTIONS)
def test_the_facts_that_reporting_keeps_are_those_that_validation_fills(code: str) -> None:
    rules, kind = COLLECTION_RULES[code], KIND_OF_COLLECTION[code]
    assert {*kind.facts, *kind.particulars} <= set(rules.facts)


@pytest.mark.parametrize("code", COLLECTIONS)
def test_what_validation_says_of_a_collection_stands_in_the_catalogue(code: str) -> None:
    rules, known = COLLECTION_RULES[code], {entry.name for entry in ENTRIES}
    assert {rule.issue_name for rule in rules.rules} | set(rules.blanks.values()) | rules.essential <= known
    assert {column for rule in rules.rules for column in rule.reads} | set(rules.facts.values()) <= set(
        COLLECTIONS[code].column_ids
    )
