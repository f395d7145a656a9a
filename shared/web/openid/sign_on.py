"""Signing in with the provider from beginning to end: leave, come back, be somebody here."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.web.accounts.identities import Account
from shared.web.openid.claims import ProvidedUser, SignInProblem, read_user
from shared.web.openid.kept import ProvidedSignIns
from shared.web.openid.provider import OpenIdProvider, ProviderAway


@dataclass(frozen=True, slots=True)
class SignedOn:
    """Whom the provider vouches for, and where they wanted to be."""

    account: Account
    target: str


class SingleSignOn:
    """The provider, with the sign-ins that were begun there."""

    def __init__(self, provider: OpenIdProvider, sign_ins: ProvidedSignIns) -> None:
        self._provider = provider
        self._sign_ins = sign_ins

    @property
    def name(self) -> str:
        """What people call the provider."""
        return self._provider.options.name

    async def start(self, token: str, return_to: str, target: str) -> str | SignInProblem:
        """Return where to send the browser that has this token. Raises Transient."""
        try:
            address, begun = await self._provider.start(return_to, target)
        except ProviderAway:
            return SignInProblem("away")
        await self._sign_ins.keep(token, begun)
        return address

    async def finish(self, token: str, answered: Mapping[str, str], return_to: str) -> SignedOn | SignInProblem:
        """Return who came back, or why nobody. A token is good for one answer. Raises Transient."""
        begun = await self._sign_ins.take(token) if token else None
        if begun is None:
            return SignInProblem("lost")
        try:
            claims = await self._provider.claims(begun, answered, return_to)
        except ProviderAway:
            return SignInProblem("away")
        if isinstance(claims, SignInProblem):
            return claims
        user = read_user(claims, self._provider.options.rules)
        if not isinstance(user, ProvidedUser):
            return user
        account = await self._sign_ins.account_of(user)
        return account if isinstance(account, SignInProblem) else SignedOn(account, begun.target)

    async def leaving_address(self, return_to: str) -> str | None:
        """Return where the browser signs out of the provider too; None: nowhere, or it is away."""
        try:
            return await self._provider.leaving_address(return_to)
        except ProviderAway:
            return None
