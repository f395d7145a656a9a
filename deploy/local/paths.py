"""Paths of the local stack's files and folders."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class StackPaths:
    """The paths of one stack; `root` is `.onward/` of a checkout."""

    root: Path

    @property
    def lock(self) -> Path:
        """Return the file whose lock is held while the stack is changed."""
        return self.root / "lock"

    @property
    def state(self) -> Path:
        """Return the file that remembers ports, process ids and folders."""
        return self.root / "state.json"

    @property
    def secrets(self) -> Path:
        """Return the file of generated passwords (mode 0600)."""
        return self.root / "secrets.json"

    @property
    def hook_keys(self) -> Path:
        """Return the file of the keys that senders sign uploads with (mode 0600)."""
        return self.root / "hook_keys.json"

    @property
    def addresses(self) -> Path:
        """Return the file that tests and tools read (mode 0600)."""
        return self.root / "addresses.json"

    @property
    def jars(self) -> Path:
        """Return the folder of Kafka's jars."""
        return self.root / "jars"

    @property
    def kafka(self) -> Path:
        """Return the broker's folder: its settings and its data."""
        return self.root / "kafka"

    @property
    def kafka_passwords(self) -> Path:
        """Return the folder with the password of each of Kafka's accounts (mode 0700)."""
        return self.root / "kafka-passwords"

    @property
    def kafka_certificates(self) -> Path:
        """Return the folder of the broker's certificate and of the authority that vouches for it (mode 0700)."""
        return self.root / "kafka-certificates"

    @property
    def postgres(self) -> Path:
        """Return the usual folder of the database server."""
        return self.root / "postgres"

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.root / "logs"

    @property
    def vault(self) -> Path:
        """Return the folder of sealed originals."""
        return self.root / "vault"

    @property
    def erasures(self) -> Path:
        """Return the list of what was erased, which a restore erases again."""
        return self.root / "erasures.jsonl"

    @property
    def watched(self) -> Path:
        """Return the folder that ingest looks into for files with a side-car record."""
        return self.root / "watched"

    @property
    def master_key(self) -> Path:
        """Return the file of the master key (mode 0600)."""
        return self.root / "master.key"

    @property
    def establishments(self) -> Path:
        """Return the register of establishments that the services read."""
        return self.root / "establishments.csv"

    @property
    def desired(self) -> Path:
        """Return the file from which the supervisor reads what should run."""
        return self.root / "desired.json"

    @property
    def running(self) -> Path:
        """Return the file in which the supervisor records what runs."""
        return self.root / "running.json"

    @property
    def outside(self) -> Path:
        """Return the folder used when an unprivileged account cannot reach the checkout."""
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return Path("/var/lib/onward") / name

    def prepare(self) -> None:
        """Make the folder. Others may pass through it, as PostgreSQL's account must, but not list it."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for folder in (self.logs, self.vault, self.watched):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)


def here() -> StackPaths:
    """Return the stack of this checkout, or the one that ONWARD_STATE_DIR names."""
    return StackPaths(Path(os.environ.get("ONWARD_STATE_DIR") or CHECKOUT / ".onward").resolve())
