"""The audit of who is given status changes with codes in full, and by whom."""

from typing import Final, Literal

from deploy.jobs.privacy.callers import caller_of_environment, sign_in
from shared.persistence.pool import close_pool, open_pool, transaction
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Permission

Act = Literal["given", "given anew", "taken back"]
_NOTE: Final = """
SELECT shared.audit_append('shared', jsonb_build_array(jsonb_build_object(
    'account', coalesce($1::text, session_user::text), 'act', 'write', 'kind', $2::text, 'about', $3::text)))
"""


async def note_in_full(settings: ServiceSettings, act: Act, name: str) -> None:
    """Note that a consumer is given codes in full, by an account that may subscribe others; return when that is kept.

    Taking them back needs no account: the database role is noted. Raises CallerRefused or Transient.
    """
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-consumers")
    try:
        account = None
        if act != "taken back":
            account = await sign_in(pool, caller_of_environment(), Permission.CHANGE_SUBSCRIPTIONS)
        async with transaction(pool) as connection:
            await connection.execute(_NOTE, account, f"codes in full {act}", f"consumer-{name}")
    finally:
        await close_pool(pool)
