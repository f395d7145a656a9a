"""Entries of the audit, and the hash that covers each together with the one before."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

Act = Literal["read", "write"]
FIRST: Final = b""
"""What stands for the hash before the first entry of a chain, and for the seal before the first anchor."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what about whom, when, by the wall clock."""

    chain: str
    """The service that noted it; `shared` for what the administrator's role does to accounts and messages."""
    place: int
    at: datetime
    account: str
    act: Act
    kind: str
    person_id: UUID | None
    about: str | None
    """An id or a code of what it was about; never words."""
    hash: bytes

    def hash_after(self, before: bytes) -> bytes:
        """Return the hash that this entry has in its chain when the one before it has that hash."""
        return hashlib.sha256(before + _text(self.chain, self.place, self.at, *self._rest()).encode()).digest()

    def _rest(self) -> tuple[object, ...]:
        return self.account, self.act, self.kind, self.person_id, self.about


@dataclass(frozen=True, slots=True)
class AuditAnchor:
    """Where a chain stood at a moment, sealed together with the anchor before."""

    number: int
    at: datetime
    chain: str
    place: int
    hash: bytes
    seal: bytes = FIRST

    def seal_after(self, before: bytes, secret: bytes) -> bytes:
        """Return the seal (HMAC-SHA-256) of this anchor when the one before it has that seal."""
        return hmac.digest(
            secret, before + _text(self.number, self.at, self.chain, self.place).encode() + self.hash, "sha256"
        )


def _text(*fields: object) -> str:
    """Return the fields as one text, each with its length in bytes before it; migrations have the same in SQL."""
    return "".join(_field(field) for field in fields)


def _field(value: object) -> str:
    if value is None:
        return "-"
    text = str((value - _EPOCH) // timedelta(microseconds=1)) if isinstance(value, datetime) else str(value)
    return f"{len(text.encode())}:{text}"
