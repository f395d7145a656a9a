"""What other teams install stands alone: it knows the contract and nothing of the services."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.product_source import ROOT, functions, lines_of, named, sources, tree

CLIENT = "clients/python/onward_status_changes"
MAY_IMPORT = {"aiokafka", "pydantic", "onward_status_changes"}


def files() -> list[Path]:
    return list(sources(CLIENT))


@pytest.mark.parametrize("path", files(), ids=named)
def test_it_imports_nothing_of_ours(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree(path))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported - sys.stdlib_module_names <= MAY_IMPORT


@pytest.mark.parametrize("path", files(), ids=named)
def test_it_is_built_by_the_same_rules(path: Path) -> None:
    assert ast.get_docstring(tree(path))
    assert len(lines_of(path)) <= 300
    assert [one.name for one in functions(path) if (one.end_lineno or 0) - one.lineno >= 45] == []


def test_nothing_of_ours_imports_it() -> None:
    importing = {
        named(path)
        for path in sources("services", "shared", "cli", "deploy", "tools")
        if "onward_status_changes" in path.read_text(encoding="utf-8")
    }
    assert importing == set()


def test_it_reads_the_groups_that_are_published() -> None:
    from onward_status_changes import StatusGroup as Read

    from shared.contracts.reporting import StatusGroup as Published

    assert Read == Published


def test_its_projects_file_names_what_it_imports() -> None:
    text = (ROOT / "clients" / "python" / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dependencies = ["aiokafka>=0.12", "pydantic>=2.7"]' in text
