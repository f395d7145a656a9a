"""Every file of a damaged county, read and judged as Onward does: refused is exactly what ought to be refused."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from cli.checking import check_file
from deploy.demo.answers import RowAnswer, read_rows
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.demo.population.people import BUSINESS_DATE


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=4000, seed=5, leavers_share=0.05), tmp_path_factory.mktemp("county"))


def _refused(path: Path, today: date) -> set[int]:
    return {one.line for one in check_file(path, today).found if one.complaint.severity == "error"}


def test_refused_is_exactly_what_ought_to_be(county: County) -> None:
    wanted: dict[str, set[int]] = defaultdict(set)
    answers: dict[str, list[RowAnswer]] = defaultdict(list)
    for answer in read_rows(county.row_answers):
        answers[answer.file].append(answer)
        if answer.verdict == "refused":
            wanted[answer.file].add(answer.line)
    assert sum(map(len, wanted.values())) > 10
    for upload in county.uploads:
        assert _refused(upload.path, BUSINESS_DATE) == wanted[upload.file_name], upload.file_name


def test_every_row_is_read_from_every_kind_of_file(county: County) -> None:
    kinds = set()
    for upload in county.uploads:
        verdict = check_file(upload.path, BUSINESS_DATE)
        assert (verdict.collection, verdict.rows) == (upload.collection, upload.rows)
        assert verdict.accepted + verdict.refused == verdict.rows
        assert verdict.establishment == (upload.establishment or "886")
        kinds.add(upload.path.suffix)
    assert kinds >= {".xlsx", ".csv"}
