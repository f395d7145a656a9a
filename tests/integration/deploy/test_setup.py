"""`make setup` on a machine where something is missing: one line that names it and its remedy, and nothing begun."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.paths import CHECKOUT

TOOLS = ("sh", "dirname", "cat", "df", "awk", "grep", "rm", "id", "flock", "git", "sleep")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout that holds the set-up script and lock files, with a folder of the tools that it may use."""
    folder = tmp_path / "checkout"
    (folder / "deploy" / "local").mkdir(parents=True)
    shutil.copy(CHECKOUT / "deploy" / "local" / "setup.sh", folder / "deploy" / "local")
    for name in ("requirements.lock", "deploy/local/uv.lock.txt", "package-lock.json", ".npmrc"):
        (folder / name).write_text(name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    return folder


def _script(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def _python(checkout: Path, refuses: str = "nothing at all", *, folder: str = "bin", saying: str = "") -> None:
    """Put a Python into a folder (that on the path) that refuses every command that mentions this text."""
    said = f'echo "{saying}"; ' if saying else ""
    _script(
        checkout.parent / folder / "python3",
        f'case "$*" in *"{refuses}"*) {said}exit 1;; esac\nexec "{sys.executable}" "$@"',
    )


def _distribution_python(checkout: Path, refuses: str, *, saying: str = "") -> None:
    """Put a Python where the system's own programs are, beside one on the path that refuses nothing."""
    (checkout.parent / "distribution").mkdir()
    _script(checkout.parent / "bin" / "getconf", f"echo {checkout.parent / 'distribution'}")
    _python(checkout, refuses, folder="distribution", saying=saying)
    _python(checkout)


def _setup(checkout: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent)} | variables
    return subprocess.run(
        ["/bin/sh", "deploy/local/setup.sh"],
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _refused(done: "subprocess.CompletedProcess[str]", checkout: Path) -> str:
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert not (checkout / ".venv").exists()
    return done.stderr


def test_no_python_at_all(checkout: Path) -> None:
    assert "apt-get install python3" in _refused(_setup(checkout), checkout)


def test_a_python_that_is_too_old(checkout: Path) -> None:
    _python(checkout, refuses="version_info")
    assert "Python 3.11" in _refused(_setup(checkout), checkout)


def test_a_named_python_that_is_not_one(checkout: Path) -> None:
    _python(checkout)
    assert "PYTHON=/no/such" in _refused(_setup(checkout, PYTHON="/no/such"), checkout)


def test_a_python_without_venv(checkout: Path) -> None:
    _python(checkout, refuses="ensurepip")
    assert "apt-get install python3-venv" in _refused(_setup(checkout), checkout)


def test_the_distribution_s_own_python_goes_first(checkout: Path) -> None:
    _distribution_python(checkout, refuses="-m venv", saying="the distribution's")
    assert "the distribution's" in _setup(checkout).stdout


def test_a_distribution_s_python_without_venv_is_passed_over(checkout: Path) -> None:
    _distribution_python(checkout, refuses="ensurepip")
    _pretend_done(checkout)
    done = _setup(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_git(checkout: Path) -> None:
    _python(checkout)
    (checkout.parent / "bin" / "git").unlink()
    assert "apt-get install git" in _refused(_setup(checkout), checkout)


def test_too_little_disk(checkout: Path) -> None:
    _python(checkout)
    _script(checkout.parent / "bin" / "df", "echo head; echo / 9000 8000 1000 89% /")
    message = _refused(_setup(checkout), checkout)
    assert "1.5 GB" in message
    assert "1000 MB are free" in message


def test_nothing_is_done_when_nothing_changed(checkout: Path) -> None:
    _python(checkout)
    _pretend_done(checkout)
    done = _setup(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setting_up_goes_on_when_compiling_breaks_off(checkout: Path) -> None:
    _python(checkout)
    _pretend_done(checkout)
    _script(checkout / ".venv" / "bin" / "python", 'case "$*" in *compile_modules*) exit 1;; esac')
    done = _setup(checkout)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Everything runs as plain Python: compiling was broken off.\n"


def test_a_changed_lock_file_is_noticed(checkout: Path) -> None:
    _python(checkout, refuses="-m venv")
    _pretend_done(checkout)
    (checkout / "requirements.lock").write_text("changed")
    assert "Making the Python environment" in _setup(checkout).stdout


def test_an_environment_copied_from_elsewhere_is_noticed(checkout: Path) -> None:
    _python(checkout, refuses="-m venv")
    _pretend_done(checkout)
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    assert "Making the Python environment" in _setup(moved).stdout


def _pretend_done(checkout: Path) -> None:
    """Leave the marks of a finished set-up, as the script itself would compute them."""
    import hashlib

    def digest(*names: str) -> str:
        return hashlib.sha256(b"".join((checkout / name).read_bytes() for name in names)).hexdigest()

    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / "node_modules").mkdir()
    _script(checkout / ".venv" / "bin" / "python", "exit 0")
    version = f"{sys.version_info[0]} {sys.version_info[1]}"
    key = f"{digest('requirements.lock', 'deploy/local/uv.lock.txt')} {version} {os.path.realpath(checkout)}"
    (checkout / ".venv" / "onward.key").write_text(key + "\n")
    (checkout / "node_modules" / "onward.key").write_text(digest("package-lock.json", ".npmrc") + "\n")
