"""Secrets of webhooks, sealed under a key of their own made of the master key: what signs must be readable again."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.crypto.master_key import derive
from shared.errors import Fatal

_NONCE_BYTES: Final = 12


class SecretSeal:
    """Seals a secret for one webhook and reads it back."""

    def __init__(self, master_key: bytes) -> None:
        self._cipher = AESGCM(derive(master_key, "webhook secrets"))

    def seal(self, secret: str, entry: bytes) -> bytes:
        """Return nonce, ciphertext and tag. `entry`: whose secret it is; no other can be given it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), entry)

    def open(self, sealed: bytes, entry: bytes) -> str:
        """Return the secret. Raises Fatal when it was sealed under another master key, or for somebody else."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], entry).decode()
        except InvalidTag:
            raise Fatal("a webhook's secret is sealed under another master key") from None
