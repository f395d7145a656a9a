"""Backups: keys never beside the data, no password on a command line, and what is refused before it does harm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.jobs.recovery import keys
from deploy.jobs.recovery.backup import report
from deploy.jobs.recovery.manifest import Manifest, RecoveryRefused, read_manifest
from deploy.jobs.recovery.programs import Programs
from deploy.jobs.recovery.restore import refuse_a_newer_release
from deploy.jobs.recovery.settings import RecoverySettings
from shared.crypto.master_key import create_master_key

TAKEN = datetime(2026, 11, 30, 18, tzinfo=UTC)


def a_manifest(**changes: object) -> Manifest:
    content: dict[str, object] = {
        "release": "0.1.0",
        "taken_at": TAKEN,
        "finished_at": TAKEN + timedelta(seconds=3),
        "keep_until": TAKEN + timedelta(days=30),
        "postgres": "18.6",
        "topic_prefix": "onward",
        "business_date": None,
        "master_key": "00",
        "migrations": {},
        "rows": {"ingest.submissions": 2},
        "originals": 2,
        "originals_bytes": 5_000_000,
        "missing_originals": (),
        "erasures": 0,
        "sums": "0" * 64,
    }
    return Manifest(**(content | changes))  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path) -> RecoverySettings:
    made = RecoverySettings(
        master_key_file=tmp_path / "here" / "master.key", hook_keys_file=tmp_path / "here" / "hook_keys.json"
    )
    create_master_key(made.master_key_file)
    made.hook_keys_file.write_text("{}")
    return made


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = a_manifest(missing_originals=("x",), business_date="2026-10-05@2026-11-30")
    manifest.write(tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert (tmp_path / "manifest.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(RecoveryRefused):
        read_manifest(tmp_path)


@pytest.mark.parametrize("place", ["backup", "backup/keys", "."])
def test_keys_are_never_put_beside_the_data(tmp_path: Path, settings: RecoverySettings, place: str) -> None:
    with pytest.raises(RecoveryRefused, match="elsewhere"):
        keys.copy_keys(settings, tmp_path / place, tmp_path / "backup")
    assert not list(tmp_path.glob("backup/**/master.key"))


def test_keys_go_elsewhere_and_come_back_and_one_that_is_there_stays(
    tmp_path: Path, settings: RecoverySettings
) -> None:
    keys.copy_keys(settings, tmp_path / "safe", tmp_path / "backup")
    wanted = keys.fingerprint_of(settings.master_key_file)
    settings.master_key_file.unlink()
    with pytest.raises(RecoveryRefused, match=wanted):
        keys.put_keys(settings, None, wanted)
    keys.put_keys(settings, tmp_path / "safe", wanted)
    assert keys.fingerprint_of(settings.master_key_file) == wanted
    assert settings.master_key_file.stat().st_mode & 0o077 == 0
    with pytest.raises(RecoveryRefused, match="another one"):
        keys.put_keys(settings, None, "0123")
    settings.master_key_file.unlink()
    with pytest.raises(RecoveryRefused, match="another one"):
        keys.put_keys(settings, tmp_path / "safe", "0123")
    assert not settings.master_key_file.exists()
    create_master_key(settings.master_key_file)
    another = settings.master_key_file.read_bytes()
    with pytest.raises(RecoveryRefused, match="another one"):
        keys.put_keys(settings, tmp_path / "safe", wanted)
    assert settings.master_key_file.read_bytes() == another


def test_a_fingerprint_is_no_part_of_the_key(settings: RecoverySettings) -> None:
    assert keys.fingerprint_of(settings.master_key_file).encode() not in settings.master_key_file.read_bytes()


def test_the_password_stands_on_no_command_line() -> None:
    programs = Programs(Path("/usr/bin"), "postgresql://onward:se%2Fcret@127.0.0.1:5432/onward?sslmode=require")
    assert programs.database == "postgresql://onward@127.0.0.1:5432/onward?sslmode=require"


def test_a_backup_of_a_release_that_this_one_does_not_know_is_refused() -> None:
    refuse_a_newer_release(a_manifest())
    with pytest.raises(RecoveryRefused, match="9999_later"):
        refuse_a_newer_release(a_manifest(migrations={"ingest/9999_later.sql": "00"}))


def test_what_lacks_is_said() -> None:
    said = "\n".join(report(Path("b"), a_manifest(missing_originals=("abc",)), None))
    assert "1 originals were missing: abc" in said
    assert "fingerprint 00" in said
    assert "2026-12-30" in said
