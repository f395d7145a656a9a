"""The master key: 32 random bytes in a file of mode 0600, held outside the database. All other keys depend on it."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import OnwardError

KEY_BYTES = 32


class MasterKeyError(OnwardError):
    """The master key's file is missing or is not a master key."""


def create_master_key(path: Path) -> None:
    """Write a new master key, readable by its owner alone; an existing file is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_master_key(path: Path) -> bytes:
    """Return the 32 bytes of the master key. Raises MasterKeyError; its text never holds what the file held."""
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except OSError as error:
        raise MasterKeyError(f"the master key file cannot be read: {type(error).__name__}") from None
    except (binascii.Error, ValueError):
        raise MasterKeyError("the master key file does not hold base64") from None
    if len(key) != KEY_BYTES:
        raise MasterKeyError("the master key must be 32 bytes, base64")
    return key


def derive(master_key: bytes, purpose: str) -> bytes:
    """Return the 32-byte key for one purpose (HKDF-SHA-256): one reveals nothing about another."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"onward/v1", info=purpose.encode()).derive(master_key)
