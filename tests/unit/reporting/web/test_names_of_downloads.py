"""Files to take away: what is about one establishment has the name by which the portal sends it to that one alone."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest

from services.reporting.entrypoints.web.downloads.sent_back import only_one
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.submission_views import EFFECTIVE, OTHERS, UNREADABLE
from tests.unit.reporting.web.conftest import Visit

ROOT = Path(__file__).parents[4]
ATTACHING = {
    "services/reporting/entrypoints/web/downloads/sent_back.py": "the one place",
    "services/reporting/entrypoints/web/downloads/templates.py": "an empty template: the same for everybody",
}
"""Modules that hand out a file under a name, and why they may."""


def name_of(disposition: str) -> str:
    found = re.fullmatch(r'attachment; filename="([^"]+)"', disposition)
    assert found is not None
    return found[1]


def test_the_list_of_complaints_has_the_name_of_its_establishment_and_no_second_underscore(visit: Visit) -> None:
    answer = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}/complaints.csv")
    assert name_of(answer.headers["content-disposition"]) == "8860001_School post 16 enrolment what to correct.csv"
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:3] == ["Sheet", "Row", "Cell"]
    assert lines
    assert all(len(line) == len(head) for line in lines)


def test_beside_what_to_correct_stands_the_template_of_the_return(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get(f"/submissions/{EFFECTIVE.submission_id}").text
    assert 'href="/templates/S_ENR">Download the template of this return</a>' in html
    assert client.get("/templates/S_ENR").status_code == 200


def test_nobody_takes_away_what_is_said_of_somebody_elses_file(visit: Visit) -> None:
    client = visit(UPLOADER)
    assert client.get(f"/submissions/{OTHERS.submission_id}/complaints.csv").status_code == 404
    assert client.get(f"/submissions/{UNREADABLE.submission_id}/complaints.csv").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "ics"])
def test_returns_of_one_establishment_have_its_name_and_those_of_several_none(visit: Visit, ending: str) -> None:
    own = visit(UPLOADER).get(f"/returns.{ending}").headers["content-disposition"]
    everybody = visit(REVIEWER).get(f"/returns.{ending}").headers["content-disposition"]
    assert name_of(own) == f"8860001_Returns.{ending}"
    assert name_of(everybody) == f"returns.{ending}"


def test_only_one_is_the_number_that_all_share() -> None:
    assert only_one(["8860001", "8860001"]) == "8860001"
    assert only_one(["8860001", "8860002"]) is None
    assert only_one([]) is None


def test_a_file_is_handed_out_in_one_place() -> None:
    handing_out = {
        str(path.relative_to(ROOT))
        for folder in ("services", "shared", "cli")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("attachment;")
    }
    assert handing_out == set(ATTACHING)
