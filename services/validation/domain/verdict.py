"""The verdict on each row of a part: used, or refused, and what was said.

Cells are read column by column, because one parser over five hundred cells costs less than forty over one row.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from services.validation.domain.context import Context
from services.validation.domain.parsing.names import split_name
from services.validation.domain.parsing.parsed import BLANK
from services.validation.domain.plan import ColumnPlan, Plan, RulePlan
from services.validation.domain.rows import Accepted, Complaint, Refused, Values, Verdict
from services.validation.domain.rules.learning import OBJECTED

Said = dict[int, list[Complaint]]
"""What was said about rows, by their position in the part; most rows are not in it."""


def judge_rows(plan: Plan, context: Context, rows: Sequence[Sequence[str | None]]) -> list[Verdict]:
    """Return one verdict for each row, in order. The same rows give the same verdicts, whatever part they are in."""
    if not rows:
        return []
    said: Said = {}
    table = _read(plan, rows, said)
    return [_judge(plan, context, values, said.get(position)) for position, values in enumerate(table)]


def _read(plan: Plan, rows: Sequence[Sequence[str | None]], said: Said) -> list[Values]:
    """Read every cell into typed values, one dictionary to a row; note what was said in `said`."""
    cells: list[Sequence[str | None]] = list(zip_longest(*rows))
    # A row may end early, never late: what is not there is blank.
    cells.extend([(None,) * len(rows)] * (plan.width - len(cells)))
    read = [_read_column(plan, column, cells[column.index], said) for column in plan.columns]
    ids = [column.id for column in plan.columns]
    if not read:
        return [{} for _ in rows]
    return [dict(zip(ids, values, strict=True)) for values in zip(*read, strict=True)]


def _read_column(plan: Plan, column: ColumnPlan, cells: Sequence[str | None], said: Said) -> list[Any]:
    parse = column.parser
    parsed = [BLANK if cell is None else parse(cell) for cell in cells]
    missing = column.missing
    for position, (value, defects) in enumerate(parsed):
        if defects:
            complaints = [plan.complaint(name, column.id) for name in defects]
            said.setdefault(position, []).extend(complaints)
        elif value is None and missing is not None:
            said.setdefault(position, []).append(missing)
    return [value for value, _ in parsed]


def _judge(plan: Plan, context: Context, values: Values, noted: list[Complaint] | None) -> Verdict:
    complaints = noted if noted is not None else []
    if plan.absent:
        complaints.extend(plan.absent)
    if values.get("P0") is not None:
        _take_name_apart(plan, values, complaints)
    for rule in plan.rules:
        if rule.rule(values, context):
            _say(rule, values, complaints)
    if values.get("C12") == "Y":
        for column in OBJECTED:
            values[column] = None
    if not complaints:
        return Accepted(values)
    refused = any(complaint.severity == "error" for complaint in complaints)
    return Refused(values, tuple(complaints)) if refused else Accepted(values, tuple(complaints))


def _say(rule: RulePlan, values: Values, complaints: list[Complaint]) -> None:
    """Note a rule's complaint; what is an error of the field takes the field's value away."""
    complaints.append(rule.complaint)
    if rule.complaint.severity == "field_error" and rule.complaint.column is not None:
        values[rule.complaint.column] = None


def _take_name_apart(plan: Plan, values: Values, complaints: list[Complaint]) -> None:
    """Fill surname and forename from the one cell that holds both, where they have no cells of their own."""
    if values.get("P5") is not None and values.get("P6") is not None:
        return
    surname, forename = split_name(values["P0"])
    values["P5"] = values.get("P5") or surname
    values["P6"] = values.get("P6") or forename
    complaints.append(plan.complaint("name_split", "P0"))
