"""Write `.env` for docker-compose.yml: passwords drawn at random, mode 0600. An existing file is left as it is.

Needs nothing but Python: it runs before anything is installed.
"""

import base64
import os
import secrets
import sys
import uuid
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / ".env"
PASSWORDS = ("POSTGRES", "INGEST", "VALIDATION", "MATCHING", "REPORTING", "GRAFANA")


def content() -> str:
    """Return the lines of a new file."""
    # A cluster id may not begin with a dash, which base64 of random bytes now and then does.
    cluster = "ow" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[2:22]
    lines = [f"{name}_PASSWORD={secrets.token_urlsafe(24)}" for name in PASSWORDS]
    return "\n".join([*lines, f"KAFKA_CLUSTER_ID={cluster}"]) + "\n"


def write(path: Path) -> bool:
    """Write the file. Return False when there was one already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(content())
    return True


if __name__ == "__main__":
    sys.stdout.write(f"wrote {FILE}\n" if write(FILE) else f"{FILE} is there already; it was left as it is\n")
