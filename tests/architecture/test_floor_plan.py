"""The floor plan: which rooms a service has, that packages are ours, and that no two modules import one another."""

import importlib.util
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from shared.service_names import SERVICES
from tests.architecture.product_source import PRODUCT, ROOT

ROOMS = {"entrypoints", "usecases", "domain", "adapters", "migrations"}
READING_ROOM = {"queries"}
"""A service with pages about what it stores has it too."""
DOORS = {"__init__.py", "main.py", "settings.py"}
WIRING = {"wiring"}
"""A service with many pages builds each room of them in a file of its own there; `main.py` alone asks for it."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_five_rooms_and_two_doors(service: str) -> None:
    inside = {entry.name for entry in (ROOT / "services" / service).iterdir() if entry.name != "__pycache__"}
    assert inside - READING_ROOM - WIRING == ROOMS | DOORS


@pytest.mark.parametrize("package", ["services", "shared"])
def test_packages_resolve_inside_the_repository(package: str) -> None:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    assert ROOT in type(ROOT)(found.origin).parents


def test_no_import_circle() -> None:
    """Imports inside functions and for types alone count too: they hide a circle, they do not undo it."""
    graph = grimp.build_graph(*(folder for folder in PRODUCT if (ROOT / folder).is_dir()))
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
