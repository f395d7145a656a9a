"""How one part is judged, worked out once: which parser for which column of the sheet, which rules, which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from services.validation.domain.parsing.cells import Reader, reader_for
from services.validation.domain.rows import Complaint, Severity
from services.validation.domain.rules.tables import CALLED, ESSENTIAL, MISSING, RULES, Rule
from shared.vocabulary.collections import find_collection
from shared.vocabulary.issues import issue_named

_ROW_SEVERITIES: Final[dict[str, Severity]] = {
    "error": "error",
    "field_error": "field_error",
    "warning": "warning",
    "repaired": "repaired",
}


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How the cells of one column of the sheet are read."""

    id: str
    index: int
    """Where its cells stand in the part."""
    reader: Reader
    missing: Complaint | None
    """What is said of a blank cell."""


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule with what is said when a row has its defect."""

    rule: Rule
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about judging the parts of one sheet that does not depend on the row."""

    columns: tuple[ColumnPlan, ...]
    absent: tuple[Complaint, ...]
    """What is said of every row because the sheet lacks the column. That a mandatory column is absent is said once of
    the file (mandatory_column_absent), so of its rows only what is graver than a warning."""
    rules: tuple[RulePlan, ...]
    severities: tuple[tuple[str, Severity], ...] = ()
    """Severities that differ from the catalogue's, by code."""

    @property
    def blanks(self) -> frozenset[Complaint]:
        """What is said of cells because they are blank, and for no other reason."""
        by_column = {column.missing for column in self.columns if column.missing is not None}
        return frozenset(
            by_column | {plan.complaint for plan in self.rules if plan.rule.where == (plan.complaint.column, None)}
        )

    def complaint(self, name: str, column: str | None) -> Complaint:
        """Return what is said about a defect, by its name, in a column."""
        return _complaint(name, column, self.severities)


@lru_cache(maxsize=256)
def plan_for(
    collection: str, columns: tuple[str, ...], severities: tuple[tuple[str, Severity], ...] = ()
) -> Plan | None:
    """Return the plan for a sheet with these columns in this order; None for a collection that nobody knows."""
    known = find_collection(collection)
    if known is None or collection not in RULES:
        return None
    missing = {column: _complaint(name, column, severities) for column, name in MISSING[collection].items()}
    wanted = set(known.column_ids)
    plans = tuple(
        ColumnPlan(column, index, reader_for(column, collection), missing.get(column))
        for index, column in enumerate(columns)
        if column in wanted
    )
    absent = tuple(
        said
        for column, said in missing.items()
        if column not in columns and (said.severity in ("error", "field_error") or column not in known.mandatory)
    )
    rules = tuple(RulePlan(rule, _complaint(rule.name, None, severities)) for rule in RULES[collection])
    return Plan(plans, absent, rules, severities)


@lru_cache(maxsize=4096)
def _complaint(name: str, column: str | None, severities: tuple[tuple[str, Severity], ...]) -> Complaint:
    entry = issue_named(CALLED.get(name, name))
    own = _ROW_SEVERITIES[entry.severity]
    severity = own if entry.name in ESSENTIAL else dict(severities).get(entry.code, own)
    return Complaint(entry.code, severity, column or entry.column)


def severities_in_order(severities: Mapping[str, Severity]) -> tuple[tuple[str, Severity], ...]:
    """Return changed severities in the form that plans are kept under."""
    return tuple(sorted(severities.items()))
