"""How a page is declared: its path, what it needs, and how its form is checked. There is no other way to be served."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared.persistence.own_rows import seeing
from shared.web.accounts.identities import Account, Session
from shared.web.accounts.permissions import Permission, Role
from shared.web.requests.base_path import here
from shared.web.requests.cookies import secret_of, sign_in_token_of
from shared.web.requests.forms import HEADER, SAFE_METHODS, check_form_token, check_origin, check_text, read_form
from shared.web.requests.queries import Parameter, check_query

Endpoint = Callable[[Request], Awaitable[Response]]
FormCheck = Literal["read", "before sign-in", "streamed", "none"]
"""read: the route reads a small form and checks it. before sign-in: so it does for somebody who has no session yet,
whose token a cookie of its own holds: nobody can be signed in unawares. streamed: the endpoint reads the body itself,
within bounds of its own (`bodies.chunks_of`), and must call `check_form_token` (or the browser sends the header). none:
no cookie is looked at, so there is nothing to forge."""


@dataclass(frozen=True, slots=True)
class Open:
    """A route that needs no account, and the reason why that is right."""

    reason: str


class GuardedRoute(Route):
    """A route that declares what it needs. `web_app` takes no other kind."""

    def __init__(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        method: str,
        needs: Permission | Open,
        form: FormCheck,
        takes: Sequence[Parameter[Any]] = (),
    ) -> None:
        self.needs = needs
        self.form = form
        self.takes = tuple(takes)
        super().__init__(path, _guarded(endpoint, needs, form, self.takes), methods=[method])


def get(
    path: str, endpoint: Endpoint, *, needs: Permission | Open, takes: Sequence[Parameter[Any]] = ()
) -> GuardedRoute:
    """Declare a page to read. `takes` are the words its address may hold: any other is refused (400)."""
    return GuardedRoute(path, endpoint, method="GET", needs=needs, form="none", takes=takes)


def post(path: str, endpoint: Endpoint, *, needs: Permission | Open, form: FormCheck = "read") -> GuardedRoute:
    """Declare a command."""
    return GuardedRoute(path, endpoint, method="POST", needs=needs, form=form)


def session_of(request: Request) -> Session | None:
    """Return the session of this request, None when nobody is signed in."""
    session: Session | None = getattr(request.state, "session", None)
    return session


def account_of(request: Request) -> Account:
    """Return who is signed in; only for routes that need a permission."""
    session = session_of(request)
    assert session is not None
    return session.account


def wants_json(request: Request) -> bool:
    """Say whether the caller is a program, which gets a status and a reason and never a page."""
    return request.url.path.startswith(("/api/", "/hooks/"))


def _guarded(
    endpoint: Endpoint, needs: Permission | Open, form: FormCheck, takes: Sequence[Parameter[Any]]
) -> Endpoint:
    async def guarded(request: Request) -> Response:
        check_text([*request.path_params.values(), *request.query_params.values()])
        if form != "none" or isinstance(needs, Permission):
            await _recognise(request)
        if isinstance(needs, Permission):
            if session_of(request) is None:
                return _ask_to_sign_in(request)
            if not account_of(request).may(needs):
                raise HTTPException(403)
        if request.method in SAFE_METHODS:
            check_query(request, takes)
        with seeing(_seen_by(request)):
            return await _with_checked_form(request, endpoint, form)

    guarded.__name__ = getattr(endpoint, "__name__", type(endpoint).__name__)
    return guarded


def _seen_by(request: Request) -> str | None:
    """Return the establishment whose rows alone this request may read; None: the authority's, which may read all."""
    session = session_of(request)
    if session is None or session.account.role is not Role.UPLOADER:
        return None
    return session.account.establishment or "none"


async def _with_checked_form(request: Request, endpoint: Endpoint, form: FormCheck) -> Response:
    if request.method in SAFE_METHODS or form == "none":
        return await endpoint(request)
    check_origin(request)
    if form == "before sign-in":
        request.state.form_token = sign_in_token_of(request)
    if form != "streamed":
        request.state.form = await read_form(request)
    elif HEADER in request.headers:
        check_form_token(request, request.headers[HEADER])
    response = await endpoint(request)
    if response.status_code < 400 and not getattr(request.state, "form_checked", False):
        raise RuntimeError(f"the endpoint of {request.url.path} did not check its form token")
    return response


async def _recognise(request: Request) -> None:
    secret = secret_of(request)
    request.state.session = await request.app.state.site.identities.find_session(secret) if secret else None
    if request.state.session is not None:
        request.state.form_token = request.state.session.form_token


def _ask_to_sign_in(request: Request) -> Response:
    if wants_json(request) or request.method not in SAFE_METHODS:
        raise HTTPException(401)
    query = f"?{request.url.query}" if request.url.query else ""
    target = quote(f"{here(request)}{query}", safe="/")
    site = request.app.state.site
    return RedirectResponse(f"{site.link(site.service, '/sign-in')}?next={target}", status_code=303)
