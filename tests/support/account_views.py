"""The pages of accounts over lists: what a test puts in is what they show; what is ordered is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from services.validation.entrypoints.web.accounts.routes import AccountDependencies
from services.validation.queries.accounts import AccountLine, AccountView, ChangeLine, KeyLine, PlaceView
from services.validation.usecases.accounts.change_account import AccountChanged, AccountOrder, AccountRefusal
from services.validation.usecases.accounts.change_sender_key import KeyChanged, KeyOrder, KeyRefusal
from services.validation.usecases.accounts.choose_password import ByOldPassword, ByWord, PasswordRefusal
from services.validation.usecases.accounts.delegate import DelegationResult, EndActing, LetActFor
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Register
from tests.support.establishments import an_establishment
from tests.support.submission_views import page_of

AT: Final = datetime(2026, 10, 5, 8, tzinfo=UTC)
OWN, OTHER, COLLEGE = "8860001", "8860002", "19990001"


def line(number: int = 1, **changes: object) -> AccountLine:
    """Return an account in the list."""
    plain = {
        "id": UUID(int=20 + number),
        "name": f"sender{number}@example.org",
        "role": "uploader",
        "establishments": [OWN],
        "emergency": False,
        "by_provider": False,
        "disabled_at": None,
        "signed_in_at": AT,
        "sessions": 2,
        "has_password": True,
    }
    return AccountLine(**{**plain, **changes})  # type: ignore[arg-type]


def place(number: int = 1, establishment: str = OWN, **changes: object) -> PlaceView:
    """Return that an account acts for an establishment."""
    plain = {
        "id": UUID(int=21 + number),
        "account_id": UUID(int=21),
        "account_name": f"sender{number}@example.org",
        "establishment": establishment,
        "from_on": date(2026, 9, 1),
        "until_on": None,
        "how": "given",
        "given_by": "admin@example.org",
        "ended_at": None,
        "ended_by": None,
    }
    return PlaceView(**{**plain, **changes})  # type: ignore[arg-type]


def key(number: int = 1, **changes: object) -> KeyLine:
    """Return a key of a sender."""
    plain = (UUID(int=22 + number), "mis", f"{number:012x}", ["ROLL"], "admin@example.org", AT, None, AT)
    return KeyLine(**{**dict(zip(KeyLine.__slots__, plain, strict=True)), **changes})  # type: ignore[arg-type]


@dataclass
class MemoryAccounts:
    """The port `AccountQueries`, and the commands."""

    lines: Sequence[AccountLine] = field(default_factory=lambda: [line()])
    places: Sequence[PlaceView] = field(default_factory=lambda: [place()])
    keys: Sequence[KeyLine] = field(default_factory=lambda: [key()])
    changes: Sequence[ChangeLine] = field(
        default_factory=lambda: [ChangeLine("made", "sender1@example.org", "uploader", "admin@example.org", AT)]
    )
    delegations: dict[UUID, str] = field(default_factory=dict)
    """Of which establishment each delegation is that can be ended."""
    refusal: AccountRefusal | None = None
    ordered: list[object] = field(default_factory=list)

    async def accounts(self, words: str, role: str | None, *, page: int, page_size: int) -> Listing[AccountLine]:
        found = [one for one in self.lines if words in one.name and role in (None, one.role)]
        return page_of(found, page, page_size)

    async def account(self, account_id: UUID) -> AccountView | None:
        found = next((one for one in self.lines if one.id == account_id), None)
        return AccountView(found, self.places, self.changes) if found else None

    async def acting_for(self, establishment: str) -> Sequence[PlaceView]:
        return [one for one in self.places if one.establishment == establishment]

    async def sender_keys(self) -> Sequence[KeyLine]:
        return self.keys

    async def key_changes(self) -> Sequence[ChangeLine]:
        return self.changes

    async def change(self, order: AccountOrder, by: str) -> AccountChanged | AccountRefusal:
        self.ordered.append(order)
        return self.refusal or AccountChanged(UUID(int=21), "word-that-is-shown-once")

    async def delegate(self, order: LetActFor | EndActing, by: str) -> DelegationResult:
        self.ordered.append(order)
        if isinstance(order, EndActing):
            return "done" if self.delegations.get(order.place_id) == order.establishment else "so already"
        return "done"

    async def change_key(self, order: KeyOrder, by: str) -> KeyChanged | KeyRefusal:
        self.ordered.append(order)
        return KeyChanged("mis", "whsec_bm90IGEga2V5")

    async def choose(self, chosen: ByOldPassword | ByWord) -> PasswordRefusal | None:
        self.ordered.append(chosen)
        return "short" if len(chosen.new) < 12 else None

    def needs(self) -> AccountDependencies:
        """Return what the routes are built of."""
        register = Register([an_establishment(OWN), an_establishment(OTHER), an_establishment(None, ukprn=COLLEGE)])
        return AccountDependencies(self, self.change, self.delegate, self.change_key, self.choose, register)
