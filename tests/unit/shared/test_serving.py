"""Whose word counts for the address that a request came from."""

import pytest
from starlette.types import Receive, Scope, Send

from shared.runtime.http_server import _configuration
from shared.settings import ServiceSettings


async def client_seen(trusted_proxies: str, peer: str) -> str:
    """Send a request that claims to come from elsewhere through the whole stack; return the address it is taken for."""
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    config = _configuration(app, "127.0.0.1", 0, trusted_proxies)
    config.load()
    scope = {"type": "http", "headers": [(b"x-forwarded-for", b"192.0.2.7")], "client": (peer, 1), "scheme": "http"}
    await config.loaded_app(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        ("", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "192.0.2.7"),
        ("10.0.0.0/8,127.0.0.1", "10.1.2.3", "192.0.2.7"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
    ],
)
async def test_a_forwarded_address_is_believed_of_trusted_proxies_alone(trusted: str, peer: str, seen: str) -> None:
    assert await client_seen(trusted, peer) == seen


def test_no_proxy_is_trusted_unless_one_is_named() -> None:
    assert ServiceSettings().trusted_proxies == ""
