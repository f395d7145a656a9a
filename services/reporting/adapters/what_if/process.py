"""What-ifs computed in a process of their own, which cannot write and publishes nothing; here its output is taken."""

import asyncio
import pickle
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.usecases.what_if.job import LENGTH_BYTES, WhatIfJob
from shared.errors import Transient

PROGRAM: Final = "services.reporting.wiring.what_if_process"
_PART_MAX: Final = 64 * 1024 * 1024
_ROOT: Final = Path(__file__).parents[4]


class WhatIfFailedError(Transient):
    """The process ended before everybody was computed; it says the kind of the failure alone. It is tried again."""


class WhatIfProcess:
    """Begins the process of a what-if, and yields what it computes."""

    def __init__(self, database_url: str, establishments_file: Path | None) -> None:
        self._database_url = database_url
        self._establishments_file = establishments_file

    async def __call__(self, snapshot: Snapshot) -> AsyncIterator[Sequence[SnapshotLine]]:
        """Yield everybody under the scenario of the snapshot. Raises WhatIfFailedError."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", PROGRAM),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=_ROOT,
            env={},  # nothing by which it could find a broker or a key
        )
        try:
            await _hand_over(process, self._job(snapshot))
            while part := await _part(process):
                # It comes from our own process, by a pipe that nobody else writes to.
                yield [SnapshotLine._make(line) for line in pickle.loads(part)]  # noqa: S301
        finally:
            if process.returncode is None:
                await _end(process)

    def _job(self, snapshot: Snapshot) -> bytes:
        file = self._establishments_file
        job = WhatIfJob(
            database_url=self._database_url,
            establishments_file=None if file is None else str(file.resolve()),
            as_at=snapshot.as_at,
            known_at=snapshot.known_at,
            scenario=dict(snapshot.scenario or {}),
        )
        return job.model_dump_json().encode()


async def _hand_over(process: asyncio.subprocess.Process, job: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(job)
        await process.stdin.drain()
        process.stdin.close()
    except OSError as error:
        raise WhatIfFailedError("what-if: its process ended early") from error


async def _part(process: asyncio.subprocess.Process) -> bytes:
    """Return the next part; nothing once that was everybody. Raises WhatIfFailedError."""
    assert process.stdout is not None
    try:
        length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES))
        if length > _PART_MAX:
            raise WhatIfFailedError("a part is too long")
        return await process.stdout.readexactly(length)
    except asyncio.IncompleteReadError:
        assert process.stderr is not None
        kind = (await process.stderr.read(80)).decode(errors="replace")
        raise WhatIfFailedError(f"what-if: {kind or 'its process ended early'}") from None


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let a process end that is done, and end one that is not wanted any more."""
    try:
        async with asyncio.timeout(1.0):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
