"""The routes of the pages of reminders, with the permission that each needs."""

from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT
from services.reporting.entrypoints.web.reminders.contacts import ContactPages
from services.reporting.entrypoints.web.reminders.pages import (
    PATH,
    TAKES_PREVIEW,
    TAKES_SENT,
    ReminderDependencies,
    ReminderPages,
)
from services.reporting.entrypoints.web.reminders.pausing import PausePages
from services.reporting.entrypoints.web.reminders.words import DAY, DONE, MISSING, PAUSED
from shared.web.accounts.permissions import Permission
from shared.web.requests.queries import PAGE
from shared.web.requests.routes import GuardedRoute, get, post


def reminder_routes(needs: ReminderDependencies, names: Names) -> list[GuardedRoute]:
    """Return every route of the pages of reminders."""
    pages, pauses, contacts = ReminderPages(needs, names), PausePages(needs, names), ContactPages(needs, names)
    see, change = Permission.SEE_REMINDERS, Permission.CHANGE_REMINDERS
    one, many = f"{PATH}/contacts/{{of}}", f"{PATH}/contact-list"
    return [
        get(PATH, pages.preview, needs=see, takes=TAKES_PREVIEW),
        get(f"{PATH}/messages/{{of}}", pages.messages, needs=see, takes=(DAY,)),
        get(f"{PATH}/sent", pages.sent, needs=see, takes=TAKES_SENT),
        get(f"{PATH}/rules", pages.rules, needs=see),
        get(f"{PATH}/pauses", pauses.listing, needs=see, takes=(DONE, PAGE)),
        get(f"{PATH}/pause", pauses.ask, needs=change, takes=PAUSED),
        post(f"{PATH}/pause", pauses.pause, needs=change),
        post(f"{PATH}/pauses/{{pause_id}}/end", pauses.end, needs=change),
        get(f"{PATH}/contacts", contacts.listing, needs=change, takes=(ESTABLISHMENT, MISSING, DONE, PAGE)),
        get(one, contacts.ask, needs=change),
        post(one, contacts.keep, needs=change),
        get(many, contacts.ask_many, needs=change),
        post(many, contacts.keep_many, needs=change),
    ]
