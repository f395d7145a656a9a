"""Who may do what, as one table. A route names the permission it needs; nothing else asks for a role."""

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What an account is for."""

    UPLOADER = "uploader"
    """Sends returns for one school or college and sees what became of them."""
    REVIEWER = "reviewer"
    """Works for the authority: decides what a person must decide."""
    ANALYST = "analyst"
    """Works for the authority: reads figures and the records behind them."""
    ADMIN = "admin"
    """Looks after accounts and the flow of files; has no need of people's records."""
    AUDITOR = "auditor"
    """Checks that the others did right; changes nothing."""


class Permission(StrEnum):
    """One thing that an account may be allowed to do."""

    SEND_FILES = "send files"
    STATE_NIL = "state that there is nothing to send"
    RECORD_NIL = "record a nil return that came by e-mail"
    SEND_FOR_AUTHORITY = "send what is the authority's own, such as the county roll"
    SEE_SUBMISSIONS = "see submissions"
    SEE_RETURNS = "see the board of returns"
    SEE_FIGURES = "see figures"
    SEE_PEOPLE = "see a young person's record"
    FIND_PEOPLE = "find young people by name"
    DECIDE_RETURNS = "make a return effective, or undo it"
    SEE_REVIEWS = "see rows that wait for a decision"


PERMISSIONS = MappingProxyType(
    {
        Role.UPLOADER: frozenset({Permission.SEND_FILES, Permission.STATE_NIL, Permission.SEE_SUBMISSIONS}),
        # Whoever works for the authority has no returns of its own to be silent about: it records what others state.
        Role.REVIEWER: frozenset(Permission) - {Permission.STATE_NIL},
        Role.ANALYST: frozenset(
            {
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_RETURNS,
                Permission.SEE_FIGURES,
                Permission.SEE_PEOPLE,
                Permission.FIND_PEOPLE,
            }
        ),
        Role.ADMIN: frozenset(
            {
                Permission.SEND_FILES,
                Permission.RECORD_NIL,
                Permission.SEND_FOR_AUTHORITY,
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_RETURNS,
                Permission.SEE_FIGURES,
            }
        ),
        Role.AUDITOR: frozenset(
            {
                Permission.SEE_SUBMISSIONS,
                Permission.SEE_RETURNS,
                Permission.SEE_FIGURES,
                Permission.SEE_PEOPLE,
                Permission.SEE_REVIEWS,
            }
        ),
    }
)
"""The whole policy. A role that is not here may do nothing."""
