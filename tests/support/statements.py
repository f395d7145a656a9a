"""Finds the SQL of the product: constants of modules, and texts that stand where they are used."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_BEGINS: Final = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*"
    r"(?:SELECT|INSERT|UPDATE|DELETE|WITH|VALUES|MERGE|SET|COPY|LOCK|TRUNCATE|CREATE|ALTER|DROP|DECLARE|ANALYZE)\s"
)
_PLACE: Final = re.compile(r"\{\w*\}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL text: where it stands and what it says."""

    module: str
    name: str
    """The name of the constant, or the line on which the text stands."""
    sql: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    @property
    def is_template(self) -> bool:
        """Whether it has places that another constant fills."""
        return bool(_PLACE.search(self.sql))


def find_statements(*folders: str) -> Iterator[Statement]:
    """Yield every SQL text of the modules below these folders, read from source and, for constants, from the module."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield from _of_module(module, ast.parse(path.read_text(encoding="utf-8")))


def find_built_in_functions(*folders: str) -> list[str]:
    """Return where SQL is put together inside a function: there nobody can check it without running it."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr) and _begins_as_sql(node)
    ]


def _of_module(module: str, tree: ast.Module) -> Iterator[Statement]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _of_constant(module, node)
        else:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and _BEGINS.match(inner.value):
                    yield Statement(module, f"line {inner.lineno}", inner.value)


def _of_constant(module: str, node: ast.Assign | ast.AnnAssign) -> Iterator[Statement]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node)):
        return
    for target in targets:
        if isinstance(target, ast.Name):
            value = getattr(importlib.import_module(module), target.id, None)
            for name, text in _texts(target.id, value):
                if _BEGINS.match(text):
                    yield Statement(module, name, text)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(f"{name}[{key}]", entry)
    elif isinstance(value, tuple | list) and type(value) in (tuple, list):
        for index, entry in enumerate(value):
            yield from _texts(f"{name}[{index}]", entry)


def _begins_as_sql(node: ast.JoinedStr) -> bool:
    first = node.values[0] if node.values else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(_BEGINS.match(first.value))


def find_copies(*folders: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield module, table and columns of each COPY: calls that name a table and its columns."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "copy_records_to_table" not in text:
                continue
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args):
                table = call.args[0]
                if isinstance(table, ast.Constant) and isinstance(table.value, str):
                    yield from ((module, table.value, columns) for columns in _columns_of(module, call))


def _columns_of(module: str, call: ast.Call) -> Iterator[tuple[str, ...]]:
    for argument in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
        value: object = None
        if isinstance(argument, ast.Name):
            value = getattr(importlib.import_module(module), argument.id, None)
        elif isinstance(argument, ast.Tuple) and all(isinstance(one, ast.Constant) for one in argument.elts):
            value = ast.literal_eval(argument)
        if isinstance(value, tuple) and value and all(isinstance(one, str) for one in value):
            yield value
