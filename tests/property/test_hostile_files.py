"""Whatever is sent, the reading server lives, and every file ends in rows or a verdict (`make fuzz` for more files).

A reading that fails in a way of its own is a failure too: what the reader cannot name it was not made for.
"""

import os
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date

import pytest

from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal
from services.ingest.usecases.ports import EndOfFile, NoRows, TemplateFound
from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.translate import marked_in
from shared.contracts.ingest import SheetRows
from shared.vocabulary.collections import COLLECTIONS
from tests.support.hostile_files import NAUGHTY, HostileFile, hostile_file, naughty_file

ON = date(2026, 10, 5)
FILES = int(os.environ.get("ONWARD_FUZZ", "320"))
FIRST = int(os.environ.get("ONWARD_FUZZ_SEED", "0"))


@pytest.fixture
async def reader() -> AsyncIterator[ForkedReader]:
    reader = ForkedReader()
    await reader.start()
    yield reader
    await reader.stop()


async def outcome(reader: ForkedReader, file: HostileFile) -> tuple[FileRefusal | None, int]:
    """Read and judge the file; return why it has no rows, if so, and how many rows were judged."""
    found, rows = "", 0
    async with aclosing(reader.read(file.content, file.name)) as statements:
        async for statement in statements:
            match statement:
                case TemplateFound():
                    found = statement.collection
                case SheetRows():
                    rows += judged(found, statement)
                case NoRows():
                    return statement.refusal, rows
                case EndOfFile():
                    assert rows == statement.rows
                    return None, rows
    pytest.fail(f"seed {file.seed}: neither rows nor a verdict")


def judged(code: str, part: SheetRows) -> int:
    plan = plan_for(code, tuple(column.id for column in part.columns))
    assert plan is not None
    context = Context(code, "8860001", COLLECTIONS[code].period_on(ON), ON)
    return judge_rows(plan, context, len(part.lines), part.cells, marked_in(part.marks)).rows


async def test_every_hostile_file_ends_in_rows_or_a_verdict(reader: ForkedReader) -> None:
    server, ends, failures = reader.server_pid, Counter[str](), defaultdict[str, list[int]](list)
    began = time.monotonic()
    for seed in range(FIRST, FIRST + FILES):
        file = hostile_file(seed)
        try:
            refusal, _ = await outcome(reader, file)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is counted and fails the test)
            failures[f"{type(error).__name__} in a file of {file.collection}"].append(seed)
            continue
        ends["rows" if refusal is None else refusal.name] += 1
        if refusal is FileRefusal.READER_FAILED or refusal not in {None, *PERMANENT_CODES}:
            failures[f"{refusal} for a file of {file.collection}"].append(seed)
        if reader.server_pid != server:
            failures["the reading server died"].append(seed)
            server = reader.server_pid
    seconds = time.monotonic() - began
    print(f"seeds {FIRST} to {FIRST + FILES - 1}: {FILES / seconds:.0f} files a second, {dict(ends)}")
    assert dict(failures) == {}, "seeds by kind of failure"
    assert ends["rows"] > FILES // 5, "the files are too broken to reach the rules"


@pytest.mark.parametrize("code", COLLECTIONS)
async def test_naughty_texts_in_every_column_are_judged(reader: ForkedReader, code: str) -> None:
    server = reader.server_pid
    for suffix in ("xlsx", "ods", "csv"):
        refusal, rows = await outcome(reader, naughty_file(code, suffix))
        assert refusal is None, suffix
        assert rows >= len(NAUGHTY) * (len(COLLECTIONS[code].columns) - 1), suffix
    assert reader.server_pid == server
