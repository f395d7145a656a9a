"""The distinct values that rules are asked about: five hundred rows differ in far fewer ways."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from services.validation.domain.context import Context
from services.validation.domain.rules.rule import Rule
from services.validation.domain.rules.speed import NO_HINT, SpeedHint

Values: TypeAlias = dict[str, list[Any]]
"""Typed values of a part by column id, one for each row."""
RuleArguments: TypeAlias = tuple[Any, ...]
"""What a rule is given of a row, after the context."""


class DistinctValues:
    """The values of a part as rules see them. What several rules read is looked through once, while it stands."""

    def __init__(self, values: Values, rows: int) -> None:
        self._values = values
        self._rows = rows
        self._distinct: dict[str, set[Any]] = {}
        self._known: dict[tuple[tuple[str, ...], Callable[[Any], Any] | None], set[RuleArguments]] = {}

    def having(self, rule: Rule, context: Context, hint: SpeedHint = NO_HINT) -> list[int]:
        """Return the positions of the rows that have the rule's defect; it is asked once of each combination."""
        if hint.where is not None:
            return self._having_among(rule, context, *hint.where)
        if hint.ordered and self._spared(rule, context):
            return []
        faulty = {given for given in self._different_arguments(rule) if rule.has_defect(context, *given)}
        return [place for place, given in enumerate(self._arguments(rule)) if given in faulty] if faulty else []

    def blank(self, column: str, positions: Iterable[int]) -> None:
        """Take away the values of a column in some rows."""
        if column in self._values:
            for position in positions:
                self._values[column][position] = None
            self._distinct.pop(column, None)
            self._known = {key: given for key, given in self._known.items() if column not in key[0]}

    def _having_among(self, rule: Rule, context: Context, column: str, value: object) -> list[int]:
        """Ask the rule only of the rows in which the column holds the value."""
        values = self._column(column)
        if value not in values:
            return []
        rows = enumerate(zip(values, self._arguments(rule), strict=True))
        return [place for place, (found, given) in rows if found == value and rule.has_defect(context, *given)]

    def _spared(self, rule: Rule, context: Context) -> bool:
        """Return whether the least and the greatest value of the rule's column show that no row has the defect."""
        values = self._different(rule.reads[0]) - {None}
        return not values or not any(rule.has_defect(context, end) for end in (min(values), max(values)))

    def _arguments(self, rule: Rule) -> Iterator[RuleArguments]:
        """Yield what the rule is given of each row."""
        first, *others = map(self._column, rule.reads)
        return zip(_first(rule, first), *others, strict=True)

    def _different_arguments(self, rule: Rule) -> set[RuleArguments]:
        known = self._known.get((rule.reads, rule.first_as))
        if known is None:
            single = len(rule.reads) == 1
            known = set(zip(_first(rule, self._different(rule.reads[0])))) if single else set(self._arguments(rule))
            self._known[rule.reads, rule.first_as] = known
        return known

    def _different(self, column: str) -> set[Any]:
        if column not in self._distinct:
            self._distinct[column] = set(self._column(column))
        return self._distinct[column]

    def _column(self, column: str) -> Sequence[Any]:
        return self._values.get(column) or (None,) * self._rows


def _first(rule: Rule, values: Iterable[Any]) -> Iterable[Any]:
    """Return what the rule is given of its first column's values."""
    convert = rule.first_as
    return values if convert is None else [None if value is None else convert(value) for value in values]
