"""When something cannot be shown: a page with a sentence, or JSON for a program. Never a trace, never a value."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.errors import Transient
from shared.observability.logs import get_logger
from shared.web.accounts.permissions import Role
from shared.web.pages.site import page, site_of
from shared.web.requests.cookies import secret_of
from shared.web.requests.queries import BadQuery
from shared.web.requests.routes import session_of, wants_json
from shared.web.requests.security_headers import add_security_headers

RETRY_AFTER_S: Final = 10
log = get_logger("pages")


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: str
    sentences: tuple[str, ...]
    problem: str = ""
    """What is wrong with the address, in one sentence."""


_WORDS: Final[Mapping[int, Words]] = {
    400: Words("We could not understand that request", ("Go back, check what you entered and try again.",)),
    401: Words("Sign in first", ("You have been signed out, or never signed in. Sign in and try again.",)),
    403: Words(
        "You cannot do that",
        (
            "Your account does not allow this, or the page had been open for too long.",
            "Go back, reload the page and try again. If that does not help, ask the authority's team.",
        ),
    ),
    404: Words(
        "Page not found",
        ("If you typed the address, check that it is correct.", "It may belong to another school or college."),
    ),
    405: Words("That cannot be done here", ("Go back and use the buttons on the page.",)),
    408: Words(
        "That did not arrive in time", ("Your connection may have been slow or cut off. Go back and send it again.",)
    ),
    409: Words("That has changed meanwhile", ("Go back to the page, look at it again and then decide.",)),
    413: Words("That is too large", ("What you sent is larger than this page accepts.",)),
    415: Words("That kind of file is not accepted", ("Send a spreadsheet or a CSV file.",)),
    429: Words("Too many attempts", ("Wait a little and try again.",)),
    500: Words(
        "Sorry, something went wrong",
        ("The fault is ours and has been recorded.", "Files that you sent and that were acknowledged are safe."),
    ),
    503: Words(
        "Sorry, this is not available just now",
        ("Try again in a minute.", "Files that you sent and that were acknowledged are safe."),
    ),
}


_FOR_NOBODY: Final = Words(
    "You act for no school or college today",
    (
        "Your account acts for no school or college any more, or not yet.",
        "Ask somebody there to let you act for it, or ask the authority's team.",
    ),
)


async def show_http_error(request: Request, error: Exception) -> Response:
    """Answer an HTTPException with its page."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        await _recognise_if_possible(request)
    if error.status_code in {401, 403}:
        _note_refusal(request, error.status_code)
    if isinstance(error, BadQuery):
        return _answer_bad_query(request, error)
    return answer(request, error.status_code, headers=dict(error.headers or {}))


async def show_unavailable(request: Request, _error: Exception) -> Response:
    """Answer 503: the database or the broker is away and will be back."""
    return answer(request, 503, headers={"Retry-After": str(RETRY_AFTER_S)})


async def show_fault(request: Request, _error: Exception) -> Response:
    """Answer 500. The framework calls this outside the middleware, so the headers are set here."""
    response = answer(request, 500)
    site = site_of(request)
    add_security_headers(response.headers, nonce=request.state.nonce, form_targets=site.other_origins, https=site.https)
    return response


def answer(request: Request, status: int, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return the page, or the JSON, for a status."""
    words = _WORDS.get(status, _WORDS[500] if status >= 500 else _WORDS[400])
    response: Response
    if wants_json(request):
        response = JSONResponse({"status": status, "error": words.title}, status_code=status)
    elif status == 403 and _acts_for_nobody(request):
        response = page(request, "error.html", {"words": _FOR_NOBODY, "status": status}, status=status)
    elif status == 401:
        site = site_of(request)
        response = RedirectResponse(site.link(site.service, "/sign-in"), status_code=303)
    else:
        response = page(request, "error.html", {"words": words, "status": status}, status=status)
    response.headers.update(headers or {})
    return response


def _note_refusal(request: Request, status: int) -> None:
    """Log that somebody asked for what they may not: by route, never by address, which may hold anything."""
    session, route = session_of(request), getattr(request.scope.get("route"), "path", "none")
    role = session.account.role.value if session else "nobody"
    log.warning("request refused", status=status, method=request.method, route=route, role=role)


def _acts_for_nobody(request: Request) -> bool:
    session = session_of(request)
    return session is not None and session.account.role is Role.UPLOADER and session.account.establishment is None


def _answer_bad_query(request: Request, error: BadQuery) -> Response:
    """A link with a typing error must not give a list that looks right: say which word of the address is wrong."""
    if wants_json(request):
        return JSONResponse({"status": 400, "error": error.sentence, "parameter": error.name}, status_code=400)
    words = Words(
        "We could not understand that address",
        ("If you typed or changed the address, correct it. If a link brought you here, tell the authority's team.",),
        error.sentence,
    )
    return page(request, "error.html", {"words": words, "status": 400}, status=400)


async def _recognise_if_possible(request: Request) -> None:
    """Find out who is signed in, so that a mistyped address still shows the navigation."""
    secret = secret_of(request)
    if secret and not hasattr(request.state, "session"):
        with suppress(Transient):
            request.state.session = await site_of(request).identities.find_session(secret)
            if request.state.session is not None:
                request.state.form_token = request.state.session.form_token


HANDLERS: Final[Mapping[Any, Callable[[Request, Exception], Any]]] = {
    HTTPException: show_http_error,
    Transient: show_unavailable,
    Exception: show_fault,
}
