"""The authority's provider: where to send a browser, and what its answer is worth. OpenID Connect by Authlib.

Code flow with PKCE (S256), state and nonce; the ID token's signature, issuer, audience, nonce and times are checked.
Source: OpenID Connect Core 1.0, 3.1; RFC 9700.
"""

import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from shared.concurrency.kept import Kept
from shared.web.openid.claims import ClaimRules, SignInProblem
from shared.web.openid.kept import BegunSignIn

SCOPE: Final = "openid profile email"
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""How an ID token may be signed: with a key that only the provider has."""
_TIMEOUT_S: Final = 10.0
_KEPT_S: Final = 3600.0
_KEYS_AGAIN_S: Final = 30.0
"""A key that nobody knows has them fetched again, no oftener than this."""
_BODY_BYTES_MAX: Final = 256 * 1024
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_TIME: Final = frozenset({"iat", "nbf", "exp"})
_CANCELLED: Final = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})


class ProviderAway(Exception):  # noqa: N818 (what happened, not an error of ours)
    """The provider did not answer, or not as one."""


@dataclass(frozen=True, slots=True)
class ProviderOptions:
    """Who the provider is, and who we are there."""

    name: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    """None: a public client."""
    ca_file: Path | None = None
    clock_skew_s: int = 120
    rules: ClaimRules = field(default_factory=ClaimRules)


class OpenIdProvider:
    """Asks one provider. What it says of itself, and its keys, are kept for an hour."""

    def __init__(self, options: ProviderOptions, *, now_s: Callable[[], float] = time.time) -> None:
        self.options = options
        self._now_s = now_s
        self._about = Kept[str, Mapping[str, Any]](self._ask_about, _KEPT_S)
        self._keys = Kept[str, KeySet](self._ask_keys, _KEPT_S)
        self._keys_asked_at = 0.0

    async def start(self, return_to: str, target: str) -> tuple[str, BegunSignIn]:
        """Return where to send the browser, and what its answer must fit. Raises ProviderAway."""
        about = await self._about.get(self.options.issuer)
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        async with self._client(return_to) as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return address, BegunSignIn(state, nonce, verifier, target)

    async def claims(
        self, begun: BegunSignIn, answered: Mapping[str, str], return_to: str
    ) -> Mapping[str, Any] | SignInProblem:
        """Return the claims of the ID token, or why the answer is worth nothing. Raises ProviderAway."""
        # It opens nothing, so it may be said of an answer without a state too: some providers leave it out there.
        if answered.get("error") in _CANCELLED:
            return SignInProblem("cancelled")
        if not secrets.compare_digest(begun.state.encode(), answered.get("state", "").encode()):
            return SignInProblem("lost")
        if "iss" in answered and answered["iss"] != self.options.issuer:
            return SignInProblem("not trusted")
        if "code" not in answered:
            return SignInProblem("not trusted")
        token = await self._exchange(begun, answered["code"], return_to)
        if not isinstance(token, str):
            return token
        return await self._checked(token, begun.nonce)

    async def leaving_address(self, return_to: str) -> str | None:
        """Return where the browser signs out of the provider; None: it has no such place. Raises ProviderAway."""
        address = (await self._about.get(self.options.issuer)).get("end_session_endpoint")
        if not isinstance(address, str) or not _is_safe(address):
            return None
        asked = urlencode({"client_id": self.options.client_id, "post_logout_redirect_uri": return_to})
        return f"{address}{'&' if '?' in address else '?'}{asked}"

    async def _exchange(self, begun: BegunSignIn, code: str, return_to: str) -> str | SignInProblem:
        """Return the ID token for the code. Raises ProviderAway."""
        about = await self._about.get(self.options.issuer)
        try:
            async with self._client(return_to) as client:
                answer = await client.fetch_token(
                    about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=begun.verifier
                )
        except OAuthError:
            return SignInProblem("not trusted")
        except (httpx2.HTTPError, ValueError):
            raise ProviderAway from None
        token = answer.get("id_token")
        return token if isinstance(token, str) and len(token) < _BODY_BYTES_MAX else SignInProblem("not trusted")

    async def _checked(self, token: str, nonce: str) -> Mapping[str, Any] | SignInProblem:
        options = self.options
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now_s()),
            leeway=options.clock_skew_s,
            iss={"essential": True, "value": options.issuer},
            aud={"essential": True, "value": options.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            azp={"value": options.client_id},
        )
        try:
            claims = (await self._decoded(token)).claims
            registry.validate(claims)
        except ExpiredTokenError:
            return SignInProblem("clock")
        except MissingClaimError:
            return SignInProblem("not trusted")
        except ClaimError as wrong:
            return SignInProblem("clock" if wrong.claim in _OF_TIME else "not trusted")
        except (JoseError, ValueError):
            return SignInProblem("not trusted")
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        return SignInProblem("not trusted") if many and "azp" not in claims else MappingProxyType(claims)

    async def _decoded(self, token: str) -> jwt.Token:
        """Read a token whose signature is right. A key that nobody knows may be new: they are then asked for again."""
        keys = await self._keys.get(self.options.issuer)
        try:
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (InvalidKeyIdError, ValueError):
            if self._now_s() < self._keys_asked_at + _KEYS_AGAIN_S:
                raise
        self._keys = Kept[str, KeySet](self._ask_keys, _KEPT_S)
        return jwt.decode(token, await self._keys.get(self.options.issuer), algorithms=list(ALGORITHMS))

    async def _ask_about(self, issuer: str) -> Mapping[str, Any]:
        about = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != issuer or not all(_is_safe(about.get(name)) for name in _ENDPOINTS):
            raise ProviderAway
        return about

    async def _ask_keys(self, issuer: str) -> KeySet:
        self._keys_asked_at = self._now_s()
        about = await self._about.get(issuer)
        try:
            return KeySet.import_key_set(await self._get(about["jwks_uri"]))  # type: ignore[arg-type] # checked there
        except (JoseError, KeyError, TypeError, ValueError):
            raise ProviderAway from None

    async def _get(self, address: str) -> Mapping[str, Any]:
        """Return the JSON object that stands there. Raises ProviderAway."""
        try:
            async with httpx2.AsyncClient(verify=self._tls(), timeout=_TIMEOUT_S) as client:
                answer = await client.get(address, headers={"Accept": "application/json"})
                answer.raise_for_status()
                content = answer.json() if len(answer.content) <= _BODY_BYTES_MAX else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            raise ProviderAway from None
        if not isinstance(content, dict):
            raise ProviderAway
        return content

    def _client(self, return_to: str) -> Any:  # Authlib has no types
        return AsyncOAuth2Client(
            self.options.client_id,
            self.options.client_secret,
            scope=SCOPE,
            redirect_uri=return_to,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.options.client_secret else "none",
            verify=self._tls(),
            timeout=_TIMEOUT_S,
        )

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.options.ca_file) if self.options.ca_file else None)


def _is_safe(address: object) -> bool:
    """Say whether secrets may go there: over TLS, or on this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
