"""The warm server: a small process without threads or secrets that has the readers loaded and forks a child per file.

    python -m services.ingest.adapters.reading.child.server <descriptor>

The descriptor is a SOCK_SEQPACKET socket. A message `read <job>` comes with a socket for the child; `kill <job>` ends
one. On standard output it writes `<job> <status> <cpu seconds>` when a child has ended; the status is 0, the exit code,
or minus the signal.
"""

import codecs
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, Final, NoReturn

from services.ingest.adapters.reading.child.heap_holes import fill_heap_holes
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child.warm_up import warm_up_files
from services.ingest.adapters.reading.child_limits import GuardLimits, confine
from services.ingest.adapters.reading.child_protocol import (
    CRASHED,
    FRAME_BYTES_MAX,
    HEAD,
    OUT_OF_MEMORY,
    TOO_MUCH_OUTPUT,
    FrameKind,
    frame,
)

WARM_UP_ROUNDS: Final = 16
"""Python makes code faster that has run some times: better here once than in every child."""
_MESSAGE_BYTES_MAX: Final = 256
_SET_PARENT_DEATH_SIGNAL: Final = 1
_SET_NO_NEW_PRIVILEGES: Final = 38


def serve(control: socket.socket) -> None:
    """Fork children until the service closes its end; then no child of ours outlives us."""
    children: dict[int, str] = {}
    wakeup_read, wakeup_write = os.pipe()
    for descriptor in (wakeup_read, wakeup_write):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(wakeup_read, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if wakeup_read in ready:
                os.read(wakeup_read, 4096)
                _reap(children)
            if control in ready and not _handle_command(control, children):
                break
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _handle_command(control: socket.socket, children: dict[int, str]) -> bool:
    """Do what one message asks; False when the service has gone."""
    message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE_BYTES_MAX, 1)
    if not message:
        return False
    verb, _, job = message.decode().partition(" ")
    if verb == "read":
        with socket.socket(fileno=descriptors[0]) as line:
            children[_fork(line, control)] = job
    elif verb == "kill":
        for pid in [pid for pid, other in children.items() if other == job]:
            os.kill(pid, signal.SIGKILL)
    return True


def _reap(children: dict[int, str]) -> None:
    """Collect children that have ended and report how."""
    while children:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        job = children.pop(pid)
        cpu_s = used.ru_utime + used.ru_stime
        sys.stdout.write(f"{job} {os.waitstatus_to_exitcode(status)} {cpu_s:.6f}\n")
        sys.stdout.flush()


def _fork(line: socket.socket, control: socket.socket) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        _run_child(line, control, parent)
    finally:
        os._exit(CRASHED)


def _run_child(line: socket.socket, control: socket.socket, parent: int) -> NoReturn:
    """Read one file and end. Nothing is printed: a traceback could show what is in the file."""
    _detach_from_server(control, parent)
    request = json.loads(_receive(line, FrameKind.REQUEST))
    content = _receive(line, FrameKind.CONTENT)
    confine(request["memory_bytes"], request["cpu_s"])
    gc.disable()  # this process ends before it could matter
    sent = 0

    def send(kind: FrameKind, payload: bytes) -> None:
        nonlocal sent
        sent += len(payload)
        if sent > request["output_bytes"]:
            os._exit(TOO_MUCH_OUTPUT)
        line.sendall(frame(kind, payload))

    status = CRASHED
    with suppress(Exception):
        try:
            kept = read_file(content, request["file_name"], send, GuardLimits(**request["guard"]))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        os._exit(0 if kept else status)
    os._exit(status)


def _detach_from_server(control: socket.socket, parent: int) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    control.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _die_with(parent)


def _die_with(parent: int) -> None:
    """Ask Linux to kill this child when the server ends, and never to gain rights. Elsewhere the limits must do."""
    if not sys.platform.startswith("linux"):
        return
    libc = _libc()
    libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(CRASHED)


_LIBC: list[Any] = []


def _libc() -> Any:
    if not _LIBC:
        _LIBC.append(ctypes.CDLL(None))
    return _LIBC[0]


def _receive(line: socket.socket, expected: FrameKind) -> bytes:
    kind, length = HEAD.unpack(_exactly(line, HEAD.size))
    if kind != expected or length > FRAME_BYTES_MAX:
        os._exit(CRASHED)
    return _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytes:
    content = bytearray(length)
    view = memoryview(content)
    received = 0
    while received < length:
        count = line.recv_into(view[received:])
        if count == 0:
            os._exit(CRASHED)
        received += count
    view.release()
    return bytes(content)


def warm_up() -> None:
    """Load all that a child needs, down to the encodings: it can open no file once it is confined."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(encoding)
    _libc()
    for content, file_name in [*warm_up_files()] * WARM_UP_ROUNDS:
        read_file(content, file_name, lambda _kind, _payload: None)
    gc.collect()
    gc.freeze()
    fill_heap_holes(_libc())


def main(descriptor: int) -> None:
    """Warm up, report it, and serve the service at the other end of the descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service decides when to stop, not a key in its terminal
    warm_up()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with socket.socket(fileno=descriptor) as service:
        serve(service)


if __name__ == "__main__":
    main(int(sys.argv[1]))
