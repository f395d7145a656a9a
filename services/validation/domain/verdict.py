"""The verdict on each row of a part: used or refused, with its complaints.

Everything is done column by column and once for each distinct value: the same dates, codes and towns stand in
hundreds of rows, and five hundred rows are judged for little more than the price of their differences.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from services.validation.domain.context import Context
from services.validation.domain.distinct_values import DistinctValues, Values
from services.validation.domain.parsing.names import split_name
from services.validation.domain.plan import ColumnPlan, Plan, RulePlan, complaint_about
from services.validation.domain.rows import Accepted, Complaint, JudgedRows, Marked, Refused, Verdict
from services.validation.domain.rules.learning import OBJECTED
from shared.vocabulary import column_ids as col

_LEAVE_A_BLANK: Final = frozenset({"formula_error", "no_real_date", "text_far_too_long"})
"""Defects after which the cell is blank: what is missing then is missing all the same."""
_TELLS_WHY_IT_IS_BLANK: Final = "formula_not_computed"
"""Stands instead of the word that the cell is missing: something is in it, in every row of the column."""
Cells = Sequence[str | None]
ComplaintsByRow = dict[int, list[Complaint]]
"""Complaints about rows, by their position in the part; most rows are not in it."""


def judge_rows(
    plan: Plan, context: Context, rows: int, cells: Sequence[Cells], marked: Sequence[Marked] = ()
) -> JudgedRows:
    """Read and judge the rows of a part, given column by column. A row gets the same verdict in whatever company."""
    if plan.kind_column is not None:
        return _judge_by_kind(plan, plan.kind_column, context, rows, cells, marked)
    return _judge_alike(plan, context, rows, cells, marked)


def _judge_by_kind(
    plan: Plan, column: ColumnPlan, context: Context, rows: int, cells: Sequence[Cells], marked: Sequence[Marked]
) -> JudgedRows:
    """Judge the rows of each kind by the rules of that kind; those of no kind by the plan itself: it refuses them."""
    kinds = _read_column(column, cells[column.index], {})
    for mark in marked:
        if mark.column == column.id:
            for position in mark.positions:
                kinds[position] = None
    columns: dict[str, list[Any]] = {one.id: [None] * rows for one in plan.columns} | {column.id: kinds}
    verdicts: dict[int, Verdict] = {}
    for kind in dict.fromkeys(kinds):
        places = [place for place, of_row in enumerate(kinds) if of_row == kind]
        judged = _judge_alike(
            plan.kinds.get(kind, plan), context, len(places), _at(places, cells), _marked_at(places, marked)
        )
        verdicts |= {places[position]: verdict for position, verdict in judged.with_issues.items()}
        for column_id, values in judged.columns.items():
            if column_id != column.id:
                of_all = columns.setdefault(column_id, [None] * rows)
                for place, value in zip(places, values, strict=True):
                    of_all[place] = value
    return JudgedRows(rows, columns, {position: verdicts[position] for position in sorted(verdicts)})


def _at(places: Sequence[int], cells: Sequence[Cells]) -> Sequence[Cells]:
    if not cells or len(places) == len(cells[0]):
        return cells
    return [[column[place] for place in places] for column in cells]


def _marked_at(places: Sequence[int], marked: Sequence[Marked]) -> list[Marked]:
    """Return the marks on the rows at these places, which they have from now on in this order."""
    position_of = {place: position for position, place in enumerate(places)}
    found = (
        replace(mark, positions=tuple(position_of[place] for place in mark.positions if place in position_of))
        for mark in marked
    )
    return [mark for mark in found if mark.positions]


def _judge_alike(
    plan: Plan, context: Context, rows: int, cells: Sequence[Cells], marked: Sequence[Marked]
) -> JudgedRows:
    by_row: ComplaintsByRow = {}
    values: Values = {column.id: _read_column(column, cells[column.index], by_row) for column in plan.columns}
    for mark in marked:
        _take_mark(plan, mark, values, by_row)
    if plan.absent:
        for position in range(rows):
            by_row.setdefault(position, []).extend(plan.absent)
    if col.WHOLE_NAME in values:
        _take_names_apart(values, rows, by_row)
    unanswered = _unanswered(plan, values, rows, by_row) if plan.answered_in else ()
    distinct = DistinctValues(values, rows)
    for rule in plan.rules:
        _apply(rule, context, distinct, by_row)
    for mark in marked:
        if mark.name == _TELLS_WHY_IT_IS_BLANK:
            _leave_to_mark(plan, mark, by_row)
    _withhold(values)
    verdicts = {position: _verdict(found) for position, found in by_row.items()}
    verdicts |= dict.fromkeys(unanswered, Refused(()))
    return JudgedRows(rows, values, {position: verdicts[position] for position in sorted(verdicts)})


def _unanswered(plan: Plan, values: Values, rows: int, by_row: ComplaintsByRow) -> Sequence[int]:
    """Return the rows whose answer is blank: read, but before a rule has taken a value away.

    Where something is seen of the cells, or beyond them, the row is no longer as it was sent.
    """
    answers = [values[column] for column in plan.answered_in]
    return [
        position
        for position in range(rows)
        if all(column[position] is None for column in answers)
        and not any(
            complaint not in plan.blanks and (complaint.column is None or complaint.column in plan.answered_in)
            for complaint in by_row.get(position, ())
        )
    ]


def _take_mark(plan: Plan, mark: Marked, values: Values, by_row: ComplaintsByRow) -> None:
    """Say what was seen of cells before they were text. An objection that cannot be read counts as one."""
    complaint = complaint_about(mark.name, mark.column, plan.lowered)
    column = values.get(mark.column) if mark.column else None
    for position in mark.positions:
        by_row.setdefault(position, []).append(complaint)
        if column is not None and complaint.severity == "field_error":
            column[position] = None
        if column is not None and mark.column == col.OBJECTION and column[position] is None:
            column[position] = "Y"


def _leave_to_mark(plan: Plan, mark: Marked, by_row: ComplaintsByRow) -> None:
    """Let the mark stand instead of the word that its cells are missing, as grave as that is."""
    own = complaint_about(mark.name, mark.column, plan.lowered)
    blanks = {complaint for complaint in plan.blanks if complaint.column == mark.column}
    grave = any(complaint.severity == "error" for complaint in blanks)
    instead = replace(own, severity="error") if grave else own
    for position in mark.positions:
        if not blanks.isdisjoint(by_row[position]):
            others = [complaint for complaint in by_row[position] if complaint not in blanks]
            by_row[position] = [instead if complaint == own else complaint for complaint in others]


def _verdict(complaints: list[Complaint]) -> Verdict:
    refused = any(complaint.severity == "error" for complaint in complaints)
    return Refused(tuple(complaints)) if refused else Accepted(tuple(complaints))


def _read_column(column: ColumnPlan, cells: Cells, by_row: ComplaintsByRow) -> list[Any]:
    """Read the cells of a column into typed values; note the complaints in `by_row`."""
    values, defects = column.reader.read_all(cells)
    complaints = {cell: _complaints(column, values[cell], found) for cell, found in defects.items()}
    if column.missing is not None:
        blanks = (cell for cell, value in values.items() if value is None and cell not in defects)
        complaints |= dict.fromkeys((None, *blanks), (column.missing,))
    if complaints and not complaints.keys().isdisjoint(cells):
        for position, cell in enumerate(cells):
            if cell in complaints:
                by_row.setdefault(position, []).extend(complaints[cell])
    return list(map(values.get, cells, cells) if values else cells)


def _complaints(column: ColumnPlan, value: Any, defects: tuple[str, ...]) -> tuple[Complaint, ...]:
    found = tuple(complaint_about(name, column.id, column.lowered) for name in defects)
    if value is None and column.missing is not None and not _LEAVE_A_BLANK.isdisjoint(defects):
        return (*found, column.missing)
    return found


def _apply(plan: RulePlan, context: Context, distinct: DistinctValues, by_row: ComplaintsByRow) -> None:
    """Say of the rows that have a rule's defect that they do; an error of the field takes the field's value away."""
    complaint = plan.complaint
    found = distinct.having(plan.rule, context, plan.hint)
    for position in found:
        by_row.setdefault(position, []).append(complaint)
    if found and complaint.severity == "field_error" and complaint.column is not None:
        distinct.blank(complaint.column, found)


def _take_names_apart(values: Values, rows: int, by_row: ComplaintsByRow) -> None:
    """Fill surname and forename from the one cell that holds both, where they have no cells of their own."""
    surnames = values.setdefault(col.SURNAME, [None] * rows)
    forenames = values.setdefault(col.FORENAME, [None] * rows)
    for position, name in enumerate(values[col.WHOLE_NAME]):
        if name is not None and (surnames[position] is None or forenames[position] is None):
            surname, forename = split_name(name)
            surnames[position] = surnames[position] or surname
            forenames[position] = forenames[position] or forename
            by_row.setdefault(position, []).append(complaint_about("name_split", col.WHOLE_NAME))


def _withhold(values: Values) -> None:
    """Take away what an objection forbids to pass on."""
    if "Y" not in values.get(col.OBJECTION, ()):
        return
    for position, objection in enumerate(values[col.OBJECTION]):
        if objection == "Y":
            for column in OBJECTED:
                if column in values:
                    values[column][position] = None
