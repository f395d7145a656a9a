"""What an operator may change about ingest."""

import pytest
from pydantic import ValidationError

from services.ingest.settings import IngestRole, IngestSettings


def test_a_process_plays_both_roles_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONWARD_ROLES", raising=False)
    assert IngestSettings().roles == {IngestRole.DOOR, IngestRole.EXTRACTOR}


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("door", {IngestRole.DOOR}),
        ("extractor", {IngestRole.EXTRACTOR}),
        ("door, extractor", {IngestRole.DOOR, IngestRole.EXTRACTOR}),
    ],
)
def test_roles_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch, said: str, roles: set[IngestRole]) -> None:
    monkeypatch.setenv("ONWARD_ROLES", said)
    assert IngestSettings().roles == roles


def test_a_role_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_ROLES", "window")
    with pytest.raises(ValidationError):
        IngestSettings()
