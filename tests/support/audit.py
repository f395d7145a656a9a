"""What stands in the audit, as a test asks for it."""

from typing import Any

import asyncpg

Look = tuple[str, Any, str, str | None]


async def looks_noted(admin_url: str, chain: str) -> list[Look]:
    """Return who looked at whom, at what and about what, in the order of a service's chain."""
    connection = await asyncpg.connect(admin_url)
    try:
        rows = await connection.fetch(
            "SELECT account, person_id, kind, about FROM shared.audit_entries WHERE chain = $1 AND act = 'read'"
            " ORDER BY place",
            chain,
        )
    finally:
        await connection.close()
    return [tuple(row) for row in rows]
