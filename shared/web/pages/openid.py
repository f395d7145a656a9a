"""Leaving for the provider and coming back: what comes is checked, then a session begins as after a password."""

import secrets
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.observability.logs import get_logger
from shared.web.openid.claims import ProblemKind, SignInProblem
from shared.web.openid.sign_on import SingleSignOn
from shared.web.pages.sign_in import NEXT, enter, local_path
from shared.web.pages.site import page, site_of
from shared.web.requests import cookies
from shared.web.requests.queries import Parameter
from shared.web.requests.routes import Open, get

BEGIN: Final = "/sign-in/provider"
RETURN: Final = "/sign-in/return"
LEAVE: Final = "/sign-out/provider"
SIGNED_OUT: Final = "/signed-out"
_ANSWER_MAX: Final = 4096
ANSWERS: Final = tuple(
    Parameter(name, "what the provider sends", lambda text: text if len(text) <= _ANSWER_MAX else None)
    for name in ("code", "state", "iss", "session_state", "scope", "error", "error_description", "error_uri")
)
"""What a provider's answer may hold; all but the first three and `error` is looked at by nobody."""
_STATUS: Final = MappingProxyType[ProblemKind, int](
    {
        "away": 503,
        "cancelled": 403,
        "lost": 400,
        "not trusted": 400,
        "clock": 503,
        "weak": 403,
        "no role": 403,
        "disabled": 403,
        "name taken": 409,
    }
)

log = get_logger("sign-in")


async def go(request: Request) -> Response:
    """Send the browser to the provider, with a token of its own that it must come back with."""
    token = secrets.token_urlsafe(32)
    address = await _single_sign_on(request).start(token, _return_to(request), local_path(NEXT.of(request) or ""))
    if isinstance(address, SignInProblem):
        return _problem(request, address)
    response = RedirectResponse(address, status_code=303)
    cookies.keep_provider_token(request, response, token)
    return response


async def come_back(request: Request) -> Response:
    """Check what the browser brings and open a session, or say in plain words why not."""
    token, answered = cookies.provider_token_of(request) or "", dict(request.query_params)
    single_sign_on = _single_sign_on(request)
    signed_on = await single_sign_on.finish(token, answered, _return_to(request))
    if isinstance(signed_on, SignInProblem):
        response = _problem(request, signed_on)
    else:
        log.info("signed in", role=signed_on.account.role.value, channel="provider")
        response = await enter(request, signed_on.account, signed_on.target, provider=single_sign_on.name)
    cookies.forget_provider_token(request, response)
    return response


async def leave(request: Request) -> Response:
    """Send the browser to the provider to sign out there too; it comes back to the page that says so."""
    back = f"{site_of(request).addresses.of(site_of(request).service)}{SIGNED_OUT}"
    address = await _single_sign_on(request).leaving_address(back)
    if address is None:
        return _problem(request, SignInProblem("away"))
    return RedirectResponse(address, status_code=303)


async def signed_out(request: Request) -> Response:
    """Say that Onward's session has ended, and that the provider's may not have."""
    return page(request, "signed_out.html", {"provider": _single_sign_on(request).name})


def _single_sign_on(request: Request) -> SingleSignOn:
    single_sign_on = site_of(request).single_sign_on
    if single_sign_on is None:
        raise HTTPException(404)
    return single_sign_on


def _return_to(request: Request) -> str:
    site = site_of(request)
    return f"{site.addresses.of(site.service)}{RETURN}"


def _problem(request: Request, problem: SignInProblem) -> Response:
    log.warning("sign-in refused", channel="provider", reason=problem.kind.replace(" ", "_"))
    context = {"problem": problem.kind, "provider": _single_sign_on(request).name}
    return page(request, "sign_in_problem.html", context, status=_STATUS[problem.kind])


_NEEDS_NOBODY: Final = Open("somebody who is not signed in yet must be able to")

ROUTES: Final = (
    get(BEGIN, go, needs=_NEEDS_NOBODY, takes=(NEXT,)),
    get(RETURN, come_back, needs=_NEEDS_NOBODY, takes=ANSWERS),
    get(LEAVE, leave, needs=Open("leads to the provider; it holds nothing")),
    get(SIGNED_OUT, signed_out, needs=Open("says that nobody is signed in"), takes=(Parameter("state", "…", str),)),
)
