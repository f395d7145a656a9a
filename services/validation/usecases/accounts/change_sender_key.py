"""Keys with which senders sign what they send through the hook: made, exchanged with an overlap, ended."""

import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

from services.validation.usecases.accounts.ports import AccountChange, NewSenderKey, OpenSenderKeys, SenderKeyStore
from shared.crypto.sender_keys import KEY_PREFIX, SenderKeySeal, fingerprint_of
from shared.vocabulary.collections import ENTITLED_ONLY

LIVING_MAX: Final = 2
"""Keys of one sender that are taken at the same time."""
OVERLAP_DAYS_MAX: Final = 90
_KEY_BYTES: Final = 32
_SENDER: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class MakeKey:
    """Make the first key of a sender."""

    sender: str
    may_send: frozenset[str] = frozenset()
    """Collections of the authority's own that it may send (`ENTITLED_ONLY`)."""


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    """Make a sender a new key; the old one is taken for so many days more. 0: from now on no more."""

    sender: str
    overlap_days: int


@dataclass(frozen=True, slots=True)
class EndKey:
    """Take nothing any more that this key signed."""

    key_id: UUID


KeyOrder = MakeKey | ExchangeKey | EndKey
KeyRefusal = Literal["sender", "collections", "has a key", "no key", "two live", "days", "so already"]
"""sender, collections, days: they are none, or make no sense. two live: an exchange is under way: end one first."""


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """It is done. `key`: what the sender signs with, to be shown once and never again."""

    sender: str
    key: str | None = field(default=None, repr=False)


class ChangeSenderKey:
    """Carry one order out, with its line in the record of changes."""

    def __init__(self, open_keys: OpenSenderKeys, seal: SenderKeySeal, wall: Callable[[], datetime]) -> None:
        self._open = open_keys
        self._seal = seal
        self._wall = wall

    async def __call__(self, order: KeyOrder, by: str) -> KeyChanged | KeyRefusal:
        """Do it, or return why not. `by`: the account that orders it. Raises Transient."""
        async with self._open() as store:
            if isinstance(order, EndKey):
                return await self._end(store, order, by)
            await store.lock(order.sender)
            if isinstance(order, MakeKey):
                return await self._make(store, order, by)
            return await self._exchange(store, order, by)

    async def _make(self, store: SenderKeyStore, order: MakeKey, by: str) -> KeyChanged | KeyRefusal:
        now = self._wall()
        if not _SENDER.fullmatch(order.sender):
            return "sender"
        if not order.may_send <= ENTITLED_ONLY:
            return "collections"
        if await store.living(order.sender, now):
            return "has a key"
        return (await self._keep(store, order.sender, order.may_send, "key made", by, now))[1]

    async def _exchange(self, store: SenderKeyStore, order: ExchangeKey, by: str) -> KeyChanged | KeyRefusal:
        now = self._wall()
        if not 0 <= order.overlap_days <= OVERLAP_DAYS_MAX:
            return "days"
        may_send = await store.may_send(order.sender, now)
        if may_send is None:
            return "no key"
        if await store.living(order.sender, now) >= LIVING_MAX:
            return "two live"
        act = f"key exchanged, the old one taken for {order.overlap_days} days more"
        key_id, made = await self._keep(store, order.sender, may_send, act, by, now)
        await store.end_others(order.sender, key_id, now + timedelta(days=order.overlap_days))
        return made

    async def _end(self, store: SenderKeyStore, order: EndKey, by: str) -> KeyChanged | KeyRefusal:
        now = self._wall()
        sender = await store.end(order.key_id, now)
        if sender is None:
            return "so already"
        await store.note(AccountChange("key ended", sender, by, now))
        return KeyChanged(sender)

    async def _keep(
        self, store: SenderKeyStore, sender: str, may_send: frozenset[str], act: str, by: str, now: datetime
    ) -> tuple[UUID, KeyChanged]:
        key_id, key = uuid4(), secrets.token_bytes(_KEY_BYTES)
        sealed, fingerprint = self._seal.seal(key_id, key), fingerprint_of(key)
        await store.keep(NewSenderKey(key_id, sender, sealed, fingerprint, may_send, by, now))
        await store.note(AccountChange(act, sender, by, now, fingerprint))
        return key_id, KeyChanged(sender, KEY_PREFIX + base64.b64encode(key).decode("ascii"))
