"""Who somebody is here, by the claims of an ID token whose signature, issuer, audience and nonce are checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN
from shared.web.accounts.permissions import Role

ProblemKind = Literal["away", "cancelled", "lost", "not trusted", "clock", "weak", "no role", "disabled", "name taken"]
"""away: the provider did not answer. cancelled: there somebody said no. lost: nobody here began this, or too long ago.
not trusted: what came is not what that provider would send us. clock: its clock or ours is wrong. weak: the provider
did not ask for what is demanded. no role: it gives none here. disabled: the account here is. name taken: another
account here has that name."""
NAME_CLAIMS: Final = ("preferred_username", "email", "name")
"""The first that is there is the name that everybody sees."""
_NAME_MAX: Final = 200
_LISTED_MAX: Final = 200
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class SignInProblem:
    """Why a provider's word opened no session."""

    kind: ProblemKind


@dataclass(frozen=True, slots=True)
class ProvidedUser:
    """Somebody for whom the provider vouches."""

    issuer: str
    subject: str
    name: str
    role: Role
    establishments: tuple[str, ...] | None = None
    """Those that the provider names for an uploader; None: it is not asked."""


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """How claims are read; the operator's settings."""

    subject_claim: str = "sub"
    role_claim: str = "roles"
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({role.value: role for role in Role}))
    establishment_claim: str | None = None
    establishments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()


def read_user(claims: Mapping[str, Any], rules: ClaimRules) -> ProvidedUser | SignInProblem:
    """Return who it is, or why nobody: the table of roles decides, the first line of it that fits."""
    subject, name = claims.get(rules.subject_claim), _name(claims)
    if not isinstance(subject, str) or not 0 < len(subject) <= _NAME_MAX or name is None:
        return SignInProblem("not trusted")
    if rules.acr and claims.get("acr") not in rules.acr:
        return SignInProblem("weak")
    if rules.amr and not rules.amr & set(_texts(claims.get("amr"))):
        return SignInProblem("weak")
    held = set(_texts(claims.get(rules.role_claim)))
    role = next((role for app_role, role in rules.roles.items() if app_role in held), None)
    if role is None:
        return SignInProblem("no role")
    return ProvidedUser(str(claims["iss"]), subject, name, role, _establishments(claims, rules, role))


def _name(claims: Mapping[str, Any]) -> str | None:
    given = (claims.get(name) for name in NAME_CLAIMS)
    return next(
        (one for one in given if isinstance(one, str) and _PLAIN.fullmatch(one) and len(one) <= _NAME_MAX), None
    )


def _establishments(claims: Mapping[str, Any], rules: ClaimRules, role: Role) -> tuple[str, ...] | None:
    if rules.establishment_claim is None or role is not Role.UPLOADER:
        return None
    named = (rules.establishments.get(one, one) for one in _texts(claims.get(rules.establishment_claim)))
    return tuple(sorted({one for one in named if re.fullmatch(ESTABLISHMENT_PATTERN, one)}))


def _texts(claim: object) -> Sequence[str]:
    """Return a claim that is one text or a list of them as a list: providers send either."""
    many = claim if isinstance(claim, list) else [claim]
    return [one for one in many[:_LISTED_MAX] if isinstance(one, str)]
