"""Careful schools' files in every format: nothing is said of them but what is true."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.verdict import judge_rows
from shared.vocabulary.issues import code_of
from tests.support.verdicts import verdicts_of

TRUE_OF_SOME: Final = {"district_missing", "guest_or_subsidiary", "phone_missing"}
"""Warnings that also a careful school gets: of people for whom it is so."""
NOTES: Final = {"encoding_assumed", "several_sheets_read", "sheet_not_read"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=4000, seed=1, careful=True), tmp_path_factory.mktemp("county"))


def said_of(upload: Upload) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    frames: list[tuple[FrameKind, dict[str, Any]]] = []
    read_file(
        upload.path.read_bytes(), upload.file_name, lambda kind, payload: frames.append((kind, json.loads(payload)))
    )
    assert frames[-1][0] is FrameKind.END, (upload.file_name, frames[-1])
    return frames[-1][1], [payload for kind, payload in frames if kind is FrameKind.PART]


def test_undamaged_files_in_every_format_get_no_false_complaint(county: County) -> None:
    assert {Path(upload.file_name).suffix for upload in county.uploads} == {".xlsx", ".ods", ".csv"}
    complaints: Counter[str] = Counter()
    for upload in county.uploads:
        end, parts = said_of(upload)
        assert end["rows"] == upload.rows
        assert {note["note"] for note in end["notes"]} <= NOTES
        context = Context(upload.collection, upload.establishment or "886", "2026-27", date(2026, 10, 5))
        for part in parts:
            assert "marks" not in part
            plan = plan_for(upload.collection, tuple(column["id"] for column in part["columns"]))
            assert plan is not None
            judged = judge_rows(plan, context, len(part["lines"]), part["cells"])
            complaints.update(one.code for verdict in verdicts_of(judged) for one in verdict.complaints)
    assert complaints.keys() <= set(map(code_of, TRUE_OF_SOME))
