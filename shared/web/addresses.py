"""Where the pages of each service are: a port each of one host locally, a path each of one host in production."""

from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

ServiceName = Literal["ingest", "validation", "matching", "reporting"]
"""The services that have pages."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The base address of each service that has pages; each may hold a path."""

    ingest: str
    matching: str
    reporting: str
    validation: str = ""

    def of(self, service: ServiceName) -> str:
        """Return the base address of a service without a trailing slash."""
        address: str = getattr(self, service)
        return address.rstrip("/")

    def link(self, service: ServiceName, path: str, *, seen_from: ServiceName) -> str:
        """Return the address of a page: a bare path within a service, so that the host name in use is kept."""
        base = self.of(service)
        return f"{urlsplit(base).path if service == seen_from else base}{path}"

    def other_origins(self, service: ServiceName) -> tuple[str, ...]:
        """Return the origins of the other services, where a form may lead by a redirect."""
        origins = {_origin(self.of(name)) for name in get_args(ServiceName)}
        return tuple(sorted(origins - {_origin(self.of(service)), ""}))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
