"""`./onward story`: the lines of one submission, whichever log they stand in, in the order of time."""

import json
from pathlib import Path
from uuid import UUID

from typer.testing import CliRunner

from cli import story
from cli.main import app

ONE, OTHER = UUID(int=1), UUID(int=2)


def line(at: str, service: str, submission_id: UUID, **more: object) -> str:
    fields = {"event": "submission was read", "timestamp": f"2026-10-05T09:00:{at}Z", "service": service}
    return json.dumps(fields | {"submission_id": str(submission_id)} | more) + "\n"


def test_lines_of_all_logs_are_told_in_order(tmp_path: Path) -> None:
    (tmp_path / "matching.log").write_text(line("03", "matching", ONE) + line("04", "matching", OTHER))
    (tmp_path / "ingest.old.log").write_text(line("01", "ingest", ONE))
    (tmp_path / "ingest.log").write_text("not ours\n" + line("02", "ingest", ONE))
    told = story.story(story.lines_of_files(story.log_files(tmp_path)), ONE)
    assert [one["timestamp"][17:19] for one in told] == ["01", "02", "03"]


def test_a_line_that_only_speaks_of_the_submission_by_the_way_is_not_its_own() -> None:
    about_another = json.dumps({"event": "x", "submission_id": str(OTHER), "reason": str(ONE)})
    assert story.story([about_another, f"text {ONE}", f"{{broken {ONE}"], ONE) == []


def test_what_a_container_engine_writes_in_front_is_passed_over() -> None:
    assert len(story.story([f"matching-1  | {line('03', 'matching', ONE)}"], ONE)) == 1


def test_logs_can_be_piped_in() -> None:
    runner = CliRunner()
    told = runner.invoke(app, ["story", str(ONE), "--from", "-"], input=line("01", "ingest", ONE, rows_out=7))
    assert told.exit_code == 0
    assert "rows_out=7" in told.output
    assert runner.invoke(app, ["story", str(OTHER), "--from", "-"], input=line("01", "ingest", ONE)).exit_code == 1
