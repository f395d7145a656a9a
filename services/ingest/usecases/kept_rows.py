"""A file kept as the rows that were read from it, less some: what stands in the vault where an original was erased.

Heading, rows and end travel through here as the reader stated them, so that such a file is read again like any other.
"""

import zlib
from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Final

from pydantic import TypeAdapter

from services.ingest.usecases.ports import EndOfFile, ReaderOutput, TemplateFound
from shared.contracts.ingest import SheetRows

RowPlace = tuple[str, int]
"""Sheet and line, as the spreadsheet shows it."""
_UNPACKED_MAX: Final = 512 * 1024 * 1024
_HEADING: Final = TypeAdapter(TemplateFound)
_ROWS: Final = TypeAdapter(SheetRows)
_END: Final = TypeAdapter(EndOfFile)


def pack(statements: Sequence[ReaderOutput], without: Collection[RowPlace]) -> bytes | None:
    """Return the statements of a whole file less these rows; None where it is not whole, or would not open again."""
    if len(statements) < 2 or not isinstance(statements[0], TemplateFound):
        return None
    parts = [_less(one, without) for one in statements[1:-1] if isinstance(one, SheetRows)]
    end = statements[-1]
    if not isinstance(end, EndOfFile) or len(parts) != len(statements) - 2:
        return None
    kept = [one for one in parts if one.lines]
    end = EndOfFile(sum(len(one.lines) for one in kept), end.rows_blank, end.notes)
    lines = [_HEADING.dump_json(statements[0]), *map(_ROWS.dump_json, kept), _END.dump_json(end)]
    packed = b"\n".join(lines)
    return zlib.compress(packed) if len(packed) <= _UNPACKED_MAX else None


async def unpack(content: bytes) -> AsyncGenerator[ReaderOutput]:
    """Yield what `pack` was given, less the rows."""
    heading, *parts, end = zlib.decompress(content, bufsize=1024 * 1024).split(b"\n")
    yield _HEADING.validate_json(heading)
    for part in parts:
        yield _ROWS.validate_json(part)
    yield _END.validate_json(end)


def _less(part: SheetRows, without: Collection[RowPlace]) -> SheetRows:
    keep = [position for position, line in enumerate(part.lines) if (part.sheet, line) not in without]
    if len(keep) == len(part.lines):
        return part
    new = {old: position for position, old in enumerate(keep)}
    marks = [
        mark.model_copy(update={"rows": tuple(new[row] for row in mark.rows if row in new)}) for mark in part.marks
    ]
    return part.model_copy(
        update={
            "ordinals": tuple(part.ordinals[position] for position in keep),
            "lines": tuple(part.lines[position] for position in keep),
            "cells": tuple(tuple(column[position] for position in keep) for column in part.cells),
            "marks": tuple(mark for mark in marks if mark.rows),
        }
    )
