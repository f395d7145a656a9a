"""The verdict on each row of a part: used, or refused, and what was said.

Everything is done column by column and once for each distinct value: the same dates, codes and towns stand in
hundreds of rows, and five hundred rows are judged for little more than the price of their differences.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

from services.validation.domain.context import Context
from services.validation.domain.parsing.names import split_name
from services.validation.domain.parsing.parsed import BLANK
from services.validation.domain.plan import ColumnPlan, Plan, RulePlan
from services.validation.domain.rows import CLEAN, Accepted, Complaint, JudgedRows, Refused, Verdict
from services.validation.domain.rules.learning import OBJECTED

_LEAVE_A_BLANK: Final = frozenset({"formula_error", "text_far_too_long"})
"""Defects after which the cell is blank: what is missing then is missing all the same."""
Values = dict[str, list[Any]]
Said = dict[int, list[Complaint]]
"""What was said about rows, by their position in the part; most rows are not in it."""


def judge_rows(plan: Plan, context: Context, rows: Sequence[Sequence[str | None]]) -> JudgedRows:
    """Read and judge the rows of a part. A row gets the same verdict in whatever company it comes."""
    said: Said = {}
    values = _read(plan, rows, said)
    if plan.absent:
        for position in range(len(rows)):
            said.setdefault(position, []).extend(plan.absent)
    if "P0" in values:
        _take_names_apart(plan, values, len(rows), said)
    for rule in plan.rules:
        _apply(rule, context, values, len(rows), said)
    _withhold(values)
    return JudgedRows(values, tuple(_verdict(said.get(position)) for position in range(len(rows))))


def _verdict(complaints: list[Complaint] | None) -> Verdict:
    if complaints is None:
        return CLEAN
    refused = any(complaint.severity == "error" for complaint in complaints)
    return Refused(tuple(complaints)) if refused else Accepted(tuple(complaints))


def _read(plan: Plan, rows: Sequence[Sequence[str | None]], said: Said) -> Values:
    """Read every cell into typed values; note what was said in `said`."""
    cells: list[Sequence[str | None]] = list(zip_longest(*rows))
    # A row may end early, never late: what is not there is blank.
    cells.extend([(None,) * len(rows)] * (plan.width - len(cells)))
    return {column.id: _read_column(plan, column, cells[column.index], said) for column in plan.columns}


def _read_column(plan: Plan, column: ColumnPlan, cells: Sequence[str | None], said: Said) -> list[Any]:
    parser, missing = column.parser, column.missing
    values: dict[str | None, Any] = {}
    complaints: dict[str | None, tuple[Complaint, ...]] = {}
    for cell in set(cells):
        value, defects = BLANK if cell is None else parser(cell)
        values[cell] = value
        if defects or (value is None and missing is not None):
            complaints[cell] = _complaints(plan, column, value, defects)
    if complaints:
        for position, cell in enumerate(cells):
            if cell in complaints:
                said.setdefault(position, []).extend(complaints[cell])
    return [values[cell] for cell in cells]


def _complaints(plan: Plan, column: ColumnPlan, value: Any, defects: tuple[str, ...]) -> tuple[Complaint, ...]:
    said = tuple(plan.complaint(name, column.id) for name in defects)
    if value is None and column.missing is not None and (not defects or not _LEAVE_A_BLANK.isdisjoint(defects)):
        return (*said, column.missing)
    return said


def _apply(plan: RulePlan, context: Context, values: Values, rows: int, said: Said) -> None:
    """Apply a rule once for each distinct combination of what it reads, then to the rows that have the defect."""
    has_defect = plan.rule.has_defect
    columns = [values[column] if column in values else (None,) * rows for column in plan.rule.reads]
    combinations = set(zip(*columns, strict=True))
    faulty = {combination for combination in combinations if has_defect(context, *combination)}
    if faulty:
        for position, combination in enumerate(zip(*columns, strict=True)):
            if combination in faulty:
                _say(plan.complaint, values, position, said)


def _say(complaint: Complaint, values: Values, position: int, said: Said) -> None:
    """Note a rule's complaint; what is an error of the field takes the field's value away."""
    said.setdefault(position, []).append(complaint)
    if complaint.severity == "field_error" and complaint.column in values:
        values[complaint.column][position] = None


def _take_names_apart(plan: Plan, values: Values, rows: int, said: Said) -> None:
    """Fill surname and forename from the one cell that holds both, where they have no cells of their own."""
    surnames = values.setdefault("P5", [None] * rows)
    forenames = values.setdefault("P6", [None] * rows)
    for position, name in enumerate(values["P0"]):
        if name is not None and (surnames[position] is None or forenames[position] is None):
            surname, forename = split_name(name)
            surnames[position] = surnames[position] or surname
            forenames[position] = forenames[position] or forename
            said.setdefault(position, []).append(plan.complaint("name_split", "P0"))


def _withhold(values: Values) -> None:
    """Take away what an objection forbids to pass on."""
    if "Y" not in values.get("C12", ()):
        return
    for position, objection in enumerate(values["C12"]):
        if objection == "Y":
            for column in OBJECTED:
                if column in values:
                    values[column][position] = None
