"""The one file that tests and tools read: `.onward/addresses.json`, mode 0600, written whole or not at all."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local.paths import StackPaths
from deploy.local.servers.lifecycle import Servers
from deploy.local.state.files import locked, read_json, write_json

EMPTY: dict[str, Any] = {"kafka": {}, "postgres": {}, "services": {}, "sign_in": [], "environment": {}}


def read(paths: StackPaths) -> dict[str, Any]:
    """Return the content of the file, with every section present."""
    return EMPTY | read_json(paths.addresses)


def update(paths: StackPaths, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Change the file's content in place, one writer at a time, and return it."""
    with locked(paths.root / "addresses.lock"):
        content = read(paths)
        change(content)
        write_json(paths.addresses, content)
    return content


def write_servers(paths: StackPaths, servers: Servers, passwords: dict[str, str]) -> dict[str, Any]:
    """Write where the two servers are, and each service's own way into the database."""

    def change(content: dict[str, Any]) -> None:
        content["kafka"] = servers.kafka.as_json() | {"pid": servers.kafka_pid}
        content["postgres"] = {
            "admin_url": servers.admin_url,
            "pid": servers.postgres_pid,
            "service_urls": {name: service_url(servers.admin_url, name, secret) for name, secret in passwords.items()},
        }

    return update(paths, change)


def service_url(admin_url: str, service: str, password: str) -> str:
    """Return the database address with which a service signs in under its own role."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"onward_{service}:{quote(password, safe='')}@{host}"))
