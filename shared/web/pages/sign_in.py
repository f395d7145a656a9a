"""Signing in and out. Each service serves these pages itself; the session is shared by all on one host."""

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.web.accounts.identities import SignInRefused
from shared.web.pages.site import page, site_of
from shared.web.requests import cookies
from shared.web.requests.forms import field, read_form
from shared.web.requests.queries import Parameter
from shared.web.requests.routes import Open, get, post

NEXT: Final = Parameter("next", "where to go afterwards", lambda text: text)


async def ask(request: Request) -> Response:
    """Show the form."""
    return _form_page(request, target=_local(NEXT.of(request) or ""))


async def sign_in(request: Request) -> Response:
    """Check name and password; open a session and go where the visitor wanted to be."""
    site = site_of(request)
    # Nobody is signed in yet, so the form's token is held by a cookie of its own: nobody can be signed in unawares.
    request.state.form_token = cookies.sign_in_token_of(request)
    request.state.form = await read_form(request)
    name, target = field(request, "name"), _local(field(request, "next"))
    password = str(request.state.form.get("password") or "")
    found = await site.identities.check_password(name, password, address=_address(request))
    if isinstance(found, SignInRefused):
        return _form_page(request, target=target, name=name, refused=found)
    earlier = cookies.secret_of(request)
    if earlier:
        await site.identities.close_session(earlier)
    response = RedirectResponse(target or site.link("reporting", "/"), status_code=303)
    cookies.keep_secret(request, response, await site.identities.open_session(found))
    return response


async def sign_out(request: Request) -> Response:
    """End the session and show the form again."""
    site = site_of(request)
    secret = cookies.secret_of(request)
    if secret:
        await site.identities.close_session(secret)
    response = RedirectResponse(site.link(site.service, "/sign-in"), status_code=303)
    cookies.forget_secret(request, response)
    return response


def _form_page(request: Request, *, target: str, name: str = "", refused: SignInRefused | None = None) -> Response:
    token = secrets.token_urlsafe(32)
    request.state.form_token = token
    status = 200 if refused is None else 429 if refused.wait_s else 403
    response = page(request, "sign_in.html", {"target": target, "name": name, "refused": refused}, status=status)
    if refused is not None and refused.wait_s:
        response.headers["Retry-After"] = str(refused.wait_s)
    cookies.keep_sign_in_token(request, response, token)
    return response


def _local(target: str) -> str:
    """Return the target if it is a path of our own; anything else could lead the visitor to a stranger's page."""
    local = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if local else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


_NEEDS_NOBODY = Open("somebody who is not signed in yet must be able to")

ROUTES = (
    get("/sign-in", ask, needs=_NEEDS_NOBODY, takes=(NEXT,)),
    post("/sign-in", sign_in, needs=_NEEDS_NOBODY, form="streamed"),
    post("/sign-out", sign_out, needs=Open("ends whatever session the browser holds; its form token is checked")),
)
