"""The half matrix of precedence: a cell for each pair of roles, complete, each with its source.

It is between roles, not between collections: a new collection of a role that is here adds no cell.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from services.reporting.domain.claims import Claim, Role
from services.reporting.domain.precedence.cells import (
    PrecedenceCell,
    reason_received_later,
    received_later,
    row_wins,
)
from services.reporting.domain.precedence.reports import CELLS_OF_REPORTS
from services.reporting.domain.precedence.stays_and_leavings import (
    LEAVING_AND_LEAVING,
    STAY_AND_LEAVING,
    STAY_AND_STAY,
)

Pair = tuple[Role, Role]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
_NOT_THE_ROLL: Final = "the roll replaces scope facts, never what is said of somebody (source: ONWARD)"
_AN_OFFER: Final = "a place that is offered is not yet an activity (source: ONWARD)"
_LATER_ROLL: Final = "a later roll replaces the earlier one whole (source: ONWARD)"

CELLS: Final[tuple[PrecedenceCell, ...]] = (
    STAY_AND_STAY,
    STAY_AND_LEAVING,
    LEAVING_AND_LEAVING,
    *CELLS_OF_REPORTS,
    row_wins("correction", "roll", "the correction wins", _NOT_THE_ROLL),
    row_wins("learning", "roll", "learning wins", _NOT_THE_ROLL),
    row_wins("contact", "roll", "the contact wins", _NOT_THE_ROLL),
    row_wins("answer", "roll", "the answer wins", _NOT_THE_ROLL),
    row_wins("leaving", "roll", "the leaving wins", _NOT_THE_ROLL),
    PrecedenceCell(
        "roll", "roll", "it depends", "received later wins", _LATER_ROLL, received_later, reason_received_later
    ),
    row_wins("correction", "offer", "the correction wins", _AN_OFFER),
    row_wins("learning", "offer", "learning wins", _AN_OFFER),
    row_wins("contact", "offer", "the contact wins", _AN_OFFER),
    row_wins("answer", "offer", "the answer wins", _AN_OFFER),
    row_wins("leaving", "offer", "the leaving wins", _AN_OFFER),
    row_wins("roll", "offer", "the roll wins", _AN_OFFER),
    PrecedenceCell(
        "offer", "offer", "it depends", "received later wins", _AN_OFFER, received_later, reason_received_later
    ),
)

_CELLS: Final[dict[Pair, PrecedenceCell]] = {(cell.row, cell.column): cell for cell in CELLS}
HALF_MATRIX: Final[Mapping[Pair, PrecedenceCell]] = MappingProxyType(_CELLS)
"""By the roles of the row and of the column; each pair of roles stands here once, in one of the two orders."""


def beats(first: Claim, second: Claim) -> bool:
    """Tell whether the first claim decides over the second. Of two different claims exactly one beats the other."""
    cell = HALF_MATRIX.get((first.role, second.role))
    if cell is not None:
        return cell.beats(first, second)
    return not HALF_MATRIX[second.role, first.role].beats(second, first)


def cell_between(winner: Claim, loser: Claim) -> PrecedenceCell:
    """Return the cell by which the first of two claims decides over the second."""
    return HALF_MATRIX.get((winner.role, loser.role)) or HALF_MATRIX[loser.role, winner.role]


def rule_name(winner: Claim, loser: Claim) -> str:
    """Name the rule of the cell that settled it, for the reasons of a status."""
    return cell_between(winner, loser).reason(winner, loser)


def put_in_force(cell: PrecedenceCell) -> None:
    """Let two roles go by this cell, in this process: only one that computes a what-if and then ends does so."""
    _CELLS.pop((cell.column, cell.row), None)
    _CELLS[cell.row, cell.column] = cell
