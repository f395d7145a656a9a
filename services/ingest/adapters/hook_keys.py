"""The keys of senders, in a file of the operator: a JSON object of name and list of `whsec_…`, two while rotating."""

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from shared.errors import Transient
from shared.vocabulary.collections import ENTITLED_ONLY

_PREFIX: Final = "whsec_"
_KEY_BYTES_MIN: Final = 24
_KEYS_OF_A_SENDER_MAX: Final = 2
_SENDERS_MAX: Final = 20


class HookKeysError(Transient):
    """The file of keys cannot be used until an operator corrects it. The message never shows what is in it."""


class FileHookKeys:
    """The port `HookKeys`: reads the file again when it has changed, so that rotating a key needs no restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._keys: tuple[tuple[str, bytes], ...] = ()
        self._may_send: Mapping[str, frozenset[str]] = {}

    def current(self) -> tuple[tuple[str, bytes], ...]:
        """Return every live key with its sender. Raises HookKeysError when the file is not usable."""
        try:
            state = self._path.stat()
            seen = (state.st_mtime_ns, state.st_size)
            if seen != self._seen:
                text = self._path.read_text(encoding="utf-8")
                self._keys, self._may_send = parse_keys(text), parse_may_send(text)
                self._seen = seen
        except (OSError, UnicodeDecodeError) as error:
            raise HookKeysError(f"the file of hook keys cannot be read: {type(error).__name__}") from None
        return self._keys

    def may_send(self, sender: str) -> frozenset[str]:
        """Return the collections that the sender is expressly entitled to send, as of the last look at the file."""
        return self._may_send.get(sender, frozenset())


def parse_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """Read `{sender: ["whsec_…", …]}` or `{sender: {"keys": […], "may_send": ["ROLL"]}}`. Raises HookKeysError."""
    return tuple(_pairs({sender: entry["keys"] for sender, entry in _entries(text).items()}))


def parse_may_send(text: str) -> Mapping[str, frozenset[str]]:
    """Return by sender the codes of the collections that it is expressly entitled to send. Raises HookKeysError."""
    entitled = {sender: entry.get("may_send", []) for sender, entry in _entries(text).items()}
    if not all(map(_are_entitlements, entitled.values())):
        raise HookKeysError(f"may_send is a list of collections that need it: {', '.join(sorted(ENTITLED_ONLY))}")
    return {sender: frozenset(codes) for sender, codes in entitled.items()}


def _are_entitlements(codes: object) -> bool:
    return isinstance(codes, list) and all(isinstance(code, str) and code in ENTITLED_ONLY for code in codes)


def _entries(text: str) -> dict[str, dict[str, Any]]:
    try:
        content = json.loads(text)
    except ValueError:
        raise HookKeysError("the file of hook keys is not JSON") from None
    if not isinstance(content, dict):
        raise HookKeysError("the file of hook keys must hold an object of senders and lists of keys")
    entries = {name: entry if isinstance(entry, dict) else {"keys": entry} for name, entry in content.items()}
    if not all(isinstance(entry.get("keys"), list) for entry in entries.values()):
        raise HookKeysError("the file of hook keys must hold an object of senders and lists of keys")
    if len(entries) > _SENDERS_MAX or any(len(entry["keys"]) > _KEYS_OF_A_SENDER_MAX for entry in entries.values()):
        raise HookKeysError(f"at most {_SENDERS_MAX} senders with {_KEYS_OF_A_SENDER_MAX} keys each")
    return entries


def _pairs(content: Mapping[str, list[object]]) -> list[tuple[str, bytes]]:
    return [(sender, _key(key)) for sender, keys in content.items() for key in keys]


def _key(text: object) -> bytes:
    if not isinstance(text, str) or not text.startswith(_PREFIX):
        raise HookKeysError("a hook key begins with whsec_")
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise HookKeysError("a hook key is whsec_ and base64") from None
    if len(key) < _KEY_BYTES_MIN:
        raise HookKeysError(f"a hook key has at least {_KEY_BYTES_MIN} bytes")
    return key
