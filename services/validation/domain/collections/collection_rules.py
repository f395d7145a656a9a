"""What validation knows of a collection: its rules, what blanks are called, which column fills which field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.rules.rule import Rule
from shared.vocabulary.collections import Collection

Column: TypeAlias = Sequence[Any]
"""The values of one field, a value for each row."""


class UsableRows(Protocol):
    """The rows of a part that can be used, column by column."""

    def __len__(self) -> int: ...
    @property
    def establishment(self) -> str:
        """DfE number or UKPRN of the return that the rows are part of."""
        ...

    @property
    def period(self) -> str:
        """Period of that return."""
        ...

    def column(self, column_id: str) -> tuple[Any, ...]:
        """Return a column's values; None for every row where the sheet lacks it."""
        ...


def no_derived_facts(rows: UsableRows) -> Mapping[str, Column]:
    """Return nothing: every fact stands in a column of its own."""
    return {}


@dataclass(frozen=True, slots=True)
class CollectionRules:
    """How the rows of one collection are judged and what of them becomes a record. One value a file of this room."""

    collection: Collection
    rules: tuple[Rule, ...]
    """In the order in which they are asked: one whose issue is a field_error takes the value away before the next."""
    blanks: Mapping[str, str]
    """What a blank cell of a column is called, by column."""
    facts: Mapping[str, str]
    """Which column fills which fact of a record, by fact."""
    derived: Callable[[UsableRows], Mapping[str, Column]] = no_derived_facts
    """Works out facts that their column does not hold as they are, and stands in for those that a record must have."""
    readings: Mapping[str, ColumnReading] = field(default_factory=dict)
    """Columns that this collection reads otherwise than the dictionary does."""
    blanks_by_rule: frozenset[str] = frozenset()
    """Mandatory columns whose blanks a rule names, because more than the one cell decides it."""
    answered_in: frozenset[str] = frozenset()
    """Columns of a list sent to be filled in: a row that leaves all of them blank is not answered yet, and nothing is
    complained of it. Empty: every row tells something."""
    essential: frozenset[str] = frozenset()
    """Issues without whose absence there is no record: their severity is error."""
    row_kinds: Mapping[str, "CollectionRules"] = field(default_factory=dict)
    """Where the collection has rows of several kinds: how those of each are judged, by what their `row_kinds.column`
    says. A row that does not say of which kind it is is judged by the rules above."""


ROW_KIND: Final = "row_kind"
"""The fact that holds of which kind a row is."""


def facts_of_kinds(column: str, kinds: Mapping[str, CollectionRules]) -> Mapping[str, str]:
    """Return the facts of rows of several kinds: those of each kind, and of which kind a row is."""
    return {ROW_KIND: column} | {name: source for rules in kinds.values() for name, source in rules.facts.items()}


def derived_by_kind(column: str, kinds: Mapping[str, CollectionRules]) -> Callable[[UsableRows], Mapping[str, Column]]:
    """Return what works out the facts of rows of several kinds: each row has those of its own kind, and no others."""

    def derived(rows: UsableRows) -> Mapping[str, Column]:
        facts: dict[str, list[Any]] = {}
        of_rows = rows.column(column)
        for kind, rules in kinds.items():
            places = [place for place, of_row in enumerate(of_rows) if of_row == kind]
            if places:
                stated = {name: rows.column(source) for name, source in rules.facts.items()}
                for name, values in {**stated, **rules.derived(rows)}.items():
                    known = facts.setdefault(name, [None] * len(rows))
                    for place in places:
                        known[place] = values[place]
        return {name: facts.get(name, ()) for rules in kinds.values() for name in rules.facts} | facts

    return derived
