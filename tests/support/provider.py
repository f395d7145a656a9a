"""A real OpenID provider on this machine (`oidc-provider-mock`), and its accounts kept without a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid5

import httpx2
import oidc_provider_mock

from shared.contracts.events import NAMESPACE
from shared.web.accounts.identities import Account, ActsFor
from shared.web.openid.claims import ProvidedUser, SignInProblem
from shared.web.openid.kept import BegunSignIn
from shared.web.openid.provider import OpenIdProvider, ProviderOptions
from shared.web.openid.sign_on import SingleSignOn
from tests.support.identities import MemoryIdentities

NAME: Final = "Fernhollow sign-in"
CLIENT: Final = "onward"


@contextmanager
def running_provider(**options: Any) -> Iterator[str]:
    """Run a provider for as long as a test needs it and return its address."""
    with oidc_provider_mock.run_server_in_thread(**options) as server:
        yield f"http://localhost:{server.server_port}"


def add_person(provider: str, subject: str, **claims: object) -> None:
    """Let the provider know somebody."""
    httpx2.put(f"{provider}/users/{subject}", json=claims).raise_for_status()


def agree(address: str, subject: str) -> dict[str, str]:
    """Do at the provider what a person does in a browser, and return what the browser comes back with."""
    answer = httpx2.post(address, data={"sub": subject}, follow_redirects=False)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@dataclass
class MemoryProvidedSignIns:
    """The port `ProvidedSignIns` over dictionaries."""

    identities: MemoryIdentities = field(default_factory=MemoryIdentities)
    begun: dict[str, BegunSignIn] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)

    async def keep(self, token: str, begun: BegunSignIn) -> None:
        self.begun[token] = begun

    async def take(self, token: str) -> BegunSignIn | None:
        return self.begun.pop(token, None)

    async def account_of(self, user: ProvidedUser) -> Account | SignInProblem:
        if user.subject in self.disabled:
            return SignInProblem("disabled")
        account_id = uuid5(NAMESPACE, f"{user.issuer} {user.subject}")
        named = next((one for one in self.identities.accounts if one.name == user.name), None)
        if named is not None and named.id != account_id:
            return SignInProblem("name taken")
        places = tuple(ActsFor(one) for one in user.establishments or ())
        account = Account(account_id, user.name, user.role, places[0].establishment if places else None, places)
        self.identities.keep(account)
        return account


def single_sign_on(provider: str, sign_ins: MemoryProvidedSignIns, **changed: Any) -> SingleSignOn:
    """Return what pages sign in with; `changed`: options that differ."""
    options = replace(ProviderOptions(NAME, provider, CLIENT, "a secret of the tests"), **changed)
    return SingleSignOn(OpenIdProvider(options), sign_ins)
