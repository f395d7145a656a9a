"""A compiled module is found only while everything it was made of is unchanged, and never beside plain ones."""

import json
import os
import sys
from pathlib import Path

import pytest

from shared.compiled.builds import FOLDER, MANIFEST, PYTHON, current_build, hash_of
from shared.compiled.finder import CompiledFinder
from shared.compiled.settings import SWITCH, wanted

MODULE = "services.weighing.domain.scales"
SOURCES = ("services/weighing/domain/scales.py", "shared/vocabulary/weights.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one service, and a build of it."""
    for path in SOURCES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("GRAMS = 1000\n")
    add_build(tmp_path, "first")
    return tmp_path


def add_build(root: Path, name: str, *, python: str = PYTHON) -> Path:
    folder = root / FOLDER / "weighing" / name
    folder.mkdir(parents=True)
    for file in ("scales.so", "weighing__mypyc.so"):
        (folder / file).touch()
    content = {
        "python": python,
        "made_by": "a test",
        "modules": {MODULE: "scales.so", "weighing__mypyc": "weighing__mypyc.so"},
        "sources": {path: hash_of(root / path) for path in SOURCES},
    }
    (folder / MANIFEST).write_text(json.dumps(content))
    return folder


def found(root: Path) -> str | None:
    """Return where a new process would find the module."""
    spec = CompiledFinder(root).find_spec(MODULE)
    return None if spec is None else spec.origin


def test_a_compiled_module_is_found_while_its_sources_are_unchanged(root: Path) -> None:
    assert found(root) == str(root / FOLDER / "weighing" / "first" / "scales.so")


@pytest.mark.parametrize("path", SOURCES)
def test_a_changed_source_is_never_shadowed_be_it_compiled_or_only_imported(root: Path, path: str) -> None:
    (root / path).write_text("GRAMS = 1001\n")
    assert found(root) is None


@pytest.mark.parametrize("path", SOURCES)
def test_a_removed_source_is_never_shadowed(root: Path, path: str) -> None:
    (root / path).unlink()
    assert found(root) is None


def test_an_edit_that_keeps_size_and_time_of_the_file_is_noticed(root: Path) -> None:
    path = root / SOURCES[0]
    before = path.stat()
    path.write_text("GRAMS = 9000\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert found(root) is None


def test_a_change_taken_back_finds_the_module_again_and_so_does_another_build(root: Path) -> None:
    path = root / SOURCES[0]
    path.write_text("GRAMS = 1001\n")
    add_build(root, "second")
    assert found(root) == str(root / FOLDER / "weighing" / "second" / "scales.so")
    path.write_text("GRAMS = 1000\n")
    assert found(root) == str(root / FOLDER / "weighing" / "first" / "scales.so")


def test_a_build_for_another_interpreter_is_left_alone(root: Path) -> None:
    (root / SOURCES[0]).write_text("GRAMS = 1001\n")
    add_build(root, "other", python="3.11.1 .cpython-311-x86_64-linux-gnu.so")
    assert current_build("weighing", root) is None


@pytest.mark.parametrize("text", ["", "{}", '{"python"'])
def test_a_manifest_that_a_crash_left_halfway_is_passed_over(root: Path, text: str) -> None:
    (root / FOLDER / "weighing" / "first" / MANIFEST).write_text(text)
    assert found(root) is None


@pytest.mark.parametrize("file", [MANIFEST, "scales.so", "weighing__mypyc.so"])
def test_a_build_that_lacks_a_file_is_left_alone(root: Path, file: str) -> None:
    (root / FOLDER / "weighing" / "first" / file).unlink()
    assert found(root) is None


def test_what_was_found_at_first_holds_for_all_modules_of_the_process(root: Path) -> None:
    finder = CompiledFinder(root)
    assert finder.find_spec("services.weighing") is None
    (root / SOURCES[0]).write_text("GRAMS = 1001\n")
    assert finder.find_spec(MODULE) is not None
    (root / FOLDER / "weighing" / "first" / MANIFEST).unlink()
    assert finder.find_spec("weighing__mypyc") is not None


def test_the_shared_library_is_found_only_once_its_service_was_looked_at(root: Path) -> None:
    assert CompiledFinder(root).find_spec("weighing__mypyc") is None


@pytest.mark.parametrize("name", ["services", "shared.clock", "json", "services.other.domain", "scales"])
def test_of_all_other_modules_it_knows_nothing(root: Path, name: str) -> None:
    assert CompiledFinder(root).find_spec(name) is None


@pytest.mark.parametrize(
    ("value", "expected"), [("no", False), ("NO ", False), ("0", False), ("off", False), ("yes", True), ("", True)]
)
def test_the_switch(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, value)
    assert wanted() is expected


def test_without_the_switch_compiled_modules_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    assert wanted()


def test_the_finder_goes_before_the_one_of_plain_modules() -> None:
    finders = [finder for finder in sys.meta_path if isinstance(finder, CompiledFinder)]
    assert len(finders) == wanted()
