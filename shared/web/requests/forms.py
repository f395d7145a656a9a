"""Cross-site request forgery: a form must come from our own page and carry the token of its session."""

import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from shared.web.requests.bodies import read_small

FIELD = "form_token"
HEADER = "X-Form-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_BYTES_MAX: Final = 64 * 1024
"""No form is larger, but one that brings a file."""
FIELDS_MAX = 50
PART_MAX: Final = 16 * 1024
"""No part of a form is longer: what is too long for its column is complained of, and never cut."""
_ID_BYTES: Final = 16
_CHARSETS = frozenset({b"utf-8", b"utf8"})
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of a character, which no encoding takes."""


def check_origin(request: Request) -> None:
    """Refuse (403) what another site's page sent. Our services differ by port and post only to themselves."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise HTTPException(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
        raise HTTPException(403)


def check_form_token(request: Request, token: str | None) -> None:
    """Refuse (403) a form without its session's token. A streamed upload calls this as soon as it has the field."""
    expected: str | None = getattr(request.state, "form_token", None)
    if not expected or not token or not hmac.compare_digest(expected.encode(), token.encode()):
        raise HTTPException(403)
    request.state.form_checked = True


def check_text(texts: Iterable[object]) -> None:
    """Refuse (400) what nobody types and no database keeps: the null character, and half a character."""
    if any(isinstance(text, str) and ("\0" in text or _HALVES.search(text)) for text in texts):
        raise HTTPException(400)


def check_charset(request: Request) -> None:
    """Refuse (400) a form in anything but UTF-8, before the parser decodes it with whatever codec it names."""
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() not in _CHARSETS:
        raise HTTPException(400)


async def read_form(request: Request) -> FormData:
    """Read a small form without files, whole and in time before it is parsed; check its text and its token.

    Raises HTTPException: 413 where it is too large, 408 where it is too slow, 400 or 403 where it is no form of ours.
    """
    check_charset(request)
    whole = _holding(request, await read_small(request, FORM_BYTES_MAX))
    form = await whole.form(max_files=0, max_fields=FIELDS_MAX, max_part_size=PART_MAX)
    check_text(form.values())
    token = form.get(FIELD)
    check_form_token(request, token if isinstance(token, str) else None)
    return form


def _holding(request: Request, body: bytes) -> Request:
    """Return the same request with its body read already."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def new_form_id() -> str:
    """Return the id that a form is given: the same form sent twice by a double click is one."""
    return secrets.token_urlsafe(_ID_BYTES)


def form_of(request: Request) -> FormData:
    """Return the form that the route has read and checked."""
    form = request.state.form
    assert isinstance(form, FormData)
    return form


def field(request: Request, name: str, *, length_max: int = 200) -> str:
    """Return one field of the checked form as text without surrounding space; empty when missing."""
    value = form_of(request).get(name)
    return value.strip()[:length_max] if isinstance(value, str) else ""
