"""Names: one meaning a word. No public class name stands twice, and words that were replaced do not come back.

`make words` runs this file alone. The glossary (docs/glossary.md) has the words that are used instead.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.product_source import PRODUCT, named, sources, tree

NAMES_WITHOUT_MEANING = {"utils", "helpers", "common", "manager", "base", "misc"}

TWICE: Mapping[str, str] = {
    "People": "port of matching (who they are) and of reporting (what they do): the domain's own word in both",
    "PostgresPeople": "the adapters of these two ports, by their technology",
    "Submissions": "port of ingest and of reporting: each has a table of the submissions of its own",
    "PostgresSubmissions": "the adapters of these two ports, by their technology",
}
"""Public class names that may stand in two services, and why."""

RETIRED: Mapping[str, str] = {
    "alarm": "work signal",
    "announce": "publish",
    "bury": "reap",
    "crew": "bounded tasks",
    "desk": "page dependencies",
    "drain": "rebalance listener",
    "ears": "consumer context",
    "furnish": "build",
    "heard": "received, handled",
    "house": "service runtime, stack",
    "laid": "overlay",
    "lay": "overlay",
    "laying": "overlay request",
    "mend": "repair",
    "mended": "repaired",
    "mild": "expected",
    "minted": "new",
    "obey": "handle",
    "parcel": "outbox batch",
    "parcels": "outbox batches",
    "patience": "backoff",
    "placed": "by generation",
    "plumbing": "consumer context",
    "rehearsal": "warm-up",
    "room": "runtime",
    "said": "published, recorded",
    "sought": "blocking keys",
    "speak": "publish",
    "spoken": "encoded",
    "stand": "state",
    "standing": "claim state",
    "swept": "flushed",
    "teach": "merge",
    "told": "recorded, reported",
    "wake": "work signal",
    "wrapper": "codec",
}
"""Words that no name in the code may hold, and what is used instead."""

ALLOWED = frozenset({"has_room_for", "_make_room", "several_speak", "STANDING"})
"""Names in which such a word means what it means to everybody."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def _names(path: Path) -> Iterator[str]:
    yield path.stem
    yield path.parent.name
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _retired_in(path: Path) -> dict[str, str]:
    return {
        name: RETIRED[word] for name in _names(path) if name not in ALLOWED for word in _words(name) & RETIRED.keys()
    }


@pytest.mark.parametrize("path", list(sources(*PRODUCT)), ids=named)
def test_a_file_is_named_after_what_it_holds(path: Path) -> None:
    assert path.stem not in NAMES_WITHOUT_MEANING
    assert path.parent.name not in NAMES_WITHOUT_MEANING


def test_no_public_class_name_stands_twice() -> None:
    where = defaultdict(list)
    for path in sources("services", "shared"):
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].append(named(path))
    twice = {name: files for name, files in where.items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name not in TWICE} == {}
    assert TWICE.keys() - twice.keys() == set(), "take it off the list"


@pytest.mark.parametrize("path", list(sources(*PRODUCT, "tests/support")), ids=named)
def test_retired_words_do_not_come_back(path: Path) -> None:
    assert _retired_in(path) == {}
