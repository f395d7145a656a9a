"""What the main part of a workbook says: its sheets in their order, from which year its dates count."""

from dataclasses import dataclass
from typing import Final

from services.ingest.adapters.reading.markup import TRUE, root_name, tags

_ROOTS: Final = "workbook"


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    relation: str
    """The id of the relation that leads to its part."""


@dataclass(frozen=True, slots=True)
class WorkbookList:
    """What the main part says."""

    sheets: tuple[Listed, ...]
    epoch_1904: bool = False
    computes_on_load: bool = False
    """Whoever opens it is asked to compute all formulas: the program that wrote it did not."""


def read_list(xml: bytes) -> WorkbookList | None:
    """Return what the main part of an .xlsx says; None where it is the main part of something else."""
    if root_name(xml) != _ROOTS:
        return None
    return WorkbookList(
        tuple(
            Listed(
                sheet.get("name", ""),
                sheet.get("state", "visible") == "visible",
                next((value for key, value in sheet.items() if key.endswith(":id")), ""),
            )
            for sheet in tags(xml, "sheet")
        ),
        any(said.get("date1904", "").strip() in TRUE for said in tags(xml, "workbookPr")),
        any(said.get("fullCalcOnLoad", "").strip() in TRUE for said in tags(xml, "calcPr")),
    )
