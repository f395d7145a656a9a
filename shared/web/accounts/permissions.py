"""Who may do what, as one table. A route names the permission it needs; nothing else asks for a role."""

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What an account is for, from the one that may do least to the one that may do most."""

    UPLOADER = "uploader"
    """Sends returns for one school or college and sees what became of them."""
    ANALYST = "analyst"
    """Works for the authority: reads figures and the records behind them."""
    AUDITOR = "auditor"
    """Checks that the others did right; changes nothing."""
    ADMIN = "admin"
    """Looks after accounts and the flow of files; has no need of people's records."""
    REVIEWER = "reviewer"
    """Works for the authority: decides what a person must decide."""


ROLE_WORDS = MappingProxyType(
    {
        Role.UPLOADER: "Sends files for a school or college",
        Role.ANALYST: "Analyst: reads figures and records",
        Role.AUDITOR: "Auditor: reads, changes nothing",
        Role.ADMIN: "Administrator: accounts and the flow of files",
        Role.REVIEWER: "Reviewer: decides",
    }
)
"""What people read of a role."""


class Permission(StrEnum):
    """One thing that an account may be allowed to do."""

    SEND_FILES = "send files"
    STATE_NIL = "state that there is nothing to send"
    CHECK_PUPILS = "answer about the pupils of one's own school"
    RECORD_NIL = "record a nil return that came by e-mail"
    SEND_FOR_AUTHORITY = "send what is the authority's own, such as the county roll"
    SEE_SUBMISSIONS = "see submissions"
    SEE_BOARD = "see what is owed and what has come"
    SEE_RETURNS = "see how the returns of all establishments stand"
    SEE_FIGURES = "see figures"
    MAKE_NATIONAL_RETURN = "check the national return, and take its files away"
    MAKE_SNAPSHOTS = "have everybody as at a day put together"
    CLOSE_MONTHS = "check, close and open again a month of the national return, and enter what became of it"
    SEE_PEOPLE = "see a young person's record"
    FIND_PEOPLE = "find young people by name"
    RECORD_CONTACTS = "record contacts with a young person"
    CORRECT_STATUS = "correct a young person's status by hand"
    DECIDE_RETURNS = "make a return effective, or undo it"
    CONFIRM_OWN = "say that a held return of one's own is meant so"
    SEE_DIFFERENCES = "see whom a return adds, removes and changes"
    SEE_CONTRADICTIONS = "see where returns contradict each other about a learner"
    WRITE_ABOUT_CONTRADICTIONS = "write about a contradiction between returns"
    SETTLE_CONTRADICTIONS = "settle a contradiction between returns, or open it again"
    ANSWER_OFFERS = "answer what became of offers"
    SEE_SCORECARDS = "see how good what is sent is: everybody's, or one's own alone"
    SEE_ALL_SCORECARDS = "take the scorecards of everybody away"
    SEE_ALERTS = "see unusual leavers"
    ANSWER_ALERTS = "acknowledge unusual leavers, or take that back"
    SEE_REVIEWS = "see rows that wait for a decision"
    SEE_SEVERITIES = "see how grave each issue is"
    CHANGE_SEVERITIES = "lower an error to a warning, or take that back"
    SEE_NOTICES = "see what became of what one's own establishment sent, and choose what comes by e-mail"
    SEE_REMINDERS = "see who is reminded of returns"
    CHANGE_REMINDERS = "pause reminders and keep their addresses"
    ISSUE_LISTS = "send a list of young people out to schools, or take it back"
    TAKE_LISTS = "take the list of a school away, with its names"
    TAKE_WORK_LISTS = "take a work list away, with its names"
    SEE_ACTIVITY_REPORTS = "see the January reports to schools: all of them, or one's own once it is released"
    RELEASE_ACTIVITY_REPORTS = "draft the January reports to schools, release them or take them back"
    SEE_CALENDAR = "see what is due when, from whom and how"
    CHANGE_CALENDAR = "move a due date, or change how a return is asked for"
    SEE_SUBSCRIPTIONS = "see who is told of status changes, and how far each is"
    CHANGE_SUBSCRIPTIONS = "subscribe others to status changes"
    ERASE_PEOPLE = "ask that a young person or a file is erased, or confirm it"
    SEE_PROPOSALS = "see what waits for a second person"
    TAKE_RECORDS = "take away everything that is known about a young person"
    KEEP_FLAGS = "enter objections, and that a record is confidential"
    SEE_CONFIDENTIAL = "see where somebody is whose record is confidential"
    SEE_AUDIT = "see who looked at and who changed what"
    OWN_ACCOUNT = "choose whom one acts for, end one's own sessions and change one's password"
    SEE_COLLEAGUES = "see who acts for one's own establishment"
    DELEGATE = "let somebody else act for one's own establishment for a time"
    SEE_ACCOUNTS = "see accounts and the keys of senders"
    CHANGE_ACCOUNTS = "make accounts and keys, change and end them"
    SEE_DEAD_LETTERS = "see how many messages were set aside, and why"
    RESEND_DEAD_LETTERS = "publish messages that were set aside again"


OF_EVERYBODY = frozenset({Permission.OWN_ACCOUNT})
"""What everybody does who is signed in, also whoever acts for no establishment today."""
OF_THE_ESTABLISHMENTS_OWN = frozenset({Permission.DELEGATE})
"""What nobody does for an establishment who acts for it by delegation alone."""
OF_SENDERS = frozenset(
    {
        Permission.STATE_NIL,
        Permission.CHECK_PUPILS,
        Permission.CONFIRM_OWN,
        Permission.SEE_NOTICES,
        Permission.SEE_COLLEAGUES,
        Permission.DELEGATE,
    }
)
"""What only a sender does about its own establishment."""
OF_OVERSIGHT = frozenset({Permission.SEE_AUDIT})
"""What those do not see whom it is about."""
OF_ADMINISTRATORS = frozenset({Permission.SEE_ACCOUNTS, Permission.CHANGE_ACCOUNTS})
"""What no reviewer does: whoever decides about returns gives nobody the right to."""
OF_SCHOOLS = frozenset({Permission.CHECK_PUPILS, Permission.TAKE_LISTS, Permission.SEE_ACTIVITY_REPORTS})
"""What no college does: lists of pupils and leavers are sent out to schools."""

PERMISSIONS = MappingProxyType(
    {
        Role.UPLOADER: frozenset(
            {
                Permission.SEND_FILES,
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_CALENDAR,
                Permission.SEE_BOARD,
                Permission.SEE_DIFFERENCES,
                Permission.ANSWER_OFFERS,
                Permission.SEE_SCORECARDS,
                Permission.TAKE_LISTS,
                Permission.SEE_ACTIVITY_REPORTS,
                Permission.SEE_CONTRADICTIONS,
                Permission.WRITE_ABOUT_CONTRADICTIONS,
            }
        )
        | OF_SENDERS
        | OF_EVERYBODY,
        Role.REVIEWER: frozenset(Permission) - OF_SENDERS - OF_ADMINISTRATORS - OF_OVERSIGHT,
        Role.ANALYST: frozenset(
            {
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_CALENDAR,
                Permission.SEE_BOARD,
                Permission.SEE_RETURNS,
                Permission.SEE_REMINDERS,
                Permission.SEE_FIGURES,
                Permission.MAKE_SNAPSHOTS,
                Permission.SEE_PEOPLE,
                Permission.FIND_PEOPLE,
                Permission.SEE_ACTIVITY_REPORTS,
                Permission.SEE_CONTRADICTIONS,
                Permission.SEE_SCORECARDS,
                Permission.SEE_ALL_SCORECARDS,
                Permission.SEE_ALERTS,
                Permission.SEE_SEVERITIES,
            }
        )
        | OF_EVERYBODY,
        Role.ADMIN: frozenset(
            {
                Permission.SEND_FILES,
                Permission.RECORD_NIL,
                Permission.SEND_FOR_AUTHORITY,
                Permission.CONFIRM_OWN,
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_CALENDAR,
                Permission.SEE_BOARD,
                Permission.SEE_RETURNS,
                Permission.SEE_REMINDERS,
                Permission.CHANGE_REMINDERS,
                Permission.SEE_FIGURES,
                Permission.SEE_SCORECARDS,
                Permission.SEE_ALL_SCORECARDS,
                Permission.SEE_ALERTS,
                Permission.SEE_SEVERITIES,
                Permission.SEE_SUBSCRIPTIONS,
                Permission.SEE_AUDIT,
                Permission.SEE_DEAD_LETTERS,
                Permission.RESEND_DEAD_LETTERS,
            }
        )
        | OF_ADMINISTRATORS
        | OF_EVERYBODY,
        Role.AUDITOR: frozenset(
            {
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_CALENDAR,
                Permission.SEE_BOARD,
                Permission.SEE_RETURNS,
                Permission.SEE_REMINDERS,
                Permission.SEE_FIGURES,
                Permission.SEE_ACTIVITY_REPORTS,
                Permission.SEE_PEOPLE,
                Permission.SEE_CONTRADICTIONS,
                Permission.SEE_SCORECARDS,
                Permission.SEE_ALL_SCORECARDS,
                Permission.SEE_ALERTS,
                Permission.SEE_REVIEWS,
                Permission.SEE_SEVERITIES,
                Permission.SEE_SUBSCRIPTIONS,
                Permission.ERASE_PEOPLE,
                Permission.SEE_PROPOSALS,
                Permission.TAKE_RECORDS,
                Permission.SEE_AUDIT,
                Permission.SEE_ACCOUNTS,
                Permission.SEE_DEAD_LETTERS,
            }
        )
        | OF_EVERYBODY,
    }
)
"""The whole policy. A role that is not here may do nothing.

A file tells where those are whom it lists: of the authority only those see whom it changes who may see where somebody
is whose record is confidential.
"""
