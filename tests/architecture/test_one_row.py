"""docs/one-row.md follows one row from the hook to StatusChanged: its files, names and counts are right.

Which files are passed, and so the counts beside the reading list, were measured once with a profile hook; here it is
seen that they exist and are counted right.
"""

import ast
import re
from typing import NamedTuple

from tests.architecture.product_source import ROOT, tree

PAGE = (ROOT / "docs" / "one-row.md").read_text(encoding="utf-8")
FILES_MAX = 89
SHAPES_MAX = 33
PASSED_MAX = 155
_HOP = re.compile(r"^\| (\d+) \| \[([^]]+)\]\(\.\./\2\) \| (.+?) \| ?(.*?) \|$", re.MULTILINE)
_SHAPE = re.compile(r"^\| (\d+) \| `(\w+)` \| \[([^]]+)\]\(\.\./\3\) \| .+ \|$", re.MULTILINE)
_STAGE = re.compile(r"^### ([^\n]+): (\d+)\n\n(.*?)(?=\n\n)", re.MULTILINE | re.DOTALL)
_FOLDER = re.compile(r"^- \[([^]]+)\]\(\.\./\1\):\s+((?:[^\n]|\n  )+)", re.MULTILINE)
_COUNT = re.compile(r"^\| ([^|]+) \| (?:about )?(\d+|–) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
_SHAPES_OF_STAGE = re.compile(r"^\| ([A-Z][^|]+) \| (\d+) \| (\d+) \| ([^|]*)\|$", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")
_CLASS = re.compile(r"`(_?[A-Z][a-z]\w*)`")


class Hop(NamedTuple):
    """One file of the page."""

    number: int
    file: str
    text: str
    shapes: tuple[str, ...]


class Shape(NamedTuple):
    """One shape of the page."""

    number: int
    name: str
    file: str


HOPS = [Hop(int(number), file, text, tuple(_NAME.findall(shapes))) for number, file, text, shapes in _HOP.findall(PAGE)]
SHAPES = [Shape(int(number), name, file) for number, name, file in _SHAPE.findall(PAGE)]

PASSED = {
    stage: [f"{folder}/{name}" for folder, names in _FOLDER.findall(files) for name in re.split(r",\s+", names.strip())]
    for stage, _, files in _STAGE.findall(PAGE)
}
"""The files that are passed, by stage."""


def test_the_counts_are_those_of_the_lists() -> None:
    assert [hop.number for hop in HOPS] == list(range(1, len(HOPS) + 1))
    assert [shape.number for shape in SHAPES] == list(range(1, len(SHAPES) + 1))
    assert f"the row passes **{len(HOPS)} files** and **{len(SHAPES)} shapes**" in PAGE


def test_no_file_and_no_shape_is_counted_twice() -> None:
    assert len({hop.file for hop in HOPS}) == len(HOPS)
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)


def test_the_row_takes_no_more_hops_than_it_did() -> None:
    assert len(HOPS) <= FILES_MAX
    assert len(SHAPES) <= SHAPES_MAX


def test_every_file_that_is_passed_exists_and_is_counted_once() -> None:
    passed = [file for files in PASSED.values() for file in files]
    assert [file for file in passed if not (ROOT / file).is_file()] == []
    assert len(set(passed)) == len(passed) <= PASSED_MAX
    assert f"the row now passes {len(passed)} files" in PAGE


def test_files_that_are_passed_are_counted_by_stage() -> None:
    assert {stage: int(count) for stage, count, _ in _STAGE.findall(PAGE)} == {
        stage: len(files) for stage, files in PASSED.items()
    }
    *stages, (_, _, *totals) = _COUNT.findall(PAGE)
    assert {stage: int(now) for stage, *_, now in stages} == {stage: len(files) for stage, files in PASSED.items()}
    assert [sum(map(int, column)) for column in list(zip(*stages, strict=True))[2:]] == list(map(int, totals))


def test_shapes_are_counted_by_stage() -> None:
    *stages, (_, before, now, _) = _SHAPES_OF_STAGE.findall(PAGE)
    assert {stage: int(count) for stage, _, count, _ in stages} == {
        stage: shapes.count(",") + 1 for stage, _, _, shapes in stages
    }
    assert [sum(int(stage[column]) for stage in stages) for column in (1, 2)] == [int(before), int(now)]
    assert f"{now} shapes in the same way of counting" in PAGE


def test_every_name_is_defined_in_the_file_beside_it() -> None:
    absent = {hop.file: names for hop in HOPS if (names := set(_NAME.findall(hop.text)) - _defined(hop.file))}
    assert absent == {}
    assert {shape.name: shape.file for shape in SHAPES if shape.name not in _defined(shape.file)} == {}


def test_the_shapes_of_the_hops_are_those_of_the_list() -> None:
    assert {name for hop in HOPS for name in hop.shapes} == {shape.name for shape in SHAPES}


def test_every_shape_is_defined_in_a_file_of_the_way() -> None:
    assert {shape.file for shape in SHAPES} <= {hop.file for hop in HOPS}


def test_the_glossary_has_every_class_on_the_way() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = {name for hop in HOPS for name in (*_CLASS.findall(hop.text), *hop.shapes)}
    assert sorted(named - set(_NAME.findall(glossary))) == []


def _defined(file: str) -> set[str]:
    """Return the names of classes, functions, methods and module-level values of a file."""
    found: set[str] = set()
    module = tree(ROOT / file)
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
    for statement in module.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found
