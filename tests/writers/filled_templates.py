"""`make templates-check`: have LibreOffice fill every template as a person would, save it, and read it back.

It exits with 1 where a cell is lost or changed, or anything is complained of.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl.utils import get_column_letter

from deploy.demo.workbooks.spreadsheets import Cell
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.templates.layout import TemplateSheet, choices_of, sheets_of
from shared.workbooks.support_sheets import HEADING_ROW
from tests.support.arrivals import arrive
from tests.support.filled_templates import Rows, filled_sheets, rows_meant, template_of, typed
from tests.support.good_files import day_of, file_of, sender_of
from tests.writers.toolchains import DRIVERS, HOME, NotHere, debian, need, run

_PHONES: Final = frozenset({col.HOME_PHONE, col.MOBILE, col.CARER_PHONE})
SUFFIXES: Final = (".xlsx", ".ods")


def main() -> int:
    """Fill, read and compare; print a line for each template."""
    try:
        need("soffice", "libreoffice-calc")
        python = _python_with_uno()
    except NotHere as reason:
        print(f"LibreOffice cannot be had here: {reason}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        _fill(python, Path(folder))
        faults = [fault for code in COLLECTIONS for fault in asyncio.run(_faults(code, Path(folder)))]
    for fault in faults:
        print(fault)
    print(f"{len(COLLECTIONS)} templates, {len(SUFFIXES)} kinds of files, {len(faults)} faults")
    return 1 if faults else 0


def _python_with_uno() -> str:
    python = need("/usr/bin/python3", "python3")
    try:
        run([python, "-c", "import uno"])
    except NotHere:
        debian("python3-uno")
        run([python, "-c", "import uno"])
    return python


def _fill(python: str, folder: Path) -> None:
    jobs = []
    for code in COLLECTIONS:
        template = folder / f"{code}.template.xlsx"
        template.write_bytes(template_of(code))
        sheets = zip(filled_sheets(code).items(), sheets_of(COLLECTIONS[code]), strict=True)
        jobs.append(
            {
                "template": str(template),
                "sheets": {name: _cells(rows, sheet) for (name, rows), sheet in sheets},
                "save": [str(folder / f"{code}{suffix}") for suffix in SUFFIXES],
            }
        )
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs), encoding="utf-8")
    run([python, DRIVERS / "libreoffice" / "fill.py", listed, HOME / "libreoffice-filling"])


def _cells(rows: Rows, sheet: TemplateSheet) -> Mapping[str, str]:
    """Return what is typed, by cell; of a column of codes what its list offers."""
    cells = {}
    for line, row in enumerate(rows, HEADING_ROW + 1):
        for place, use in enumerate(sheet.columns, 1):
            if text := typed(row.get(use.id)):
                if use.id in _PHONES:
                    text = text.replace(" ", "")  # so that it could be taken for a number
                cells[f"{get_column_letter(place)}{line}"] = _chosen(text, sheet.code_lists.get(use.id))
    return cells


def _chosen(text: Cell, list_name: str | None) -> str:
    offered = choices_of(list_name) if list_name else ()
    return next((choice for choice in offered if choice.startswith(f"{text} - ")), str(text))


async def _faults(code: str, folder: Path) -> Sequence[str]:
    plain = [
        await arrive(file_of(part, rows), "a.xlsx", sender_of(part), day_of(part)) for part, rows in rows_meant(code)
    ]
    wanted = [values for one in plain for values in one.values]
    faults = []
    for suffix in SUFFIXES:
        path = folder / f"{code}{suffix}"
        found = await arrive(path.read_bytes(), path.name, sender_of(code), day_of(code))
        if found.why_not or found.notes or found.complaints or found.refused:
            faults.append(f"{path.name}: {found.why_not} {dict(found.notes)} {dict(found.complaints)}")
        elif len(found.values) != len(wanted):
            faults.append(f"{path.name}: {len(found.values)} rows in place of {len(wanted)}")
        else:
            lines = enumerate(zip(found.values, wanted, strict=True), 1)
            changed = {(n, column) for n, (got, want) in lines for column in want if got[column] != want[column]}
            faults += [f"{path.name}: row {n} lost or changed {column}" for n, column in sorted(changed)]
    return faults


if __name__ == "__main__":
    sys.exit(main())
