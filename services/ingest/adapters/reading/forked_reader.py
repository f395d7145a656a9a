"""The service's side of reading: hands a file to a child and receives its messages, within limits."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from services.ingest.adapters.reading.child_limits import MEGABYTE, ReadingLimits
from services.ingest.adapters.reading.child_messages import ConversationCheck, read_message
from services.ingest.adapters.reading.child_protocol import (
    FRAME_BYTES_MAX,
    HEAD,
    OUT_OF_MEMORY,
    TOO_MUCH_OUTPUT,
    FrameKind,
    frame,
)
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.usecases.ports import NoRows, ReaderOutput
from shared.contracts.ingest import SheetRows
from shared.errors import Transient
from shared.observability.measures import UNMEASURED, Measures

_ROOT: Final = Path(__file__).resolve().parents[4]
SERVER: Final = "services.ingest.adapters.reading.child.server"
_START_S: Final = 30.0
_END_S: Final = 10.0
_LEAVE_S: Final = 1.0
"""Seconds that a child may take to end after its last word, which is a matter of milliseconds."""
_LAST: Final = frozenset({FrameKind.END, FrameKind.REFUSAL})
MEMORY: Final = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 * MEGABYTE),
    "MALLOC_TRIM_THRESHOLD_": str(128 * MEGABYTE),
}
"""What the C library does with memory: a child that has freed much of it keeps it for its next step, for each new page
costs the kernel two microseconds. That took a tenth off the reading of a large file."""
_BUFFER: Final = 4 * 1024 * 1024
"""So much the child may send while parts before it are still on their way to Kafka."""
_WITHOUT_MEMORY: Final = frozenset({OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL})
"""How a child ends when memory runs out: by itself, by the reader library's abort, or killed by the kernel."""


class ForkedReader:
    """Reads files in disposable children. Start it before use; it starts its server again when that has died."""

    def __init__(
        self,
        limits: ReadingLimits | None = None,
        *,
        at_once: int = 2,
        measures: Measures = UNMEASURED,
        server: str = SERVER,
    ) -> None:
        """`server`: the module that is run as the warm server."""
        self._limits = limits or ReadingLimits()
        self._measures = measures
        self._module = server
        self._slots = asyncio.Semaphore(at_once)
        self._jobs = count(1)
        self._starting = asyncio.Lock()
        self._server: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._listener: asyncio.Task[None] | None = None
        self._endings: dict[str, asyncio.Future[int]] = {}
        self._finished: set[str] = set()
        """Jobs whose children have said their last word."""

    async def start(self) -> None:
        """Start the warm server, unless it runs. Raises Transient when it does not come up."""
        async with self._starting:
            if self._server is not None and self._server.returncode is None:
                return
            await self._clear()
            await self._launch()

    @property
    def server_pid(self) -> int:
        """The process id of the warm server; only while it runs."""
        assert self._server is not None
        return self._server.pid

    async def stop(self) -> None:
        """End the server and with it every child."""
        await self._clear()

    async def read(self, content: bytes, file_name: str) -> AsyncGenerator[ReaderOutput]:
        """Yield what is in the file: its heading, its parts, its end; or why no rows can be had from it."""
        async with self._slots:
            job, (reader, writer) = await self._child()
            ending = self._endings[job]
            try:
                async for statement in self._converse(reader, writer, content, file_name, job):
                    yield statement
            finally:
                writer.close()
                await self._see_off(job, ending)

    async def _child(self) -> tuple[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Have a child forked; a server that died unnoticed is started again, once."""
        await self.start()
        job, server = str(next(self._jobs)), self._server
        try:
            return job, await self._begin(job)
        except Transient:
            async with self._starting:
                if self._server is server:  # another reading may have started it again already
                    await self._clear()
                    await self._launch()
            return job, await self._begin(job)

    async def _launch(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._module,
                str(theirs.fileno()),
                json.dumps(self._limits.as_json()),
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), **MEMORY},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._control = ours
        assert self._server.stdout is not None
        ready = False
        try:
            with suppress(TimeoutError):
                ready = await asyncio.wait_for(self._server.stdout.readline(), _START_S) == b"ready\n"
        finally:
            if not ready:
                await self._clear()
        if not ready:
            raise Transient("the reading server did not start")
        self._listener = asyncio.create_task(self._listen(self._server.stdout))

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        """Take in how children ended; when the server itself ends, so have all of them."""
        while line := await stream.readline():
            job, status, cpu_s = line.decode().split()
            self._measures.count("onward_stage_cpu_seconds_total", float(cpu_s), stage="extract")
            ending = self._endings.get(job)
            if ending is not None and not ending.done():
                ending.set_result(int(status))
        for ending in self._endings.values():
            if not ending.done():
                ending.set_exception(ConnectionError("the reading server has ended"))
                ending.exception()  # seen here: a reading that was given up asks no more

    async def _begin(self, job: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setblocking(False)
        self._endings[job] = asyncio.get_running_loop().create_future()
        try:
            with theirs:
                assert self._control is not None
                socket.send_fds(self._control, [f"read {job}".encode()], [theirs.fileno()])
            return await asyncio.open_unix_connection(sock=ours, limit=_BUFFER)
        except OSError as error:
            ours.close()
            self._endings.pop(job, None)
            raise Transient(f"the reading server cannot be reached: {type(error).__name__}") from error

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, content: bytes, file_name: str, job: str
    ) -> AsyncGenerator[ReaderOutput]:
        writer.write(frame(FrameKind.REQUEST, file_name.encode("utf-8", "surrogatepass")))
        writer.write(frame(FrameKind.CONTENT, content))
        received, account = 0, ConversationCheck()
        while True:
            try:
                async with asyncio.timeout(self._limits.silence_s):
                    kind, payload = await self._frame(reader)
                received += len(payload)
                if received > self._limits.output_bytes:
                    yield NoRows(FileRefusal.TOO_LARGE_UNPACKED)
                    return
                statement = self._understood(kind, payload)
                account.take(statement)
            except TimeoutError:
                yield NoRows(FileRefusal.TOO_SLOW)
                return
            except (asyncio.IncompleteReadError, ConnectionError):
                yield NoRows(await self._how_it_died(job))
                return
            except (ValidationError, ValueError):
                yield NoRows(FileRefusal.READER_FAILED)
                return
            if kind in _LAST:
                self._finished.add(job)
            yield statement
            if kind in _LAST:
                return

    async def _frame(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        kind, length = HEAD.unpack(await reader.readexactly(HEAD.size))
        if length > FRAME_BYTES_MAX:
            raise ValueError("a frame is too long")
        return kind, await reader.readexactly(length)

    def _understood(self, kind: int, payload: bytes) -> ReaderOutput:
        with self._measures.stage("extract"):
            statement = read_message(kind, payload)
        if isinstance(statement, SheetRows):
            self._measures.count("onward_stage_rows_total", len(statement.lines), stage="extract")
        return statement

    async def _how_it_died(self, job: str) -> FileRefusal:
        """Return why a child stopped answering. Raises Transient when it was not the file's doing."""
        try:
            status = await asyncio.wait_for(asyncio.shield(self._endings[job]), _END_S)
        except (TimeoutError, ConnectionError) as error:
            raise Transient("the reading server has ended") from error
        if status == -signal.SIGXCPU:
            return FileRefusal.TOO_SLOW
        if status == TOO_MUCH_OUTPUT:
            return FileRefusal.TOO_LARGE_UNPACKED
        return FileRefusal.TOO_MUCH_MEMORY if status in _WITHOUT_MEMORY else FileRefusal.READER_FAILED

    async def _see_off(self, job: str, ending: asyncio.Future[int]) -> None:
        """Wait until a child has ended: by itself, if it has said its last word, else killed."""
        if job not in self._finished or not await _ended(ending, _LEAVE_S):
            self._kill(job, ending)
            await _ended(ending, _END_S)
        self._finished.discard(job)
        self._endings.pop(job, None)

    def _kill(self, job: str, ending: asyncio.Future[int]) -> None:
        if self._control is not None and not ending.done():
            with suppress(OSError):
                self._control.send(f"kill {job}".encode())

    async def _clear(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None and self._server.returncode is None:
            try:
                await asyncio.wait_for(self._server.wait(), _END_S)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.kill(self._server.pid, signal.SIGKILL)
                await self._server.wait()
        self._server = None
        if self._listener is not None:
            await self._listener
            self._listener = None


async def _ended(ending: asyncio.Future[int], seconds: float) -> bool:
    """Wait so long at most for a child to end; return whether it has."""
    if not ending.done():
        await asyncio.wait([ending], timeout=seconds)
    return ending.done()
