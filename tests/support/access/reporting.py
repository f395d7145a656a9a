"""Reporting's rows of the table of access."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from services.reporting.entrypoints.web.entering.offers import offer_id
from services.reporting.entrypoints.web.entering.pupils import digest_of
from services.reporting.queries.submission.submissions import Submission
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from tests.support.access.rows import EVERYBODY, OFFICE, RECORDS, SENDERS, STAFF, A, N, Owner, R, Row, U, Visitor
from tests.support.contradiction_views import ALONE
from tests.support.identities import EVERYBODY as EVERY_ACCOUNT
from tests.support.person_views import PERSON
from tests.support.quality_views import ALERT
from tests.support.reporting_pages import OFFER
from tests.support.subject_accesses import ACCESS
from tests.support.submission_views import EFFECTIVE, HELD, OTHER, OWN, WAITING, named

COLLEGE: Final = "19990001"
NOWHERE: Final = UUID(int=7)
_SCHOOLS: Final = {"establishment": OTHER, "file_name": "Saint Ronan’s own.xlsx"}
_COLLEGES: Final = {"establishment": COLLEGE, "collection": "C_ENR", "file_name": "Harrowmere own.xlsx"}
OTHERS_EFFECTIVE: Final = replace(EFFECTIVE, submission_id=named("another"), **_SCHOOLS)  # type: ignore[arg-type]
COLLEGES_EFFECTIVE: Final = replace(EFFECTIVE, submission_id=named("college"), **_COLLEGES)  # type: ignore[arg-type]


def _held_like(effective: Submission, **changes: object) -> Submission:
    assert HELD.built is not None
    held = replace(HELD.built, effective_submission_id=effective.submission_id)
    return replace(HELD, submission_id=named(f"held {effective.file_name}"), built=held, **changes)  # type: ignore[arg-type]


OTHERS_HELD: Final = _held_like(OTHERS_EFFECTIVE, **_SCHOOLS)
COLLEGES_HELD: Final = _held_like(COLLEGES_EFFECTIVE, **_COLLEGES)
OTHERS_PUPIL: Final = named("a pupil of another school")
OTHERS_THREAD, COLLEGES_THREAD = 5, 7
_FORM: Final = {
    "flag": "objection",
    "since": "1 10 2026",
    "name": "Fernhollow",
    "generation": "2",
    "contacted_on": "2026-10-01",
    "channel": "PHONE",
    "outcome": "NO ANSWER",
    "people": digest_of([PERSON.person_id]),
    "comment": "the name",
    "activity": "330",
    "reason": "agreed",
    "decision": "11",
    "answer": "confirm",
    "act": "message",
    "words": "She is with us",
    offer_id(OFFER.place): "WITHDRAWN",
    "due_on": "20 10 2026",
    "last_day": "",
    "from_on": "1 9 2026",
    "scope": "everything",
    "lines": f"{OWN} data office@example.org",
}


def _row(method: str, path: str, who: frozenset[Role], address: str | Mapping[Owner, str] = "", **more: Any) -> Row:
    addresses = address if isinstance(address, Mapping) else {Owner.OWN: address or path}
    form = {**_FORM, **more.pop("form", {})} if method == "POST" else {}
    return Row("reporting", method, path, who, addresses, form, **more)


_HELD: Final = (HELD, OTHERS_HELD, COLLEGES_HELD)
_EFFECTIVE: Final = (EFFECTIVE, OTHERS_EFFECTIVE, COLLEGES_EFFECTIVE)


def _files(pattern: str, files: Sequence[Submission] = _HELD) -> dict[Owner, str]:
    ids = (*(one.submission_id for one in files), NOWHERE)
    return {owner: pattern.format(one) for owner, one in zip(Owner, ids, strict=True)}


def _places(pattern: str) -> dict[Owner, str]:
    return {owner: pattern.format(one) for owner, one in zip(Owner, (OWN, OTHER, COLLEGE, "8869999"), strict=True)}


def _or_nobody(address: str, unknown: str) -> dict[Owner, str]:
    """Return addresses of what is no establishment's: whoever may see one may see all, and an unknown one is hidden."""
    return {Owner.OWN: address, Owner.UNKNOWN: unknown}


_ONE: Final = "/submissions/{submission_id}"
_THREAD: Final = {
    owner: f"/contradictions/{number}"
    for owner, number in zip(Owner, (ALONE.contradiction_id, OTHERS_THREAD, COLLEGES_THREAD, 99999), strict=True)
}
_PUPILS: Final = {
    owner: f"/pupils/{person}"
    for owner, person in zip(Owner, (PERSON.person_id, OTHERS_PUPIL, named("a learner"), NOWHERE), strict=True)
}
_NO_COLLEGE: Final = frozenset({Owner.OTHER_COLLEGE})
_DECIDE: Final = _or_nobody(f"/submissions/{HELD.submission_id}/decide/count", f"/submissions/{NOWHERE}/decide/count")
_SECOND: Final = _or_nobody(f"/submissions/{WAITING.submission_id}/second", f"/submissions/{NOWHERE}/second")
_OWN_WORD: Final[dict[str, Any]] = {
    "who": SENDERS,
    "names_others": True,
    "but": {(Visitor.ADMIN, Owner.UNKNOWN): "hidden"},
}
"""An administrator says it of what it has sent itself: what is nobody's is hidden from it, too."""
_CHANGE: Final = _or_nobody("/calendar/change/due/S_ENR.2026-09", "/calendar/change/due/S_ENR.1999-09")
_OF_FILES: Final = (
    _row("GET", "/", EVERYBODY),
    _row("GET", "/submissions", EVERYBODY),
    _row("GET", _ONE, EVERYBODY, _files("/submissions/{}")),
    _row("GET", f"{_ONE}/complaints.csv", EVERYBODY, _files("/submissions/{}/complaints.csv", _EFFECTIVE)),
    _row("GET", f"/api{_ONE}", EVERYBODY, _files("/api/submissions/{}")),
    _row(
        "GET",
        f"{_ONE}/difference/{{change}}",
        frozenset({R}) | SENDERS,
        _files("/submissions/{}/difference/removed"),
    ),
    _row("GET", f"{_ONE}/decide/{{decision}}", frozenset({R}), _DECIDE),
    _row("POST", f"{_ONE}/decide/{{decision}}", frozenset({R}), _DECIDE),
    _row("GET", f"{_ONE}/own/{{decision}}", address=_files("/submissions/{}/own/confirm"), **_OWN_WORD),
    _row("POST", f"{_ONE}/own/{{decision}}", address=_files("/submissions/{}/own/confirm"), **_OWN_WORD),
    _row("GET", f"{_ONE}/second", frozenset({R}), _SECOND),
    _row("POST", f"{_ONE}/second", frozenset({R}), _SECOND),
    _row("GET", "/queues", OFFICE, "/queues?service=tep&show=passed-on"),
)
_SUMMER: Final = "/activity-reports/{summer}"
_RELEASE: Final = _or_nobody("/activity-reports/2026/release", "/activity-reports/1999/release")
_OF_RETURNS: Final = (
    _row("GET", "/calendar", EVERYBODY),
    _row("GET", "/calendar/letter", EVERYBODY),
    _row("GET", "/calendar/letter.docx", EVERYBODY),
    _row("GET", "/calendar/dates", OFFICE),
    _row("GET", "/calendar/change/{what}/{key}", frozenset({R}), _CHANGE),
    _row("POST", "/calendar/change/{what}/{key}", frozenset({R}), _CHANGE),
    _row("GET", "/returns", EVERYBODY),
    _row("GET", "/returns.csv", EVERYBODY),
    _row("GET", "/returns.ics", EVERYBODY),
    _row("GET", "/templates", EVERYBODY),
    _row(
        "GET", "/templates/{collection}", EVERYBODY, "/templates/S_LEAVE", but={(Visitor.COLLEGE, Owner.OWN): "hidden"}
    ),
    _row("GET", "/notices", SENDERS),
    _row("POST", "/notices/read", SENDERS, form={"until": "4"}),
    _row("POST", "/notices/mail", SENDERS),
    _row("GET", "/guarantee", OFFICE),
    _row("GET", "/guarantee.csv", OFFICE),
    _row("GET", "/guarantee/people", RECORDS, "/guarantee/people?district=unknown"),
    _row("GET", "/what-moved", OFFICE),
    _row("GET", "/what-moved.csv", OFFICE, "/what-moved.csv?from=3&to=1"),
    _row("GET", "/api/what-moved", OFFICE, "/api/what-moved?from=3&to=1"),
    _row("GET", "/what-moved/people", RECORDS, "/what-moved/people?from=3&to=1&reason=enrolled&way=fewer"),
    _row("GET", "/neet-report", OFFICE),
    _row("GET", "/neet-report.csv", OFFICE),
    _row("GET", "/neet-report.xlsx", OFFICE),
    _row("GET", "/api/neet-report", OFFICE),
    _row("GET", "/neet-report/people", RECORDS, "/neet-report/people?snapshot=1&measure=neet"),
    _row("GET", "/activity-reports", SENDERS | RECORDS, schools_only=True),
    _row("GET", _SUMMER, RECORDS, _or_nobody("/activity-reports/2026", "/activity-reports/1999")),
    _row(
        "GET",
        f"{_SUMMER}/of/{{establishment}}",
        SENDERS | RECORDS,
        _places("/activity-reports/2026/of/{}"),
        schools_only=True,
        nobodys=_NO_COLLEGE,
    ),
    _row(
        "GET",
        f"{_SUMMER}/of/{{establishment}}/workbook",
        SENDERS | RECORDS,
        _places("/activity-reports/2026/of/{}/workbook"),
        schools_only=True,
        nobodys=_NO_COLLEGE,
    ),
    _row("GET", f"{_SUMMER}/{{act}}", frozenset({R}), _RELEASE),
    _row("POST", f"{_SUMMER}/{{act}}", frozenset({R}), _RELEASE),
    _row("GET", "/destination-survey", OFFICE),
    _row("GET", "/destination-survey.csv", OFFICE),
    _row("GET", "/destination-survey.xlsx", OFFICE),
    _row("GET", "/destination-survey/people", RECORDS, "/destination-survey/people?summer=2026"),
    _row("GET", "/lists", OFFICE),
    _row("GET", "/lists/{collection}", OFFICE, _or_nobody("/lists/TEP_SG2", "/lists/NONE")),
    _row(
        "GET",
        "/lists/{collection}/readiness.csv",
        OFFICE,
        _or_nobody("/lists/TEP_SG2/readiness.csv", "/lists/NONE/readiness.csv"),
    ),
    _row(
        "GET",
        "/lists/{collection}/of/{establishment}",
        SENDERS | {R},
        _places("/lists/TEP_DEST/of/{}"),
        schools_only=True,
        nobodys=_NO_COLLEGE,
    ),
    _row("GET", "/lists/{collection}/{act}", frozenset({R}), _or_nobody("/lists/TEP_SG2/issue", "/lists/NONE/issue")),
    _row("POST", "/lists/{collection}/{act}", frozenset({R}), _or_nobody("/lists/TEP_SG2/issue", "/lists/NONE/issue")),
)
_CHANGE_REMINDERS: Final = frozenset({R, A})
_CONTACTS: Final = _or_nobody(f"/reminders/contacts/{OWN}", "/reminders/contacts/8869999")
_OF_REMINDERS: Final = (
    _row("GET", "/reminders/notices", OFFICE),
    _row("GET", "/reminders", OFFICE),
    _row("GET", "/reminders/messages/{of}", OFFICE, _or_nobody(f"/reminders/messages/{OWN}", "/reminders/messages/x")),
    _row("GET", "/reminders/sent", OFFICE),
    _row("GET", "/reminders/rules", OFFICE),
    _row("GET", "/reminders/pauses", OFFICE),
    _row("GET", "/reminders/pause", _CHANGE_REMINDERS),
    _row("POST", "/reminders/pause", _CHANGE_REMINDERS),
    _row("POST", "/reminders/pauses/{pause_id}/end", _CHANGE_REMINDERS, "/reminders/pauses/1/end"),
    _row("GET", "/reminders/contacts", _CHANGE_REMINDERS),
    _row("GET", "/reminders/contacts/{of}", _CHANGE_REMINDERS, _CONTACTS),
    _row("POST", "/reminders/contacts/{of}", _CHANGE_REMINDERS, _CONTACTS),
    _row("GET", "/reminders/contact-list", _CHANGE_REMINDERS),
    _row("POST", "/reminders/contact-list", _CHANGE_REMINDERS),
)
_SEE_SUBSCRIPTIONS: Final = frozenset({R, A, U})
_ROTATE: Final = _or_nobody("/subscriptions/1/rotate", "/subscriptions/99/rotate")
_ADDRESS: Final = {"address": "https://careers.example/status-changes"}
_OF_SUBSCRIPTIONS: Final = (
    _row("GET", "/subscriptions", _SEE_SUBSCRIPTIONS),
    _row("GET", "/subscriptions/new", frozenset({R})),
    _row("POST", "/subscriptions/new", frozenset({R}), form=_ADDRESS),
    _row("GET", "/subscriptions/{webhook_id}", _SEE_SUBSCRIPTIONS, _or_nobody("/subscriptions/1", "/subscriptions/99")),
    _row(
        "POST",
        "/subscriptions/{webhook_id}/test",
        frozenset({R}),
        _or_nobody("/subscriptions/1/test", "/subscriptions/99/test"),
        form=_ADDRESS,
    ),
    _row("GET", "/subscriptions/{webhook_id}/{act}", frozenset({R}), _ROTATE),
    _row("POST", "/subscriptions/{webhook_id}/{act}", frozenset({R}), _ROTATE, form=_ADDRESS),
)
_LEAVERS: Final = _or_nobody(ALERT, "/quality/leavers/silent/8869999/2026-05")
_STEP: Final = _or_nobody("/months/2026-10-31/check", "/months/2026-10-30/check")
_TEAM: Final = frozenset({R, N})
_LATE: Final = {"baseline": "1", "establishment": OWN, "weeks": "2", "step": "make"}
_OF_PEOPLE: Final = (
    _row("GET", "/figures", OFFICE),
    _row("GET", "/api/figures", OFFICE),
    _row("GET", "/national-return", frozenset({R})),
    _row("GET", "/api/national-return", frozenset({R})),
    _row("GET", "/national-return/people", frozenset({R}), "/national-return/people?snapshot=1&number=31"),
    _row(
        "GET",
        "/national-return/{snapshot_id}/{file}",
        frozenset({R}),
        _or_nobody("/national-return/1/return.xml", "/national-return/99999/return.xml"),
    ),
    _row("GET", "/snapshots", OFFICE),
    _row("POST", "/snapshots", frozenset({R, N})),
    _row("GET", "/snapshots/{snapshot_id}", OFFICE, _or_nobody("/snapshots/1", "/snapshots/99999")),
    _row("GET", "/api/snapshots/{snapshot_id}", OFFICE, _or_nobody("/api/snapshots/1", "/api/snapshots/99999")),
    _row("GET", "/months", OFFICE),
    _row("GET", "/api/months", OFFICE),
    _row("GET", "/months/{period_end}", OFFICE, _or_nobody("/months/2026-10-31", "/months/2026-10-30")),
    _row("GET", "/api/months/{period_end}", OFFICE, _or_nobody("/api/months/2026-10-31", "/api/months/2026-10-30")),
    _row("GET", "/months/{period_end}/{step}", frozenset({R}), _STEP),
    _row("POST", "/months/{period_end}/{step}", frozenset({R}), _STEP),
    _row("GET", "/what-if", _TEAM),
    _row("GET", "/what-if/new/{kind}", _TEAM, _or_nobody("/what-if/new/late", "/what-if/new/magic")),
    _row("POST", "/what-if/new/{kind}", _TEAM, _or_nobody("/what-if/new/late", "/what-if/new/magic"), form=_LATE),
    _row("GET", "/what-if/{snapshot_id}", _TEAM, _or_nobody("/what-if/7", "/what-if/99999")),
    _row("POST", "/what-if/{snapshot_id}/remove", _TEAM, _or_nobody("/what-if/7/remove", "/what-if/99999/remove")),
    _row("GET", "/what-if/{snapshot_id}/people", RECORDS, _or_nobody("/what-if/7/people", "/what-if/99999/people")),
    _row(
        "GET",
        "/what-if/{snapshot_id}/people.csv",
        _TEAM,
        _or_nobody("/what-if/7/people.csv", "/what-if/99999/people.csv"),
    ),
    _row("GET", "/people", RECORDS, "/people?group=neet"),
    _row("POST", "/people", frozenset({R, N})),
    _row("GET", "/people/{person_id}", RECORDS, _or_nobody(f"/people/{PERSON.person_id}", f"/people/{NOWHERE}")),
    *(
        _row(
            method,
            f"/people/{{person_id}}/{act}",
            frozenset({R}),
            _or_nobody(f"/people/{PERSON.person_id}/{act}", f"/people/{NOWHERE}/{act}"),
            **({"form": {"act": "set"}} if method == "POST" else {}),
        )
        for act in ("contact", "correct", "flags")
        for method in ("GET", "POST")
    ),
    *(
        _row(
            method,
            "/people/{person_id}/subject-access",
            frozenset({R, U}),
            _or_nobody(f"/people/{PERSON.person_id}/subject-access", f"/people/{NOWHERE}/subject-access"),
        )
        for method in ("GET", "POST")
    ),
    _row(
        "GET",
        "/people/{person_id}/subject-access/{access_id}",
        frozenset({R, U}),
        _or_nobody(
            f"/people/{PERSON.person_id}/subject-access/{ACCESS.access_id}",
            f"/people/{PERSON.person_id}/subject-access/{NOWHERE}",
        ),
    ),
    _row("GET", "/work-lists", OFFICE),
    _row("GET", "/work-lists/meeting-pack.xlsx", frozenset({R})),
    _row("GET", "/work-lists/at-risk/list", frozenset({R})),
    _row("POST", "/work-lists/at-risk/list", frozenset({R})),
    *(
        _row(
            method,
            "/people/{person_id}/at-risk",
            frozenset({R}),
            _or_nobody(f"/people/{PERSON.person_id}/at-risk", f"/people/{NOWHERE}/at-risk"),
            **({"form": {"act": "found", "reasons": "progress"}} if method == "POST" else {}),
        )
        for method in ("GET", "POST")
    ),
    _row("GET", "/work-lists/{code}", RECORDS, _or_nobody("/work-lists/neet", "/work-lists/none")),
    *(
        _row(
            "GET",
            f"/work-lists/{{code}}/people.{ending}",
            frozenset({R}),
            _or_nobody(f"/work-lists/neet/people.{ending}", f"/work-lists/none/people.{ending}"),
        )
        for ending in ("csv", "xlsx")
    ),
    *(
        _row(
            method,
            "/work-lists/people/{person_id}",
            frozenset({R}),
            _or_nobody(f"/work-lists/people/{PERSON.person_id}", f"/work-lists/people/{NOWHERE}"),
            **({"form": {"act": "take", "seen": "0"}} if method == "POST" else {}),
        )
        for method in ("GET", "POST")
    ),
    _row("GET", "/offers", SENDERS | {R}),
    _row("POST", "/offers", SENDERS | {R}),
    _row("GET", "/pupils", SENDERS, schools_only=True),
    _row("POST", "/pupils", SENDERS, schools_only=True, form={"answer": "WRONG DETAILS"}),
    _row("GET", "/pupils/{person_id}", SENDERS, _PUPILS, schools_only=True),
    _row("POST", "/pupils/{person_id}", SENDERS, _PUPILS, schools_only=True, form={"answer": "WRONG DETAILS"}),
    _row("GET", "/contradictions", RECORDS | SENDERS, names_others=True),
    _row("GET", "/contradictions/{contradiction_id}", RECORDS | SENDERS, _THREAD, names_others=True),
    _row("POST", "/contradictions/{contradiction_id}", SENDERS | {R}, _THREAD, names_others=True),
    _row("GET", "/quality", EVERYBODY),
    _row("GET", "/quality.csv", OFFICE),
    _row(
        "GET",
        "/quality/{establishment}",
        EVERYBODY,
        _places("/quality/{}"),
        but={(visitor, Owner.OTHER_COLLEGE): "hidden" for visitor in STAFF},
    ),
    _row("GET", "/quality/leavers", OFFICE),
    _row("GET", "/api/quality/leavers", OFFICE),
    _row("GET", "/quality/leavers/{kind}/{establishment}/{since}", OFFICE, _LEAVERS),
    _row(
        "POST",
        "/quality/leavers/{kind}/{establishment}/{since}",
        frozenset({R}),
        _LEAVERS,
        form={"act": "acknowledged", "seen": "0"},
    ),
)
_OF_OVERSIGHT: Final = (
    _row("GET", "/audit", frozenset({A, U})),
    _row("GET", "/audit.csv", frozenset({A, U})),
    _row("GET", "/erasures", frozenset({R, U})),
    _row("GET", "/proposals", frozenset({R, U})),
)
REPORTING: Final = (*_OF_OVERSIGHT, *_OF_FILES, *_OF_RETURNS, *_OF_REMINDERS, *_OF_SUBSCRIPTIONS, *_OF_PEOPLE)
MATRIX: Final[dict[tuple[str, str], tuple[str, set[Account]]]] = {
    (row.method, row.path): (row.addresses[Owner.OWN], {one for one in EVERY_ACCOUNT if one.role in row.who})
    for row in REPORTING
}
"""Of each route an address of one's own, and which of the fakes' accounts may open it."""
