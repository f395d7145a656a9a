"""A released migration never changes again, and a new one says its step and breaks nothing that still runs."""

from pathlib import Path

import pytest

from deploy.jobs.migrate import migration_folders, migrations_of
from tools.freeze_migrations import RELEASED, freeze, problems, read_released
from tools.migration_rules import problems_of

FIRST = "services/ingest/migrations/0001_submissions.sql"
SECOND = "services/ingest/migrations/0002_note.sql"
EXPANDS = "-- expand: who wrote a note about a file\nALTER TABLE submissions ADD COLUMN note text;\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of two folders of migrations, of which release 0.1.0 was frozen."""
    (tmp_path / FIRST).parent.mkdir(parents=True)
    (tmp_path / RELEASED).parent.mkdir(parents=True)
    (tmp_path / FIRST).write_text("CREATE TABLE submissions (id uuid PRIMARY KEY, tag text);\n")
    assert problems(tmp_path) == []
    assert freeze("0.1.0", tmp_path) == [FIRST]
    return tmp_path


def test_the_projects_own_migrations_are_as_they_were_released_and_break_nothing() -> None:
    assert problems() == []


def test_a_released_file_that_is_edited_or_gone_is_found(root: Path) -> None:
    (root / FIRST).write_text("CREATE TABLE submissions (id uuid PRIMARY KEY);\n")
    assert problems(root) == [f"{FIRST} was released and is changed: put it back, and add a new file"]
    (root / FIRST).unlink()
    assert problems(root) == [f"{FIRST} was released and is gone: put it back"]


def test_a_new_file_is_frozen_with_its_release_and_older_releases_stay_as_they_are(root: Path) -> None:
    (root / SECOND).write_text(EXPANDS)
    assert problems(root) == []
    assert freeze("0.2.0", root) == [SECOND]
    assert {release: list(files) for release, files in read_released(root).items()} == {
        "0.1.0": [FIRST],
        "0.2.0": [SECOND],
    }
    assert freeze("0.2.0", root) == []


def test_a_number_before_a_released_one_is_refused(root: Path) -> None:
    (root / SECOND).with_name("0000_early.sql").write_text(EXPANDS)
    (problem,) = problems(root)
    assert "0000_early.sql: it comes before one that was released" in problem


def test_a_misnamed_file_is_refused(root: Path) -> None:
    (root / SECOND).with_name("2_note.sql").write_text(EXPANDS)
    assert "name it NNNN_what_it_does.sql" in problems(root)[0]


def test_every_migration_of_the_project_is_looked_at() -> None:
    files = {one.folder.path / one.file for folder in migration_folders() for one in migrations_of(folder)}
    assert len(files) >= 6


def found(sql: str, folder: Path) -> list[str]:
    path = folder / "0002_x.sql"
    path.write_text(sql)
    return problems_of(sql, path)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE submissions ADD COLUMN note text",
        "ALTER TABLE submissions ADD COLUMN tries integer NOT NULL DEFAULT 0",
        "CREATE TABLE notes (id bigint PRIMARY KEY, words text NOT NULL, CHECK (words <> ''))",
        "CREATE TABLE notes (id bigint PRIMARY KEY); CREATE UNIQUE INDEX notes_by_id ON notes (id)",
    ],
)
def test_what_the_release_before_does_not_notice_expands(statement: str, tmp_path: Path) -> None:
    assert found(f"-- expand\n{statement};\n", tmp_path) == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE submissions DROP COLUMN tag",
        "ALTER TABLE submissions RENAME COLUMN tag TO label",
        "ALTER TABLE submissions RENAME TO files",
        "ALTER TABLE submissions ADD COLUMN owner text NOT NULL",
        "ALTER TABLE submissions ALTER COLUMN tag SET NOT NULL",
        "ALTER TABLE submissions ALTER COLUMN tag TYPE integer USING 1",
        "ALTER TABLE submissions ADD CONSTRAINT short CHECK (length(tag) < 9) NOT VALID",
        "CREATE UNIQUE INDEX one_tag ON submissions (tag)",
        "DROP TABLE submissions",
        "REVOKE INSERT ON submissions FROM onward_ingest",
    ],
)
def test_what_breaks_the_release_before_does_not_expand(statement: str, tmp_path: Path) -> None:
    assert found(f"-- expand\n{statement};\n", tmp_path) != []


@pytest.mark.parametrize("statement", ["ALTER TABLE submissions DROP COLUMN tag", "DROP TABLE submissions"])
def test_what_nothing_uses_any_more_contracts(statement: str, tmp_path: Path) -> None:
    assert found(f"-- contract\n{statement};\n", tmp_path) == []


@pytest.mark.parametrize("step", ["expand", "contract"])
def test_an_index_of_a_large_table_is_made_while_others_write(step: str, tmp_path: Path) -> None:
    assert any(
        "concurrent" in one for one in found(f"-- {step}\nCREATE INDEX by_tag ON submissions (tag);\n", tmp_path)
    )
    alone = f"-- no-transaction\n-- {step}\nCREATE INDEX CONCURRENTLY IF NOT EXISTS by_tag ON submissions (tag);\n"
    assert found(alone, tmp_path) == []


def test_a_file_that_does_not_say_its_step_is_refused(tmp_path: Path) -> None:
    assert (
        "say in the first lines which step it is"
        in found("ALTER TABLE submissions ADD COLUMN note text;\n", tmp_path)[0]
    )
