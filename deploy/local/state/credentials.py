"""Passwords, the master key and the people who may sign in: made at the first start, kept in files of mode 0600."""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.state.files import read_json, write_json
from shared.service_names import SERVICES
from shared.vocabulary.collections import ENTITLED_ONLY

if TYPE_CHECKING:
    from deploy.jobs.accounts import NewAccount

SCHOOL = "8860001"
"""The invented school that the local account of a school belongs to."""
COLLEGE = "19990001"
"""The invented college that the local account of a college belongs to."""
PORTAL = "perspective-lite"
"""The sender whose key signs what comes through the upload hook."""
AUTHORITY = "authority"
"""The sender whose key signs what the authority sends itself: the county roll, the Kent Choices extract."""
ACCOUNTS = {
    "reviewer": ("reviewer", None),
    "second-reviewer": ("reviewer", None),
    "analyst": ("analyst", None),
    "admin": ("admin", None),
    "auditor": ("auditor", None),
    "school": ("uploader", SCHOOL),
    "college": ("uploader", COLLEGE),
}


def kept(paths: StackPaths, *names: str) -> dict[str, str]:
    """Return the passwords under these names, each made at random when it is first asked for."""
    known = read_json(paths.secrets)
    missing = [name for name in names if not known.get(name)]
    if missing:
        known |= {name: secrets.token_urlsafe(18) for name in missing}
        write_json(paths.secrets, known)
    return {name: str(known[name]) for name in names}


def service_passwords(paths: StackPaths) -> dict[str, str]:
    """Return the database password of each service.

    ONWARD_ROLE_PASSWORDS, JSON or a file of it, overrides them: roles belong to a whole database server, which a
    stack that uses somebody else's must not lock out.
    """
    given = os.environ.get("ONWARD_ROLE_PASSWORDS")
    if given:
        try:
            text = given if given.lstrip().startswith("{") else Path(given).read_text(encoding="utf-8")
            return {name: str(json.loads(text)[name]) for name in SERVICES}
        except (OSError, ValueError, KeyError):
            raise StackError("ONWARD_ROLE_PASSWORDS must be JSON, or a file of it, with each service's name.") from None
    own = kept(paths, *(f"database_{name}" for name in SERVICES))
    return {name: own[f"database_{name}"] for name in SERVICES}


def accounts(paths: StackPaths) -> "list[NewAccount]":
    """Return the local accounts: one for each role, a college's, and the second reviewer whom some decisions need."""
    from deploy.jobs.accounts import NewAccount
    from shared.web.accounts.permissions import Role

    own = kept(paths, *(f"sign_in_{name}" for name in ACCOUNTS))
    return [NewAccount(name, own[f"sign_in_{name}"], Role(role), at) for name, (role, at) in ACCOUNTS.items()]


def ensure_hook_keys(paths: StackPaths) -> None:
    """Make the signing keys that are missing: the portal's, and the authority's, which may send what is its own."""
    known = read_json(paths.hook_keys)
    made: dict[str, object] = {PORTAL: [_hook_key()]} if not known else {}
    if AUTHORITY not in known:
        made[AUTHORITY] = {"keys": [_hook_key()], "may_send": sorted(ENTITLED_ONLY)}
    if made:
        write_json(paths.hook_keys, known | made)


def _hook_key() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def ensure_master_key(paths: StackPaths) -> None:
    """Make the master key at the first start. An empty file is what a crash left; any other is not replaced."""
    from shared.crypto.master_key import MasterKeyError, create_master_key, read_master_key

    path = paths.master_key
    if path.exists() and path.stat().st_size == 0:
        path.unlink()
    create_master_key(path)
    try:
        read_master_key(path)
    except MasterKeyError as failure:
        raise StackError(f"{path}: {failure}. Put the right key back, or start anew: make down clean.") from None
