"""A warm server whose children do as the file tells them: how a child ends is tested by telling it to.

python -m tests.support.instructed_reader <descriptor> <limits>
"""

import os
import signal
import sys

from services.ingest.adapters.reading.child import server
from services.ingest.adapters.reading.child_limits import GuardLimits
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.rows.part_builder import FileResult, Send, as_json
from services.ingest.domain.file_findings import FileRefusal


def read_as_instructed(content: bytes, file_name: str, send: Send, limits: GuardLimits | None = None) -> FileResult:
    """Do what the text of the file says."""
    text = content.decode()
    *_, last = text.split()
    if text.startswith("end by signal"):
        os.kill(os.getpid(), int(last))
    if text.startswith("end with status"):
        os._exit(int(last))
    if text == "raise":
        raise RuntimeError
    if text == "say rubbish":
        send(FrameKind.PART, b"rubbish")
    if text == "say nothing":
        signal.pause()
    send(FrameKind.REFUSAL, as_json({"refusal": FileRefusal.NO_ROWS.value}))
    return FileResult()


if __name__ == "__main__":
    server.warm_up()
    server.warm_up = lambda: None
    server.read_file = read_as_instructed  # type: ignore[attr-defined]
    server.main(*sys.argv[1:])
