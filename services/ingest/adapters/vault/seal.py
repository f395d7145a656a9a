"""How a file is sealed: a key of its own, wrapped by the master key and bound to the file's id."""

import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.ingest.usecases.vault import VaultDamaged
from shared.crypto.master_key import KEY_BYTES, derive

_VERSION: Final = b"OV1"
_NONCE_BYTES: Final = 12


class FileSeal:
    """Seals files and opens them again."""

    def __init__(self, master_key: bytes) -> None:
        self._wrapper = AESGCM(derive(master_key, "vault"))

    def seal(self, file_id: UUID, data: bytes) -> tuple[bytes, bytes]:
        """Return the sealed file and its sealed key."""
        key = secrets.token_bytes(KEY_BYTES)
        return _VERSION + _encrypt(AESGCM(key), data, file_id), _encrypt(self._wrapper, key, file_id)

    def open(self, file_id: UUID, sealed: bytes, sealed_key: bytes) -> bytes:
        """Return the file. Raises VaultDamaged when file, key and id do not belong together."""
        if sealed[: len(_VERSION)] != _VERSION:
            raise VaultDamaged(f"{file_id}: not a sealed file")
        key = _decrypt(self._wrapper, sealed_key, file_id)
        return _decrypt(AESGCM(key), sealed[len(_VERSION) :], file_id)


def _encrypt(cipher: AESGCM, data: bytes, file_id: UUID) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, data, file_id.bytes)


def _decrypt(cipher: AESGCM, sealed: bytes, file_id: UUID) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], file_id.bytes)
    except (InvalidTag, ValueError):
        raise VaultDamaged(f"{file_id}: the seal does not open") from None
