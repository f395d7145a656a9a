"""How the disposable child and the service talk: frames of a kind, a length and a payload."""

import re
import struct
from enum import IntEnum
from typing import Final

HEAD: Final = struct.Struct(">BI")
_NULL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
FRAME_BYTES_MAX: Final = 32 * 1024 * 1024
"""Longer than any honest frame: 500 rows of 200 cells of ordinary text are far below."""

PART_BYTES_MAX: Final = 600_000
"""Of one part: below the broker's limit of a megabyte even where nothing can be compressed."""
NOTES_MAX: Final = 600
NOTES_OF_A_KIND_MAX: Final = 15
"""What is worth noting of one file; a workbook can have thousands of sheets with long names."""
MARKS_MAX: Final = 1_000
"""Of one part: kinds of mark times columns, with room to spare."""
SHEET_NAME_MAX: Final = 100
"""Excel has 31."""

CRASHED: Final = 70
"""Exit status of a child in which the reading failed."""
TOO_MUCH_OUTPUT: Final = 71
"""Exit status of a child that had more to send than is taken."""
OUT_OF_MEMORY: Final = 72
"""Exit status of a child that had no memory left, not even to say so."""


class FrameKind(IntEnum):
    """The kinds of frame, in the order in which they come."""

    REQUEST = 1
    """To the child: the file's name, then the file itself."""
    CONTENT = 2
    HEADING = 3
    """From the child: the collection, whose numbers the rows carry."""
    PART = 4
    END = 5
    REFUSAL = 6
    """Instead of the rest: why it cannot be read."""


def frame(kind: FrameKind, payload: bytes) -> bytes:
    """Return the payload with its head in front."""
    return HEAD.pack(kind, len(payload)) + payload


def holds_null(payload: bytes) -> bool:
    """Return whether a JSON text holds a null character, which is not the same as somebody's typing its code."""
    # One sign is found many times as fast as several, and most parts hold no escape at all.
    return b"\\" in payload and b"\\u0000" in payload and _NULL.search(payload) is not None
