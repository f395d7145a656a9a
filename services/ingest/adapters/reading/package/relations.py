"""Where a workbook keeps its parts: found through the relations, as the standard has it, whatever they are called."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from services.ingest.adapters.reading.package.biff12 import read_binary_list
from services.ingest.adapters.reading.package.markup import tags
from services.ingest.adapters.reading.package.unpacking import Unpacked
from services.ingest.adapters.reading.package.workbook_list import WorkbookList, read_list

_CONTENT_TYPES: Final = "[content_types].xml"
_MAIN_TYPES: Final = ("main+xml", "sheet.binary.macroenabled.main")
_SPREADSHEET: Final = ("spreadsheetml", "ms-excel")
_USUAL: Final = ("xl/workbook.xml", "xl/workbook.bin")


@dataclass(frozen=True, slots=True)
class Relation:
    """That one part needs another."""

    id: str
    type: str
    target: str
    """As it is written."""
    entry: str | None
    """The entry it leads to; None where there is none."""

    @property
    def kind(self) -> str:
        """The last word of its type, for example worksheet."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """The parts of a workbook. Entries are named as in the zip file's directory."""

    main: str
    root_target: str
    """What leads to the main part, as it is written; empty where nothing does."""
    relations_entry: str | None
    """The entry that holds the main part's relations."""
    relations: tuple[Relation, ...]
    listed: WorkbookList

    @property
    def binary(self) -> bool:
        """Whether the parts are binary, as in an .xlsb."""
        return is_binary(self.main)

    @property
    def sheets(self) -> list[tuple[str, bool, Relation | None]]:
        """Name, whether it is visible, and the relation to its part, in the workbook's order."""
        by_id = {relation.id: relation for relation in self.relations}
        return [(sheet.name, sheet.visible, by_id.get(sheet.relation)) for sheet in self.listed.sheets]

    def related(self, kind: str) -> str | None:
        """Return the entry of the first part of that kind."""
        return next((one.entry for one in self.relations if one.kind == kind and one.entry), None)


def find_parts(unpacked: Unpacked) -> WorkbookParts | None:
    """Return the parts of the workbook; None where the package holds none, but perhaps some other document."""
    entries = {path_of(name): name for name in unpacked.names}
    root = next((one for one in _relations(unpacked, entries, "") if one.kind == "officeDocument"), None)
    main = (root.entry if root else None) or _main_by_content_type(unpacked, entries) or _usual_main(entries)
    if main is None:
        return None
    book = unpacked.whole(main)
    listed = read_binary_list(book) if is_binary(main) else read_list(book)
    if listed is None:
        return None
    relations_entry = entries.get(path_of(_relations_of(main)))
    return WorkbookParts(
        main, root.target if root else "", relations_entry, tuple(_relations(unpacked, entries, main)), listed
    )


def is_binary(main: str) -> bool:
    """Return whether a main part of this name is binary."""
    return main.casefold().endswith(".bin")


def path_of(name: str) -> str:
    """Return what an entry is looked up by: capitals do not count, nor does the slash before or the way it leans."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _relations(unpacked: Unpacked, entries: Mapping[str, str], source: str) -> list[Relation]:
    """Return the relations of a part, or of the package itself (an empty name)."""
    entry = entries.get(path_of(_relations_of(source)))
    if entry is None:
        return []
    return [
        Relation(one.get("Id", ""), one.get("Type", ""), target, entries.get(_resolved(source, target)))
        for one in tags(unpacked.whole(entry), "Relationship")
        if (target := one.get("Target", "")) and one.get("TargetMode", "Internal") != "External"
    ]


def _relations_of(source: str) -> str:
    folder, _, name = source.replace("\\", "/").rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _resolved(source: str, target: str) -> str:
    """Return the path that a target means, seen from the folder of its source."""
    written = unquote(target.replace("\\", "/"))
    folder = posixpath.dirname(source.replace("\\", "/"))
    return path_of(posixpath.normpath(posixpath.join("/", folder, written)))


def _main_by_content_type(unpacked: Unpacked, entries: Mapping[str, str]) -> str | None:
    entry = entries.get(_CONTENT_TYPES)
    if entry is None:
        return None
    for part in tags(unpacked.whole(entry), "Override"):
        kind = part.get("ContentType", "").casefold()
        if kind.endswith(_MAIN_TYPES) and any(word in kind for word in _SPREADSHEET):
            return entries.get(path_of(unquote(part.get("PartName", ""))))
    return None


def _usual_main(entries: Mapping[str, str]) -> str | None:
    return next((entries[path] for path in _USUAL if path in entries), None)
