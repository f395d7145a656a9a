"""`make writers`: install, write, read, compare, print the matrix; exit 1 where anything was read wrong."""

import argparse
import asyncio
import re
import shutil
import sys
from pathlib import Path

from services.ingest.adapters.reading.forked_reader import ForkedReader
from tests.writers.comparing import FAULTS, Grade, Result, compare
from tests.writers.matrix import PAGE, page
from tests.writers.programs import MODES, Mode
from tests.writers.reading import read
from tests.writers.toolchains import CONVERTERS, HOME, INSTALLERS, Command, Job, NotHere, convert_all, write_all
from tests.writers.traits import TRAITS, Trait

Results = dict[tuple[str, str], Result]
"""By the names of mode and trait."""


def _possible(mode: Mode) -> list[tuple[int, Trait]]:
    return [(number, trait) for number, trait in enumerate(TRAITS) if trait.book.needs <= mode.can]


def _file(folder: Path, number: int, extension: str) -> Path:
    return folder / f"trait-{number:02}.{extension}"


def _write(mode: Mode, command: Command, folder: Path, sources: Path) -> dict[Path, str]:
    """Write the mode's files into the folder; return why some could not be written."""
    files = [(_file(folder, number, mode.extension), trait) for number, trait in _possible(mode)]
    if mode.toolchain in CONVERTERS:
        pairs = [
            (_file(sources, number, "xlsx"), _file(folder, number, mode.extension)) for number, _ in _possible(mode)
        ]
        return convert_all(mode.toolchain, command, mode.arguments[0], pairs)
    jobs = [Job(trait.book.as_json(), out) for out, trait in files]
    return write_all(mode.toolchain, command, mode.arguments, jobs, folder)


async def _read(mode: Mode, folder: Path, errors: dict[Path, str], reader: ForkedReader) -> Results:
    results: Results = {}
    for number, trait in _possible(mode):
        path = _file(folder, number, mode.extension)
        if path in errors or not path.exists():
            results[mode.name, trait.name] = Result(Grade.NOT_WRITTEN, errors.get(path, "no file"))
        else:
            outcome = await read(reader, path.read_bytes(), path.name)
            results[mode.name, trait.name] = compare(mode, trait, outcome)
    return results


async def _all(modes: list[Mode], folder: Path) -> tuple[Results, dict[str, str]]:
    commands: dict[str, Command | NotHere] = {}
    results: Results = {}
    absent: dict[str, str] = {}
    reader = ForkedReader()
    await reader.start()
    try:
        for mode in modes:
            if mode.toolchain not in commands:
                commands[mode.toolchain] = _installed(mode.toolchain)
            command = commands[mode.toolchain]
            into = folder / mode.name.replace("/", "-").replace(" ", "-")
            into.mkdir(parents=True, exist_ok=True)
            try:
                if isinstance(command, NotHere):
                    raise command
                errors = _write(mode, command, into, folder / MODES[0].name)
            except NotHere as why:
                absent[mode.name] = str(why)
                continue
            found = await _read(mode, into, errors, reader)
            results |= found
            print(_summary(mode, found), flush=True)
    finally:
        await reader.stop()
    return results, absent


def _installed(toolchain: str) -> Command | NotHere:
    try:
        return INSTALLERS[toolchain]()
    except NotHere as why:
        return why


def _summary(mode: Mode, found: Results) -> str:
    grades = [result.grade for result in found.values()]
    faults = [
        f"    {trait}: {result.grade} {result.seen}"
        for (_, trait), result in found.items()
        if result.grade in FAULTS | {Grade.SAID}
    ]
    counts = ", ".join(f"{grades.count(grade)} {grade.name.lower()}" for grade in Grade if grade in grades)
    return "\n".join([f"{mode.name}: {counts}", *faults])


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="modes whose name this pattern finds; the page is then not written")
    parser.add_argument("--keep", action="store_true", help="keep the files in build/writers/files")
    wanted = parser.parse_args()
    modes = [mode for mode in MODES if re.search(wanted.only, mode.name, re.IGNORECASE)]
    folder = HOME / "files"
    shutil.rmtree(folder, ignore_errors=True)
    results, absent = asyncio.run(_all(modes, folder))
    for name, why in absent.items():
        print(f"{name}: not run ({why})")
    if not wanted.only:
        PAGE.write_text(page(results, absent), encoding="utf-8")
        print(f"The matrix is in {PAGE}.")
    if not wanted.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if any(result.grade in FAULTS for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
