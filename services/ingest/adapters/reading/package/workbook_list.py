"""What is in the main part of a workbook: its sheets in their order, from which year its dates count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.ingest.adapters.reading.package.markup import TRUE, root_name, tags

_ROOTS: Final = "workbook"


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    relation: str
    """The id of the relation that leads to its part."""


@dataclass(frozen=True, slots=True)
class WorkbookList:
    """What is in the main part."""

    sheets: tuple[ListedSheet, ...]
    epoch_1904: bool = False
    computes_on_load: bool = False
    """Whoever opens it is asked to compute all formulas: the program that wrote it did not."""


def read_list(xml: bytes) -> WorkbookList | None:
    """Return what is in the main part of an .xlsx; None where it is that of something else.

    Raises ValueError where it contradicts itself.
    """
    if root_name(xml) != _ROOTS:
        return None
    return WorkbookList(
        tuple(
            ListedSheet(
                sheet.get("name", ""),
                sheet.get("state", "visible") == "visible",
                _relation_of(sheet),
            )
            for sheet in tags(xml, "sheet")
        ),
        any(attributes.get("date1904", "").strip() in TRUE for attributes in tags(xml, "workbookPr")),
        any(attributes.get("fullCalcOnLoad", "").strip() in TRUE for attributes in tags(xml, "calcPr")),
    )


def _relation_of(sheet: Mapping[str, str]) -> str:
    """Return the id of a sheet's relation. Raises ValueError where there are several: readers would differ."""
    ids = {value for key, value in sheet.items() if key.endswith(":id")}
    if len(ids) > 1:
        raise ValueError("a sheet with several parts")
    return next(iter(ids), "")
