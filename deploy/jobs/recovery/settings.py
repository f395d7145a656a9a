"""What an operator may change about backing up and restoring."""

from pathlib import Path

from shared.settings import ServiceSettings


class RecoverySettings(ServiceSettings):
    """Read by the two jobs. DATABASE_URL is the administrator's here."""

    hook_keys_file: Path = Path(".onward/hook_keys.json")
    """The keys that senders sign with; kept where the master key is kept."""
    postgres_programs: Path | None = None
    """The folder that holds `pg_dump`, `pg_restore` and `psql`, of the server's version or newer. None: those of the
    package that the local stack uses."""
