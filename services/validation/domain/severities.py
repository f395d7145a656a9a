"""Severities that the authority changes while Onward runs: which errors may be warnings, and which are by now.

A change lowers an error to a warning, or takes that back, for one collection or for all. Changes come into force one
after the other; the number of the last is the version of the severities.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from services.validation.domain.collections import COLLECTION_RULES, CollectionRules
from shared.vocabulary.issues import CATALOGUE

Fixed = Literal["essential", "no value", "not of rows", "no error", "not said"]
"""Why a severity cannot be lowered."""

WHY_FIXED: Final[Mapping[Fixed, str]] = MappingProxyType(
    {
        "essential": "Without it the row tells nobody who does what since when. There is nothing to use.",
        "no value": "There is no value that could be kept: the cell is blank, or what is in it cannot be read.",
        "not of rows": "It is about a file, a whole return or a person, not about a row that could be used.",
        "no error": "It is no error: the row is used as it stands.",
        "not said": "Nothing says it: no row is refused for it.",
    }
)
ERRORS: Final = frozenset({"error", "field_error"})
"""Severities by which a row, or a value of it, is not used."""
_SEEN_BY_INGEST: Final = frozenset({"cells_beyond_heading"})
"""Errors about whole rows that no rule finds: they are seen while the file is read."""


@dataclass(frozen=True, slots=True)
class SeverityChange:
    """What somebody changed about the severity of one issue."""

    code: str
    collection: str | None
    """None: in every collection."""
    lowered: bool
    """True: from an error to a warning. False: that is taken back."""

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """The collections in which it has an effect, each with the code."""
        for collection in LOWERABLE.get(self.code, ()):
            if self.collection in (None, collection):
                yield collection, self.code


@dataclass(frozen=True, slots=True)
class Decided:
    """What the last change about an issue in a collection decided."""

    version: int
    """Version of the severities that it made."""
    lowered: bool


@dataclass(frozen=True, slots=True)
class Severities:
    """The severities in force at some moment: those of the catalogue, but for what is lowered."""

    version: int = 0
    """How many changes have come into force; 0: the catalogue's own."""
    decided: Mapping[tuple[str, str], Decided] = field(default_factory=dict)
    """By collection and code: what was ever changed there."""
    by_collection: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lowered_in(self, collection: str) -> frozenset[str]:
        """Return the codes of errors that are warnings in this collection."""
        return self.by_collection.get(collection, frozenset())


def severities_after(changes: Iterable[SeverityChange]) -> Severities:
    """Return the severities after these changes, given in the order in which they came into force: the last counts."""
    version, decided = 0, dict[tuple[str, str], Decided]()
    for change in changes:
        version += 1
        decided |= dict.fromkeys(change.pairs, Decided(version, change.lowered))
    lowered = [pair for pair, last in decided.items() if last.lowered]
    return Severities(
        version,
        decided,
        {one: frozenset(code for of, code in lowered if of == one) for one in {of for of, _ in lowered}},
    )


def why_fixed(code: str, collection: str) -> Fixed | None:
    """Return why an issue cannot be lowered in a collection; None: it can. KeyError for a code that never was."""
    entry, rules = CATALOGUE[code], COLLECTION_RULES[collection]
    if entry.stage != "row":
        return "not of rows"
    if entry.severity not in ERRORS:
        return "no error"
    if entry.name in _essential(rules):
        return "essential"
    if entry.name in _SEEN_BY_INGEST:
        return None
    found_by_rules = _found_by_rules(rules)
    if entry.name not in found_by_rules and entry.severity == "error":
        return "not said"
    return "no value" if entry.name not in found_by_rules or entry.name in _BLANKS else None


def why_fixed_everywhere(code: str) -> Fixed | None:
    """Return why an issue cannot be lowered in any collection; None: in some it can."""
    if code in LOWERABLE:
        return None
    reasons = {why_fixed(code, collection) for collection in COLLECTION_RULES}
    return next(reason for reason in WHY_FIXED if reason in reasons)


def collections_with(code: str) -> tuple[str, ...]:
    """Return the collections in which an issue can be said: where a rule or a blank cell has it, else by its column."""
    entry = CATALOGUE[code]
    named = tuple(
        collection
        for collection, rules in COLLECTION_RULES.items()
        if entry.name in _found_by_rules(rules) | _essential(rules) | _blanks(rules)
    )
    if named:
        return named
    return tuple(
        collection
        for collection, rules in COLLECTION_RULES.items()
        if entry.column is None or entry.column in rules.collection.column_ids
    )


def _kinds(rules: CollectionRules) -> Iterator[CollectionRules]:
    yield rules
    yield from rules.row_kinds.values()


def _essential(rules: CollectionRules) -> frozenset[str]:
    return frozenset(name for kind in _kinds(rules) for name in kind.essential)


def _found_by_rules(rules: CollectionRules) -> frozenset[str]:
    return frozenset(rule.issue_name for kind in _kinds(rules) for rule in kind.rules)


def _blanks(rules: CollectionRules) -> frozenset[str]:
    return frozenset(name for kind in _kinds(rules) for name in kind.blanks.values())


_BLANKS: Final = frozenset[str]().union(*map(_blanks, COLLECTION_RULES.values()))
"""What a blank cell is called in one collection is not found in a value by a rule of another."""


def _lowerable() -> Mapping[str, frozenset[str]]:
    errors = {code for code, entry in CATALOGUE.items() if entry.severity in ERRORS and not entry.retired}
    found = {code: frozenset(one for one in COLLECTION_RULES if why_fixed(code, one) is None) for code in errors}
    return MappingProxyType({code: found[code] for code in sorted(found) if found[code]})


LOWERABLE: Final = _lowerable()
"""The codes of errors that may be lowered, with the collections where they may."""
