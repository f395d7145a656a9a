"""The master key's file is private, made once, and its contents are in no message."""

import stat
from pathlib import Path

import pytest

from shared.crypto.master_key import MasterKeyError, create_master_key, derive, read_master_key


def test_a_new_master_key_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "master.key"
    create_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_master_key(path)) == 32


def test_an_existing_master_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    create_master_key(path)
    before = read_master_key(path)
    create_master_key(path)
    assert read_master_key(path) == before


@pytest.mark.parametrize("content", [b"", b"not base64 !!", b"c2hvcnQ=", b"\xff\xfe"])
def test_a_file_that_holds_no_master_key_is_refused_without_quoting_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(MasterKeyError) as refusal:
        read_master_key(path)
    assert repr(content)[2:-1] not in str(refusal.value) or not content


def test_a_missing_file_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="FileNotFoundError"):
        read_master_key(tmp_path / "none")


def test_each_purpose_has_a_key_of_its_own_and_always_the_same() -> None:
    master = bytes(range(32))
    assert derive(master, "vault") == derive(master, "vault")
    assert len({derive(master, purpose) for purpose in ("vault", "day keys", "blind keys")} | {master}) == 4
