"""Signing in and out. Each service serves these pages itself; the session is shared by all on one host."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.observability.logs import get_logger
from shared.web.accounts.identities import Account, CameBy, SignInRefused
from shared.web.pages.browsers import browser_of
from shared.web.pages.site import page, site_of
from shared.web.requests import cookies
from shared.web.requests.forms import field, form_of
from shared.web.requests.queries import Parameter
from shared.web.requests.routes import Open, get, post, session_of

NEXT: Final = Parameter("next", "where to go afterwards", lambda text: text)

log = get_logger("sign-in")


async def ask(request: Request) -> Response:
    """Show the form."""
    return _form_page(request, target=local_path(NEXT.of(request) or ""))


async def sign_in(request: Request) -> Response:
    """Check name and password; open a session and go where the visitor wanted to be."""
    site = site_of(request)
    name, target = field(request, "name"), local_path(field(request, "next"))
    password = str(form_of(request).get("password") or "")
    found = await site.identities.check_password(name, password, address=address_of(request))
    if isinstance(found, SignInRefused):
        log.warning("sign-in refused", channel="password", reason="too_many" if found.wait_s else "wrong")
        return _form_page(request, target=target, name=name, refused=found)
    log.info("signed in", role=found.role.value, channel="password")
    return await enter(request, found, target)


async def enter(request: Request, account: Account, target: str, *, provider: str | None = None) -> Response:
    """Open a session for somebody who is known now, end what this browser held before, and go on."""
    site, earlier = site_of(request), cookies.secret_of(request)
    if earlier:
        await site.identities.close_session(earlier)
    came_by = CameBy(provider, browser_of(request.headers.get("User-Agent", "")))
    response = RedirectResponse(target or site.link("reporting", "/"), status_code=303)
    cookies.keep_secret(request, response, await site.identities.open_session(account, came_by))
    return response


async def sign_out(request: Request) -> Response:
    """End the session and show the form again; whom a provider vouched for is told that it still knows them."""
    site, session = site_of(request), session_of(request)
    secret = cookies.secret_of(request)
    if secret:
        await site.identities.close_session(secret)
    by_provider = session is not None and session.by_provider and site.single_sign_on is not None
    response = RedirectResponse(site.link(site.service, "/signed-out" if by_provider else "/sign-in"), status_code=303)
    cookies.forget_secret(request, response)
    return response


def local_path(target: str) -> str:
    """Return the target if it is a path of our own; anything else could lead the visitor to a stranger's page."""
    local = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if local else ""


def address_of(request: Request) -> str:
    """Return the network address that failed attempts are counted under."""
    return request.client.host if request.client else ""


def _form_page(request: Request, *, target: str, name: str = "", refused: SignInRefused | None = None) -> Response:
    token = cookies.new_sign_in_token(request)
    status = 200 if refused is None else 429 if refused.wait_s else 403
    site = site_of(request)
    context = {
        "target": target,
        "name": name,
        "refused": refused,
        "provider": site.single_sign_on.name if site.single_sign_on else None,
        "emergency_only": site.emergency_only,
    }
    response = page(request, "sign_in.html", context, status=status)
    if refused is not None and refused.wait_s:
        response.headers["Retry-After"] = str(refused.wait_s)
    cookies.keep_sign_in_token(request, response, token)
    return response


_NEEDS_NOBODY = Open("somebody who is not signed in yet must be able to")

ROUTES = (
    get("/sign-in", ask, needs=_NEEDS_NOBODY, takes=(NEXT,)),
    post("/sign-in", sign_in, needs=_NEEDS_NOBODY, form="before sign-in"),
    post("/sign-out", sign_out, needs=Open("ends whatever session the browser holds; its form token is checked")),
)
