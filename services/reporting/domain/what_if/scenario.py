"""What a what-if changes about the world: a closed set of kinds, each with its parameters. Anything else is refused."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Role
from services.reporting.domain.currency import has_rule
from services.reporting.domain.precedence.half_matrix import HALF_MATRIX

_CODES_MAX: Final = 60
_SHARES: Final = 100
Establishment = Annotated[str, Field(pattern=r"^[0-9A-Z_]{1,12}$")]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class _Scenario(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CurrencyChanged(_Scenario):
    """The codes stay current for another time: months after they were verified, days after their review date."""

    kind: Literal["currency"] = "currency"
    codes: tuple[str, ...] = Field(min_length=1, max_length=_CODES_MAX)
    """National activity codes; all their other limits stay."""
    months: int | None = Field(None, ge=1, le=60)
    review_days: int | None = Field(None, ge=0, le=730)

    @model_validator(mode="after")
    def _changes_something(self) -> "CurrencyChanged":
        if self.months is None and self.review_days is None:
            raise ValueError("months or review days are wanted")
        if not all(has_rule(code) for code in self.codes):
            raise ValueError("a code has no rule of currency")
        return self


class ReturnsLate(_Scenario):
    """Whatever an establishment sent was received so many weeks later."""

    kind: Literal["late"] = "late"
    establishment: Establishment | None = None
    """None: every establishment."""
    collection: str | None = None
    """None: every return of the establishment."""
    period: Period | None = None
    """None: of every period."""
    weeks: int = Field(ge=1, le=52)

    @model_validator(mode="after")
    def _names_somebody(self) -> "ReturnsLate":
        if self.establishment is None and self.collection is None:
            raise ValueError("an establishment or a collection is wanted")
        _check_collection(self.collection)
        return self


class ListAnswered(_Scenario):
    """Of the names on a list that went out and have no answer, so many are answered, with these shares."""

    kind: Literal["answered"] = "answered"
    collection: str
    period: Period
    percent: int = Field(ge=1, le=100)
    shares: dict[str, int] = Field(min_length=1, max_length=_CODES_MAX)
    """Per cent of the answers by code; together 100."""
    seed: int = Field(1, ge=0, le=1_000_000)
    """Who answers is drawn by it: the same seed draws the same people."""

    @model_validator(mode="after")
    def _can_be_answered(self) -> "ListAnswered":
        kind = KIND_OF_COLLECTION.get(self.collection)
        if kind is None or kind.answering is None:
            raise ValueError("nobody answers a list by that collection")
        if not all(kind.answering.knows(code) for code in self.shares):
            raise ValueError("an answer has an unknown code")
        if min(self.shares.values()) < 0 or sum(self.shares.values()) != _SHARES:
            raise ValueError("the shares do not make 100")
        return self


class FeedRemoved(_Scenario):
    """A feed never was: no return of the collection (of one establishment, or of any) counts."""

    kind: Literal["removed"] = "removed"
    collection: str
    establishment: Establishment | None = None
    """None: of every establishment."""

    @model_validator(mode="after")
    def _is_a_feed(self) -> "FeedRemoved":
        _check_collection(self.collection)
        return self


class PrecedenceChanged(_Scenario):
    """Of claims of two roles, those of one always decide."""

    kind: Literal["precedence"] = "precedence"
    winner: Role
    loser: Role

    @model_validator(mode="after")
    def _is_a_cell(self) -> "PrecedenceChanged":
        if self.winner == self.loser:
            raise ValueError("two different roles are wanted")
        if not {(self.winner, self.loser), (self.loser, self.winner)} & set(HALF_MATRIX):
            raise ValueError("there is no such cell")
        return self


Scenario = CurrencyChanged | ReturnsLate | ListAnswered | FeedRemoved | PrecedenceChanged
SCENARIO: Final = TypeAdapter[Scenario](Annotated[Scenario, Field(discriminator="kind")])
"""Reads a scenario; ValueError for an unknown kind or parameter."""


def scenario_of(stored: object) -> Scenario:
    """Return the scenario that a stored one stands for. Raises ValueError for an unknown kind or parameter."""
    return SCENARIO.validate_python(stored)


def _check_collection(collection: str | None) -> None:
    if collection is not None and collection not in KIND_OF_COLLECTION:
        raise ValueError("there is no such collection")
