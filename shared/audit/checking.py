"""Finding what was altered, removed or put elsewhere in the audit."""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.audit.entries import FIRST, AuditAnchor, AuditEntry

Head = tuple[int, bytes]
"""Place and hash of the last entry of a chain."""


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Something that is not as it was written."""

    chain: str
    place: int
    what: str


def find_faults(
    entries: Iterable[AuditEntry], heads: Mapping[str, Head], anchors: Sequence[AuditAnchor], secret: bytes
) -> Iterator[AuditFault]:
    """Yield what is wrong, none when all is as it was written. `entries`: by chain and place; `anchors`: by number."""
    yield from _faults_of_anchors(anchors, secret)
    anchored: dict[str, dict[int, bytes]] = defaultdict(dict)
    for anchor in anchors:
        anchored[anchor.chain][anchor.place] = anchor.hash
    last: dict[str, Head] = {}
    for entry in entries:
        place, before = last.get(entry.chain, (0, FIRST))
        if entry.place != place + 1:
            yield AuditFault(entry.chain, place + 1, "is missing, or stands elsewhere")
        elif not hmac.compare_digest(entry.hash_after(before), entry.hash):
            yield AuditFault(entry.chain, entry.place, "is not as it was written")
        if anchored[entry.chain].pop(entry.place, entry.hash) != entry.hash:
            yield AuditFault(entry.chain, entry.place, "is not what was anchored")
        last[entry.chain] = (entry.place, entry.hash)
    for chain, left in anchored.items():
        yield from (AuditFault(chain, place, "was anchored and is missing") for place in sorted(left))
    for chain in sorted(heads.keys() | last.keys()):
        if heads.get(chain, (0, FIRST)) != last.get(chain, (0, FIRST)):
            yield AuditFault(chain, last.get(chain, (0, FIRST))[0], "is not where the chain ended")


def _faults_of_anchors(anchors: Sequence[AuditAnchor], secret: bytes) -> Iterator[AuditFault]:
    seal = FIRST
    for number, anchor in enumerate(anchors, 1):
        if anchor.number != number or not hmac.compare_digest(anchor.seal_after(seal, secret), anchor.seal):
            yield AuditFault(anchor.chain, anchor.place, f"anchor {anchor.number} is not as it was sealed")
        seal = anchor.seal
