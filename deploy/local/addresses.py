"""The one file that tests and tools read: `.onward/addresses.json`, mode 0600, written whole or not at all."""

import secrets
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local.places import Places
from deploy.local.servers import Servers
from deploy.local.state import read_json, write_json, write_private

SERVICES = ("ingest", "validation", "matching", "reporting")
KEY_BYTES = 32


def service_passwords(places: Places) -> dict[str, str]:
    """Return the database password of each service, made at the first call and kept."""
    kept = read_json(places.secrets)
    missing = [name for name in SERVICES if not kept.get(f"database_{name}")]
    if missing:
        kept |= {f"database_{name}": secrets.token_urlsafe(24) for name in missing}
        write_json(places.secrets, kept)
    return {name: str(kept[f"database_{name}"]) for name in SERVICES}


def service_url(admin_url: str, service: str, password: str) -> str:
    """Return the database address with which a service signs in under its own role."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"onward_{service}:{quote(password, safe='')}@{host}"))


def ensure_master_key(places: Places) -> None:
    """Make the master key, 32 random bytes in hexadecimal, at the first call."""
    if not places.master_key.exists() or places.master_key.stat().st_size < KEY_BYTES:
        write_private(places.master_key, secrets.token_hex(KEY_BYTES) + "\n")


def write_servers(places: Places, servers: Servers) -> dict[str, Any]:
    """Write where the two servers are, keeping what else the file says, and return the whole content."""
    passwords = service_passwords(places)
    content = {"services": {}, "sign_in": [], "environment": {}} | read_json(places.addresses)
    content["kafka"] = {"bootstrap_servers": servers.bootstrap_servers, "pid": servers.kafka_pid}
    content["postgres"] = {
        "admin_url": servers.admin_url,
        "pid": servers.postgres_pid,
        "service_urls": {name: service_url(servers.admin_url, name, passwords[name]) for name in SERVICES},
    }
    write_json(places.addresses, content)
    return content
