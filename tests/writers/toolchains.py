"""Installs the programs, from lock files with hashes, and runs their drivers. What cannot be installed is said."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError
from deploy.local.paths import CHECKOUT
from deploy.local.servers import jars

DRIVERS: Final = Path(__file__).with_name("drivers")
HOME: Final = CHECKOUT / "build" / "writers"
"""Where programs are installed; `make clean` removes it."""
_MINUTES_MAX: Final = 20

Command = list[str]


class NotHere(Exception):  # noqa: N818 (an answer, not a fault)
    """The programs of this kind cannot be run on this machine, for this reason."""


@dataclass(frozen=True, slots=True)
class Job:
    """A book to write, and where to."""

    book: Mapping[str, object]
    out: Path


def run(command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it prints. Raises NotHere."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=_MINUTES_MAX * 60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHere(f"{command[0]}: {type(error).__name__}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NotHere(f"{Path(command[0]).name} ended with {done.returncode}: {' '.join(last)[:200]}")
    return done.stdout


def need(program: str, package: str | None = None) -> str:
    """Return where a program is; root on Debian installs its package first. Raises NotHere."""
    if shutil.which(program) is None and package is not None:
        debian(package)
    found = shutil.which(program)
    if found is None:
        raise NotHere(f"{program} is not installed")
    return found


def debian(*packages: str) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NotHere(f"install the Debian package {' '.join(packages)}")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=quietly)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=quietly)


def _python() -> Command:
    home = HOME / "python"
    python = home / "bin" / "python"
    if not python.exists():
        run([CHECKOUT / ".venv/bin/uv", "venv", "--python", sys.executable, home])
    lock = DRIVERS / "python" / "requirements.lock"
    run([CHECKOUT / ".venv/bin/uv", "pip", "install", "--python", python, "--require-hashes", "-r", lock])
    return [str(python)]


def _node() -> Command:
    home = HOME / "node"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(DRIVERS / "node" / name, home / name)
    shutil.copyfile(CHECKOUT / ".npmrc", home / ".npmrc")
    if not (home / "node_modules").exists():
        run([need("npm"), "ci", "--silent"], cwd=home)
    for driver in (DRIVERS / "node").glob("*.mjs"):
        shutil.copyfile(driver, home / driver.name)
    return [need("node")]


def _java() -> Command:
    compiler = need("javac", "default-jdk-headless")
    listed = [line.split() for line in (DRIVERS / "java" / "jars.txt").read_text().splitlines() if line[0] != "#"]
    wanted = []
    for coordinates, sha256 in listed:
        group, artifact, version = coordinates.split(":")
        wanted.append(jars.Jar(f"{group}:{artifact}", version, sha256))
    try:
        class_path = jars.install(HOME / "java" / "jars", tuple(wanted))
    except StackError as error:
        raise NotHere(str(error)) from None
    classes = HOME / "java" / "classes"
    run([compiler, "-proc:none", "-nowarn", "-cp", class_path, "-d", classes, DRIVERS / "java" / "Books.java"])
    return [need("java"), "-cp", os.pathsep.join([str(classes), class_path]), "Books"]


def _perl() -> Command:
    perl = need("perl")
    modules = [perl, "-MExcel::Writer::XLSX", "-MSpreadsheet::WriteExcel", "-e", "1"]
    try:
        run(modules)
    except NotHere:
        debian("libexcel-writer-xlsx-perl", "libspreadsheet-writeexcel-perl")
        run(modules)
    return [perl, str(DRIVERS / "perl" / "books.pl")]


def _go() -> Command:
    books = HOME / "go" / "books"
    run([need("go"), "build", "-o", books, "."], cwd=DRIVERS / "go")
    return [str(books)]


def _rust() -> Command:
    target = HOME / "rust"
    run(
        [need("cargo"), "build", "--release", "--locked", "--quiet"],
        cwd=DRIVERS / "rust",
        env={"CARGO_TARGET_DIR": str(target)},
    )
    return [str(target / "release" / "books")]


def _libreoffice() -> Command:
    return [
        need("soffice", "libreoffice-calc"),
        f"-env:UserInstallation=file://{HOME / 'libreoffice'}",
        "--headless",
        "--convert-to",
    ]


def _gnumeric() -> Command:
    return [need("ssconvert", "gnumeric")]


INSTALLERS: Final[Mapping[str, Callable[[], Command]]] = {
    "python": _python,
    "node": _node,
    "java": _java,
    "perl": _perl,
    "go": _go,
    "rust": _rust,
    "libreoffice": _libreoffice,
    "gnumeric": _gnumeric,
}
CONVERTERS: Final = frozenset({"libreoffice", "gnumeric"})
"""Office programs: they open what XlsxWriter wrote and save it as their own."""


def write_all(
    toolchain: str, command: Command, arguments: Sequence[str], jobs: Sequence[Job], folder: Path
) -> dict[Path, str]:
    """Have a driver write the books. Return by file why it could not be written, where it could not. Raises NotHere."""
    listed = folder / "jobs.json"
    listed.write_text(json.dumps([{"book": job.book, "out": str(job.out)} for job in jobs]), encoding="utf-8")
    folders = {"python": DRIVERS / "python", "node": HOME / "node"}
    words: list[str | Path] = [*command, *arguments, listed]
    if toolchain in folders:  # the first word is the driver's file
        words = [*command, folders[toolchain] / arguments[0], listed, *arguments[1:]]
    errors: dict[Path, str] = {}
    for line in run(words).splitlines():
        if not line.startswith('{"'):
            continue  # some programs talk
        said = json.loads(line)
        if "error" in said:
            errors[Path(said["out"])] = said["error"]
    return errors


def convert_all(toolchain: str, command: Command, kind: str, sources: Sequence[tuple[Path, Path]]) -> dict[Path, str]:
    """Have an office program save each source (first) as a file of its own (second)."""
    if toolchain == "libreoffice":
        folder = sources[0][1].parent
        run([*command, kind, "--outdir", folder, *(source for source, _ in sources)])
    else:
        for source, out in sources:
            run([*command, "-T", kind, source, out])
    return {out: "nothing was written" for _, out in sources if not out.exists()}
