"""Validation's pages of accounts over a real database, and a browser without a screen that fills in their forms."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx2
from starlette.applications import Starlette

from services.validation.adapters.accounts.account_store import accounts_over
from services.validation.adapters.accounts.sender_key_store import sender_keys_over
from services.validation.entrypoints.web.accounts.routes import AccountDependencies, account_routes
from services.validation.entrypoints.web.severities import TEMPLATES
from services.validation.queries.accounts import PostgresAccountQueries
from services.validation.usecases.accounts.change_account import ChangeAccount
from services.validation.usecases.accounts.change_sender_key import ChangeSenderKey
from services.validation.usecases.accounts.choose_password import ChoosePassword
from services.validation.usecases.accounts.delegate import Delegate
from shared.clock import SystemClock
from shared.crypto.sender_keys import SenderKeySeal
from shared.persistence.pool import Pool
from shared.vocabulary.establishments import Register
from shared.web.accounts.password_rules import PasswordRules
from shared.web.accounts.postgres_identities import PostgresIdentities
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from tests.support.establishments import an_establishment

ADDRESS: Final = "http://testserver"
SEAL: Final = SenderKeySeal(bytes(32))
OWN, OTHER, COLLEGE = "8860001", "8860002", "19990001"
REGISTER: Final = Register([an_establishment(OWN), an_establishment(OTHER), an_establishment(None, ukprn=COLLEGE)])
Wall = Callable[[], datetime]


def account_app(pool: Pool, *, wall: Wall = lambda: datetime.now(UTC), emergency_only: bool = False) -> Starlette:
    """Return the pages as they are served, over the tables of this pool."""
    stored = accounts_over(pool)
    needs = AccountDependencies(
        queries=PostgresAccountQueries(pool, idle_minutes=60),
        change=ChangeAccount(stored, wall),
        delegate=Delegate(stored, wall),
        change_key=ChangeSenderKey(sender_keys_over(pool), SEAL, wall),
        choose_password=ChoosePassword(stored, PasswordRules(), wall),
        register=REGISTER,
    )
    site = Site(
        "validation",
        Addresses(f"{ADDRESS}/in", f"{ADDRESS}/match", f"{ADDRESS}/report", ADDRESS),
        PostgresIdentities(pool, wall=wall, emergency_only=emergency_only),
        SystemClock(),
        templates=TEMPLATES,
        emergency_only=emergency_only,
    )
    return web_app(site, account_routes(needs))


class Browser:
    """One person at the pages."""

    def __init__(self, app: Starlette) -> None:
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ADDRESS)

    async def sign_in(self, name: str, password: str) -> int:
        """Sign in by the form and return the status: 303 when it went well."""
        return (await self.send("/sign-in", name=name, password=password)).status_code

    async def send(self, path: str, page: str = "", **fields: str) -> httpx2.Response:
        """Open the page that has the form (`page`, else the path itself) and post its fields with its token."""
        token = re.search(r'name="form_token" value="([^"]+)"', (await self.client.get(page or path)).text)
        return await self.client.post(path, data={"form_token": token[1] if token else "", **fields})

    async def text(self, path: str) -> str:
        """Return what the main part of a page says."""
        return words((await self.client.get(path)).text)


def words(html: str) -> str:
    """Return the words of a page's main part."""
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split()) if "<main" in html else html


def secret_in(answer: httpx2.Response, element: str) -> str:
    """Return what stands in an element that is shown once."""
    found = re.search(rf'id="{element}">([^<]+)<', answer.text)
    assert found, answer.status_code
    return found[1].strip()


def path_of(answer: httpx2.Response) -> str:
    """Return where an answer leads."""
    return urlsplit(answer.headers.get("location", "")).path
