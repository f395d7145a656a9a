"""A vault in a folder of the machine, for one host; names are ids, so the folder itself reveals nothing."""

import asyncio
import contextlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.ingest.usecases.ports import VAULT_BYTES_MAX, NotInVault, VaultDamaged
from shared.crypto.master_key import KEY_BYTES, derive
from shared.errors import Transient
from shared.observability.measures import Measures

_VERSION: Final = b"OV1"
_NONCE_BYTES: Final = 12


class FileSeal:
    """Seals files and opens them again."""

    def __init__(self, master_key: bytes) -> None:
        self._key_cipher = AESGCM(derive(master_key, "vault"))

    def seal(self, file_id: UUID, data: bytes) -> tuple[bytes, bytes]:
        """Return the sealed file and its sealed key."""
        key = secrets.token_bytes(KEY_BYTES)
        return _VERSION + _encrypt(AESGCM(key), data, file_id), _encrypt(self._key_cipher, key, file_id)

    def open(self, file_id: UUID, sealed: bytes, sealed_key: bytes) -> bytes:
        """Return the file. Raises VaultDamaged when file, key and id do not belong together."""
        if sealed[: len(_VERSION)] != _VERSION:
            raise VaultDamaged(f"{file_id}: not a sealed file")
        key = _decrypt(self._key_cipher, sealed_key, file_id)
        return _decrypt(AESGCM(key), sealed[len(_VERSION) :], file_id)


def _encrypt(cipher: AESGCM, data: bytes, file_id: UUID) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, data, file_id.bytes)


def _decrypt(cipher: AESGCM, sealed: bytes, file_id: UUID) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], file_id.bytes)
    except (InvalidTag, ValueError):
        raise VaultDamaged(f"{file_id}: the seal does not open") from None


class FolderVault:
    """Keeps each file at `<folder>/<first two digits>/<id>`, mode 0600, written whole or not at all."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._seal = FileSeal(master_key)

    async def put(self, file_id: UUID, data: bytes) -> bytes:
        if len(data) > VAULT_BYTES_MAX:
            raise ValueError(f"a vault file holds at most {VAULT_BYTES_MAX} bytes")
        try:
            return await asyncio.to_thread(self._put, file_id, data)
        except OSError as error:
            raise Transient(f"vault {type(error).__name__} {error.errno}") from error

    async def get(self, file_id: UUID, sealed_key: bytes) -> bytes:
        try:
            return await asyncio.to_thread(self._get, file_id, sealed_key)
        except FileNotFoundError:
            raise NotInVault(str(file_id)) from None
        except OSError as error:
            raise Transient(f"vault {type(error).__name__} {error.errno}") from error

    async def erase(self, file_id: UUID) -> None:
        try:
            await asyncio.to_thread(self._erase, file_id)
        except OSError as error:
            raise Transient(f"vault {type(error).__name__} {error.errno}") from error

    def _put(self, file_id: UUID, data: bytes) -> bytes:
        sealed, sealed_key = self._seal.seal(file_id, data)
        path = self._path(file_id)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(path.parent.parent)
        temporary = path.with_name(f".{file_id}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return sealed_key

    def _get(self, file_id: UUID, sealed_key: bytes) -> bytes:
        with self._path(file_id).open("rb") as file:
            sealed = file.read(VAULT_BYTES_MAX + 1024)
            if file.read(1):
                raise VaultDamaged(f"{file_id}: longer than anything that was kept")
        return self._seal.open(file_id, sealed, sealed_key)

    def _erase(self, file_id: UUID) -> None:
        path = self._path(file_id)
        path.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            _sync_folder(path.parent)

    def _path(self, file_id: UUID) -> Path:
        name = str(file_id)
        return self._folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class VaultDisk:
    """Shows how much room there is where the originals lie."""

    def __init__(self, folder: Path, measures: Measures) -> None:
        self._folder = folder
        self._measures = measures

    async def __call__(self) -> None:
        """Look once. Raises Transient when the folder cannot be reached."""
        try:
            disk = await asyncio.to_thread(shutil.disk_usage, self._folder)
        except OSError as error:
            raise Transient(f"vault {type(error).__name__}") from None
        self._measures.gauge("onward_vault_free_bytes", disk.free)
        self._measures.gauge("onward_vault_size_bytes", disk.total)
