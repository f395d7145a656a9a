"""A row of the table of access, and what each visitor is answered by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from shared.web.accounts.permissions import Role

Answer = Literal["in", "hidden", "refused", "sign in"]
"""in: it is answered. hidden: 404, as what does not exist. refused: 403. sign in: led to that page, or 401."""


class Owner(StrEnum):
    """Whose the address is about, as the school of the tests sees it."""

    OWN = "own"
    OTHER_SCHOOL = "another school's"
    OTHER_COLLEGE = "a college's"
    UNKNOWN = "unknown id"


class Visitor(StrEnum):
    """Somebody who comes with an address."""

    SCHOOL = "school"
    COLLEGE = "college"
    DELEGATED = "delegated"
    """Another school's account that the school lets act for it."""
    ENDED = "delegation ended"
    """The same account, acting for its own school again."""
    IDLE = "acts for nobody"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMIN = "admin"
    REVIEWER = "reviewer"
    ANONYMOUS = "anonymous"
    EXPIRED = "session expired"
    REVOKED = "session revoked"


STAFF: Final = MappingProxyType(
    {
        Visitor.REVIEWER: Role.REVIEWER,
        Visitor.ANALYST: Role.ANALYST,
        Visitor.ADMIN: Role.ADMIN,
        Visitor.AUDITOR: Role.AUDITOR,
    }
)
NOBODY: Final = frozenset({Visitor.ANONYMOUS, Visitor.EXPIRED, Visitor.REVOKED})
ACTS_FOR: Final = MappingProxyType(
    {
        Visitor.SCHOOL: Owner.OWN,
        Visitor.DELEGATED: Owner.OWN,
        Visitor.ENDED: Owner.OTHER_SCHOOL,
        Visitor.COLLEGE: Owner.OTHER_COLLEGE,
    }
)
"""For whom a sender comes."""
R, N, A, U = Role.REVIEWER, Role.ANALYST, Role.ADMIN, Role.AUDITOR
SENDERS: Final = frozenset({Role.UPLOADER})
OFFICE: Final = frozenset({R, N, A, U})
RECORDS: Final = frozenset({R, N, U})
EVERYBODY: Final = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Row:
    """One route: who may reach it, and an address for each whose it may be about."""

    service: str
    method: str
    path: str
    who: frozenset[Role]
    addresses: Mapping[Owner, str]
    """One alone where the address names nobody: what is then shown is one's own."""
    form: Mapping[str, str] = field(default_factory=dict)
    schools_only: bool = False
    """No college may."""
    own_people_only: bool = False
    """Nobody who acts by delegation may."""
    also_idle: bool = False
    """Whoever acts for no establishment today may, too."""
    open: str = ""
    """Why anybody may reach it; empty: nobody may who is not signed in."""
    nobodys: frozenset[Owner] = frozenset()
    """Whose there is none of, also for the authority."""
    names_others: bool = False
    """It names others by right, as a contradiction between two does; or the fakes show one effect for all files."""
    but: Mapping[tuple[Visitor, Owner], Answer] = field(default_factory=dict)
    """What is otherwise for a reason of the row's own."""


def answer_of(row: Row, visitor: Visitor, owner: Owner) -> Answer:
    """Return what the visitor is answered at the row's address about that owner."""
    if row.open:
        return "in"
    if (visitor, owner) in row.but:
        return row.but[visitor, owner]
    if visitor in NOBODY:
        return "sign in"
    refused = _refused(row, visitor)
    if refused:
        return "refused"
    if len(row.addresses) == 1:
        return "in"
    if owner is Owner.UNKNOWN or owner in row.nobodys:
        return "hidden"
    return "in" if visitor in STAFF or ACTS_FOR[visitor] is owner else "hidden"


def _refused(row: Row, visitor: Visitor) -> bool:
    if visitor in STAFF:
        return STAFF[visitor] not in row.who
    if visitor is Visitor.IDLE:
        return not row.also_idle
    if Role.UPLOADER not in row.who:
        return True
    return (row.schools_only and visitor is Visitor.COLLEGE) or (row.own_people_only and visitor is Visitor.DELEGATED)
