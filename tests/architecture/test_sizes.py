"""Sizes: lines of a function and of a file, modules in a folder, and how much of the product is shared."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.product_source import PRODUCT, functions, lines_of, named, sources, tree

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 45
FOLDER_MODULES_MAX = 12
SHARED_SHARE_MAX = 0.25
"""Of the lines of Python in `services`, `shared`, `cli`, `deploy` and `tools`."""


def product() -> list[Path]:
    return list(sources(*PRODUCT))


@pytest.mark.parametrize("path", product(), ids=named)
def test_a_file_is_modest(path: Path) -> None:
    assert len(lines_of(path)) - _lines_of_data(path) <= FILE_LINES_MAX


def _lines_of_data(path: Path) -> int:
    """Lines of the tables that a module holds as text: data, not code."""
    tables = [node.value for node in tree(path).body if isinstance(node, ast.AnnAssign | ast.Assign)]
    return sum(
        table.end_lineno - table.lineno
        for table in tables
        if isinstance(table, ast.Constant) and isinstance(table.value, str) and table.end_lineno is not None
    )


@pytest.mark.parametrize("path", product(), ids=named)
def test_functions_are_short(path: Path) -> None:
    lengths = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions(path)}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES_MAX} == {}


def test_a_folder_holds_no_more_modules_than_the_eye_takes_in() -> None:
    counted = Counter(named(path.parent) for path in product() if path.name != "__init__.py")
    assert {folder: modules for folder, modules in counted.items() if modules > FOLDER_MODULES_MAX} == {}


def test_what_is_shared_stays_a_small_part() -> None:
    lines = Counter({folder: sum(len(lines_of(path)) for path in sources(folder)) for folder in PRODUCT})
    share = lines["shared"] / lines.total()
    print(f"\nshared: {lines['shared']:,} of {lines.total():,} lines of the product, {share:.1%}")
    assert share <= SHARED_SHARE_MAX
