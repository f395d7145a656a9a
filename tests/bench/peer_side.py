"""Runs the one-process script of `peer.py` over the bench's files, in its own environment (`make bench-peer`)."""

import asyncio
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from deploy.demo.county import Upload
from deploy.local.paths import CHECKOUT

PYTHON: Final = CHECKOUT / "build" / "peer" / "bin" / "python"
SCRIPT: Final = Path(__file__).with_name("peer.py")


async def measure_peer(uploads: Iterable[Upload], database_url: str) -> dict[str, Any]:
    """Return what the script says of itself: rows a second, and seconds by step. Raises OSError where it failed."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "files.txt"
        listed.write_text("".join(f"{upload.path}\n" for upload in uploads), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            *(PYTHON, SCRIPT, listed, database_url),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, errors = await process.communicate()
    if process.returncode:
        raise OSError(f"the one-process script failed: {errors.decode()[-1000:]}")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def sentence(peer: dict[str, Any], rows_per_s: float) -> str:
    """Return what the report says of it."""
    return (
        f"One process that reads, links with Splink and loads the same files: {peer['rows_per_s']:,.0f} rows/s"
        f" (read {peer['read_s']} s, link {peer['link_s']} s, load {peer['load_s']} s;"
        f" {peer['processor_us_a_row']} µs a row). Onward: {rows_per_s / peer['rows_per_s']:.2f} of it."
    )
