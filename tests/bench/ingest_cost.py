"""What ingest costs a row, step by step: `python -m tests.bench.ingest_cost [SHARE]`.

The files are those of the bench's mix, at most 20 of a size. Only processor time is counted, each step by its fastest
round: the door with a vault on disk, then the extractor with real children; no Kafka, no PostgreSQL, no HTTP server.
What a child does is counted once more in this process, step by step (`of it`): the rest of its time is that of forking.
"""

import asyncio
import base64
import gc
import hashlib
import hmac
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import cramjam
import psutil

from deploy.demo.county import County, Upload, make_county
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child.server import warm_up
from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.adapters.reading.inspection import package_guard
from services.ingest.adapters.vault import FolderVault
from services.ingest.domain.submissions import Delivery, Return
from services.ingest.entrypoints.web import hook
from services.ingest.entrypoints.web.signatures import Signed, verify
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.translate import rows_extracted
from shared.contracts.ingest import SheetRows, SubmissionReceived
from shared.kafka.codec import ZSTD_LEVEL
from tests.bench.mix import bench_plan
from tests.support.clock import FixedClock
from tests.support.ingest import MemorySubmissions

ROUNDS: Final = 6
FILES_MAX: Final = 20
_NOW: Final = datetime(2026, 10, 5, 9, tzinfo=UTC)
_KEY: Final = bytes(32)


@dataclass(slots=True)
class Cost:
    """What the rows of some files cost."""

    name: str
    files: int
    rows: int
    seconds: dict[str, float] = field(default_factory=dict)
    """Of processor time, by step."""

    @property
    def total(self) -> float:
        """Seconds over all steps; those within a child are counted there."""
        return sum(seconds for step, seconds in self.seconds.items() if not step.startswith("of it"))

    def keep(self, step: str, seconds: float) -> None:
        """Keep the fastest time of a step."""
        self.seconds[step] = min(seconds, self.seconds.get(step, seconds))


def measure(share: float = 1.0) -> list[Cost]:
    """Return what ingest costs for small returns, large ones and the roll."""
    with tempfile.TemporaryDirectory() as folder:
        county = make_county(bench_plan(share), Path(folder))
        return asyncio.run(_measure(county, Path(folder)))


async def _measure(county: County, folder: Path) -> list[Cost]:
    larger = max(upload.rows for upload in county.returns) / 2
    sizes = {
        "small returns": [upload for upload in county.returns if upload.rows < larger][:FILES_MAX],
        "large returns": [upload for upload in county.returns if upload.rows >= larger],
        "roll": [county.roll],
    }
    warm_up()
    reader = ForkedReader()
    await reader.start()
    try:
        return [await cost_of(name, uploads, reader, folder) for name, uploads in sizes.items() if uploads]
    finally:
        await reader.stop()


async def cost_of(name: str, uploads: Sequence[Upload], reader: ForkedReader, folder: Path) -> Cost:
    """Return what reading these files costs."""
    cost = Cost(name, len(uploads), sum(upload.rows for upload in uploads))
    contents = [(upload.path.read_bytes(), upload.file_name) for upload in uploads]
    bodies = [_body(*one) for one in contents]
    for _ in range(ROUNDS):
        with _counted(cost, "door"):
            for body in bodies:
                await _receive(body, folder / "vault")
        parts = await _read_in_children(cost, reader, contents)
        with _counted(cost, "say the parts"):
            for number, part in enumerate(parts):
                event = rows_extracted(_RECEIVED, _RETURN, number, part)
                cramjam.zstd.compress(event.model_dump_json(exclude_none=True).encode(), level=ZSTD_LEVEL)
        gc.collect()
        gc.disable()
        with _counted(cost, "of it: look at the package"):
            for content, _ in contents:
                package_guard.inspect_package(content)
        with _counted(cost, "of it: all but forking"):
            kept = [read_file(content, file_name, lambda _kind, _payload: None) for content, file_name in contents]
        del kept
        gc.enable()
    return cost


@contextmanager
def _counted(cost: Cost, step: str) -> Iterator[None]:
    began = time.process_time()
    yield
    cost.keep(step, time.process_time() - began)


async def _read_in_children(cost: Cost, reader: ForkedReader, contents: list[tuple[bytes, str]]) -> list[SheetRows]:
    server = psutil.Process(reader.server_pid)
    before = server.cpu_times()
    with _counted(cost, "take in what children say"):
        parts = [
            statement
            for content, file_name in contents
            async for statement in reader.read(content, file_name)
            if isinstance(statement, SheetRows)
        ]
    after = server.cpu_times()
    cost.keep("fork", after.user + after.system - before.user - before.system)
    cost.keep("child", after.children_user + after.children_system - before.children_user - before.children_system)
    assert sum(len(part.lines) for part in parts) > 0
    return parts


async def _receive(signed_body: tuple[Signed, bytearray], folder: Path) -> None:
    signed, body = signed_body
    assert verify(signed, body, [("portal", _KEY)])
    delivery = hook._read(body, "portal", signed.delivery_id)
    assert isinstance(delivery, Delivery)
    submissions = MemorySubmissions()
    await ReceiveSubmission(submissions.begin, submissions, FolderVault(folder, bytes(32)), FixedClock(_NOW))(delivery)


def _body(content: bytes, file_name: str) -> tuple[Signed, bytearray]:
    data = {
        "file_name": file_name,
        "uploaded_at": _NOW.isoformat(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_base64": base64.b64encode(content).decode(),
    }
    said = {"type": "submission.uploaded", "timestamp": _NOW.isoformat(), "data": data}
    body = bytearray(json.dumps(said).encode())
    signature = hmac.digest(_KEY, b"msg.1." + body, "sha256")
    return Signed("msg", "1", (signature,)), body


_RETURN: Final = Return("8860001", "S_ENR", "2026-27")
_RECEIVED: Final = SubmissionReceived(
    submission_id=uuid4(),
    channel="hook",
    sender="portal",
    file_name="",
    sha256="",
    size_bytes=1,
    uploaded_at=_NOW,
    received_at=_NOW,
)


def main(share: float = 1.0) -> None:
    """Print the costs."""
    for cost in measure(share):
        show(cost)


def show(cost: Cost) -> None:
    """Print what some files cost, step by step."""
    by_row, by_file = cost.total / cost.rows * 1e6, cost.total / cost.files * 1e3
    print(f"{cost.name}: {cost.files} files, {cost.rows} rows, {by_row:.1f} µs a row, {by_file:.1f} ms a file")
    for step, seconds in cost.seconds.items():
        print(f"  {step:<28}{seconds / cost.rows * 1e6:6.1f}")


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:]))
