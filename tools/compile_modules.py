"""Compiles hot modules into extension modules with mypyc: `python -m tools.compile_modules [--must] [SERVICE ...]`.

`make setup` runs it. A service whose build is current costs a look at its sources; without a C compiler, or where mypyc
fails, everything runs as plain Python, with the same results. `--must` fails then, for an image that shall be fast.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from json import dumps
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Final

from shared.compiled.builds import FOLDER, MANIFEST, PYTHON, ROOT, Build, builds_of, hash_of
from shared.compiled.settings import SWITCH, wanted

MODULES: Final[Mapping[str, Sequence[str]]] = {
    "matching": ("services/matching/domain/*.py",),
}
"""What is compiled of each service, all of it together. Which modules gain is measured (docs/decisions/0047)."""

BUILDS_KEPT: Final = 3
"""Of each service, so that a change of branch and back compiles nothing again."""

_MADE_WITH: Final = ("requirements.lock", "deploy/docker/compile.lock", "pyproject.toml", "tools/compile_modules.py")
"""Files that change what comes of the same sources."""

_LOG: Final = "failed.txt"
_COMPILING_S: Final = 600


def files_of(service: str) -> list[Path]:
    """Return the modules of a service that are compiled, as paths below the root."""
    found = [path for pattern in MODULES[service] for path in sorted(ROOT.glob(pattern)) if path.stem != "__init__"]
    return [path.relative_to(ROOT) for path in found]


def sources_of(files: Sequence[Path]) -> dict[str, str]:
    """Return the hashes of these modules and of all of ours that they import, directly or not."""
    finder = ModuleFinder(path=[str(ROOT)])
    for file in files:
        finder.import_hook(name_of(file))
    found = [getattr(module, "__file__", None) for module in finder.modules.values()]
    read = {Path(file).relative_to(ROOT) for file in found if file}
    return {str(path): hash_of(ROOT / path) for path in sorted(read)}


def name_of(file: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(file.with_suffix("").parts)


def made_by() -> str:
    """Return what identifies the tools and options of a build."""
    known = sha256(version("mypy").encode())
    for path in _MADE_WITH:
        known.update((ROOT / path).read_bytes() if (ROOT / path).is_file() else b"-")
    return known.hexdigest()


def lacking() -> str | None:
    """Return what this machine has not got of what compiling needs; None: it has all of it."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    if shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    header = Path(sysconfig.get_path("include"), "Python.h")
    return None if header.is_file() else f"Python's headers are missing ({header})"


def has_current_build(service: str) -> bool:
    """Return whether nothing is to be done for a service."""
    return any(build.made_by == made_by() and build.is_current(ROOT) for build in builds_of(service, ROOT))


def failure_of(service: str) -> Path | None:
    """Return what the compilers wrote when they failed with the sources as they are now; None: they did not."""
    log = _folder_of(service, sources_of(files_of(service))) / _LOG
    return log.relative_to(ROOT) if log.is_file() else None


def _folder_of(service: str, sources: Mapping[str, str]) -> Path:
    return ROOT / FOLDER / service / sha256(dumps([PYTHON, made_by(), sources]).encode()).hexdigest()[:16]


def compile_service(service: str) -> str | None:
    """Compile the modules of a service. Return why not, if it could not be done."""
    files = files_of(service)
    sources, maker = sources_of(files), made_by()
    folder = _folder_of(service, sources)
    if (folder / _LOG).is_file():
        return f"these sources could not be compiled before ({folder.relative_to(ROOT) / _LOG})"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        target = Path(scratch, "built")
        failure = _compiled_into(target, service)
        if sources_of(files) != sources:
            return "the sources changed meanwhile"
        if failure is None:
            _write_manifest(Build(target, PYTHON, maker, _modules_in(target), sources))
        else:
            target.mkdir(exist_ok=True)
            (target / _LOG).write_text(failure, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        target.rename(folder)
    _remove_old(folder.parent)
    return None if failure is None else f"mypyc or the C compiler failed ({folder.relative_to(ROOT) / _LOG})"


def _compiled_into(target: Path, service: str) -> str | None:
    """Run the compilers in a process of their own, which ends where they fail. Return what they wrote then."""
    command = [sys.executable, "-m", "tools.compile_modules", "--into", str(target), service]
    plain = {**os.environ, SWITCH: "no"}
    try:
        done = subprocess.run(  # noqa: S603 - a command of ours
            command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False, timeout=_COMPILING_S
        )
    except subprocess.TimeoutExpired:
        return f"not done after {_COMPILING_S} s\n"
    return None if done.returncode == 0 else f"{done.stdout}\n{done.stderr}\n"


def run_compilers(target: Path, service: str) -> None:
    """Compile the modules of a service into a folder. Leave the process with a failure where that cannot be done."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    generated = target.with_name("generated")
    options = [f"--cache-dir={generated / 'types'}", *map(str, files_of(service))]
    extensions = mypycify(options, debug_level="0", target_dir=str(generated), group_name=service)
    command = build_ext(Distribution({"name": "onward", "ext_modules": extensions}))
    command.build_lib, command.build_temp = str(target), str(generated / "objects")
    command.ensure_finalized()
    command.run()


def _modules_in(target: Path) -> dict[str, str]:
    """Return the files of the modules that were built, by dotted name."""
    suffix = PYTHON.split()[-1]
    files = [path.relative_to(target) for path in sorted(target.rglob(f"*{suffix}"))]
    return {".".join((*file.parts[:-1], file.name.removesuffix(suffix))): str(file) for file in files}


def _write_manifest(build: Build) -> None:
    content = {
        "python": build.python,
        "made_by": build.made_by,
        "modules": build.modules,
        "sources": build.sources,
    }
    (build.folder / MANIFEST).write_text(dumps(content, indent=1), encoding="utf-8")


def _remove_old(folder: Path) -> None:
    builds = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in builds[:-BUILDS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _outcomes(services: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield what is to be told of each service, and why it is not compiled, if it is not."""
    missing = lacking()
    for service in services:
        if has_current_build(service):
            continue
        if missing is None:
            print(f"Compiling {len(files_of(service))} modules of {service} (15 s, once) ...", flush=True)
        reason = missing or compile_service(service)
        if reason:
            yield service, reason


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the builds of these services up to date, of all where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tools.compile_modules", description=__doc__)
    parser.add_argument("services", nargs="*", help=f"of {', '.join(MODULES)}; others have nothing to compile")
    parser.add_argument("--must", action="store_true", help="fail where modules cannot be compiled")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    services = [service for service in options.services or MODULES if service in MODULES]
    if options.into:
        run_compilers(options.into, *services)
        return 0
    if not wanted():
        print(f"Not compiled, since {SWITCH}=no: everything runs as plain Python.")
        return 0
    failed = dict(_outcomes(services))
    for service, reason in failed.items():
        print(f"Modules of {service} run as plain Python: {reason}.")
    return 1 if failed and options.must else 0


if __name__ == "__main__":
    sys.exit(main())
