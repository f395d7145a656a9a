"""Messages as the Standard Webhooks specification has them: the body, and its headers with a signature a secret."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from standardwebhooks import Webhook

from services.reporting.usecases.webhooks.ports import PersonChange, SignedMessage
from shared.contracts.events import derived_id
from shared.contracts.reporting import StatusChanged

CHANGES_TYPE: Final = "status.changed"
TEST_TYPE: Final = "webhook.test"


def changes_body(made_at: datetime, changes: Sequence[PersonChange]) -> bytes:
    """Return the body of a message with changes; made again for another attempt it is the same, byte for byte, as long
    as nobody in it is erased.
    """
    return _body(CHANGES_TYPE, made_at, {"changes": [_change(one) for one in changes]})


def test_body(at: datetime) -> bytes:
    """Return the body of a test delivery."""
    return _body(TEST_TYPE, at, {})


def signed(message_id: UUID, at: datetime, body: bytes, secrets: Sequence[str]) -> SignedMessage:
    """Return a message signed with every secret, so that a receiver may hold any of them. `at`: of this attempt."""
    text, name = body.decode(), str(message_id)
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(name, at, text) for secret in secrets),
    }
    return SignedMessage(body, headers)


def _change(one: PersonChange) -> dict[str, Any]:
    return {
        "id": str(derived_id(one.person_id, one.version, StatusChanged.TYPE)),
        "person_id": str(one.person_id),
        "version": one.version,
        "status": None if one.status is None else one.status.model_dump(mode="json"),
    }


def _body(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    body = {"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(body, separators=(",", ":")).encode()
