"""What the Python drivers share: jobs in, files out, one line of JSON for each."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

Book = dict[str, Any]
ERRORS = {"#N/A": "=NA()", "#REF!": '=INDIRECT("#REF!")', "#VALUE!": '=VALUE("x")'}


def main(write: Callable[[Book, str], None]) -> None:
    """Write every book of the job file named on the command line."""
    for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        try:
            write(job["book"], job["out"])
            said = {"out": job["out"]}
        except Exception as error:  # what a program cannot write is a result
            said = {"out": job["out"], "error": f"{type(error).__name__}: {error}"[:200]}
            traceback.print_exc()
        print(json.dumps(said), flush=True)


def cells(sheet: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield line, column (both from 0) and cell of those that are filled."""
    for line, row in enumerate(sheet["lines"]):
        for column, cell in enumerate(row):
            if cell is not None:
                yield line, column, cell


def value(cell: dict[str, Any]) -> Any:
    """Return the cell as a Python value: text, number, truth, date or moment."""
    if "d" in cell:
        return date.fromisoformat(cell["d"])
    if "m" in cell:
        return datetime.fromisoformat(cell["m"])
    if "r" in cell:
        return "".join(cell["r"])
    return next(cell[kind] for kind in ("s", "n", "b") if kind in cell)


def grid(sheet: dict[str, Any]) -> list[list[Any]]:
    """Return the sheet as lines of values of one length; blanks are None."""
    width = max((len(line) for line in sheet["lines"]), default=0)
    return [
        [None if cell is None else value(cell) for cell in line] + [None] * (width - len(line))
        for line in sheet["lines"]
    ]
