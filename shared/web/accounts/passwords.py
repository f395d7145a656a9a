"""Password hashes: scrypt with a salt of their own, in a form that names its parameters so that they can grow."""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from typing import Final

_N: Final = 2**15
_R: Final = 8
_P: Final = 3
_MEMORY_BYTES: Final = 64 * 1024 * 1024
LENGTH_MAX: Final = 200
"""Longest password that is looked at: hashing must not be made costly from outside."""


def hash_password(password: str) -> str:
    """Return the hash to store, for example `scrypt$32768$8$3$<salt>$<key>`. Takes about 0.2 s and 32 MiB."""
    salt = os.urandom(16)
    key = _scrypt(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${b64encode(salt).decode()}${b64encode(key).decode()}"


def password_matches(password: str, stored: str) -> bool:
    """Say whether the password gives this hash, in constant time over the keys."""
    if len(password) > LENGTH_MAX:
        return False
    _, n, r, p, salt, key = stored.split("$")
    return hmac.compare_digest(_scrypt(password, b64decode(salt), int(n), int(r), int(p)), b64decode(key))


def sha256_of(text: str) -> bytes:
    """Return the hash under which a secret or a key is kept."""
    return hashlib.sha256(text.encode()).digest()


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_BYTES, dklen=32)
