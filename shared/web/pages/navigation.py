"""The service navigation: the same list on every page of every service, less what the account may not open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission
from shared.web.addresses import ServiceName


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    text: str
    service: ServiceName
    path: str
    needs: Permission
    also: str | None = None
    """A second path at which the service shows the same page."""


ENTRIES: Final = (
    Entry("Home", "reporting", "/", Permission.SEE_SUBMISSIONS),
    Entry("Send a file", "ingest", "/send", Permission.SEND_FILES, also="/"),
    Entry("Nothing to send", "ingest", "/nil", Permission.STATE_NIL),
    Entry("Templates", "reporting", "/templates", Permission.SEE_SUBMISSIONS),
    Entry("Your pupils", "reporting", "/pupils", Permission.CHECK_PUPILS),
    Entry("Offers", "reporting", "/offers", Permission.ANSWER_OFFERS),
    Entry("Submissions", "reporting", "/submissions", Permission.SEE_SUBMISSIONS),
    Entry("Returns", "reporting", "/returns", Permission.SEE_BOARD),
    Entry("Notices", "reporting", "/notices", Permission.SEE_NOTICES),
    Entry("Lists", "reporting", "/lists", Permission.SEE_RETURNS),
    Entry("Calendar", "reporting", "/calendar", Permission.SEE_CALENDAR),
    Entry("Reminders", "reporting", "/reminders", Permission.SEE_REMINDERS),
    Entry("Data quality", "reporting", "/quality", Permission.SEE_SCORECARDS),
    Entry("Queues", "reporting", "/queues", Permission.SEE_RETURNS),
    Entry("Figures", "reporting", "/figures", Permission.SEE_FIGURES),
    Entry("Destinations", "reporting", "/activity-reports", Permission.SEE_ACTIVITY_REPORTS),
    Entry("What moved", "reporting", "/what-moved", Permission.SEE_FIGURES),
    Entry("NEET report", "reporting", "/neet-report", Permission.SEE_FIGURES),
    Entry("National return", "reporting", "/national-return", Permission.MAKE_NATIONAL_RETURN),
    Entry("Snapshots", "reporting", "/snapshots", Permission.SEE_FIGURES),
    Entry("Months", "reporting", "/months", Permission.SEE_FIGURES),
    Entry("What-if", "reporting", "/what-if", Permission.MAKE_SNAPSHOTS),
    Entry("People", "reporting", "/people", Permission.SEE_PEOPLE),
    Entry("Work lists", "reporting", "/work-lists", Permission.SEE_FIGURES),
    Entry("Contradictions", "reporting", "/contradictions", Permission.SEE_CONTRADICTIONS),
    Entry("Subscriptions", "reporting", "/subscriptions", Permission.SEE_SUBSCRIPTIONS),
    Entry("Audit", "reporting", "/audit", Permission.SEE_AUDIT),
    Entry("Waiting for a second person", "reporting", "/proposals", Permission.SEE_PROPOSALS),
    Entry("Erasures", "reporting", "/erasures", Permission.ERASE_PEOPLE),
    Entry("Reviews", "matching", "/reviews", Permission.SEE_REVIEWS, also="/"),
    Entry("Issues", "validation", "/severities", Permission.SEE_SEVERITIES, also="/"),
    Entry("Who acts for you", "validation", "/colleagues", Permission.SEE_COLLEAGUES),
    Entry("Accounts", "validation", "/accounts", Permission.SEE_ACCOUNTS),
    Entry("Dead letters", "ingest", "/dead-letters", Permission.SEE_DEAD_LETTERS),
)


def navigation_for(
    account: Account | None, service: ServiceName, path: str, link: Callable[[ServiceName, str], str]
) -> list[dict[str, object]]:
    """Return the entries that the account may open, in the form of the service navigation component."""
    if account is None:
        return []
    return [
        {
            "text": entry.text,
            "href": link(entry.service, entry.path),
            "current": entry.service == service and path in (entry.path, entry.also),
            "active": entry.service == service and entry.path != "/" and path.startswith(f"{entry.path}/"),
        }
        for entry in ENTRIES
        if account.may(entry.needs)
    ]
