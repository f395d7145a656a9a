"""Finds the compiled modules of a service before its plain ones, if a build is current when the service is imported.

Whether it is, is looked at once in a process, and holds for all modules of the service: compiled modules call each
other without going through Python, so plain ones must not stand among them.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final

from shared.compiled.builds import ROOT, current_build
from shared.compiled.settings import wanted

_PACKAGE: Final = "services"


class CompiledFinder(MetaPathFinder):
    """Answers for the modules of current builds; for all others it knows nothing."""

    def __init__(self, root: Path) -> None:
        """Take the folder below which `services`, `shared` and `build` stand."""
        self._root = root
        self._looked_at: dict[str, Mapping[str, Path]] = {}
        self._files: dict[str, Path] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where the compiled module is; None where it is not one."""
        package, _, rest = fullname.partition(".")
        if package == _PACKAGE and rest:
            self._look_at(rest.partition(".")[0])
        file = self._files.get(fullname)
        return None if file is None else spec_from_file_location(fullname, file)

    def loaded(self, service: str) -> int:
        """Return how many modules of a service run compiled."""
        return sum(name in sys.modules for name in self._looked_at.get(service, ()) if name.startswith(_PACKAGE))

    def _look_at(self, service: str) -> None:
        if service not in self._looked_at:
            build = current_build(service, self._root)
            files = {name: build.folder / file for name, file in build.modules.items()} if build else {}
            # The first answer holds, also where two threads import at once.
            self._files.update(self._looked_at.setdefault(service, files))


_FINDER: Final = CompiledFinder(ROOT)


def use_compiled() -> None:
    """Let compiled modules be found, unless the environment forbids it. Asked again, it changes nothing."""
    if wanted() and _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


def compiled_modules(service: str) -> int:
    """Return how many modules of a service run compiled in this process; 0: all of them run as plain Python."""
    return _FINDER.loaded(service)
