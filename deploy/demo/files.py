"""Keeps what a county consists of as it is written: the files, and the known answer for every row of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo.answers import RowAnswer, row_answer, write_answers
from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import YoungPerson
from deploy.demo.workbooks.layouts import Workbook


@dataclass(frozen=True, slots=True)
class Written:
    """A row of a file, whose it is, and what went wrong with it."""

    person: YoungPerson
    row: Row
    kinds: tuple[str, ...] = ()


@dataclass(slots=True)
class CountyFiles:
    """The files of a county in the order in which they are sent."""

    folder: Path
    gaps: Mapping[str, str] = field(default_factory=dict)
    """The learner number (P1 or P3) that the roll lacks, by person."""
    rows: list[RowAnswer] = field(default_factory=list)
    rows_of: dict[str, list[tuple[RowAnswer, Row]]] = field(default_factory=dict)
    """Answers for the rows that may bear on a status, by person."""
    sender_of: dict[str, str] = field(default_factory=dict)
    """Number of the establishment whose return a file is, by its name."""
    _uploads: list[dict[str, object]] = field(default_factory=list)
    _later: list[dict[str, object]] = field(default_factory=list)

    def add_later(self, file_name: str, workbook: Workbook, establishment: str, collection: str) -> None:
        """Write a return that is sent once all others have been."""
        self._later.append(self._written(file_name, workbook.content, establishment, collection, len(workbook.places)))

    def add(
        self, file_name: str, workbook: Workbook, written: Sequence[Written], establishment: str, collection: str
    ) -> None:
        """Write a return and note the answer for each of its rows, as its learner number and damage let it be known."""
        self.save(file_name, workbook.content, establishment, collection, len(written))
        for place in workbook.places:
            of = written[place.row]
            gap = self.gaps.get(of.person.id)
            answer = row_answer(file_name, place.sheet, place.line, of.person, of.row, of.kinds, gap)
            self.rows.append(answer)
            self.rows_of.setdefault(of.person.id, []).append((answer, of.row))

    def save(self, file_name: str, content: bytes, establishment: str | None, collection: str, rows: int) -> None:
        """Write a file."""
        self._uploads.append(self._written(file_name, content, establishment, collection, rows))

    def _written(
        self, file_name: str, content: bytes, establishment: str | None, collection: str, rows: int
    ) -> dict[str, object]:
        (self.folder / "files" / file_name).write_bytes(content)
        if establishment is not None:
            self.sender_of[file_name] = establishment
        return {
            "file_name": file_name,
            "establishment": establishment,
            "collection": collection,
            "rows": rows,
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    def close(self) -> None:
        """Write the lists of files and the answers for the rows."""
        write_answers(self.folder / "rows.jsonl", self.rows)
        for name, files in (("later.json", self._later), ("uploads.json", self._uploads)):
            (self.folder / name).write_text(json.dumps(files, ensure_ascii=False), encoding="utf-8")
