"""The warm server: a small process without threads or secrets that has the readers loaded and forks a child per file.

    python -m services.ingest.adapters.reading.child.server <descriptor> <limits as JSON>

The descriptor is a SOCK_SEQPACKET socket. A message `read <job>` comes with a socket for the child; `kill <job>` ends
one. On standard output it writes `<job> <status> <cpu seconds>` when a child has ended; the status is 0, the exit code,
or minus the signal.

Each page of memory that a child writes to first, and be it to count a reference, is copied for it by the kernel; so is
each that the server writes to after a fork. Of a small file that is most of the cost: what can be done once is done
before the first fork, and what is done for each file is kept plain (docs/decisions/0048).
"""

import codecs
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from services.ingest.adapters.reading.child.heap_holes import fill_heap_holes, fill_pool_holes
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child.warm_up import warm_up_files
from services.ingest.adapters.reading.child_limits import GuardLimits, confine_child, confine_server
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
_LINE: Final = 0
"""The descriptor by which a child hears and speaks."""
_NOWHERE: Final = 1
_ERRORS: Final = 2
_DESCRIPTORS_MAX: Final = 256
"""More than the server ever has open."""


def serve(control: int, report: int, limits: Mapping[str, Any]) -> None:
    """Fork children until the service closes its end; then no child of ours outlives us. Both are descriptors."""
    children: dict[int, str] = {}
    wakeup_read, wakeup_write = os.pipe()
    for descriptor in (wakeup_read, wakeup_write):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
    commands = socket.socket(fileno=control)
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    waiting.register(wakeup_read, select.POLLIN)
    going_on = True
    while going_on:
        for descriptor, _ in waiting.poll():
            if descriptor == control:
                going_on = _handle_command(commands, children, limits)
            else:
                os.read(wakeup_read, 4096)
                _reap(children, report)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _handle_command(control: socket.socket, children: dict[int, str], limits: Mapping[str, Any]) -> bool:
    """Do what one message asks; False when the service has gone."""
    message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE_BYTES_MAX, 1)
    if not message:
        return False
    verb, _, job = message.decode().partition(" ")
    if verb == "read":
        line = descriptors[0]
        children[_fork(line, limits)] = job
        os.close(line)
    elif verb == "kill":
        for pid in [pid for pid, other in children.items() if other == job]:
            os.kill(pid, signal.SIGKILL)
    return True


def _reap(children: dict[int, str], report: int) -> None:
    """Collect children that have ended and report how."""
    while children:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        job = children.pop(pid)
        cpu_s = used.ru_utime + used.ru_stime
        os.write(report, f"{job} {os.waitstatus_to_exitcode(status)} {cpu_s:.6f}\n".encode())


def _fork(line: int, limits: Mapping[str, Any]) -> int:
    parent = os.getpid()
    pid = _bare_fork()
    if pid:
        return pid
    try:
        _run_child(line, parent, limits)
    finally:
        os._exit(CRASHED)


def _bare_fork() -> int:
    """Fork as C does. Raises OSError.

    Python's own fork then mends what other threads held, tells the logs and seeds the random numbers anew: a tenth of a
    small file's time, for a process that has no other thread, writes no log and draws no random number.
    """
    pid: int = _libc().fork()
    if pid < 0:
        raise OSError(ctypes.get_errno(), "no child could be forked")
    return pid


def _run_child(line: int, parent: int, limits: Mapping[str, Any]) -> NoReturn:
    """Read one file and end. Nothing is printed: a traceback could show what is in the file."""
    _detach_from_server(line, parent)
    file_name = _receive(FrameKind.REQUEST).decode("utf-8", "surrogatepass")
    content = _receive(FrameKind.CONTENT)
    confine_child(limits["cpu_s"])
    sent, sent_max = 0, limits["output_bytes"]

    def send(kind: FrameKind, payload: bytes) -> None:
        nonlocal sent
        sent += len(payload)
        if sent > sent_max:
            os._exit(TOO_MUCH_OUTPUT)
        _send(frame(kind, payload))

    try:
        kept = read_file(content, file_name, send, limits["guard"])
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception:  # noqa: BLE001 (whatever it was, it ends here)
        os._exit(CRASHED)
    os._exit(0 if kept else CRASHED)


def _detach_from_server(line: int, parent: int) -> None:
    """Keep the line and nothing else that is open."""
    os.dup2(line, _LINE)
    os.dup2(_NOWHERE, _ERRORS)
    os.closerange(_ERRORS + 1, _DESCRIPTORS_MAX)
    if sys.platform == "linux":  # elsewhere the limits must do
        _libc().prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(CRASHED)


_LIBC: list[Any] = []


def _libc() -> Any:
    """Return the C library; its functions keep Python's lock, since there is nobody to hand it to."""
    if not _LIBC:
        _LIBC.append(ctypes.PyDLL(None, use_errno=True))
    return _LIBC[0]


def _receive(expected: FrameKind) -> bytes:
    kind, length = HEAD.unpack(_exactly(HEAD.size))
    if kind != expected or length > FRAME_BYTES_MAX:
        os._exit(CRASHED)
    return _exactly(length)


def _exactly(length: int) -> bytes:
    first = os.read(_LINE, length)
    received = len(first)
    if received == length:
        return first  # as what is small comes
    content = bytearray(length)
    content[:received] = first
    with memoryview(content) as view:
        while received:
            count = os.readv(_LINE, [view[received:]])
            received += count
            if received == length:
                return bytes(content)
            if count == 0:
                break
    os._exit(CRASHED)


def _send(payload: bytes) -> None:
    sent = os.write(_LINE, payload)
    while sent < len(payload):
        sent += os.write(_LINE, memoryview(payload)[sent:])


def warm_up() -> None:
    """Load all that a child needs, down to the encodings: it can open no file once it is confined."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(encoding)
    _libc()
    for content, file_name in [*warm_up_files()] * WARM_UP_ROUNDS:
        read_file(content, file_name, lambda _kind, _payload: None)
    gc.collect()
    gc.freeze()
    gc.disable()  # neither the server nor a child makes so much that looking for cycles would be worth it
    fill_pool_holes()
    fill_heap_holes(_libc())


def main(descriptor: str, limits: str) -> None:
    """Warm up, report it, and serve the service at the other end of the descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service decides when to stop, not a key in its terminal
    warm_up()
    known = json.loads(limits)
    known["guard"] = GuardLimits(**known["guard"])
    report = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, _LINE)
    os.dup2(nowhere, _NOWHERE)
    confine_server(known["memory_bytes"])
    if sys.platform == "linux":
        _libc().prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    os.write(report, b"ready\n")
    serve(int(descriptor), report, known)


if __name__ == "__main__":
    main(*sys.argv[1:])
