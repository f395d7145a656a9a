"""Signing in with a real provider: the whole way, and everything that must open no session."""

import base64
import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt

from shared.web.accounts.permissions import Role
from shared.web.openid import provider as provider_module
from shared.web.openid.claims import ClaimRules, ProblemKind, SignInProblem
from shared.web.openid.provider import OpenIdProvider, ProviderAway, ProviderOptions
from shared.web.openid.sign_on import SignedOn, SingleSignOn
from tests.support.provider import (
    CLIENT,
    NAME,
    MemoryProvidedSignIns,
    add_person,
    agree,
    running_provider,
    single_sign_on,
)

BACK = "http://127.0.0.1:8004/sign-in/return"
TOKEN = "the browser's"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running_provider() as address:
        add_person(address, "pat", preferred_username="pat@example.org", roles=["reviewer"])
        add_person(address, "guest", name="A Guest", roles="auditor")
        add_person(address, "nobody", email="nobody@example.org", groups=["reviewer"])
        add_person(
            address, "sender", email="sender@example.org", roles=["uploader"], schools=["North", "19990001", "x"]
        )
        yield address


@pytest.fixture
def sign_ins() -> MemoryProvidedSignIns:
    return MemoryProvidedSignIns()


async def _signed_on(sign_on: SingleSignOn, subject: str) -> SignedOn | SignInProblem:
    address = await sign_on.start(TOKEN, BACK, "/figures")
    assert isinstance(address, str)
    return await sign_on.finish(TOKEN, agree(address, subject), BACK)


async def test_somebody_with_a_role_is_signed_in_and_led_on(provider: str, sign_ins: MemoryProvidedSignIns) -> None:
    found = await _signed_on(single_sign_on(provider, sign_ins), "pat")
    assert isinstance(found, SignedOn)
    assert (found.account.name, found.account.role, found.target) == ("pat@example.org", Role.REVIEWER, "/figures")


async def test_a_guest_without_an_address_has_a_name_all_the_same(
    provider: str, sign_ins: MemoryProvidedSignIns
) -> None:
    found = await _signed_on(single_sign_on(provider, sign_ins), "guest")
    assert isinstance(found, SignedOn)
    assert (found.account.name, found.account.role) == ("A Guest", Role.AUDITOR)


async def test_the_question_holds_state_nonce_and_a_challenge_and_never_the_verifier(
    provider: str, sign_ins: MemoryProvidedSignIns
) -> None:
    address = await single_sign_on(provider, sign_ins).start(TOKEN, BACK, "")
    asked, kept = parse_qs(urlsplit(str(address)).query), sign_ins.begun[TOKEN]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept.verifier.encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge_method"], asked["code_challenge"]) == (["S256"], [challenge])
    assert (asked["state"], asked["nonce"], asked["response_type"]) == ([kept.state], [kept.nonce], ["code"])
    assert asked["redirect_uri"] == [BACK]
    assert kept.verifier not in str(address)
    assert not {kept.verifier, kept.nonce, kept.state} & set(repr(kept).replace("'", " ").split())


@pytest.mark.parametrize(
    ("subject", "changed", "kind"),
    [
        ("nobody", {}, "no role"),
        ("pat", {"rules": ClaimRules(roles={"Onward.Reviewer": Role.REVIEWER})}, "no role"),
        ("pat", {"rules": ClaimRules(amr=frozenset({"mfa"}))}, "weak"),
        ("pat", {"rules": ClaimRules(acr=frozenset({"high"}))}, "weak"),
        ("pat", {"rules": ClaimRules(subject_claim="oid")}, "not trusted"),
    ],
)
async def test_whom_the_table_does_not_name_gets_no_session(
    provider: str, sign_ins: MemoryProvidedSignIns, subject: str, changed: dict[str, Any], kind: ProblemKind
) -> None:
    assert await _signed_on(single_sign_on(provider, sign_ins, **changed), subject) == SignInProblem(kind)


async def test_the_first_line_of_the_table_that_fits_is_the_role(
    provider: str, sign_ins: MemoryProvidedSignIns
) -> None:
    add_person(provider, "both", name="Both", roles=["analyst", "admin"], amr=["pwd", "mfa"], acr="high")
    rules = ClaimRules(
        roles={"admin": Role.ADMIN, "analyst": Role.ANALYST}, amr=frozenset({"mfa"}), acr=frozenset({"high"})
    )
    found = await _signed_on(single_sign_on(provider, sign_ins, rules=rules), "both")
    assert isinstance(found, SignedOn)
    assert found.account.role is Role.ADMIN


async def test_a_school_acts_for_what_the_claim_names_and_the_table_knows(
    provider: str, sign_ins: MemoryProvidedSignIns
) -> None:
    rules = ClaimRules(establishment_claim="schools", establishments={"North": "8860001"})
    found = await _signed_on(single_sign_on(provider, sign_ins, rules=rules), "sender")
    assert isinstance(found, SignedOn)
    assert [one.establishment for one in found.account.acts_for] == ["19990001", "8860001"]


async def test_an_answer_is_good_once_and_in_the_browser_that_asked(
    provider: str, sign_ins: MemoryProvidedSignIns
) -> None:
    sign_on = single_sign_on(provider, sign_ins)
    answered = agree(str(await sign_on.start(TOKEN, BACK, "")), "pat")
    assert await sign_on.finish("another browser's", answered, BACK) == SignInProblem("lost")
    assert await sign_on.finish("", answered, BACK) == SignInProblem("lost")
    assert isinstance(await sign_on.finish(TOKEN, answered, BACK), SignedOn)
    assert await sign_on.finish(TOKEN, answered, BACK) == SignInProblem("lost")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"state": "another"}, "lost"),
        ({"code": "another"}, "not trusted"),
        ({"error": "access_denied"}, "cancelled"),
        ({"iss": "https://evil.example.org"}, "not trusted"),
    ],
)
async def test_an_answer_that_was_changed_is_refused(
    provider: str, sign_ins: MemoryProvidedSignIns, wrong: dict[str, str], kind: ProblemKind
) -> None:
    sign_on = single_sign_on(provider, sign_ins)
    answered = agree(str(await sign_on.start(TOKEN, BACK, "")), "pat")
    assert await sign_on.finish(TOKEN, answered | wrong, BACK) == SignInProblem(kind)


async def test_a_provider_that_is_away_or_says_it_is_another_is_said_so(sign_ins: MemoryProvidedSignIns) -> None:
    assert await single_sign_on("http://localhost:9", sign_ins).start(TOKEN, BACK, "") == SignInProblem("away")
    with running_provider() as address:
        renamed = address.replace("localhost", "127.0.0.1")
        about = await OpenIdProvider(ProviderOptions(NAME, address, CLIENT)).leaving_address(BACK)
        assert about is not None
        assert await single_sign_on(f"{renamed}/", sign_ins).start(TOKEN, BACK, "") == SignInProblem("away")


async def test_a_clock_that_differs_is_told_from_a_lie(provider: str, sign_ins: MemoryProvidedSignIns) -> None:
    for seconds in (timedelta(hours=3), timedelta(hours=-3)):
        options = ProviderOptions(NAME, provider, CLIENT, "secret")
        late = OpenIdProvider(options, now_s=lambda by=seconds: time.time() + by.total_seconds())  # type: ignore[misc]
        assert await _signed_on(SingleSignOn(late, sign_ins), "pat") == SignInProblem("clock")


async def test_signing_out_there_leads_back_here_and_carries_no_token(provider: str) -> None:
    address = await OpenIdProvider(ProviderOptions(NAME, provider, CLIENT)).leaving_address("http://127.0.0.1:8004/x")
    assert address is not None
    assert set(parse_qs(urlsplit(address).query)) == {"client_id", "post_logout_redirect_uri"}


OWN_KEY = jwk.RSAKey.generate_key(2048, {"kid": "1"})
STRANGERS_KEY = jwk.RSAKey.generate_key(2048, {"kid": "1"})


class StandIn(OpenIdProvider):
    """A provider whose answers a test writes: its keys, and the ID token for any code."""

    def __init__(self, token: str) -> None:
        super().__init__(ProviderOptions(NAME, "https://idp.example.org", CLIENT))
        self.token = token

    async def _get(self, address: str) -> Any:
        if address.endswith("/keys"):
            return {"keys": [OWN_KEY.as_dict(private=False)]}
        root = "https://idp.example.org"
        about = dict.fromkeys(("authorization_endpoint", "token_endpoint"), f"{root}/x")
        return {"issuer": root, "jwks_uri": f"{root}/keys", **about}

    async def _exchange(self, *_: Any) -> str:
        return self.token


def _claims(right_nonce: str, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": "https://idp.example.org", "aud": CLIENT, "sub": "pat", "exp": now + 60, "iat": now}
    given = {**claims, "nonce": right_nonce, "name": "Pat", "roles": ["analyst"], **changed}
    return {name: value for name, value in given.items() if value is not None}


async def _judged(key: jwk.RSAKey, algorithm: str = "RS256", **changed: Any) -> str:
    stand_in = StandIn("")
    _, begun = await stand_in.start(BACK, "")
    stand_in.token = jwt.encode(
        {"alg": algorithm, "kid": "1"}, _claims(begun.nonce, **changed), key, ["RS256", "PS256"]
    )
    found = await stand_in.claims(begun, {"state": begun.state, "code": "x"}, BACK)
    return found.kind if isinstance(found, SignInProblem) else "good"


async def test_a_token_must_be_the_providers_for_us_about_this_question() -> None:
    assert await _judged(OWN_KEY) == "good"
    assert await _judged(OWN_KEY, "PS256") == "good"
    assert await _judged(STRANGERS_KEY) == "not trusted"
    assert await _judged(OWN_KEY, nonce="another") == "not trusted"
    assert await _judged(OWN_KEY, nonce=None) == "not trusted"
    assert await _judged(OWN_KEY, aud="another client") == "not trusted"
    assert await _judged(OWN_KEY, aud=[CLIENT, "another"]) == "not trusted"
    assert await _judged(OWN_KEY, aud=[CLIENT, "another"], azp=CLIENT) == "good"
    assert await _judged(OWN_KEY, azp="another") == "not trusted"
    assert await _judged(OWN_KEY, iss="https://evil.example.org") == "not trusted"
    assert await _judged(OWN_KEY, exp=1) == "clock"
    assert await _judged(OWN_KEY, exp=None) == "not trusted"


@pytest.mark.parametrize("header", ['{"alg":"none"}', '{"alg":"HS256","kid":"1"}'])
async def test_a_token_without_a_signature_of_the_provider_alone_is_worth_nothing(header: str) -> None:
    stand_in = StandIn("")
    _, begun = await stand_in.start(BACK, "")
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (header, "{}", "")]
    stand_in.token = ".".join(encoded)
    answered = {"state": begun.state, "code": "x"}
    assert await stand_in.claims(begun, answered, BACK) == SignInProblem("not trusted")


async def test_secrets_go_nowhere_without_tls_but_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn("")

    async def about(address: str) -> Any:
        root = "https://idp.example.org"
        return {
            "issuer": root,
            "jwks_uri": root,
            "authorization_endpoint": root,
            "token_endpoint": "http://idp.example.org",
        }

    monkeypatch.setattr(stand_in, "_get", about)
    with pytest.raises(ProviderAway):
        await stand_in.start(BACK, "")
    assert "none" not in provider_module.ALGORITHMS
    assert not [one for one in provider_module.ALGORITHMS if one.startswith("HS")]
