"""Whatever is altered, removed or put elsewhere in the audit is found; what was written is not complained of."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.audit.checking import Head, find_faults
from shared.audit.entries import FIRST, AuditAnchor, AuditEntry

SECRET = bytes(range(32))
NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


@dataclass
class Audit:
    """An audit of two services, as it was written."""

    entries: list[AuditEntry]
    heads: dict[str, Head]
    anchors: list[AuditAnchor]

    def faults(self) -> int:
        ordered = sorted(self.entries, key=lambda one: (one.chain, one.place))
        return len(list(find_faults(ordered, self.heads, self.anchors, SECRET)))


def written(length: int = 12) -> Audit:
    audit = Audit([], {}, [])
    for chain in ("matching", "reporting"):
        before = FIRST
        for place in range(1, length + 1):
            about = f"file {place % 3}" if place % 2 else None
            person = UUID(int=place) if place % 3 else None
            entry = AuditEntry(
                chain, place, NOON + timedelta(microseconds=place), "r.weaver", "read", "timeline", person, about, b""
            )
            entry = replace(entry, hash=entry.hash_after(before))
            before = entry.hash
            audit.entries.append(entry)
            if place % 5 == 0:
                _anchor(audit, entry)
        audit.heads[chain] = (length, before)
    return audit


def _anchor(audit: Audit, entry: AuditEntry) -> None:
    last = audit.anchors[-1] if audit.anchors else None
    anchor = AuditAnchor(len(audit.anchors) + 1, NOON, entry.chain, entry.place, entry.hash)
    audit.anchors.append(replace(anchor, seal=anchor.seal_after(last.seal if last else FIRST, SECRET)))


def _flip_text(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(5))) + text[at + 1 :]


def _flip_bytes(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :]


def _other(value: Any, dice: random.Random) -> Any:
    """Return another value of the same kind, as near to this one as can be."""
    match value:
        case bytes():
            return _flip_bytes(value, dice)
        case str():
            return _flip_text(value, dice)
        case int():
            return value + dice.choice((-1, 1))
        case datetime():
            return value + timedelta(microseconds=dice.choice((-1, 1)))
        case UUID():
            return UUID(int=value.int ^ (1 << dice.randrange(122)))
        case _:
            return dice.choice(("", "x"))


def alter_an_entry(audit: Audit, dice: random.Random) -> None:
    at = dice.randrange(len(audit.entries))
    name = dice.choice(("place", "at", "account", "act", "kind", "about", "hash", "chain"))
    entry = audit.entries[at]
    audit.entries[at] = replace(entry, **{name: _other(getattr(entry, name), dice)})


def alter_a_person(audit: Audit, dice: random.Random) -> None:
    at = dice.randrange(len(audit.entries))
    person = audit.entries[at].person_id
    audit.entries[at] = replace(audit.entries[at], person_id=_other(person, dice) if person else UUID(int=7))


def alter_an_anchor(audit: Audit, dice: random.Random) -> None:
    at = dice.randrange(len(audit.anchors))
    name = dice.choice(("number", "at", "chain", "place", "hash", "seal"))
    anchor = audit.anchors[at]
    audit.anchors[at] = replace(anchor, **{name: _other(getattr(anchor, name), dice)})


def alter_a_head(audit: Audit, dice: random.Random) -> None:
    chain = dice.choice(sorted(audit.heads))
    place, last = audit.heads[chain]
    audit.heads[chain] = dice.choice(((place - 1, last), (place, _flip_bytes(last, dice))))


def remove_an_entry(audit: Audit, dice: random.Random) -> None:
    del audit.entries[dice.randrange(len(audit.entries))]


def remove_and_count_again(audit: Audit, dice: random.Random) -> None:
    """Take one out and move the later ones of its chain up."""
    gone = audit.entries.pop(dice.randrange(len(audit.entries)))
    audit.entries = [
        replace(one, place=one.place - 1) if one.chain == gone.chain and one.place > gone.place else one
        for one in audit.entries
    ]


def put_two_in_each_others_place(audit: Audit, dice: random.Random) -> None:
    chain = dice.choice(("matching", "reporting"))
    first, second = dice.sample([at for at, one in enumerate(audit.entries) if one.chain == chain], 2)
    one, other = audit.entries[first], audit.entries[second]
    audit.entries[first], audit.entries[second] = replace(one, place=other.place), replace(other, place=one.place)


def write_a_chain_anew(audit: Audit, dice: random.Random) -> None:
    """What somebody can do who may change every table, and does not have the key: leave out an early look."""
    chain = dice.choice(("matching", "reporting"))
    mine = [one for one in audit.entries if one.chain == chain and one.place > 1]
    before = FIRST
    anew = []
    for place, one in enumerate(mine, 1):
        entry = replace(one, place=place)
        entry = replace(entry, hash=entry.hash_after(before))
        before = entry.hash
        anew.append(entry)
    audit.entries = [one for one in audit.entries if one.chain != chain] + anew
    audit.heads[chain] = (len(anew), before)


TAMPERINGS: tuple[Callable[[Audit, random.Random], None], ...] = (
    alter_an_entry,
    alter_a_person,
    alter_an_anchor,
    alter_a_head,
    remove_an_entry,
    remove_and_count_again,
    put_two_in_each_others_place,
    write_a_chain_anew,
)


def test_what_was_written_is_not_complained_of() -> None:
    assert written().faults() == 0
    assert Audit([], {}, []).faults() == 0


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_every_tampering_is_found(tamper: Callable[[Audit, random.Random], None]) -> None:
    for seed in range(200):
        audit = written()
        tamper(audit, random.Random(seed))
        assert audit.faults() > 0, seed
