"""Which passwords may be chosen: long ones that nobody would try first. No rule asks for kinds of characters.

Source: OWASP ASVS 5.0, V6.2: at least 12 characters here, up to 200, any of them, compared with known ones.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from shared.web.accounts.passwords import LENGTH_MAX

PASSWORD_LENGTH_MIN: Final = 12
_FILE_BYTES_MAX: Final = 64 * 1024 * 1024
_DIFFERENT_MIN: Final = 5
_SHA1_LENGTH: Final = 40
_OWN_WORDS: Final = ("onward", "password")
"""A password that is made of one of these and little else is among the first to be tried."""

PasswordProblem = Literal["short", "long", "guessable", "known"]
"""guessable: of few different characters, or little more than the account's name or a word of ours. known: it stands
in the list of passwords that are known from elsewhere."""


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """The rules, with the list of passwords that are known from elsewhere."""

    known: frozenset[bytes] = field(default=frozenset(), repr=False)
    """SHA-1 of each; of lower-case ones, so that a capital letter makes none new."""

    def problem(self, password: str, *, name: str) -> PasswordProblem | None:
        """Return what is wrong with a new password of this account; None: nothing is."""
        if len(password) < PASSWORD_LENGTH_MIN:
            return "short"
        if len(password) > LENGTH_MAX:
            return "long"
        if len(set(password.casefold())) < _DIFFERENT_MIN or _rest(password, name) < PASSWORD_LENGTH_MIN // 2:
            return "guessable"
        return "known" if {_sha1(password), _sha1(password.lower())} & self.known else None


def read_known_passwords(path: Path | None) -> PasswordRules:
    """Return the rules with the list of a file: a password a line, or its SHA-1, with or without `:count` after it.

    Raises OSError when it cannot be read, ValueError when it is larger than 64 MB.
    """
    if path is None:
        return PasswordRules()
    if path.stat().st_size > _FILE_BYTES_MAX:
        raise ValueError("the list of known passwords is larger than 64 MB")
    with path.open(encoding="utf-8", errors="replace") as lines:
        return PasswordRules(frozenset(_entry(line.rstrip("\r\n")) for line in lines if line.strip()))


def _entry(line: str) -> bytes:
    head = line.split(":", 1)[0]
    if len(head) == _SHA1_LENGTH:
        try:
            return bytes.fromhex(head)
        except ValueError:
            pass
    return _sha1(line)


def _rest(password: str, name: str) -> int:
    """Return how many characters are left when the account's name and words of ours are taken out."""
    rest = password.casefold()
    for word in (name.casefold(), name.casefold().split("@")[0], *_OWN_WORDS):
        if len(word) > 3:
            rest = rest.replace(word, "")
    return len(rest)


def _sha1(text: str) -> bytes:
    return hashlib.sha1(text.encode(), usedforsecurity=False).digest()
