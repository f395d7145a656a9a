"""Whether Kafka answers, and lets an account in."""

import asyncio
import socket
from enum import Enum

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed

from shared.kafka.access import KafkaAccess


class SignIn(Enum):
    """What came of an attempt to sign in."""

    WELCOME = "welcome"
    REFUSED = "refused"
    """There is a broker, and it does not know this account or its password."""
    AWAY = "away"


def answers(access: KafkaAccess, *, timeout_s: float = 3.0) -> bool:
    """Return whether a broker at this address lets us in and answers a metadata call."""
    return sign_in(access, timeout_s=timeout_s) is SignIn.WELCOME


def sign_in(access: KafkaAccess, *, timeout_s: float = 3.0) -> SignIn:
    """Try to sign in."""
    if not _listens(access.bootstrap_servers):
        return SignIn.AWAY
    return asyncio.run(_sign_in(access, timeout_s))


def _listens(bootstrap_servers: str) -> bool:
    """Knock first: the client's own attempts at a closed door are slow and loud."""
    for address in bootstrap_servers.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
        except (OSError, ValueError):
            continue
        return True
    return False


async def _sign_in(access: KafkaAccess, timeout_s: float) -> SignIn:
    client = AIOKafkaAdminClient(request_timeout_ms=int(timeout_s * 1000), **access.client_options())
    try:
        async with asyncio.timeout(timeout_s):
            await client.start()
            known = bool((await client.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return SignIn.REFUSED if await _is_refused(access, timeout_s) else SignIn.AWAY
    finally:
        await client.close()
    return SignIn.WELCOME if known else SignIn.AWAY


async def _is_refused(access: KafkaAccess, timeout_s: float) -> bool:
    """Ask for the reason: the client above tells a refusal and an absent broker by one error."""
    options = access.client_options()
    host, _, port = options.pop("bootstrap_servers")[0].strip().rpartition(":")
    try:
        connection = await asyncio.wait_for(create_conn(host, int(port), **options), timeout_s)
    except SaslAuthenticationFailed:
        return True
    except (KafkaError, OSError, TimeoutError):
        return False
    connection.close()
    return False
