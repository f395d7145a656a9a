"""Anchors: where each chain of the audit stands, sealed again and again under a key that the database does not hold.

Whoever can change the database itself can compute a chain anew; up to its last anchor only with the master key, too.
"""

from datetime import UTC, datetime
from typing import Final

from shared.audit.entries import FIRST, AuditAnchor
from shared.persistence.pool import Pool, transaction

EVERY_S: Final = 60.0
_LOCK: Final = 0x0A11_A0D1
_WAIT: Final = "SELECT pg_advisory_xact_lock($1)"
_MOVED: Final = """
SELECT h.chain, h.place, h.hash FROM shared.audit_heads h
WHERE h.place > coalesce((SELECT a.place FROM shared.audit_anchors a WHERE a.chain = h.chain
                          ORDER BY a.number DESC LIMIT 1), 0)
ORDER BY h.chain
"""
_LAST: Final = "SELECT number, seal FROM shared.audit_anchors ORDER BY number DESC LIMIT 1"
_ADD: Final = """
INSERT INTO shared.audit_anchors (number, at, chain, place, hash, seal) VALUES ($1, $2, $3, $4, $5, $6)
"""


class AnchorAudit:
    """Seals where the chains stand that have grown. Any service does it, for all; one at a time."""

    def __init__(self, pool: Pool, secret: bytes) -> None:
        self._pool = pool
        self._secret = secret

    async def __call__(self) -> int:
        """Add an anchor for each chain that has grown since its last; return how many. Raises Transient."""
        async with transaction(self._pool) as connection:
            await connection.execute(_WAIT, _LOCK)
            moved = await connection.fetch(_MOVED)
            last = await connection.fetchrow(_LAST) if moved else None
            number, seal = (last["number"], last["seal"]) if last else (0, FIRST)
            for row in moved:
                number += 1
                anchor = AuditAnchor(number, datetime.now(UTC), row["chain"], row["place"], row["hash"])
                seal = anchor.seal_after(seal, self._secret)
                await connection.execute(_ADD, number, anchor.at, anchor.chain, anchor.place, anchor.hash, seal)
            return len(moved)
