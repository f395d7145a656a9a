"""What validation costs a row, step by step: `python -m tests.bench.validation_cost [SHARE]`.

The rows are those of the end-to-end bench, or a share of them, read from the damaged county's workbooks. Only the
processor time of validation's own code is counted, each message and step by its fastest round: no Kafka, no PostgreSQL.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import cramjam

from deploy.demo.county import Upload, make_county
from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.validation.adapters.postgres_judgements import packed
from services.validation.domain.complaint_counts import complaint_counts
from services.validation.domain.rows import JudgedRows
from services.validation.usecases.judge_rows import judged_part
from services.validation.usecases.records import AcceptedRows, records_accepted
from services.validation.usecases.translate import keys_of_rows, learner_lines, rows_judged
from shared.contracts.ingest import RowsExtracted, SheetRows
from shared.kafka.codec import ZSTD_LEVEL
from shared.vocabulary.collections import find_collection
from tests.bench.mix import bench_plan

ROUNDS: Final = 12
_SECRET: Final = b"a secret of the bench, 32 bytes."
_RECEIVED_AT: Final = datetime(2026, 10, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the rows of one collection cost."""

    collection: str
    rows: int
    accepted: int
    steps: dict[str, float]
    """Microseconds of processor time a row, by step."""

    @property
    def total(self) -> float:
        """Microseconds of processor time a row over all steps."""
        return sum(self.steps.values())


def measure(share: float = 0.1) -> list[Cost]:
    """Return what validation costs over a share of the mix, by collection."""
    with tempfile.TemporaryDirectory() as folder:
        county = make_county(bench_plan(share), Path(folder))
        parts = asyncio.run(_parts(county.uploads))
    return [cost_of(code, [part for part in parts if part.collection == code]) for code in ("S_ENR", "ROLL")]


def cost_of(collection: str, parts: list[RowsExtracted]) -> Cost:
    """Return what judging these parts costs."""
    wire = [bytes(cramjam.zstd.compress(part.model_dump_json().encode(), level=ZSTD_LEVEL)) for part in parts]
    rows = sum(len(part.lines) for part in parts)
    best: list[dict[str, float]] = [{} for _ in wire]
    accepted = 0
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        accepted = sum(_judge(message, fastest) for message, fastest in zip(wire, best, strict=True))
    gc.unfreeze()
    return Cost(collection, rows, accepted, {step: sum(one[step] for one in best) / rows * 1e6 for step in best[0]})


def _judge(message: bytes, fastest: dict[str, float]) -> int:
    """Take one message all the way through; keep each step's fastest time. Return how many rows were accepted."""

    def step(name: str, act: Callable[[], Any]) -> Any:
        began = time.process_time()
        answer = act()
        fastest[name] = min(time.process_time() - began, fastest.get(name, float("inf")))
        return answer

    opened = step("unpack", lambda: bytes(cramjam.zstd.decompress(message)))
    event: RowsExtracted = step("decode", lambda: RowsExtracted.model_validate_json(opened))
    judged: JudgedRows = step("judge", lambda: judged_part(event))
    keys = step("blind keys", lambda: keys_of_rows(_SECRET, judged))
    rows = step("accepted", lambda: AcceptedRows(event, judged, keys))
    records = step("records", lambda: records_accepted(rows))
    verdicts = step("verdicts", lambda: rows_judged(event, judged, keys))
    step("errors counted", lambda: complaint_counts(judged))
    step("duplicates' keys", lambda: packed(learner_lines(rows)))
    said = step("encode", lambda: [one.model_dump_json(exclude_none=True).encode() for one in (records, verdicts)])
    step("pack", lambda: [bytes(cramjam.zstd.compress(one, level=ZSTD_LEVEL)) for one in said])
    return len(rows)


async def _parts(uploads: tuple[Upload, ...]) -> list[RowsExtracted]:
    reader = ForkedReader()
    await reader.start()
    try:
        return [part for upload in uploads for part in await parts_of(reader, upload)]
    finally:
        await reader.stop()


async def parts_of(reader: ForkedReader, upload: Upload) -> list[RowsExtracted]:
    """Return the parts of a file."""
    collection = find_collection(upload.collection)
    assert collection is not None
    submission_id = uuid4()
    parts: list[RowsExtracted] = []
    async with aclosing(reader.read(upload.path.read_bytes(), upload.file_name)) as statements:
        async for statement in statements:
            if isinstance(statement, SheetRows):
                parts.append(
                    RowsExtracted(
                        submission_id=submission_id,
                        part=len(parts),
                        collection=upload.collection,
                        establishment=upload.establishment or "886",
                        period=collection.period_on(_RECEIVED_AT.date()),
                        received_at=_RECEIVED_AT,
                        sheet=statement.sheet,
                        columns=statement.columns,
                        ordinals=statement.ordinals,
                        lines=statement.lines,
                        cells=statement.cells,
                    )
                )
    return parts


def main(share: float = 0.1) -> None:
    """Print the costs."""
    for cost in measure(share):
        show(cost)


def show(cost: Cost) -> None:
    """Print what the rows of a collection cost, step by step."""
    print(f"{cost.collection}: {cost.rows} rows, {cost.accepted} accepted, {cost.total:.1f} µs a row")
    for step, microseconds in cost.steps.items():
        print(f"  {step:<18}{microseconds:6.1f}")


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:]))
