"""What each output shows of a young person with a flag. A new output without a row fails a test.

objection: the young person (16 and over), or the parent of a younger one, has objected to details beyond name, address
and birth date being passed on (source: ESA-2008). confidential: nobody is to learn where they are.
"""

from typing import Final, Literal, NamedTuple

Flag = Literal["objection", "confidential"]
FLAGS: Final[tuple[Flag, ...]] = ("objection", "confidential")
WORDS: Final[dict[Flag, str]] = {
    "objection": "Objection to details being passed on",
    "confidential": "Confidential: where they are is withheld",
}
ALL: Final = "as of everybody"


class Shown(NamedTuple):
    """What an output shows of somebody with each of the flags."""

    objection: str
    confidential: str


_OF_THE_AUTHORITY: Final = f"{ALL}: only the authority reads it"
_OWN: Final = f"{ALL}: what the establishment itself sent"
_MASKED: Final = "district, school, postcode, UPN, and all that files and entries say, withheld; days, no minutes"
_FOUND_NOWHERE: Final = "district and school withheld; found where the district is not known"
_NOWHERE: Final = "stands where neither district nor school is known, in the list as in the numbers"
_IDS: Final = f"{ALL}: id, group and code; no name, no place"
_IDS_ALONE: Final = f"{ALL}: id alone"
_WHO_LOOKED: Final = "by id; accounts, times and ids of what establishments did about them withheld; days alone"
_REVIEWERS: Final = f"{ALL}: only who may see confidential records opens it"
_IDS_IN_FULL: Final = f"{_IDS}. Sensitive codes in full, for those who were given them by name"
_BASIC: Final = "name, birth date and year alone; what they do and where is not passed on"
_NO_REPORT: Final = "left out, for everybody, and out of its numbers"
_STATUTORY: Final = f"{ALL}: the law asks for it, whatever was objected to"
OUTPUTS: Final[dict[str, Shown]] = {
    "/people": Shown(_OF_THE_AUTHORITY, _FOUND_NOWHERE),
    "/people/{person_id}": Shown(_OF_THE_AUTHORITY, _MASKED),
    "/people/{person_id}/contact": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/correct": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/flags": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/subject-access": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/subject-access/{access_id}": Shown(f"{ALL}: it is for themselves", _REVIEWERS),
    "onward subject-access": Shown(f"{ALL}: it is for themselves", _REVIEWERS),
    "/people/{person_id}/at-risk": Shown(_OF_THE_AUTHORITY, "name alone, and why they are at risk"),
    "/work-lists/{code}": Shown(_OF_THE_AUTHORITY, _FOUND_NOWHERE),
    "/work-lists/{code}/people.csv": Shown(_OF_THE_AUTHORITY, _FOUND_NOWHERE),
    "/work-lists/{code}/people.xlsx": Shown(_OF_THE_AUTHORITY, _FOUND_NOWHERE),
    "/work-lists/meeting-pack.xlsx": Shown(
        "district, name, birth date and year; nothing of what they do or did", "left out, for everybody"
    ),
    "/work-lists/people/{person_id}": Shown(_OF_THE_AUTHORITY, "name alone, and what was said about the work"),
    "/guarantee/people": Shown(_OF_THE_AUTHORITY, _NOWHERE),
    "onward national-return": Shown(_STATUTORY, f"{_STATUTORY}; {_REVIEWERS}"),
    "/national-return/people": Shown(_OF_THE_AUTHORITY, _REVIEWERS),
    "/national-return/{snapshot_id}/{file}": Shown(_STATUTORY, f"{_STATUTORY}; {_REVIEWERS}"),
    "/what-moved/people": Shown(_OF_THE_AUTHORITY, _NOWHERE),
    "/what-if/{snapshot_id}/people": Shown(_OF_THE_AUTHORITY, _NOWHERE),
    "/what-if/{snapshot_id}/people.csv": Shown(_OF_THE_AUTHORITY, _NOWHERE),
    "/neet-report/people": Shown(_OF_THE_AUTHORITY, f"{_NOWHERE}; nothing of a file"),
    "/audit": Shown(_IDS_ALONE, _WHO_LOOKED),
    "/audit.csv": Shown(_IDS_ALONE, _WHO_LOOKED),
    "/lists/{collection}/of/{establishment}": Shown("name and birth date; no UPN, no ULN", "left out, for everybody"),
    "/activity-reports/{summer}/of/{establishment}": Shown(_BASIC, _NO_REPORT),
    "/activity-reports/{summer}/of/{establishment}/workbook": Shown(_BASIC, _NO_REPORT),
    "/destination-survey/people": Shown(
        _OF_THE_AUTHORITY, "stands where no school is known, in the list as in the numbers"
    ),
    "/contradictions": Shown(f"{ALL}: name and birth date", "left out: it names where they are"),
    "/contradictions/{contradiction_id}": Shown(f"{ALL}: name and birth date", "does not exist"),
    "/offers": Shown(_OWN, f"{_OWN}; of all to who may see confidential records"),
    "/pupils": Shown(_OWN, _OWN),
    "/pupils/{person_id}": Shown(_OWN, _OWN),
    "/submissions/{submission_id}/difference/{change}": Shown(_OWN, f"{_OWN}; of the authority nobody else opens it"),
    "matching/": Shown(_OF_THE_AUTHORITY, "of nobody on the page establishment and postcode: matching knows no flags"),
    "matching/reviews": Shown(_OF_THE_AUTHORITY, "of nobody on it establishment and postcode: matching knows no flags"),
    "reporting.status-changed.v1": Shown(_IDS, _IDS),
    "reporting.status-changed-in-full.v1": Shown(_IDS_IN_FULL, _IDS_IN_FULL),
    "webhook": Shown(_IDS, _IDS),
    "onward watch": Shown(_IDS, _IDS),
    "onward peek": Shown(_OF_THE_AUTHORITY, _REVIEWERS),
    "onward dead-letters": Shown(_OF_THE_AUTHORITY, _REVIEWERS),
    "onward check": Shown(_OWN, "as of everybody: codes and cells of a file that whoever runs it holds"),
}
"""By the path of a page or file (of another service than reporting, with its name before it), the name of a topic, a
kind of message, or a word of the command. What is said of confidential records holds for accounts that may not see
them. Telephone numbers and e-mail addresses stand in no output."""

SHOW_NOBODY: Final[dict[str, frozenset[str]]] = {
    "numbers of people, and no person": frozenset(
        {"/", "/api/figures", "/figures", "/guarantee", "/guarantee.csv", "/quality", "/quality.csv"}
        | {"/neet-report", "/neet-report.csv", "/neet-report.xlsx", "/api/neet-report"}
        | {"/national-return", "/api/national-return"}
        | {"/what-moved", "/what-moved.csv", "/api/what-moved"}
        | {"/what-if", "/what-if/new/{kind}", "/what-if/{snapshot_id}", "/what-if/{snapshot_id}/remove"}
        | {"/work-lists"}
        | {"/snapshots", "/snapshots/{snapshot_id}", "/api/snapshots/{snapshot_id}", "onward month"}
        | {"/months", "/api/months", "/months/{period_end}", "/api/months/{period_end}", "/months/{period_end}/{step}"}
        | {"/quality/leavers", "/api/quality/leavers", "/quality/leavers/{kind}/{establishment}/{since}"}
        | {"/quality/{establishment}", "/lists", "/lists/{collection}", "/lists/{collection}/readiness.csv"}
        | {"/lists/{collection}/{act}", "onward figures", "/activity-reports", "/activity-reports/{summer}"}
        | {"/activity-reports/{summer}/{act}", "/destination-survey", "/destination-survey.csv"}
        | {"/destination-survey.xlsx"}
    ),
    "what became of a file: counts, codes and cells, never a value": frozenset(
        {"/submissions", "/submissions/{submission_id}", "/submissions/{submission_id}/complaints.csv"}
        | {"/api/submissions/{submission_id}", "/submissions/{submission_id}/decide/{decision}"}
        | {"/submissions/{submission_id}/own/{decision}", "/submissions/{submission_id}/second", "/queues"}
        | {"validation/", "validation/severities", "validation/severities/{code}"}
        | {"validation/severities/{code}/{action}", "onward story", "onward resend"}
    ),
    "what is owed, by when, and who is told": frozenset(
        {"/calendar", "/calendar/change/{what}/{key}", "/calendar/dates", "/calendar/letter", "/calendar/letter.docx"}
        | {"/returns", "/returns.csv", "/returns.ics", "/notices", "/notices/mail", "/notices/read", "/reminders"}
        | {"/reminders/contact-list", "/reminders/contacts", "/reminders/contacts/{of}", "/reminders/messages/{of}"}
        | {"/reminders/notices", "/reminders/pause", "/reminders/pauses", "/reminders/pauses/{pause_id}/end"}
        | {"/reminders/rules", "/reminders/sent", "mail of a reminder", "mail of a notice", "onward chase"}
    ),
    "a list goes in, and the numbers of its lines that are of nobody come out": frozenset({"/work-lists/at-risk/list"}),
    "an empty workbook: nobody stands in it": frozenset({"/templates", "/templates/{collection}"}),
    "whom it is about by id alone": frozenset(
        {"/erasures", "/proposals", "onward audit", "onward erase", "onward retention"}
    ),
    "who is told of status changes, and how far each is": frozenset(
        {"/subscriptions", "/subscriptions/new", "/subscriptions/{webhook_id}", "/subscriptions/{webhook_id}/test"}
        | {"/subscriptions/{webhook_id}/{act}", "onward consumer"}
    ),
    "messages that were set aside, by number and reason": frozenset(
        {"/dead-letters", "/dead-letters/resend", "onward replay"}
    ),
    "a file goes in, and a receipt comes out": frozenset(
        {"ingest/", "ingest/hooks/perspective-lite", "ingest/nil", "ingest/nil/record", "ingest/send"}
        | {"onward send", "onward nil"}
    ),
    "accounts of staff and keys of senders": frozenset(
        {"validation/account", "validation/account/establishment", "validation/account/password"}
        | {"validation/account/sessions", "validation/accounts", "validation/accounts/new"}
        | {"validation/accounts/{account_id}", "validation/accounts/{account_id}/{act}", "validation/colleagues"}
        | {"validation/colleagues/{place_id}/end", "validation/keys", "validation/keys/of/{sender}/exchange"}
        | {"validation/keys/{key_id}/end", "validation/new-password", "onward accounts"}
    ),
    "signing in and out, styles and scripts": frozenset(
        {"/sign-in", "/sign-in/provider", "/sign-in/return", "/sign-out", "/sign-out/provider", "/signed-out"}
        | {"/static/{name}"}
    ),
    "what runs, and copies of it all that stay sealed or with the administrator": frozenset(
        {"onward status", "onward republish", "onward backup", "onward restore"}
    ),
}
"""Every other output, by why it shows nobody. A path that each service has stands here once, without a name before."""
