"""Parts of a workbook that do not stand where the reader library looks, though the package has where they are."""

from collections.abc import Mapping
from html import escape
from typing import Final, NamedTuple

from services.ingest.adapters.reading.package.relations import Relation, WorkbookParts, path_of

_SHEETS: Final = {
    "worksheet": "worksheets",
    "chartsheet": "chartsheets",
    "dialogsheet": "dialogsheets",
}
_NAMED: Final = {"sharedStrings": "xl/sharedStrings", "styles": "xl/styles"}
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_ROOT_RELATIONS: Final = "_rels/.rels"


class PartMoves(NamedTuple):
    """What must become of the package's entries."""

    changed: Mapping[str, bytes | None]
    renamed: Mapping[str, str]


def parts_elsewhere(parts: WorkbookParts, entries: list[str]) -> PartMoves | None:
    """Return what brings all parts to where the reader library looks; None where they stand there.

    It finds the main part by its usual name only, texts and styles without looking at the relations, and takes a
    sheet's path as it is written.
    """
    suffix = ".bin" if parts.binary else ".xml"
    places = _places(parts, suffix)
    if _as_expected(parts, places, suffix):
        return None
    main = f"xl/workbook{suffix}"
    rels = f"xl/_rels/workbook{suffix}.rels"
    places[parts.main] = main
    relations = [(one, "/" + places.get(one.entry, one.entry)) for one in parts.relations if one.entry]
    changed: dict[str, bytes | None] = {
        entry: None
        for entry in entries
        if entry not in places
        and path_of(entry) in {path_of(place) for place in (*places.values(), rels, _ROOT_RELATIONS)}
    }
    if parts.relations_entry:
        changed[parts.relations_entry] = None
    changed[rels] = _written([(one.id, one.type, target) for one, target in relations])
    changed[_ROOT_RELATIONS] = _written([("rId1", _OFFICE, main)])
    return PartMoves(changed, {entry: place for entry, place in places.items() if entry != place})


def _places(parts: WorkbookParts, suffix: str) -> dict[str, str]:
    """Return where the reader library looks for each part, by the entry."""
    places: dict[str, str] = {}
    for number, (_, _, relation) in enumerate(parts.sheets, 1):
        if relation and relation.entry:
            folder = _SHEETS.get(relation.kind, "macrosheets")
            places.setdefault(relation.entry, f"xl/{folder}/sheet{number}{suffix}")
    for kind, place in _NAMED.items():
        if entry := parts.related(kind):
            places.setdefault(entry, place + suffix)
    return places


def _as_expected(parts: WorkbookParts, places: Mapping[str, str], suffix: str) -> bool:
    main = f"xl/workbook{suffix}"
    return (
        path_of(parts.main) == main
        and path_of(parts.root_target) == main
        and path_of(parts.relations_entry or "") == f"xl/_rels/workbook{suffix}.rels"
        and all(_is_found(relation) for _, _, relation in parts.sheets if relation and relation.entry)
        and all(path_of(entry) == path_of(places[entry]) for kind in _NAMED if (entry := parts.related(kind)))
    )


def _is_found(sheet: Relation) -> bool:
    """Return whether the reader library finds a sheet: it takes the target as it is written, from the folder `xl`."""
    target = sheet.target
    path = target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"
    return path.casefold() == path_of(sheet.entry or "")


def _written(relations: list[tuple[str, str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="{escape(one)}" Type="{escape(kind)}" Target="{escape(target)}"/>'
        for one, kind, target in relations
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'.encode()
