"""What an entry of the catalogue holds."""

from dataclasses import dataclass
from typing import Literal

from shared.vocabulary.code_lists import CODE_LISTS

Stage = Literal["file", "row", "return", "person"]
RowSeverity = Literal["error", "field_error", "warning", "repaired"]
"""error: the row is refused. field_error: the row is used without that value. warning, repaired: used as it stands."""
IssueSeverity = Literal["fatal", "set_aside", "hold", "error", "field_error", "warning", "repaired", "note"]
"""fatal: the file cannot be used. set_aside, hold: a person must decide. error: the row is not used.
field_error: the row is used without that value. warning, repaired, note: used as it stands."""


def one_of(list_name: str) -> str:
    """Return the remedy for what is on no list: the codes that are."""
    *codes, last = CODE_LISTS[list_name].labels
    return f"Write {', '.join(codes)} or {last}."


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """One complaint that Onward can make."""

    code: str
    """Permanent: F… about files, V… about rows, R… about whole returns, P… about people."""
    name: str
    """The defect, as the code calls it."""
    severity: IssueSeverity
    stage: Stage
    column: str | None
    """Column of the dictionary it is about; None where it may be about several."""
    sentence: str
    """What is wrong, as a school secretary would say it."""
    remedy: str
    """What to do about it."""
    in_use: bool = True
    """False: nothing says it yet; its code and its words are settled."""
    retired: bool = False
    """True: no longer in use; kept so that old submissions still explain themselves."""
