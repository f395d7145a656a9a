"""Sends a file, or a nil return, as the portal does: one JSON body, signed by the Standard Webhooks scheme."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from standardwebhooks import Webhook

from cli.addresses import Addresses, NotUpError
from cli.http_session import Answer, HttpSession
from services.ingest.domain.file_limits import FILE_BYTES_MAX, FILE_MEGABYTES_MAX

PATH: Final = "/hooks/perspective-lite"
EVENT_TYPE: Final = "submission.uploaded"
NIL_TYPE: Final = "nil.stated"
SECRET: Final = "ONWARD_HOOK_SECRET"  # noqa: S105 (the name of the variable, not the secret)
PORTAL: Final = "perspective-lite"
AUTHORITY: Final = "authority"
"""The sender that may send the county roll."""
KEYS_FILE: Final = "ONWARD_HOOK_KEYS_FILE"
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """One file and what the portal knows about it."""

    file_name: str
    content: bytes = field(repr=False)
    tag: str = "Tracking YP"
    sender: str = PORTAL
    establishment: str | None = None
    """DfE number or UKPRN of the sender, where the portal knows it."""
    comment: str | None = None
    data_taken_on: date | None = None
    """When the data were taken from the sender's own system."""
    uploaded_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def body(self, sent_at: datetime) -> str:
        """Return the JSON body."""
        data: dict[str, Any] = {
            "file_name": self.file_name,
            "sender": self.sender,
            "establishment": self.establishment,
            "tag": self.tag,
            "uploaded_at": self.uploaded_at.isoformat(),
            "comment": self.comment,
            "data_taken_on": None if self.data_taken_on is None else self.data_taken_on.isoformat(),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "content_base64": base64.b64encode(self.content).decode("ascii"),
        }
        return json.dumps({"type": EVENT_TYPE, "timestamp": sent_at.isoformat(), "data": data})


@dataclass(frozen=True, slots=True)
class NilReturn:
    """The statement that there is nothing to send, for one collection and month."""

    collection: str
    establishment: str
    """DfE number or UKPRN."""
    period: str
    """YYYY-MM."""
    sender: str = PORTAL
    stated_by: str | None = None
    emailed_at: datetime | None = None
    """Where it came by e-mail: from whom, and when."""

    def body(self, sent_at: datetime) -> str:
        """Return the JSON body."""
        data = {
            "establishment": self.establishment,
            "collection": self.collection,
            "period": self.period,
            "sender": self.sender,
            "stated_by": self.stated_by,
            "emailed_at": None if self.emailed_at is None else self.emailed_at.isoformat(),
        }
        return json.dumps({"type": NIL_TYPE, "timestamp": sent_at.isoformat(), "data": data})


def hook_secret(addresses: Addresses, *, sender: str = PORTAL) -> str:
    """Return the secret to sign with: ONWARD_HOOK_SECRET, else the sender's first key in the stack's own file of keys.

    The county roll must be signed as AUTHORITY. Raise NotUpError when there is neither.
    """
    given = os.environ.get(SECRET)
    if given:
        return given
    file = Path(addresses.setting(KEYS_FILE) or addresses.file.with_name("hook_keys.json"))
    try:
        keys = dict(json.loads(file.read_text(encoding="utf-8")))
        entry = keys.get(sender)
        if entry is None:
            raise NotUpError(f"No sender is called {sender}. There are {', '.join(sorted(keys))}.")
        return str((entry["keys"] if isinstance(entry, dict) else entry)[0])
    except (OSError, ValueError, TypeError, LookupError):
        raise NotUpError(f"No secret to sign with: set {SECRET}, or run `make up`.") from None


def signed(upload: Upload | NilReturn, secret: str, *, delivery_id: str | None = None) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a delivery signed now. `secret` is as the operator has it: whsec_ and base64."""
    delivery, now = delivery_id or f"msg_{uuid4().hex}", datetime.now(UTC)
    body = upload.body(now)
    return body.encode(), {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(delivery, now, body),
    }


def send(
    session: HttpSession, ingest_url: str, secret: str, upload: Upload | NilReturn, *, delivery_id: str | None = None
) -> Answer:
    """Deliver the file or statement once and return the hook's answer, whatever it is.

    Raise NotUpError when nobody answers, and for a file that is too large: ingest refuses it before it has all of it,
    and its answer is lost on whoever is still sending.
    """
    if isinstance(upload, Upload) and len(upload.content) > FILE_BYTES_MAX:
        raise NotUpError(
            f"{upload.file_name} has {len(upload.content) / _MEGABYTE:.1f} MB:"
            f" a file may have at most {FILE_MEGABYTES_MAX} MB."
        )
    body, headers = signed(upload, secret, delivery_id=delivery_id)
    return session.post(f"{ingest_url}{PATH}", body, headers)
