"""The list of what was erased: what was acknowledged is on it, whatever a crash cut short."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.jobs.recovery.erasures import complete_list, known_erasures
from shared.erasures import Erasure, ErasuresDamaged, append_erasures, read_erasures

FILE = Erasure("file", uuid4(), datetime(2026, 11, 30, 12, tzinfo=UTC))
PERSON = Erasure("person", uuid4(), datetime(2026, 11, 30, 13, tzinfo=UTC))


def test_what_is_added_is_read_in_its_order_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "erasures.jsonl"
    assert read_erasures(path) == ()
    append_erasures(path, [FILE])
    append_erasures(path, [PERSON])
    assert read_erasures(path) == (FILE, PERSON)
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_a_crash_cut_short_was_never_acknowledged_and_harms_none_after_it(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    append_erasures(path, [FILE])
    with path.open("a") as file:
        file.write('{"kind": "per')
    assert read_erasures(path) == (FILE,)
    append_erasures(path, [PERSON])
    assert read_erasures(path) == (FILE, PERSON)


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", '{"kind": "school", "id": "x", "erased_at": "now"}', '{"kind": "file"}']
)
def test_a_damaged_list_is_not_taken_for_a_shorter_one(tmp_path: Path, line: str) -> None:
    path = tmp_path / "erasures.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(ErasuresDamaged):
        read_erasures(path)


def test_a_restore_knows_what_any_list_knows_and_completes_its_own(tmp_path: Path) -> None:
    ours, backed_up = tmp_path / "ours.jsonl", tmp_path / "backed-up.jsonl"
    append_erasures(ours, [FILE])
    append_erasures(backed_up, [FILE, PERSON])
    known = known_erasures(ours, backed_up, tmp_path / "none.jsonl")
    assert set(known) == {FILE, PERSON}
    complete_list(ours, known)
    complete_list(ours, known)
    assert read_erasures(ours) == (FILE, PERSON)
