"""`python -m tools.manual`: writes docs/generated from the product's own tables; `--check` only compares."""

import sys
from pathlib import Path
from typing import Final

from tools.manual.pages import PAGES
from tools.manual.settings import setting_names

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "generated"
NAMES: Final = ROOT / "shared" / "setting_names.txt"
"""What services know a misspelt setting by; written with the page of settings."""


def generate(folder: Path = FOLDER) -> list[Path]:
    """Write every page that is not as it should be; return those written."""
    folder.mkdir(parents=True, exist_ok=True)
    stale = outdated(folder)
    for path in stale:
        path.write_text(setting_names() if path == NAMES else PAGES[path.name](), encoding="utf-8")
    return stale


def outdated(folder: Path = FOLDER) -> list[Path]:
    """Return the pages that are missing or differ from the tables."""
    paths = {folder / name: write() for name, write in PAGES.items()}
    if folder == FOLDER:
        paths[NAMES] = setting_names()
    return [path for path, text in paths.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check print which are stale; return the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tools.manual [--check]", file=sys.stderr)
        return 2
    if arguments:
        stale = outdated()
        for path in stale:
            print(f"{path.relative_to(FOLDER.parents[1])} is out of date: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in generate():
        print(f"wrote {path.relative_to(FOLDER.parents[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
