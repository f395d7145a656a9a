"""A vault in memory, for tests of use cases."""

from uuid import UUID

from services.ingest.adapters.vault import FileSeal
from services.ingest.usecases.ports import NotInVault


class MemoryVault:
    """Keeps sealed files in a dictionary."""

    def __init__(self, master_key: bytes = bytes(32)) -> None:
        self.files: dict[UUID, bytes] = {}
        self._seal = FileSeal(master_key)

    async def put(self, file_id: UUID, data: bytes) -> bytes:
        self.files[file_id], sealed_key = self._seal.seal(file_id, data)
        return sealed_key

    async def get(self, file_id: UUID, sealed_key: bytes) -> bytes:
        if file_id not in self.files:
            raise NotInVault(str(file_id))
        return self._seal.open(file_id, self.files[file_id], sealed_key)

    async def erase(self, file_id: UUID) -> None:
        self.files.pop(file_id, None)
