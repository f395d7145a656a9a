"""The portal's hook: one signed JSON body with the file, or a nil return, in it.

It is verified before it is parsed, and kept before the answer.
"""

import asyncio
import base64
import binascii
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final, Literal, Protocol, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.ingest.domain.file_limits import FILE_BYTES_MAX, FILE_MEGABYTES_MAX
from services.ingest.domain.submissions import Delivery
from services.ingest.entrypoints.upload_fields import (
    SPREADSHEETS,
    OptionalComment,
    OptionalEstablishment,
    OptionalTakenOn,
    OptionalText,
    RequiredText,
    SaneInstant,
    TakenOn,
)
from services.ingest.entrypoints.web.bodies import (
    RETRY_AFTER_S,
    SMALL_BODY_BYTES,
    Busy,
    body_in_turn,
)
from services.ingest.entrypoints.web.nil_body import NIL_PROBLEMS, NilBody, NilData
from services.ingest.entrypoints.web.signatures import Signed, read_headers, verify
from services.ingest.usecases.receive_submission import (
    Acknowledged,
    Conflicting,
    ReceiveSubmission,
    Rejected,
    RejectionReason,
)
from services.ingest.usecases.state_nil import NilSender, StateNil
from shared.web.requests.bodies import CLOSING, TooLarge, TooSlow

PATH: Final = "/hooks/perspective-lite"
BODY_BYTES_MAX: Final = FILE_BYTES_MAX * 4 // 3 + 64 * 1024
"""The largest file in base64, and room for what comes with it."""
BODIES_AT_ONCE: Final = 8
FILES_AT_ONCE: Final = 2
"""Each may hold three times the size of its file in memory."""

T = TypeVar("T")


class HookKeys(Protocol):
    """The live keys of all senders."""

    def current(self) -> tuple[tuple[str, bytes], ...]:
        """Return every key with its sender."""

    def may_send(self, sender: str) -> frozenset[str]:
        """Return the collections that the sender is expressly entitled to send."""

    def note_use(self, sender: str, key: bytes) -> None:
        """Remember that the key has signed something that was taken."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    file_name: RequiredText
    sender: OptionalText = None
    establishment: OptionalEstablishment = None
    tag: OptionalComment = None
    uploaded_at: SaneInstant
    comment: OptionalComment = None
    data_taken_on: OptionalTakenOn = TakenOn()
    sha256: Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]
    content_base64: str = Field(repr=False)


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    type: Literal["submission.uploaded"]
    timestamp: AwareDatetime
    data: _Data


_EITHER: Final[TypeAdapter[_Body | NilBody]] = TypeAdapter(Annotated[_Body | NilBody, Field(discriminator="type")])
_TYPES: Final = frozenset({"submission.uploaded", "nil.stated"})


class Hook:
    """POST /hooks/perspective-lite."""

    def __init__(
        self,
        receive: ReceiveSubmission,
        state_nil: StateNil,
        keys: HookKeys,
        status_url: Callable[[str], str],
        *,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._receive = receive
        self._state_nil = state_nil
        self._keys = keys
        self._status_url = status_url
        self._now_s = now_s
        self._bodies = asyncio.Semaphore(BODIES_AT_ONCE)
        self._files = asyncio.Semaphore(FILES_AT_ONCE)

    async def __call__(self, request: Request) -> Response:
        """Answer 202 when file or statement is kept; 4xx with a reason when not. Raises Transient (503)."""
        signed = read_headers(request.headers, now_s=self._now_s())
        if not isinstance(signed, Signed):
            return _refusal(401, signed)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refusal(415, "not_json", "The body must be application/json.")
        try:
            async with body_in_turn(request, BODY_BYTES_MAX, self._bodies) as body, self._files:
                return await self._take(signed, body)
        except TooLarge:
            return _too_large()
        except TooSlow:
            slow = _refusal(408, "body_incomplete")
            slow.headers.update(CLOSING)
            return slow
        except Busy:
            busy = _refusal(503, "busy")
            busy.headers["Retry-After"] = str(RETRY_AFTER_S)
            return busy

    async def _take(self, signed: Signed, body: bytearray) -> Response:
        signer = await _aside(len(body), lambda: verify(signed, body, self._keys.current()))
        if signer is None:
            return _refusal(401, "signature_wrong")
        sender = signer[0]
        self._keys.note_use(*signer)
        delivery = await _aside(len(body), lambda: _read(body, sender, signed.delivery_id))
        if isinstance(delivery, Response):
            return delivery
        if isinstance(delivery, NilData):
            return await self._take_nil(delivery, sender, signed.delivery_id)
        delivery = replace(delivery, may_send=self._keys.may_send(sender))
        outcome = await self._receive(delivery)
        return self._answer(outcome, delivery.ignored)

    async def _take_nil(self, stated: NilData, sender: str, delivery_id: str) -> Response:
        by = NilSender("hook", sender, stated.establishment, delivery_id, stated.sender)
        outcome = await self._state_nil(stated.nil, by)
        if isinstance(outcome, str):
            return _refusal(422, "nil_not_taken", NIL_PROBLEMS[outcome], fields=[f"data.{outcome}"])
        return self._answer(outcome)

    def _answer(self, outcome: Acknowledged | Conflicting | Rejected, ignored: Sequence[str] = ()) -> Response:
        match outcome:
            case Acknowledged(submission_id):
                url = self._status_url(f"/submissions/{submission_id}")
                more = {"ignored": [f"data.{name}" for name in ignored]} if ignored else {}
                return JSONResponse({"submission_id": str(submission_id), "status_url": url, **more}, status_code=202)
            case Conflicting(submission_id):
                return _refusal(409, "delivery_id_used_again", submission_id=str(submission_id))
            case Rejected() as refused:
                return _refused_file(refused)


async def _aside(size: int, work: Callable[[], T]) -> T:
    """Do work on a large body in a thread; for a small one that would cost more than the work does."""
    return work() if size <= SMALL_BODY_BYTES else await asyncio.to_thread(work)


def _read(body: bytearray, sender: str, delivery_id: str) -> Delivery | NilData | Response:
    """Parse a body whose signature is right; a response when a field is missing or malformed."""
    try:
        data = _EITHER.validate_json(body).data
    except ValidationError as error:
        return _unreadable(error)
    if isinstance(data, NilData):
        return data
    try:
        content = base64.b64decode(data.content_base64, validate=True)
    except (binascii.Error, ValueError):
        return _refusal(400, "content_not_base64", fields=["data.content_base64"])
    if hashlib.sha256(content).hexdigest() != data.sha256:
        return _refusal(422, "sha256_differs", "The file is not the one whose sha256 was given: send it again.")
    return Delivery(
        channel="hook",
        sender=sender,
        delivery_id=delivery_id,
        fingerprint=_fingerprint(data),
        sender_establishment=data.establishment,
        sent_by=data.sender,
        file_name=data.file_name,
        tag=data.tag,
        comment=data.comment,
        sha256=data.sha256,
        uploaded_at=data.uploaded_at,
        data_taken_on=data.data_taken_on.day,
        ignored=data.data_taken_on.ignored,
        content=content,
    )


def _unreadable(error: ValidationError) -> Response:
    """Answer what is wrong with a body without repeating anything of it."""
    found = error.errors(include_input=False)
    places = [".".join(str(step) for step in one["loc"] if step not in _TYPES) for one in found]
    if any(one["type"].startswith("union_tag") for one in found):
        places = ["type"]
    if not any(places):  # nothing was found in which a field could be missing
        return _refusal(400, "body_unreadable", "The body is not a JSON object.")
    return _refusal(400, "body_unreadable", "These fields are missing or malformed.", fields=places[:10])


def _fingerprint(data: _Data) -> str:
    """Return what two deliveries of the same thing have in common: a sender that tries again may give the time anew."""
    parts = [data.sha256, data.file_name, data.sender, data.establishment, data.tag, data.comment]
    if data.data_taken_on.day is not None:
        parts.append(data.data_taken_on.day.isoformat())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _refused_file(refused: Rejected) -> Response:
    reason: RejectionReason = refused.reason
    match reason:
        case "file_too_large":
            return _too_large()
        case "empty":
            return _refusal(422, reason, "The file is empty.")
        case "not_recordable":
            return _refusal(400, reason, "What is said with the file cannot be kept.")
        case "wrong_kind_of_file":
            remedy = refused.remedy or f"Send {SPREADSHEETS}"
            return _refusal(415, reason, f"This file is {refused.kind}. {remedy}.")


def _too_large() -> Response:
    sentence = f"A file may have at most {FILE_MEGABYTES_MAX} MB."
    return _refusal(413, "file_too_large", sentence, limit_bytes=FILE_BYTES_MAX)


def _refusal(status: int, reason: str, sentence: str = "", **more: Any) -> JSONResponse:
    detail = {"sentence": sentence} if sentence else {}
    return JSONResponse({"reason": reason, **detail, **more}, status_code=status)
