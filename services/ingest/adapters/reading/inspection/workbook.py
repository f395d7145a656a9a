"""What the guard sees in an .xlsx or .xlsb beyond its sizes, and repairs so that the reader library reads it right."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Final

from services.ingest.adapters.reading.child_limits import GuardLimits
from services.ingest.adapters.reading.inspection.formulas import marks_of
from services.ingest.adapters.reading.inspection.worksheet import extent_of, inspect_sheet
from services.ingest.adapters.reading.package.biff12 import inspect_binary_sheet
from services.ingest.adapters.reading.package.findings import MarkedCell, PackageFindings
from services.ingest.adapters.reading.package.relations import WorkbookParts, find_parts
from services.ingest.adapters.reading.package.unpacking import Unpacked
from services.ingest.adapters.reading.repairs.misplaced_parts import parts_elsewhere
from services.ingest.adapters.reading.repairs.rezipped import rezipped
from services.ingest.adapters.reading.repairs.rich_text import has_runs, runs_without_their_blanks
from services.ingest.adapters.reading.repairs.unknown_errors import errors_of_a_newer_kind
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.sheet.cells import DAYS_BETWEEN_EPOCHS

_TEXTS: Final = "sharedStrings"
XML: Final = (".xml", ".rels")
"""How parts are called, mostly, that hold XML."""


def inspect_workbook(content: bytes, unpacked: Unpacked, limits: GuardLimits, package: PackageFindings) -> bytes:
    """See and repair a workbook whose sizes are known; return it repaired. What else was found stands in the findings.

    Raises what `zipfile` does for a broken package.
    """
    parts = find_parts(unpacked)
    if parts is None:
        package.refusal = FileRefusal.NOT_A_SPREADSHEET
        return content
    moves = parts_elsewhere(parts, unpacked.names)
    if moves is None:
        return _Look(unpacked, parts, limits, package).repaired(content)
    content = rezipped(content, moves.changed, moves.renamed)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        moved = Unpacked(content, archive)
        found = find_parts(moved)
        if found is None or parts_elsewhere(found, moved.names):
            package.refusal = FileRefusal.DAMAGED
            return content
        return _Look(moved, found, limits, package).repaired(content)


def _is_known_as_xml(entry: str) -> bool:
    return entry.casefold().endswith(XML)


@dataclass(slots=True)
class _Look:
    """One look at a workbook whose parts are where the reader library looks for them."""

    unpacked: Unpacked
    parts: WorkbookParts
    limits: GuardLimits
    package: PackageFindings
    changed: dict[str, bytes | None] = field(default_factory=dict)

    def repaired(self, content: bytes) -> bytes:
        """Look at the list, the sheets and the texts, and return the workbook repaired."""
        parts, package = self.parts, self.package
        entries = [relation.entry for _, _, relation in parts.sheets if relation and relation.entry]
        if len(set(entries)) < len(entries):
            package.refusal = FileRefusal.DAMAGED  # one part listed again and again: each time it would be read whole
            return content
        package.sheet_parts = len(parts.listed.sheets)
        package.days_late = DAYS_BETWEEN_EPOCHS if parts.listed.epoch_1904 else 0
        texts, styles = parts.related(_TEXTS), parts.related("styles")
        others = {entry for entry in (parts.main, texts, styles, *entries) if entry and not _is_known_as_xml(entry)}
        if any(self.unpacked.declares_entities(entry) for entry in others):
            package.refusal = FileRefusal.DAMAGED
        look = self._binary_sheet if parts.binary else self._sheet
        marks = {}
        for name, visible, relation in parts.sheets:
            if visible and relation and relation.entry and package.refusal is None:
                marks[name] = look(relation.entry)
        package.marks = {name: found for name, found in marks.items() if found}
        if package.refusal is None and texts and not parts.binary:
            self._texts(texts)
        return self._rezipped(content)

    def _sheet(self, entry: str) -> list[MarkedCell]:
        """Look at a sheet; the findings get its hidden rows, and the refusal where its cells lie too far apart."""
        pieces = self.unpacked.walks(entry)
        seen = inspect_sheet(pieces())
        self.package.hidden_rows += seen.hidden
        self.package.formulas |= seen.formulas
        if seen.last_line > self.limits.far_line and extent_of(pieces()) > self.limits.cells:
            self.package.refusal = FileRefusal.TOO_LARGE_UNPACKED
            return []
        repaired = errors_of_a_newer_kind(pieces()) if seen.errors else None
        if seen.runs:
            repaired = runs_without_their_blanks(pieces() if repaired is None else [repaired], "c") or repaired
        if repaired is not None:
            self.changed[entry] = repaired
        if not (seen.errors or seen.formulas):
            return []
        computed = self.parts.related("calcChain") is not None and not self.parts.listed.computes_on_load
        return marks_of(pieces, errors=seen.errors, zeros_are_computed=computed)

    def _binary_sheet(self, entry: str) -> list[MarkedCell]:
        seen = inspect_binary_sheet(self.unpacked.pieces(entry))
        self.package.hidden_rows += seen.hidden
        self.package.formulas |= seen.formulas
        if seen.short_cells:
            self.package.refusal = FileRefusal.SEEN_IN_PART
        return seen.marks

    def _texts(self, entry: str) -> None:
        pieces = self.unpacked.walks(entry)
        if has_runs(pieces()) and (repaired := runs_without_their_blanks(pieces(), "si")) is not None:
            self.changed[entry] = repaired

    def _rezipped(self, content: bytes) -> bytes:
        kept = sum(entry.file_size for entry in self.unpacked.entries if entry.filename not in self.changed)
        if kept + sum(len(part) for part in self.changed.values() if part) > self.limits.unpacked_bytes:
            self.package.refusal = FileRefusal.TOO_LARGE_UNPACKED
            return content
        return content if self.package.refusal else rezipped(content, self.changed)
