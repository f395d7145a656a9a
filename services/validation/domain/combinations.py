"""The distinct combinations of values that rules are asked about: five hundred rows differ in far fewer ways."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from services.validation.domain.context import Context
from services.validation.domain.rules.tables import Rule

Values: TypeAlias = dict[str, list[Any]]
"""Typed values of a part by column id, one for each row."""
Told: TypeAlias = tuple[Any, ...]
"""What a rule is told of a row, after the context."""


class Combinations:
    """The values of a part as rules see them. What several rules read is looked through once, while it stands."""

    def __init__(self, values: Values, rows: int) -> None:
        self._values = values
        self._rows = rows
        self._distinct: dict[str, set[Any]] = {}
        self._told: dict[tuple[tuple[str, ...], Callable[[Any], Any] | None], set[Told]] = {}

    def spare(self, rule: Rule, context: Context) -> bool:
        """Return whether a look at a whole column shows already that no row has the defect."""
        if rule.where is not None:
            column, value = rule.where
            return value not in self._column(column)
        if not rule.ordered:
            return False
        values = self._different(rule.reads[0]) - {None}
        return not values or not any(rule.has_defect(context, end) for end in (min(values), max(values)))

    def of(self, rule: Rule) -> set[Told]:
        """Return the different things that the rule is told of the rows."""
        known = self._told.get((rule.reads, rule.of))
        if known is None:
            single = len(rule.reads) == 1
            known = set(zip(_told(rule, self._different(rule.reads[0])))) if single else set(self.by_row(rule))
            self._told[rule.reads, rule.of] = known
        return known

    def by_row(self, rule: Rule) -> Iterator[Told]:
        """Yield what the rule is told of each row."""
        first, *others = map(self._column, rule.reads)
        return zip(_told(rule, first), *others, strict=True)

    def blank(self, column: str, positions: Iterable[int]) -> None:
        """Take away the values of a column in some rows."""
        if column in self._values:
            for position in positions:
                self._values[column][position] = None
            self._distinct.pop(column, None)
            self._told = {key: told for key, told in self._told.items() if column not in key[0]}

    def _different(self, column: str) -> set[Any]:
        if column not in self._distinct:
            self._distinct[column] = set(self._column(column))
        return self._distinct[column]

    def _column(self, column: str) -> Sequence[Any]:
        return self._values.get(column) or (None,) * self._rows


def _told(rule: Rule, values: Iterable[Any]) -> Iterable[Any]:
    """Return what the rule is told of its first column's values."""
    tell = rule.of
    return values if tell is None else [None if value is None else tell(value) for value in values]
