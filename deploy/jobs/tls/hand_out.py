"""Put each server's certificate where its container alone finds it (deploy/docker/tls.yml): `… GIVEN ROOT ADDRESS...`.

GIVEN: a folder with the authority's own, `kafka.pem`, `postgres.pem`, `proxy.pem` (each key and chain) and
`authority.pem` (of whoever signed them). For what is missing there, certificates of a trial authority are made, whose
key stays in ROOT. ADDRESS: where browsers reach the pages, and consumers Kafka: an https address, or host and port.
Runs as root: the folders belong to the accounts of different images.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from deploy.jobs.tls.certificates import AUTHORITY, BROKER, ensure
from deploy.jobs.whole_files import write_whole

TRIAL: Final = "trial"
"""The folder of the authority that signs what was not given."""
TRUST: Final = "trust"
"""The folder of what clients check servers by."""
SERVER: Final = "server.pem"


class Holder(NamedTuple):
    """A server, and how its image wants its certificate."""

    name: str
    """Its folder, its name inside, and that of the file in GIVEN."""
    user: int
    """The number of the account that its image runs under."""
    file: str
    outside: bool
    """Whether others than our own services call it."""


HOLDERS: Final = (
    Holder("kafka", 1000, BROKER, outside=True),
    Holder("postgres", 999, SERVER, outside=False),
    Holder("proxy", 101, SERVER, outside=True),
)


def hand_out(given: Path, root: Path, addresses: Sequence[str]) -> None:
    """Fill `root`: a folder for each server, and `trust`. Raises OSError, or ValueError for what is no address."""
    hosts = [_host(address) for address in addresses]
    for holder in HOLDERS:
        content = _certificate(given, root / TRIAL, holder, hosts)
        _put(root / holder.name, holder.file, content, holder.user)
    known = [path.read_bytes() for path in (given / AUTHORITY, root / TRIAL / AUTHORITY) if path.exists()]
    trusted = b"\n".join(known)
    (root / TRUST).mkdir(parents=True, exist_ok=True)
    for folder in (TRUST, *(holder.name for holder in HOLDERS)):
        write_whole(root / folder / AUTHORITY, trusted, mode=0o644)
    (root / TRUST).chmod(0o755)


def _certificate(given: Path, trial: Path, holder: Holder, hosts: Sequence[str]) -> bytes:
    own = given / f"{holder.name}.pem"
    if own.exists():
        return own.read_bytes()
    names = [holder.name, *(("localhost", *hosts) if holder.outside else ())]
    ensure(trial, list(dict.fromkeys(names)), file=own.name)
    return (trial / own.name).read_bytes()


def _host(address: str) -> str:
    host = urlsplit(address if "://" in address else f"//{address}").hostname
    if host is None:
        raise ValueError(f"{address} names no host")
    return host


def _put(folder: Path, file: str, content: bytes, user: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / file, content, mode=0o600)
    if os.geteuid() == 0:
        for path in (folder, folder / file):
            os.chown(path, user, user)
    folder.chmod(0o700)


if __name__ == "__main__":
    hand_out(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
