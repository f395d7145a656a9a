"""Conduct: who may catch everything, read the environment, wait or subscribe; and that every module says what it is."""

import ast
from pathlib import Path

import pytest

from shared.service_names import SERVICES
from tests.architecture.product_source import PRODUCT, named, sources, tree

CATCH_ALL_ALLOWED_MAX = 2
ENVIRONMENT_READERS = {"settings.py"}


def product() -> list[Path]:
    return list(sources("services", "shared", "cli"))


@pytest.mark.parametrize("path", list(sources(*PRODUCT)), ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(tree(path))


def test_catch_alls_stand_in_two_files_only() -> None:
    catching = {
        named(path)
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    }
    assert len(catching) <= CATCH_ALL_ALLOWED_MAX, sorted(catching)


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    """Tidying up and letting the exception go on (a bare `raise` at the end) is no catch-all."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def test_only_settings_read_the_environment() -> None:
    """Beside them, only the `main` of a tool that is run by itself."""
    readers = {
        named(path)
        for path in sources("services", "shared")
        if path.name not in ENVIRONMENT_READERS
        for statement in tree(path).body
        if not (isinstance(statement, ast.FunctionDef) and statement.name == "main")
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers == set()


def test_the_domain_is_quiet() -> None:
    """No waiting in any `domain` (import contracts keep drivers out)."""
    loud = {
        named(path)
        for path in sources(*(f"services/{service}/domain" for service in SERVICES))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    }
    assert loud == set()


def test_faststream_is_imported_in_one_file_alone() -> None:
    """What bends it stands in its adapter; every subscriber is declared there, where records are acknowledged last."""
    importing = {
        named(path)
        for path in product()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "faststream")
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "faststream" for alias in node.names))
    }
    assert importing == {"shared/kafka/consumer/faststream_adapter.py"}


def test_entrypoints_import_values_of_the_domain_and_no_rules() -> None:
    """A class or a constant may be shown; what is called decides, and that is for a use case."""
    imported = {
        f"{named(path)}: {alias.name}"
        for path in sources(*(f"services/{service}/entrypoints" for service in SERVICES))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and ".domain." in f"{node.module}."
        for alias in node.names
        if not alias.name[0].isupper()
    }
    assert imported == set()
