"""What an operator may change about signing in. Part of the settings of every service that has pages."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.web.accounts.permissions import Role


class SignInSettings(BaseSettings):
    """Sessions, local accounts and the authority's own provider (OpenID Connect)."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    session_idle_minutes: int = Field(60, ge=5, le=480)
    """A session that nobody used for this long has ended."""
    session_hours: int = Field(12, ge=1, le=24)
    """A session ends after this long, however busy."""
    local_accounts: Literal["all", "emergency"] = "all"
    """emergency: of the accounts with a password only those made for emergencies may sign in; the rest use the
    provider."""
    breached_passwords_file: Path | None = None
    """Passwords that are known from elsewhere, one a line, in the clear or as SHA-1 in hexadecimal: none of them may
    be chosen. None: there is no such list."""
    oidc_issuer: str | None = Field(None, pattern=r"^https?://[^\s?#]+$")
    """The provider's address, as its tokens name it. None: there is no provider. Without TLS only on this machine."""
    oidc_client_id: str | None = None
    """The id under which this deployment is registered with the provider."""
    oidc_client_secret_file: Path | None = None
    """The file of the client's secret. None: a public client, which has none."""
    oidc_name: str = Field("single sign-on", min_length=1, max_length=60)
    """What the button says: Sign in with …"""
    oidc_ca_file: Path | None = None
    """Certificates of those who vouch for the provider's server; None: those that the machine trusts."""
    oidc_subject_claim: str = "sub"
    """The claim that tells a person for ever. Of Entra ID `oid`: its `sub` changes with the registration."""
    oidc_role_claim: str = "roles"
    """The claim that holds a person's app roles."""
    oidc_roles: dict[str, Role] = Field(default_factory=lambda: {role.value: role for role in Role})
    """JSON: app role of the provider to role here. Of several that somebody has the first in this order counts: the
    one that may do least."""
    oidc_establishment_claim: str | None = None
    """The claim that names the schools and colleges of an uploader; None: the page of accounts says it."""
    oidc_establishments: dict[str, str] = Field(default_factory=dict)
    """JSON: what the claim says to DfE number or UKPRN. What is not in it is taken for such a number itself."""
    oidc_acr: Annotated[frozenset[str], NoDecode] = frozenset()
    """Comma-separated: the claim `acr` must be one of these. Empty: whatever the provider asked for is enough."""
    oidc_amr: Annotated[frozenset[str], NoDecode] = frozenset()
    """Comma-separated, such as mfa: the claim `amr` must hold one of these. Empty: as above."""
    oidc_clock_skew_s: int = Field(120, ge=0, le=600)
    """So many seconds the provider's clock may differ from ours."""

    @field_validator("oidc_acr", "oidc_amr", mode="before")
    @classmethod
    def _from_words(cls, value: object) -> object:
        return frozenset(filter(None, value.replace(" ", "").split(","))) if isinstance(value, str) else value

    @field_validator(
        "oidc_issuer",
        "oidc_client_id",
        "oidc_client_secret_file",
        "oidc_ca_file",
        "oidc_establishment_claim",
        "breached_passwords_file",
        mode="before",
    )
    @classmethod
    def _blank_means_none(cls, value: object) -> object:
        """A variable that is there and blank, as a compose file passes it on, is not set."""
        return None if value == "" else value

    @model_validator(mode="after")
    def _provider_is_whole(self) -> "SignInSettings":
        if (self.oidc_issuer is None) != (self.oidc_client_id is None):
            raise ValueError("ONWARD_OIDC_ISSUER and ONWARD_OIDC_CLIENT_ID go together")
        if self.oidc_issuer is None and self.local_accounts == "emergency":
            raise ValueError("ONWARD_LOCAL_ACCOUNTS emergency needs a provider: ONWARD_OIDC_ISSUER")
        return self
