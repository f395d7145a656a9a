"""A generated county on disk: people, schools, colleges, the roll, a return of each sender, and the known answers."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from deploy.demo.maker import Maker
from deploy.demo.plan import Plan


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of the county and who sends it. `establishment` is None for the county roll, which the authority sends."""

    file_name: str
    path: Path
    establishment: str | None
    collection: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class County:
    """A generated county on disk."""

    folder: Path
    uploads: tuple[Upload, ...]
    later: tuple[Upload, ...] = ()
    """Returns of the next month, for when all others have been handled."""

    @property
    def register(self) -> Path:
        """The establishments' register, for ONWARD_ESTABLISHMENTS_FILE."""
        return self.folder / "establishments.csv"

    @property
    def row_answers(self) -> Path:
        """The known answers, row by row."""
        return self.folder / "rows.jsonl"

    @property
    def people_answers(self) -> Path:
        """The known answers, person by person."""
        return self.folder / "people.jsonl"

    @property
    def contradictions(self) -> Path:
        """The contradictions between returns that must be found."""
        return self.folder / "contradictions.json"

    @property
    def roll(self) -> Upload:
        """The county roll, which goes first."""
        return self.uploads[0]

    @property
    def steps(self) -> tuple[tuple[Upload, ...], ...]:
        """The files by collection, in the order in which they are sent."""
        return tuple(tuple(same) for _, same in groupby(self.uploads, key=lambda upload: upload.collection))

    @property
    def returns(self) -> tuple[Upload, ...]:
        """The returns of schools and colleges."""
        return self.uploads[1:]


def make_county(plan: Plan, cache: Path) -> County:
    """Return the county of the plan, from `cache` where this very generator made it before."""
    folder = cache / name_of(plan)
    if not (folder / "uploads.json").exists():
        unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        Maker(plan, unfinished).make()
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    return _open(folder)


def name_of(plan: Plan) -> str:
    """Return the name of the plan's county: equal names are equal files, byte for byte."""
    return f"{plan.seed}-{plan.people}-{_fingerprint(plan)}"


def _open(folder: Path) -> County:
    return County(folder, *(_uploads(folder, name) for name in ("uploads.json", "later.json")))


def _uploads(folder: Path, name: str) -> tuple[Upload, ...]:
    listed = json.loads((folder / name).read_text(encoding="utf-8"))
    return tuple(Upload(path=folder / "files" / entry["file_name"], **entry) for entry in listed)


def _fingerprint(plan: Plan) -> str:
    """Return what the plan and the generator's source are, so that a county of an older generator is never reused."""
    seen = hashlib.sha256(repr(plan).encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        seen.update(source.read_bytes())
    return seen.hexdigest()[:8]
