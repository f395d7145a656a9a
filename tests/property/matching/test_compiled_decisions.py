"""Compiled and plain, matching decides the same of a large mixed load; and what was edited is what runs."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from shared.compiled.builds import FOLDER, current_build
from shared.compiled.settings import SWITCH
from tools.compile_modules import failure_of, lacking

ROOT = Path(__file__).resolve().parents[3]
ROWS_MIN = 5_000
CONSTANT = "CANDIDATES_MAX: Final = 10"


@pytest.fixture
def built() -> None:
    """Skip where nothing was compiled, and say why; fail where it could not be, though everything for it is there."""
    if current_build("matching") is None:
        assert failure_of("matching") is None
        pytest.skip(lacking() or f"the sources changed since they were compiled, or {SWITCH}=no: run make setup")


def run(code: list[str], folder: Path = ROOT, *, compiled: bool) -> list[str]:
    """Return what a process prints, line by line."""
    environment = {**os.environ, SWITCH: "yes" if compiled else "no", "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@cache
def decisions(*, compiled: bool) -> list[str]:
    return run(["-m", "tests.support.matching_run"], compiled=compiled)


@pytest.mark.usefixtures("built")
def test_compiled_and_plain_decide_the_same() -> None:
    ours, theirs = decisions(compiled=True), decisions(compiled=False)
    assert int(ours[0]) > 0
    assert int(theirs[0]) == 0
    assert len(ours) > ROWS_MIN
    differing = [pair for pair in zip(ours[1:], theirs[1:], strict=True) if pair[0] != pair[1]]
    assert differing[:3] == []


@pytest.mark.usefixtures("built")
def test_an_edited_module_runs_as_edited_and_its_whole_service_as_plain_python(tmp_path: Path) -> None:
    for folder in ("services", "shared", str(FOLDER)):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    asked = (
        "import services.matching.domain.decision as one; from shared.compiled.finder import compiled_modules;"
        "print(one.__file__); print(one.CANDIDATES_MAX); print(compiled_modules('matching') > 0)"
    )
    command = ["-c", f"import sys; sys.path[0] = {str(tmp_path)!r}; {asked}"]
    file, constant, compiled = run(command, tmp_path, compiled=True)
    assert file.startswith(str(tmp_path / FOLDER))
    assert (constant, compiled) == ("10", "True")

    module = tmp_path / "services/matching/domain/decision.py"
    before = module.read_text(encoding="utf-8")
    assert CONSTANT in before
    module.write_text(before.replace(CONSTANT, "CANDIDATES_MAX: Final = 11"), encoding="utf-8")
    assert run(command, tmp_path, compiled=True) == [str(module), "11", "False"]


@pytest.mark.usefixtures("built")
def test_an_error_in_a_compiled_module_names_file_and_line() -> None:
    asked = (
        "from services.matching.domain.people_in_batch import PeopleInBatch; from uuid import UUID;"
        "from shared.observability.logs import failure\n"
        "try: PeopleInBatch().person(UUID(int=1))\n"
        "except KeyError as error: print(failure(error)['where'])"
    )
    for compiled in (True, False):
        assert run(["-c", asked], compiled=compiled)[0].startswith("matching/domain/people_in_batch.py:")
