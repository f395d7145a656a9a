"""Acts for which one person is enough, each with the reason: all that changes something and is not in `two_people`.

A test fails for a form, or a command, that stands in neither.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Acts that one person does alone, and why that is right."""

    words: str
    acts: tuple[str, ...]
    """Routes (service, method, path) and commands."""
    why: str


ONE_PERSON: Final = (
    OnePerson(
        "Confirm or turn down what takes two people",
        ("reporting POST /submissions/{submission_id}/second", "./onward erase answer"),
        "it is the word of the second",
    ),
    OnePerson(
        "Lower the severity of an issue, or take that back",
        ("validation POST /severities/{code}/{action}",),
        "it removes nobody: more rows are used; a return that then takes many people out is held; undone by one click",
    ),
    OnePerson(
        "Change a date of the calendar, or how a return is asked for",
        ("reporting POST /calendar/change/{what}/{key}",),
        "the page shows first whom it makes late; it is kept with its reason and taken back by a change of its own",
    ),
    OnePerson(
        "Send a list out, or take it back",
        ("reporting POST /lists/{collection}/{act}",),
        "each school is asked about its own pupils alone; it is taken back until the first has answered",
    ),
    OnePerson(
        "Have everybody as at a day put together",
        ("reporting POST /snapshots",),
        "it shows what was known and changes nothing; it goes by itself after two months",
    ),
    OnePerson(
        "Draft the January reports to schools, release them or take them back",
        ("reporting POST /activity-reports/{summer}/{act}",),
        "each school sees its own former pupils alone, after a preview; taken back with a reason; who did it is kept",
    ),
    OnePerson(
        "Check, close or open again a month of the national return, and say that it was sent or answered",
        ("reporting POST /months/{period_end}/{step}", "./onward month"),
        "nothing is lost by it: what a month was closed with is kept when it is opened again, with a reason; Onward"
        " itself sends nothing to DfE. Open: whether closing should take two",
    ),
    OnePerson(
        "Have a what-if computed, or remove one",
        ("reporting POST /what-if/new/{kind}", "reporting POST /what-if/{snapshot_id}/remove"),
        "it is computed on a copy that no figure, return or list counts; it can be computed again at any time",
    ),
    OnePerson(
        "Subscribe an address to status changes, or end that",
        (
            "reporting POST /subscriptions/new",
            "reporting POST /subscriptions/{webhook_id}/test",
            "reporting POST /subscriptions/{webhook_id}/{act}",
            "./onward consumer",
        ),
        "ids, groups and codes without names; ending it removes nothing here; who did it is kept. Open: whether the"
        " first delivery to a new address should take two",
    ),
    OnePerson(
        "Correct a status, record a contact, set or lift a flag",
        (
            "reporting POST /people/{person_id}/contact",
            "reporting POST /people/{person_id}/correct",
            "reporting POST /people/{person_id}/flags",
        ),
        "about one young person, with a reason; a newer entry holds instead, and nothing is overwritten",
    ),
    OnePerson(
        "Say who is at somebody on a work list: take, give back, note, done, undo",
        ("reporting POST /work-lists/people/{person_id}",),
        "no status depends on it; each word is kept, and the next one holds instead",
    ),
    OnePerson(
        "Take in a list of people at risk, and say what came of it",
        ("reporting POST /work-lists/at-risk/list", "reporting POST /people/{person_id}/at-risk"),
        "no status depends on it; each word is kept with its source, and the next one holds instead",
    ),
    OnePerson(
        "Answer about one's own pupils and offers, one by one or all at once",
        ("reporting POST /pupils", "reporting POST /pupils/{person_id}", "reporting POST /offers"),
        "a school speaks for its own; saying that all are correct changes nobody's status",
    ),
    OnePerson(
        "Send a file, or state that there is nothing to send",
        (
            "ingest POST /send",
            "ingest POST /nil",
            "ingest POST /nil/record",
            "ingest POST /hooks/perspective-lite",
            "./onward send",
            "./onward nil",
        ),
        "what takes out more people than its bound is held, and goes through a decision",
    ),
    OnePerson(
        "Write about a contradiction, settle it, acknowledge unusual leavers",
        (
            "reporting POST /contradictions/{contradiction_id}",
            "reporting POST /quality/leavers/{kind}/{establishment}/{since}",
        ),
        "about one thread; it is undone on the same page, and nothing is overwritten",
    ),
    OnePerson(
        "Pause reminders, keep the addresses they go to, choose what comes by e-mail",
        (
            "reporting POST /reminders/pause",
            "reporting POST /reminders/pauses/{pause_id}/end",
            "reporting POST /reminders/contacts/{of}",
            "reporting POST /reminders/contact-list",
            "reporting POST /notices/read",
            "reporting POST /notices/mail",
            "./onward chase",
        ),
        "no status depends on it; a list of addresses is shown before it is taken over, and removes none that it omits",
    ),
    OnePerson(
        "Make, change, disable or reset an account; make, exchange or end a sender's key",
        (
            "validation POST /accounts/new",
            "validation POST /accounts/{account_id}/{act}",
            "validation POST /keys",
            "validation POST /keys/of/{sender}/exchange",
            "validation POST /keys/{key_id}/end",
            "./onward accounts",
        ),
        "no account is ever deleted, and each change is undone by the next; an administrator sees no records. That one"
        " administrator can make both accounts that an act of two takes is shown by the audit and prevented by nothing",
    ),
    OnePerson(
        "Let somebody act for one's establishment, and one's own account",
        (
            "validation POST /account/establishment",
            "validation POST /account/sessions",
            "validation POST /account/password",
            "validation POST /colleagues",
            "validation POST /colleagues/{place_id}/end",
        ),
        "about oneself, or one's own establishment for a year at most; ended at once",
    ),
    OnePerson(
        "Publish dead letters or statuses again, read originals again",
        (
            *(f"{service} POST /dead-letters/resend" for service in ("ingest", "validation", "matching", "reporting")),
            "./onward replay",
            "./onward dead-letters",
            "./onward resend",
            "./onward republish",
        ),
        "everything that hears them absorbs a repetition; nothing is removed",
    ),
    OnePerson(
        "Put together what is held on somebody, for them",
        ("reporting POST /people/{person_id}/subject-access", "./onward subject-access"),
        "it changes nothing; about one young person, and that it was asked for and taken is in the audit",
    ),
    OnePerson(
        "Open a sealed message",
        ("./onward peek",),
        "it needs the master key, the database's administrator and an account that sees records, and is in the audit"
        " before anything is shown",
    ),
    OnePerson(
        "Back up, restore, write tables anew after erasures",
        ("./onward backup", "./onward restore", "./onward erase finish"),
        "whoever does it holds the machine, the database's administrator and the keys: a question in a program would"
        " bind nobody. A restore refuses while services run, and erases again whoever was erased",
    ),
    OnePerson("Search for somebody", ("reporting POST /people",), "it changes nothing; the look is in the audit"),
)
