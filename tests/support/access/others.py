"""The rows of ingest, validation and matching in the table of access, and those that all four services have."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from shared.service_names import SERVICES
from shared.web.accounts.permissions import Role
from tests.support.access.rows import EVERYBODY, OFFICE, SENDERS, A, Owner, R, Row, U, Visitor
from tests.support.severity_pages import LATER

ACCOUNT: Final = UUID(int=21)
PLACE: Final = UUID(int=22)
KEY: Final = UUID(int=23)
NOWHERE: Final = UUID(int=7)


def _row(service: str, method: str, path: str, who: frozenset[Role], address: Any = "", **more: Any) -> Row:
    addresses = address if isinstance(address, dict) else {Owner.OWN: address or path}
    return Row(service, method, path, who, addresses, **more)


def _known(pattern: str, known: object) -> dict[Owner, str]:
    return {Owner.OWN: pattern.format(known), Owner.UNKNOWN: pattern.format(NOWHERE)}


_SENDING: Final = SENDERS | {R, A}
_NOBODY: Final = frozenset[Role]()
INGEST: Final = (
    _row("ingest", "GET", "/", _SENDING),
    _row("ingest", "GET", "/send", _SENDING),
    _row("ingest", "POST", "/send", _SENDING),
    _row("ingest", "GET", "/nil", SENDERS),
    _row("ingest", "POST", "/nil", SENDERS, form={"collection": "S_JOIN", "period": "2026-09"}),
    _row("ingest", "GET", "/nil/record", frozenset({R, A})),
    _row("ingest", "POST", "/nil/record", frozenset({R, A})),
    _row("ingest", "POST", "/hooks/perspective-lite", _NOBODY, open="what comes must be signed with a sender’s key"),
)
_CHANGE: Final = {Owner.OWN: f"/severities/{LATER}/lower", Owner.UNKNOWN: "/severities/V999/lower"}
_OUTSIDE: Final = frozenset({Visitor.ANONYMOUS, Visitor.EXPIRED, Visitor.REVOKED})
_OWN_ACCOUNT: Final[dict[str, Any]] = {"who": EVERYBODY, "also_idle": True}
VALIDATION: Final = (
    _row("validation", "GET", "/", OFFICE),
    _row("validation", "GET", "/severities", OFFICE),
    _row(
        "validation",
        "GET",
        "/severities/{code}",
        OFFICE,
        {Owner.OWN: f"/severities/{LATER}", Owner.UNKNOWN: "/severities/V999"},
    ),
    _row("validation", "GET", "/severities/{code}/{action}", frozenset({R}), _CHANGE),
    _row("validation", "POST", "/severities/{code}/{action}", frozenset({R}), _CHANGE),
    _row("validation", "GET", "/account", **_OWN_ACCOUNT),
    _row(
        "validation",
        "POST",
        "/account/establishment",
        form={"establishment": "8869999"},
        but={(visitor, Owner.OWN): "hidden" for visitor in Visitor if visitor not in _OUTSIDE},
        **_OWN_ACCOUNT,
    ),
    _row("validation", "POST", "/account/sessions", form={"session": str(NOWHERE)}, **_OWN_ACCOUNT),
    _row("validation", "GET", "/account/password", **_OWN_ACCOUNT),
    _row("validation", "POST", "/account/password", form={"old": "x", "new": "y"}, **_OWN_ACCOUNT),
    _row("validation", "GET", "/new-password", _NOBODY, open="whoever has an administrator’s word has no password yet"),
    _row(
        "validation", "POST", "/new-password", _NOBODY, open="whoever has an administrator’s word has no password yet"
    ),
    _row("validation", "GET", "/colleagues", SENDERS),
    _row(
        "validation", "POST", "/colleagues", SENDERS, own_people_only=True, form={"name": "x", "until_on": "1 1 2090"}
    ),
    _row(
        "validation",
        "POST",
        "/colleagues/{place_id}/end",
        SENDERS,
        {
            Owner.OWN: f"/colleagues/{PLACE}/end",
            Owner.OTHER_SCHOOL: f"/colleagues/{UUID(int=PLACE.int + 100)}/end",
            Owner.OTHER_COLLEGE: f"/colleagues/{UUID(int=PLACE.int + 200)}/end",
            Owner.UNKNOWN: f"/colleagues/{NOWHERE}/end",
        },
        own_people_only=True,
    ),
    _row("validation", "GET", "/accounts", frozenset({A, U})),
    _row("validation", "GET", "/accounts/new", frozenset({A})),
    _row("validation", "POST", "/accounts/new", frozenset({A})),
    _row("validation", "GET", "/accounts/{account_id}", frozenset({A, U}), _known("/accounts/{}", ACCOUNT)),
    _row(
        "validation", "POST", "/accounts/{account_id}/{act}", frozenset({A}), _known("/accounts/{}/sign-out", ACCOUNT)
    ),
    _row("validation", "GET", "/keys", frozenset({A, U})),
    _row("validation", "POST", "/keys", frozenset({A}), form={"sender": "mis"}),
    _row("validation", "POST", "/keys/of/{sender}/exchange", frozenset({A}), "/keys/of/mis/exchange"),
    _row("validation", "POST", "/keys/{key_id}/end", frozenset({A}), f"/keys/{KEY}/end"),
)
MATCHING: Final = (
    _row("matching", "GET", "/", frozenset({R, U})),
    _row("matching", "GET", "/reviews", frozenset({R, U})),
)
_SIGNING_IN: Final = "nobody is signed in yet, or not any more"
_OPEN: Final = (
    ("GET", "/sign-in", "/sign-in", _SIGNING_IN),
    ("POST", "/sign-in", "/sign-in", _SIGNING_IN),
    ("POST", "/sign-out", "/sign-out", "ends whatever session the browser holds"),
    ("GET", "/sign-in/provider", "/sign-in/provider", _SIGNING_IN),
    ("GET", "/sign-in/return", "/sign-in/return", _SIGNING_IN),
    ("GET", "/sign-out/provider", "/sign-out/provider", _SIGNING_IN),
    ("GET", "/signed-out", "/signed-out", _SIGNING_IN),
    ("GET", "/static/{name}", "/static/onward.css", "style sheets and scripts hold nothing about anybody"),
)
_LETTER: Final = {"reason": "bad_payload", "consumer": "JudgeRows", "topic": "ingest.rows-extracted.v1"}
_LETTERS: Final = {
    Owner.OWN: f"/dead-letters/resend?{urlencode(_LETTER)}",
    Owner.UNKNOWN: f"/dead-letters/resend?{urlencode(_LETTER | {'consumer': 'Nobody'})}",
}
EVERYWHERE: Final = (
    *(_row(service, "GET", "/dead-letters", frozenset({R, A, U})) for service in SERVICES),
    *(_row(service, "GET", "/dead-letters/resend", frozenset({R, A}), _LETTERS) for service in SERVICES),
    *(_row(service, "POST", "/dead-letters/resend", frozenset({R, A}), form=_LETTER) for service in SERVICES),
    *(
        _row(service, method, path, _NOBODY, address, open=why)
        for service in SERVICES
        for method, path, address, why in _OPEN
    ),
)
