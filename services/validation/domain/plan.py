"""How one part is judged, worked out once: which reader for which column of the sheet, which rules, which issues."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import cast

from services.validation.domain.collections import COLLECTION_RULES, CollectionRules
from services.validation.domain.columns.reader import Reader, reader_for
from services.validation.domain.rows import Complaint
from services.validation.domain.rules.rule import Rule
from services.validation.domain.rules.speed import NO_HINT, SPEED_HINTS, SpeedHint
from shared.vocabulary.issues import RowSeverity, issue_named


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How the cells of one column of the sheet are read."""

    id: str
    index: int
    """Where its cells stand in the part."""
    reader: Reader
    missing: Complaint | None
    """The complaint about a blank cell."""
    lowered: frozenset[str] = frozenset()
    """As the plan has it."""


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule with the complaint about a row that has its defect."""

    rule: Rule
    complaint: Complaint
    of_blanks: bool = False
    """True: only rows whose cell in the complaint's column is blank can have the defect."""
    hint: SpeedHint = NO_HINT


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about judging the parts of one sheet that does not depend on the row."""

    columns: tuple[ColumnPlan, ...]
    absent: tuple[Complaint, ...]
    """What is said of every row because the sheet lacks the column. That a mandatory column is absent is said once of
    the file (mandatory_column_absent), so of its rows only what is graver than a warning."""
    rules: tuple[RulePlan, ...]
    lowered: frozenset[str] = frozenset()
    """Codes of errors that are warnings in this collection (`severities`)."""
    answered_in: tuple[str, ...] = ()
    """Columns of the sheet of which one at least is filled in where a row is answered; empty: every row is."""
    kind_column: ColumnPlan | None = None
    """The column that says of which kind a row is, where there are several kinds."""
    kinds: Mapping[str, "Plan"] = field(default_factory=dict)
    """How rows of each kind are judged. What belongs to no kind is judged by the plan itself."""

    @property
    def blanks(self) -> frozenset[Complaint]:
        """The complaints about cells because they are blank, and for no other reason."""
        by_column = {column.missing for column in self.columns if column.missing is not None}
        return frozenset(by_column | {plan.complaint for plan in self.rules if plan.of_blanks})


@lru_cache(maxsize=256)
def plan_for(collection: str, columns: tuple[str, ...], lowered: frozenset[str] = frozenset()) -> Plan | None:
    """Return the plan for a sheet with these columns in this order; None for a collection that nobody knows.

    `lowered`: codes of the errors that are warnings in this collection.
    """
    known = COLLECTION_RULES.get(collection)
    if known is None:
        return None
    plan = _plan(known, known.collection.mandatory, columns, lowered)
    if known.collection.row_kinds is None:
        return plan
    column = known.collection.row_kinds.column
    return replace(
        plan,
        kind_column=next((one for one in plan.columns if one.id == column), None),
        kinds={
            kind: _plan(rules, known.collection.mandatory, columns, lowered) for kind, rules in known.row_kinds.items()
        },
    )


def _plan(known: CollectionRules, mandatory: frozenset[str], columns: tuple[str, ...], lowered: frozenset[str]) -> Plan:
    """Return the plan by these rules. `mandatory`: columns whose absence is said once of the file."""
    missing = {column: complaint_about(name, column, lowered) for column, name in known.blanks.items()}
    wanted = set(known.collection.column_ids)
    plans = tuple(
        ColumnPlan(column, index, reader_for(column, known.readings.get(column)), missing.get(column), lowered)
        for index, column in enumerate(columns)
        if column in wanted
    )
    absent = tuple(
        complaint
        for column, complaint in missing.items()
        if column not in columns and (complaint.severity in ("error", "field_error") or column not in mandatory)
    )
    return Plan(
        plans,
        absent,
        tuple(_rule_plan(rule, lowered) for rule in known.rules),
        lowered,
        # Without a column that must be there, nobody can tell that nothing was answered.
        answered_in=tuple(sorted(known.answered_in & set(columns)))
        if known.answered_in & mandatory <= set(columns)
        else (),
    )


@lru_cache(maxsize=4096)
def complaint_about(name: str, column: str | None, lowered: frozenset[str] = frozenset()) -> Complaint:
    """Return the complaint about a defect, by its name in the catalogue, in a column (None: the catalogue's own).

    It is as grave as the catalogue says, and a warning where its code is among those that are lowered.
    """
    entry = issue_named(name)
    severity = "warning" if entry.code in lowered else cast("RowSeverity", entry.severity)
    return Complaint(entry.code, severity, column or entry.column)


def _rule_plan(rule: Rule, lowered: frozenset[str]) -> RulePlan:
    complaint, hint = complaint_about(rule.issue_name, None, lowered), SPEED_HINTS.get(rule.has_defect, NO_HINT)
    return RulePlan(rule, complaint, hint.where == (complaint.column, None), hint)
