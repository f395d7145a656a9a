"""Files and columns that are broken where nothing else is: they say nothing, and break nothing."""

import struct

import pytest

from services.ingest.domain.file_kinds import entry_names
from services.ingest.domain.sheet.date_order import DateOrderEvidence

END = b"PK\x05\x06"


def with_directory(size: int, offset: int) -> bytes:
    """Return the end of a zip file that names a directory of this size at this offset."""
    return b"PK\x03\x04 some entry" + END + bytes(8) + struct.pack("<II", size, offset) + bytes(2)


@pytest.mark.parametrize(
    "content",
    [
        with_directory(0xFFFFFFFF, 0xFFFFFFFF),  # points to a long record that is not there
        with_directory(10_000, 0),  # longer than everything before it
    ],
)
def test_a_directory_that_cannot_be_is_no_directory(content: bytes) -> None:
    assert entry_names(content) is None


def test_a_long_record_says_where_the_directory_is() -> None:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHH", 5, 0, 0) + bytes(12) + b"a.xml"
    long_record = b"PK\x06\x06" + bytes(36) + struct.pack("<QQ", len(entry), 0)
    end = END + bytes(8) + struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + bytes(2)
    assert entry_names(entry + long_record + end) == ["a.xml"]
    assert entry_names(entry + long_record[:-4] + end[:10]) is None


def test_numbers_that_are_no_date_in_either_order_say_nothing() -> None:
    evidence = DateOrderEvidence()
    evidence.take(["40/50/2026", "31/31/2026"])
    assert evidence == DateOrderEvidence()
