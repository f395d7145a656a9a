"""What was compiled, of which sources: a build counts only while every file that it was made of is unchanged.

The builds of a service stand in `build/compiled/<service>/`, a folder each, with a manifest that is written last. A
compiled module has its constants and the types of whatever it imports built in, so all of our files that it imports,
directly or not, are among its sources.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = Path("build/compiled")
MANIFEST: Final = "manifest.json"
PYTHON: Final = f"{'.'.join(map(str, sys.version_info[:3]))} {EXTENSION_SUFFIXES[0]}"
"""The interpreter that a build is for: its exact version and the name of its binary interface."""


@dataclass(frozen=True, slots=True)
class Build:
    """Modules of one service, compiled together: all of them run, or none."""

    folder: Path
    python: str
    made_by: str
    """The tools and options that made it."""
    modules: Mapping[str, str]
    """The file of each module, below `folder`; the library that they share is among them."""
    sources: Mapping[str, str]
    """The SHA-256 of each file that went in, by its path below the root."""

    def is_current(self, root: Path = ROOT) -> bool:
        """Return whether it was made for this interpreter, of the sources as they are now."""
        return (
            self.python == PYTHON
            and all(_is_hash_of(root / path, expected) for path, expected in self.sources.items())
            and all((self.folder / file).is_file() for file in self.modules.values())
        )


def builds_of(service: str, root: Path = ROOT) -> Iterator[Build]:
    """Yield the finished builds of a service; what a crash left of others is passed over."""
    for manifest in sorted((root / FOLDER / service).glob(f"*/{MANIFEST}")):
        with suppress(OSError, ValueError, KeyError):
            yield _read(manifest)


def current_build(service: str, root: Path = ROOT) -> Build | None:
    """Return the build of a service that may run; None where there is none, or its sources have changed since."""
    return next((build for build in builds_of(service, root) if build.is_current(root)), None)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raise OSError where it cannot be read."""
    return sha256(path.read_bytes()).hexdigest()


def _is_hash_of(path: Path, expected: str) -> bool:
    try:
        return hash_of(path) == expected
    except OSError:
        return False


def _read(manifest: Path) -> Build:
    given: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return Build(manifest.parent, given["python"], given["made_by"], given["modules"], given["sources"])
