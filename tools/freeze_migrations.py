"""Freezes the migrations of a release, and checks that nothing released is edited: `python -m tools.freeze_migrations`.

    python -m tools.freeze_migrations 0.2.0      add the files that no release has yet, as those of 0.2.0
    python -m tools.freeze_migrations --check    refuse an edited or missing file, and one that breaks what still runs

A frozen file never changes again: a database that has it would refuse the new one. Until the first release is frozen
there is one file in each folder, which changes in place.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from deploy.jobs.migrate import Migration, MigrationRefused, migration_folders, migrations_of
from tools.migration_rules import problems_of

ROOT: Final = Path(__file__).resolve().parents[1]
RELEASED: Final = "shared/persistence/migrations/released.json"
"""By release: SHA-256 of each migration, by its path in the repository."""
Released = Mapping[str, Mapping[str, str]]


def read_released(root: Path = ROOT) -> Released:
    """Return what was released so far; nothing before the first release."""
    try:
        content: dict[str, Any] = json.loads((root / RELEASED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return content


def freeze(release: str, root: Path = ROOT) -> list[str]:
    """Add every migration that no release has to this one; return their paths."""
    released = read_released(root)
    frozen = {path for files in released.values() for path in files}
    fresh = {path: one.checksum for path, one in _migrations(root).items() if path not in frozen}
    content = dict(released) | {release: dict(released.get(release, {})) | fresh}
    (root / RELEASED).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return sorted(fresh)


def problems(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the migrations, a line each."""
    frozen = {path: checksum for files in read_released(root).values() for path, checksum in files.items()}
    try:
        present = _migrations(root)
    except MigrationRefused as refusal:
        return [str(refusal)]
    found = [f"{path} was released and is gone: put it back" for path in sorted(frozen.keys() - present.keys())]
    for path, migration in present.items():
        if path not in frozen:
            found += [f"{path}: {problem}" for problem in _of_new(path, migration, frozen, root)]
        elif migration.checksum != frozen[path]:
            found.append(f"{path} was released and is changed: put it back, and add a new file")
    return found


def _of_new(path: str, migration: Migration, frozen: Mapping[str, str], root: Path) -> list[str]:
    """Return what is wrong with a migration that no release has yet."""
    beside = [one for one in frozen if Path(one).parent == Path(path).parent]
    if not frozen or not beside:
        return []  # the first files of a folder make its tables: nothing can be using them
    if path < max(beside):
        return ["it comes before one that was released: give it the next number"]
    return problems_of(migration.sql, root / path)


def _migrations(root: Path) -> dict[str, Migration]:
    """Return every migration by its path; the folder that all services share once."""
    found = [one for folder in migration_folders(root) for one in migrations_of(folder)]
    return {str((one.folder.path / one.file).relative_to(root)): one for one in found}


def main(arguments: list[str]) -> int:
    """Freeze a release, or check; return the exit status."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(__doc__, file=sys.stderr)
        return 2
    if arguments == ["--check"]:
        found = problems()
        print("\n".join(found), end="\n" if found else "", file=sys.stderr)
        return 1 if found else 0
    fresh = freeze(arguments[0])
    print("".join(f"{arguments[0]}: {path}\n" for path in fresh) or "no migration is new\n", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
