"""Writes the template of every collection: `make templates`."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.london import london_day
from shared.workbooks.templates import file_name_of, template_workbook

FOLDER: Final = Path(__file__).parents[1] / "build" / "templates"


def write_all(folder: Path, on: date) -> Sequence[Path]:
    """Write the templates in force on a day into a folder and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for collection in COLLECTIONS.values():
        path = folder / file_name_of(collection)
        path.write_bytes(template_workbook(collection, on))
        written.append(path)
    return written


def main() -> int:
    """Write the templates of today and name them."""
    for path in write_all(FOLDER, london_day(datetime.now(UTC))):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
