"""One shape for handling an event: each word of it is defined once, and all services and use cases have one form."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.service_names import SERVICES
from tests.architecture.product_source import PRODUCT, ROOT, functions, named, sources, tree

ONCE = ("begin", "is_new", "publish")


@pytest.mark.parametrize("word", ONCE)
def test_a_word_of_the_unit_of_work_is_defined_once(word: str) -> None:
    where = [named(path) for path in sources(*PRODUCT) for one in functions(path) if one.name == word]
    assert where == ["shared/outbox/unit_of_work.py"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_built_by_one_function_and_subscribes_by_one_table(service: str) -> None:
    inside = ROOT / "services" / service
    assert "build" in {one.name for one in functions(inside / "main.py")}
    public = [one.name for one in functions(inside / "entrypoints" / "events.py") if not one.name.startswith("_")]
    assert public == ["subscriptions"]
    assert f"{service}_tables" in {one.name for one in functions(inside / "adapters" / "tables.py")}


def _use_cases() -> Iterator[tuple[Path, ast.ClassDef]]:
    for service in SERVICES:
        for path in sources(f"services/{service}/usecases"):
            for node in tree(path).body:
                if isinstance(node, ast.ClassDef) and "__call__" in _methods(node):
                    yield path, node


def _methods(node: ast.ClassDef) -> list[str]:
    return [one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize(("path", "node"), [pytest.param(*one, id=one[1].name) for one in _use_cases()])
def test_a_use_case_has_one_order_and_nothing_else(path: Path, node: ast.ClassDef) -> None:
    assert [name for name in _methods(node) if not name.startswith("_")] == []
