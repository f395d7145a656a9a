"""Free ports on loopback."""

import random
import socket
from collections.abc import Collection
from pathlib import Path

from deploy.local.errors import StackError

LOOPBACK = "127.0.0.1"
_LOWEST = 15_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def is_free(port: int) -> bool:
    """Return whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(remembered: int | None = None, taken: Collection[int] = ()) -> int:
    """Return the remembered port when it is still free, else another free one.

    Ports are drawn below the range that outgoing connections use: a port of that range may be taken by any client
    while our server restarts.
    """
    if remembered and remembered not in taken and is_free(remembered):
        return remembered
    highest = _first_ephemeral() - 1
    for _ in range(500):
        port = random.randint(_LOWEST, highest)  # noqa: S311 - not a secret
        if port not in taken and is_free(port):
            return port
    raise StackError("No free loopback port was found; stop some servers and try again.")


def _first_ephemeral() -> int:
    try:
        first = int(_EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768
    return first if first > _LOWEST + 1000 else 32_768
