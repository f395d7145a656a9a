"""Erase originals: keep a file as its rows without those of a person, or destroy it, and forget names in file names."""

from uuid import uuid4

from services.ingest.usecases.kept_rows import pack, unpack
from services.ingest.usecases.ports import (
    FileReader,
    FileToClear,
    IngestTables,
    KeptFile,
    NotInVault,
    Vault,
    VaultDamaged,
)
from shared.concurrency.one_by_one import until_none_is_left
from shared.erasure.orders import ErasureOrder
from shared.outbox.unit_of_work import Begin


class ClearOriginals:
    """Carry out orders, a file at a time; what a crash left is done again, and a file is never kept with both keys."""

    def __init__(self, begin: Begin[IngestTables], vault: Vault, reader: FileReader) -> None:
        self._begin = begin
        self._vault = vault
        self._reader = reader

    async def __call__(self) -> int:
        """Return how many orders were carried out. Raises Transient."""
        return await until_none_is_left(self._next)

    async def _next(self) -> bool:
        async with self._begin(self) as work:
            order = await work.tables.erasures.take()
        if order is None:
            return False
        files = 0
        while (file := await self._next_file(order)) is not None:
            await self._clear(order, file)
            files += 1
        async with self._begin(self) as work:
            await work.tables.erasures.done(order, files)
        return True

    async def _next_file(self, order: ErasureOrder) -> FileToClear | None:
        async with self._begin(self) as work:
            return await work.tables.erasures.find_file(order)

    async def _clear(self, order: ErasureOrder, file: FileToClear) -> None:
        kept = KeptFile(file.file_id, file.sealed_key, rows_only=file.rows_only)
        if file.whole:
            kept = KeptFile(file.file_id, None, rows_only=file.rows_only)
        elif file.rows and file.sealed_key is not None:
            kept = await self._without_rows(file, file.sealed_key)
        async with self._begin(self) as work:
            first = await work.tables.erasures.keep(order, file, kept)
        # The key is gone from the database: what it sealed can be removed, or lie there for ever without it.
        if kept.sealed_key != file.sealed_key:
            await self._vault.erase(file.file_id if first else kept.file_id)

    async def _without_rows(self, file: FileToClear, sealed_key: bytes) -> KeptFile:
        """Seal the file anew as its rows, less some, under another name and key; without a key where it cannot be."""
        nothing = KeptFile(file.file_id, None, rows_only=file.rows_only)
        try:
            content = await self._vault.get(file.file_id, sealed_key)
        except (NotInVault, VaultDamaged):
            return nothing
        reading = unpack(content) if file.rows_only else self._reader.read(content, file.file_name)
        packed = pack([one async for one in reading], file.rows)
        if packed is None:
            return nothing
        file_id = uuid4()
        return KeptFile(file_id, await self._vault.put(file_id, packed), rows_only=True)
