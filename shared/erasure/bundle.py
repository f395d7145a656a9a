"""Everything held on somebody as files: a summary to read, and each table as JSON."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from shared.service_names import SERVICES
from shared.vocabulary.columns import COLUMNS

SUMMARY: Final = "summary.txt"
TO_CHECK: Final = "check before handing out"
"""The folder of rows that may be about somebody else."""
_HEADINGS: Final = {column.id: column.header for column in COLUMNS}
LEFT_OUT: Final = (
    "Who of the staff of the authority, of a school or of a college did something: where it happened, when and what is"
    " said, by whom is not.",
    "Who else a row was thought to be about.",
    "Keys that only recognise a row again: they hold no value.",
    "Messages on their way and those set aside: they repeat the rows below, sealed, for at most 29 days.",
    "Backups: they repeat what is here, until the day on which they are deleted.",
    "Keyed hashes that validation keeps until a whole return is judged: nobody can read a value from them.",
)
"""What is not in the files, for whoever reads them."""


def files_of(person_id: UUID, asked_at: datetime, parts: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files by their names; `parts`: of each service, as it gave it."""
    files = {SUMMARY: "\n".join(_summary(person_id, asked_at, parts)).encode()}
    for service in SERVICES:
        for table in parts[service]["tables"]:
            if table["rows"]:
                files[_path(table["table"].replace(".", "/"), sure=table["sure"])] = _json(table["rows"])
        for file in parts[service]["files"]:
            for sure in (True, False):
                rows = [_row(row) for row in file["rows"] if row["sure"] is sure]
                if rows:
                    files[_path(f"files/{file['submission_id']}", sure=sure)] = _json(rows)
    return files


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one archive."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _path(name: str, *, sure: bool) -> str:
    return f"{name}.json" if sure else f"{TO_CHECK}/{name}.json"


def _json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a file with the headings of the dictionary, without the cells that are blank."""
    cells = {_HEADINGS.get(name, name): text for name, text in row["cells"].items() if text is not None}
    return {"sheet": row["sheet"], "row": row["line"], "cells": cells}


def _summary(person_id: UUID, asked_at: datetime, parts: Mapping[str, Any]) -> Iterator[str]:
    yield "Everything that is held on one young person"
    yield ""
    yield f"Number of the record: {person_id}"
    yield f"Put together: {asked_at:%d %B %Y, %H:%M} UTC"
    yield ""
    yield "What is not in it"
    yield from (f"* {words}" for words in LEFT_OUT)
    yield ""
    yield f"Whatever stands in the folder “{TO_CHECK}” may be about somebody else: look at it, and hand out what is"
    yield "about this young person alone."
    for service in SERVICES:
        for table in parts[service]["tables"]:
            if table["rows"]:
                yield from _table(table)
        yield from _files(parts[service]["files"])


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    doubt = "" if table["sure"] else f" (may be about somebody else: “{TO_CHECK}”)"
    yield ""
    yield f"{table['what']}{doubt}: {len(table['rows'])}"
    if table["sure"]:
        for row in table["rows"]:
            filled = {name.replace("_", " "): _text(value) for name, value in row.items() if _is_filled(value)}
            yield "* " + "; ".join(f"{name}: {text}" for name, text in filled.items())


def _files(files: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if files:
        yield ""
        yield f"Files that hold them: {len(files)}"
    for file in files:
        state = f"{len(file['rows'])} rows about them" if file["opened"] else "cannot be opened, or was erased"
        yield f"* {file['file_name']} (submission {file['submission_id']}): {state}"


def _is_filled(value: object) -> bool:
    return value not in (None, "", [], {})


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
