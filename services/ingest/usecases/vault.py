"""What a vault does, wherever it keeps things."""

from typing import Protocol
from uuid import UUID

from shared.errors import OnwardError

VAULT_BYTES_MAX = 64 * 1024 * 1024


class NotInVault(OnwardError):  # noqa: N818
    """There is no such file, or it was erased."""


class VaultDamaged(OnwardError):  # noqa: N818
    """The file does not open under its key: it, or the key, was changed."""


class Vault(Protocol):
    """Keeps originals for ever, unopened. The caller keeps each file's sealed key in its own database."""

    async def put(self, file_id: UUID, data: bytes) -> bytes:
        """Keep a file durably before returning, and return its sealed key. Putting an id again replaces the file.

        Raises Transient when there is no room or the store is away.
        """
        ...

    async def get(self, file_id: UUID, sealed_key: bytes) -> bytes:
        """Return a file. Raises NotInVault, VaultDamaged or Transient."""
        ...

    async def erase(self, file_id: UUID) -> None:
        """Remove a file; one that is not there is fine. Deleting its sealed key erases all copies, backups too."""
        ...
