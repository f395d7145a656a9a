"""The floor plan, checked: what may stand where, how long it may be, who may read the environment."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.service_names import SERVICES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"entrypoints", "usecases", "domain", "adapters", "migrations"}
READING_ROOM = {"queries"}
"""A service with pages about what it stores has it too."""
DOORS = {"__init__.py", "main.py", "settings.py"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 60
CATCH_ALL_ALLOWED_MAX = 2
ENVIRONMENT_READERS = {"settings.py"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def product() -> list[Path]:
    return list(sources("services", "shared", "cli"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_five_rooms_and_two_doors(service: str) -> None:
    inside = {entry.name for entry in (ROOT / "services" / service).iterdir() if entry.name != "__pycache__"}
    assert inside - READING_ROOM == ROOMS | DOORS


@pytest.mark.parametrize("package", ["services", "shared"])
def test_packages_resolve_inside_the_repository(package: str) -> None:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("path", product(), ids=named)
def test_files_are_modest_and_well_named(path: Path) -> None:
    assert len(path.read_text().splitlines()) - _lines_of_data(path) <= FILE_LINES_MAX
    assert path.stem not in FORBIDDEN_NAMES
    assert path.parent.name not in FORBIDDEN_NAMES


def _lines_of_data(path: Path) -> int:
    """Lines of the tables a module holds as text: data, not code."""
    tables = [node.value for node in tree(path).body if isinstance(node, ast.AnnAssign | ast.Assign)]
    return sum(
        table.end_lineno - table.lineno
        for table in tables
        if isinstance(table, ast.Constant) and isinstance(table.value, str) and table.end_lineno is not None
    )


@pytest.mark.parametrize("path", product(), ids=named)
def test_functions_are_short(path: Path) -> None:
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []


@pytest.mark.parametrize("path", product(), ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    if path.read_text().strip():
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
    """No waiting and no raising on account of data in any `domain` (import contracts keep drivers out)."""
    loud = {
        named(path)
        for path in sources(*(f"services/{service}/domain" for service in SERVICES))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    }
    assert loud == set()


def test_subscribers_are_declared_in_one_place_only() -> None:
    """Every subscriber goes through `EventConsumer`, where the acknowledgement policy is set."""
    declaring = {
        named(path)
        for path in product()
        if "shared/kafka" not in named(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "subscriber"
    }
    assert declaring == set()
