"""The page on which a school or the authority's staff send a file themselves."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.ingest.domain.file_limits import FILE_BYTES_MAX, FILE_MEGABYTES_MAX
from services.ingest.domain.submissions import Delivery
from services.ingest.entrypoints.upload_fields import (
    DATA_TAKEN_ON,
    SPREADSHEETS,
    TEXT_MAX,
    comment_of,
    file_name_of,
    is_plain,
    is_plain_comment,
)
from services.ingest.entrypoints.web.bodies import RETRY_AFTER_S, Busy
from services.ingest.entrypoints.web.forms import NotAForm, UploadForm, upload_in_turn
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.vocabulary.collections import ENTITLED_ONLY
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission, Role
from shared.web.pages.site import page, site_of
from shared.web.requests.bodies import CLOSING, TooLarge, TooSlow
from shared.web.requests.days import day_sentence, read_day
from shared.web.requests.forms import FIELD, check_form_token, new_form_id
from shared.web.requests.routes import account_of

PATH: Final = "/send"
UPLOADS_AT_ONCE: Final = 4

_EMPTY: Final = "The selected file is empty"
_NONE: Final = "Select a file"
_TOO_LARGE: Final = f"The selected file must be {FILE_MEGABYTES_MAX} MB or smaller"
_AHEAD: Final = "The day on which the data were taken must be today or in the past"
_SPREADSHEET: Final = f"The selected file must be {SPREADSHEETS}"


class SendingPage:
    """GET and POST of the page."""

    def __init__(self, receive: ReceiveSubmission) -> None:
        self._receive = receive
        self._slots = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def show(self, request: Request) -> Response:
        """The empty form."""
        _establishment_of(account_of(request))
        return _form(request)

    async def send(self, request: Request) -> Response:
        """Keep the file and lead to the page of its submission, or say what is wrong with it. Raises Transient."""
        establishment = _establishment_of(account_of(request))
        try:
            async with upload_in_turn(
                request,
                self._slots,
                file_bytes_max=FILE_BYTES_MAX,
                before_file=lambda fields: check_form_token(request, fields.get(FIELD)),
            ) as form:
                return await self._take(request, form, establishment)
        except TooLarge:
            return _form(request, problem=_TOO_LARGE, status=413)
        except TooSlow:
            raise HTTPException(408, headers=CLOSING) from None
        except NotAForm:
            raise HTTPException(400) from None
        except Busy:
            raise HTTPException(503, headers={"Retry-After": str(RETRY_AFTER_S)}) from None

    async def _take(self, request: Request, form: UploadForm, establishment: str | None) -> Response:
        check_form_token(request, form.fields.get(FIELD))
        if not _is_plain(form):
            raise HTTPException(400)
        if not form.file_name and not form.content:
            return _form(request, problem=_NONE, status=422)
        taken_on = _taken_on(form, site_of(request).clock.today())
        if isinstance(taken_on, str):
            return _form(request, day_problem=taken_on, given=form.fields, status=422)
        delivery = await asyncio.to_thread(_delivery, form, account_of(request), establishment, taken_on)
        return _answer(request, await self._receive(delivery))


def _is_plain(form: UploadForm) -> bool:
    texts = [form.file_name or "", form.fields.get("form_id", "")]
    return all(is_plain(text) for text in texts) and is_plain_comment(form.fields.get("comment", ""))


def _establishment_of(account: Account) -> str | None:
    """Return whom the account speaks for: an uploader for its own establishment and no other, staff for anybody."""
    if account.role is Role.UPLOADER and account.establishment is None:
        raise HTTPException(403)
    return account.establishment


def _taken_on(form: UploadForm, today: date) -> date | str | None:
    """Return the day on which the data were taken, None where it was left blank, or what is wrong with it."""
    typed = form.fields.get(DATA_TAKEN_ON, "").strip()
    found = read_day(typed[:TEXT_MAX]) if typed else None
    if isinstance(found, str):
        return day_sentence(found, "day on which the data were taken")
    return _AHEAD if found is not None and found > today else found


def _answer(request: Request, outcome: Acknowledged | Conflicting | Rejected) -> Response:
    match outcome:
        case Acknowledged(submission_id):
            target = site_of(request).link("reporting", f"/submissions/{submission_id}?sent=yes")
            return RedirectResponse(target, status_code=303)
        case Conflicting():
            raise HTTPException(409)
        case Rejected(reason="file_too_large"):
            return _form(request, problem=_TOO_LARGE, status=413)
        case Rejected(reason="empty"):
            return _form(request, problem=_EMPTY, status=422)
        case Rejected(reason="not_recordable"):
            raise HTTPException(400)
        case Rejected(kind=kind, remedy=remedy):
            problem = ". ".join(filter(None, (_SPREADSHEET, f"This one is {kind}", remedy)))
            return _form(request, problem=problem, status=415)


def _form(
    request: Request,
    *,
    problem: str | None = None,
    day_problem: str | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    context = {
        "problem": problem,
        "day_problem": day_problem,
        "given": given or {},
        "form_id": new_form_id(),
        "size_max": FILE_MEGABYTES_MAX,
    }
    return page(request, "send.html", context, status=status)


def _delivery(form: UploadForm, account: Account, establishment: str | None, taken_on: date | None) -> Delivery:
    content = bytes(form.content)
    digest = hashlib.sha256(content).hexdigest()
    comment = comment_of(form.fields.get("comment", ""))
    # The id that the form was given makes a double click, or going back and sending again, one submission.
    delivery_id = f"{form.fields.get('form_id', '')[:64]}:{digest}"
    return Delivery(
        channel="page",
        sender=account.name,
        delivery_id=delivery_id,
        fingerprint=digest,
        sender_establishment=establishment,
        sent_by=account.name,
        file_name=_base_name(form.file_name or ""),
        tag=None,
        comment=comment,
        sha256=digest,
        uploaded_at=datetime.now(UTC),
        data_taken_on=taken_on,
        content=content,
        may_send=ENTITLED_ONLY if account.may(Permission.SEND_FOR_AUTHORITY) else frozenset(),
    )


def _base_name(file_name: str) -> str:
    """Return the name alone; old browsers send the whole path."""
    return file_name_of(file_name.replace("\\", "/").rpartition("/")[2])
