"""The keys with which senders sign, sealed under the master key; and what may be shown of one."""

import hashlib
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.crypto.master_key import derive

KEY_PREFIX: Final = "whsec_"
"""What a key begins with where people see it (Standard Webhooks)."""
_NONCE_BYTES: Final = 12
_FINGERPRINT_LENGTH: Final = 12


class SenderKeySeal:
    """Seals and unseals under a key of its own that the master key gives."""

    def __init__(self, master_key: bytes) -> None:
        self._cipher = AESGCM(derive(master_key, "sender keys"))

    def seal(self, key_id: UUID, key: bytes) -> bytes:
        """Return nonce + ciphertext + tag; it can be unsealed as the key with this id alone."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, key_id.bytes)

    def unseal(self, key_id: UUID, sealed: bytes) -> bytes | None:
        """Return the key; None where it was sealed under another master key, or as another."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.bytes)
        except (InvalidTag, ValueError):
            return None


def fingerprint_of(key: bytes) -> str:
    """Return what tells one key from another on pages and in records: the beginning of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:_FINGERPRINT_LENGTH]
