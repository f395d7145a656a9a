"""What a process shows of itself: which build it is, and whether PostgreSQL answers it."""

import tomllib
from pathlib import Path

import pytest

from deploy.local.services.code_version import commit
from shared.observability.build_info import VERSION, show_build
from shared.observability.metrics import Metrics
from shared.runtime import database_watch
from shared.runtime.database_watch import DatabaseWatch
from shared.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_is_the_packages() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION


def test_what_runs_is_shown_as_labels() -> None:
    metrics = Metrics()
    show_build(metrics, commit="0123456789ab", compiled=True)
    text = metrics.exposition()[0].decode()
    assert 'onward_build_info{commit="0123456789ab",compiled="yes",python="3.' in text
    assert f'version="{VERSION}"}} 1.0' in text


def test_the_commit_of_a_checkout_is_one_that_the_settings_take(tmp_path: Path) -> None:
    assert ServiceSettings(commit=commit()).commit == commit()
    assert commit(tmp_path) == "unknown"


async def test_a_database_is_away_when_two_checks_in_a_row_had_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True, False, False, True])

    async def answer(_pool: object) -> bool:
        return next(answers)

    monkeypatch.setattr(database_watch, "reachable", answer)
    metrics, shown = Metrics(), []
    watch = DatabaseWatch(None, metrics)  # type: ignore[arg-type]
    for _ in range(4):
        await watch()
        shown.append(metrics.value("onward_database_away"))
    assert shown == [0, 0, 1, 0]
