"""One's own account: which school to act for, where one is signed in, a new password."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.validation.usecases.accounts.choose_password import ByOldPassword, ByWord, PasswordRefusal
from shared.vocabulary.establishments import Register
from shared.web.accounts.identities import SignInRefused
from shared.web.accounts.password_rules import PASSWORD_LENGTH_MIN
from shared.web.accounts.passwords import LENGTH_MAX
from shared.web.pages.sign_in import address_of
from shared.web.pages.site import page, site_of
from shared.web.requests import cookies
from shared.web.requests.forms import field, form_of
from shared.web.requests.queries import one_of
from shared.web.requests.routes import account_of, session_of

PATH: Final = "/account"
BY_WORD: Final = "/new-password"
DONE: Final = one_of("done", ("establishment", "session", "password"))

DONE_WORDS: Final = MappingProxyType(
    {
        "establishment": "You act for another school or college now. Pages that you had opened before are not taken.",
        "session": "That session has ended.",
    }
)
PROBLEMS: Final[MappingProxyType[PasswordRefusal, tuple[str, str]]] = MappingProxyType(
    {
        "short": ("new", f"Enter a password of at least {PASSWORD_LENGTH_MIN} characters"),
        "long": ("new", f"Enter a password of at most {LENGTH_MAX} characters"),
        "guessable": (
            "new",
            "Enter a password that is harder to guess: several words that have nothing to do with you",
        ),
        "known": ("new", "Enter another password: this one is on lists of passwords that are tried first"),
        "old password": ("old", "That is not your password so far"),
        "word": ("word", "The word does not belong to this account, has been used, or is older than a day"),
    }
)
ChooseNew = Callable[[ByOldPassword | ByWord], Awaitable[PasswordRefusal | None]]


class OwnAccountPages:
    """What everybody may do about their own account."""

    def __init__(self, choose: ChooseNew, register: Register) -> None:
        self._choose = choose
        self._register = register

    async def show(self, request: Request) -> Response:
        """Show who one is here, and where one is signed in."""
        done, session = DONE.of(request), session_of(request)
        context = {
            "places": [(one, self._name(one.establishment)) for one in account_of(request).acts_for],
            "sessions": await site_of(request).identities.open_sessions(cookies.secret_of(request) or ""),
            "by_provider": session is not None and session.by_provider,
            "done": DONE_WORDS.get(done) if done else None,
        }
        return page(request, "accounts/own.html", context)

    async def choose_establishment(self, request: Request) -> Response:
        """Act for another school or college from now on."""
        chosen = await site_of(request).identities.choose_establishment(
            cookies.secret_of(request) or "", field(request, "establishment")
        )
        if not chosen:
            raise HTTPException(404)
        return _back(request, "establishment")

    async def end_sessions(self, request: Request) -> Response:
        """End one session of one's own, or all of them."""
        identities, secret = site_of(request).identities, cookies.secret_of(request) or ""
        chosen = field(request, "session")
        if chosen == "all":
            await identities.close_sessions(secret, None)
            response = RedirectResponse(site_of(request).link("validation", "/sign-in"), status_code=303)
            cookies.forget_secret(request, response)
            return response
        try:
            await identities.close_sessions(secret, UUID(chosen))
        except ValueError:
            raise HTTPException(400) from None
        return _back(request, "session")

    async def ask_password(self, request: Request) -> Response:
        """Show the form for a new password."""
        self._check_has_password(request)
        return page(request, "accounts/password.html", _context())

    async def change_password(self, request: Request) -> Response:
        """Take a new password from whoever knows the old one; every session ends."""
        self._check_has_password(request)
        name = account_of(request).name
        old, new = (str(form_of(request).get(one) or "") for one in ("old", "new"))
        known = await site_of(request).identities.check_password(name, old, address=address_of(request))
        if isinstance(known, SignInRefused) and known.wait_s:
            raise HTTPException(429, headers={"Retry-After": str(known.wait_s)})
        refusal = (
            "old password" if isinstance(known, SignInRefused) else await self._choose(ByOldPassword(name, old, new))
        )
        if refusal is not None:
            return page(request, "accounts/password.html", _context(refusal), status=422)
        response = page(request, "accounts/password_kept.html")
        cookies.forget_secret(request, response)
        return response

    async def ask_new_password(self, request: Request) -> Response:
        """Show the form for whoever has a word from an administrator."""
        return self._word_form(request)

    async def set_password(self, request: Request) -> Response:
        """Take a new password from whoever has the word; wrong words make wait as wrong passwords do."""
        identities, address = site_of(request).identities, address_of(request)
        name, word = field(request, "name"), field(request, "word")
        wait_s = await identities.count_try(name, address=address)
        if wait_s:
            raise HTTPException(429, headers={"Retry-After": str(wait_s)})
        refusal = await self._choose(ByWord(name, word, str(form_of(request).get("new") or "")))
        if refusal != "word":
            await identities.forgive(name, address=address)
        if refusal is not None:
            return self._word_form(request, name=name, refusal=refusal)
        return page(request, "accounts/password_kept.html")

    def _word_form(self, request: Request, *, name: str = "", refusal: PasswordRefusal | None = None) -> Response:
        token = cookies.new_sign_in_token(request)
        response = page(
            request, "accounts/new_password.html", {"name": name, **_context(refusal)}, status=422 if refusal else 200
        )
        cookies.keep_sign_in_token(request, response, token)
        return response

    def _check_has_password(self, request: Request) -> None:
        session = session_of(request)
        if session is None or session.by_provider:
            raise HTTPException(404)

    def _name(self, number: str) -> str:
        found = self._register.find(number)
        return found.name if found else number


def _context(refusal: PasswordRefusal | None = None) -> dict[str, object]:
    return {"problems": dict([PROBLEMS[refusal]]) if refusal else {}, "length_min": PASSWORD_LENGTH_MIN}


def _back(request: Request, done: str) -> Response:
    return RedirectResponse(site_of(request).link("validation", f"{PATH}?done={done}"), status_code=303)
