"""Setting up never fails for want of a compiler: one line says what happened, and what is compiled once stays so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.compiled.builds import FOLDER, PYTHON, current_build
from shared.compiled.settings import SWITCH
from tools import compile_modules

SOURCE = "services/matching/domain/scales.py"
NEIGHBOUR = "shared/weights.py"


class Compilers:
    """In place of mypyc and the C compiler."""

    def __init__(self, failure: str | None = None) -> None:
        self.failure = failure
        self.asked = 0

    def __call__(self, target: Path, service: str) -> str | None:
        self.asked += 1
        target.mkdir()
        (target / f"{service}__mypyc{PYTHON.split()[-1]}").touch()
        return self.failure


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in ((SOURCE, "from shared.weights import GRAMS\n"), (NEIGHBOUR, "GRAMS = 1000\n")):
        for package in Path(path).parents[:-1]:
            (tmp_path / package).mkdir(exist_ok=True, parents=True)
            (tmp_path / package / "__init__.py").touch()
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(compile_modules, "ROOT", tmp_path)
    monkeypatch.setenv(SWITCH, "yes")
    monkeypatch.setattr(compile_modules, "lacking", lambda: None)
    return tmp_path


@pytest.fixture
def compilers(monkeypatch: pytest.MonkeyPatch) -> Compilers:
    compilers = Compilers()
    monkeypatch.setattr(compile_modules, "_compiled_into", compilers)
    return compilers


Said = Callable[[], list[str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return lambda: capsys.readouterr().out.splitlines()


def test_modules_are_compiled_once_for_each_state_of_what_they_are_made_of(
    root: Path, compilers: Compilers, said: Said
) -> None:
    assert compile_modules.main([]) == 0
    assert said() == ["Compiling 1 modules of matching (15 s, once) ..."]
    build = current_build("matching", root)
    assert build is not None
    assert {SOURCE, NEIGHBOUR} <= set(build.sources)
    assert compile_modules.main([]) == 0
    assert (compilers.asked, said()) == (1, [])
    (root / NEIGHBOUR).write_text("GRAMS = 1001\n")
    assert current_build("matching", root) is None
    assert compile_modules.main([]) == 0
    assert compilers.asked == 2
    (root / NEIGHBOUR).write_text("GRAMS = 1000\n")
    assert compile_modules.main([]) == 0
    assert compilers.asked == 2


def test_of_many_states_the_last_few_are_kept(root: Path, compilers: Compilers) -> None:
    for grams in range(compile_modules.BUILDS_KEPT + 2):
        (root / NEIGHBOUR).write_text(f"GRAMS = {grams}\n")
        compile_modules.main([])
    assert len(list((root / FOLDER / "matching").iterdir())) == compile_modules.BUILDS_KEPT
    assert current_build("matching", root) is not None


def test_a_changed_lock_file_compiles_again(root: Path, compilers: Compilers) -> None:
    compile_modules.main([])
    (root / "requirements.lock").write_text("mypy==3\n")
    compile_modules.main([])
    assert compilers.asked == 2


def test_what_cannot_be_compiled_is_told_in_one_line_and_not_tried_again(
    root: Path, compilers: Compilers, said: Said
) -> None:
    compilers.failure = "scales.py:1: error: not understood\n"
    assert compile_modules.main([]) == 0
    log = compile_modules.failure_of("matching")
    assert log is not None
    assert (root / log).read_text() == compilers.failure
    assert said()[1:] == [f"Modules of matching run as plain Python: mypyc or the C compiler failed ({log})."]
    assert current_build("matching", root) is None
    assert compile_modules.main(["--must"]) == 1
    assert compilers.asked == 1


def test_sources_that_change_meanwhile_make_no_build(
    root: Path, compilers: Compilers, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    def slowly(target: Path, service: str) -> str | None:
        (root / SOURCE).write_text("GRAMS = 2\n")
        return compilers(target, service)

    monkeypatch.setattr(compile_modules, "_compiled_into", slowly)
    assert compile_modules.main([]) == 0
    assert said()[-1] == "Modules of matching run as plain Python: the sources changed meanwhile."
    assert list((root / FOLDER / "matching").iterdir()) == []


def test_without_a_compiler_nothing_is_tried(
    root: Path, compilers: Compilers, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    monkeypatch.setattr(compile_modules, "lacking", lambda: "there is no C compiler (cc)")
    assert compile_modules.main([]) == 0
    assert said() == ["Modules of matching run as plain Python: there is no C compiler (cc)."]
    assert compile_modules.main(["--must", "matching"]) == 1
    assert compile_modules.main(["--must", "ingest"]) == 0
    assert compilers.asked == 0


def test_the_switch_leaves_compiling_out(
    root: Path, compilers: Compilers, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    monkeypatch.setenv(SWITCH, "no")
    assert compile_modules.main([]) == 0
    assert len(said()) == 1
    assert compilers.asked == 0


def test_what_is_lacking_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CC", "/no/such/compiler -O2")
    assert compile_modules.lacking() == "there is no C compiler (/no/such/compiler)"
    monkeypatch.setenv("CC", "sh")
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))
    assert compile_modules.lacking() == f"Python's headers are missing ({tmp_path / 'Python.h'})"


def test_every_listed_module_is_there() -> None:
    for service, patterns in compile_modules.MODULES.items():
        assert patterns
        assert compile_modules.files_of(service)
