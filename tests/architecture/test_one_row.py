"""docs/one-row.md follows one row from the hook to StatusChanged: its files, names and counts are right."""

import ast
import re
from typing import NamedTuple

from tests.architecture.product_source import ROOT, tree

PAGE = (ROOT / "docs" / "one-row.md").read_text(encoding="utf-8")
FILES_MAX = 89
SHAPES_MAX = 33
_HOP = re.compile(r"^\| (\d+) \| \[([^]]+)\]\(\.\./\2\) \| (.+?) \| ?(.*?) \|$", re.MULTILINE)
_SHAPE = re.compile(r"^\| (\d+) \| `(\w+)` \| \[([^]]+)\]\(\.\./\3\) \| .+ \|$", re.MULTILINE)
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
