"""Small files of the local stack survive crashes and are closed to others."""

from pathlib import Path

import pytest

from deploy.local.errors import StackError
from deploy.local.state.files import locked, read_json, write_json


@pytest.mark.parametrize("left_behind", ["", "{", '{"a": 1', "[]", "null", "\x00\x00"])
def test_what_a_crash_left_behind_reads_as_empty(tmp_path: Path, left_behind: str) -> None:
    (tmp_path / "state.json").write_text(left_behind)
    assert read_json(tmp_path / "state.json") == {}


def test_an_absent_file_reads_as_empty(tmp_path: Path) -> None:
    assert read_json(tmp_path / "state.json") == {}


def test_a_file_is_readable_by_its_owner_only_and_leaves_no_scratch(tmp_path: Path) -> None:
    write_json(tmp_path / "state.json", {"a": 1})
    write_json(tmp_path / "state.json", {"a": 2})
    assert read_json(tmp_path / "state.json") == {"a": 2}
    assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_held_lock_keeps_the_second_out_and_is_free_again_after(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "lock"),
        pytest.raises(StackError, match="Another start or stop"),
        locked(tmp_path / "lock", wait_s=0.0),
    ):
        pass
    with locked(tmp_path / "lock", wait_s=0.0):
        pass
