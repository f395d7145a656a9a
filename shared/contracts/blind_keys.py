"""Blind keys: a refused or waiting row can be recognised again without anybody reading who it is about."""

import hashlib
import hmac
from datetime import date
from typing import Final

from shared.contracts.records import PersonDetails

_KIND_UPN: Final = b"upn"
_KIND_ULN: Final = b"uln"
_KIND_NAME: Final = b"name"


def blind_keys(
    secret: bytes,
    *,
    upn: str | None = None,
    uln: str | None = None,
    surname: str | None = None,
    forename: str | None = None,
    born_on: date | None = None,
) -> tuple[int, ...]:
    """Return one signed 64-bit key for each identifier given: HMAC-SHA-256 under the secret, cut to 8 bytes.

    The name key needs surname, forename and birth date; letters only, case folded.
    """
    keys = []
    if upn:
        keys.append(_key(secret, _KIND_UPN, upn))
    if uln:
        keys.append(_key(secret, _KIND_ULN, uln))
    if surname and forename and born_on:
        keys.append(_key(secret, _KIND_NAME, f"{_letters(surname)}|{_letters(forename)}|{born_on.isoformat()}"))
    return tuple(keys)


def keys_of(secret: bytes, person: PersonDetails) -> tuple[int, ...]:
    """Return the blind keys of a clean record's person."""
    return blind_keys(
        secret,
        upn=person.upn,
        uln=person.uln,
        surname=person.surname,
        forename=person.forename,
        born_on=person.born_on,
    )


def _key(secret: bytes, kind: bytes, value: str) -> int:
    digest = hmac.digest(secret, kind + b"\x00" + value.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big", signed=True)


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalpha())
