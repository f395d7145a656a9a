"""What somebody else's file looks like, and what an uploader sees of its own; `tests/unit/access` has every route."""

import re
from uuid import uuid4

import pytest

from shared.web.accounts.permissions import Permission, Role
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER
from tests.support.submission_views import EFFECTIVE, HELD, OTHER, OTHERS, OWN, SET_ASIDE, UNREADABLE
from tests.unit.reporting.web.conftest import Visit


@pytest.mark.parametrize("address", ["/submissions/{}", "/api/submissions/{}"])
def test_somebody_elses_file_does_not_exist_for_an_uploader(visit: Visit, address: str) -> None:
    client = visit(UPLOADER)
    others = client.get(address.format(OTHERS.submission_id))
    unknown = client.get(address.format(uuid4()))
    assert others.status_code == unknown.status_code == 404
    assert "Saint Ronan" not in others.text
    nonce = re.compile(r'nonce="[^"]+"')
    assert nonce.sub("", others.text) == nonce.sub("", unknown.text)


def test_what_is_about_to_arrive_looks_the_same_as_what_is_somebody_elses(visit: Visit) -> None:
    client = visit(UPLOADER)
    others = client.get(f"/submissions/{OTHERS.submission_id}?sent=yes")
    coming = client.get(f"/submissions/{uuid4()}?sent=yes")
    assert others.status_code == coming.status_code == 200
    for answer in (others, coming):
        assert "about to be read" in answer.text
        assert "Saint Ronan" not in answer.text


def test_an_uploader_lists_its_own_files_whatever_it_asks_for(visit: Visit) -> None:
    client = visit(UPLOADER)
    for query in ("", "?establishment=8860002", "?outcome=effective", "?collection=ROLL"):
        html = client.get(f"/submissions{query}").text
        assert str(OTHERS.file_name) not in html
        assert "county roll.xlsx" not in html
        assert str(OTHERS.submission_id) not in html
    assert str(EFFECTIVE.file_name) in client.get("/submissions").text


def test_what_an_uploader_sent_stays_visible_though_nobody_knows_whose_return_it_is(visit: Visit) -> None:
    client = visit(UPLOADER)
    assert client.get(f"/submissions/{UNREADABLE.submission_id}").status_code == 200
    assert client.get(f"/submissions/{SET_ASIDE.submission_id}").status_code == 404


def test_an_uploader_sees_whom_its_own_file_changes_and_opens_no_record(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get(f"/submissions/{HELD.submission_id}").text
    assert "+2, −41, 2 changed" in html
    assert "Make it count" not in html
    listed = client.get(f"/submissions/{HELD.submission_id}/difference/changed").text
    assert "Fernhollow, Imogen" in listed
    assert "Level: Level 2 (was Level 3)" in listed
    assert "A row less" in listed
    assert "/people/" not in listed
    assert client.get(f"/submissions/{OTHERS.submission_id}/difference/removed").status_code == 404
    assert "/people/" in visit(REVIEWER).get(f"/submissions/{HELD.submission_id}/difference/changed").text


def test_of_the_authority_only_who_may_see_confidential_places_sees_whom_a_file_changes(visit: Visit) -> None:
    """A file tells where those are whom it lists, and who is left out of its list follows from its numbers."""
    shown = {one.role for one in EVERYBODY if one.may(Permission.SEE_DIFFERENCES)}
    assert shown == {one.role for one in EVERYBODY if one.may(Permission.SEE_CONFIDENTIAL)} | {UPLOADER.role}
    for account in (ANALYST, AUDITOR, ADMIN):
        assert "/difference/" not in visit(account).get(f"/submissions/{HELD.submission_id}").text


@pytest.mark.parametrize("person", ["not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_person_does_not_exist(visit: Visit, person: str) -> None:
    assert visit(REVIEWER).get(f"/people/{person}").status_code == 404


def test_a_school_takes_its_own_list_and_nobody_elses(visit: Visit) -> None:
    assert visit(UPLOADER).get(f"/lists/TEP_DEST/of/{OTHER}").status_code == 404
    assert visit(UPLOADER).get(f"/lists/S_ENR/of/{OWN}").status_code == 404
    assert visit(REVIEWER).get(f"/lists/TEP_DEST/of/{OTHER}").status_code == 200
    assert visit(REVIEWER).get(f"/lists/S_ENR/of/{OWN}").status_code == 404


def test_only_reviewers_decide() -> None:
    assert [one.role for one in EVERYBODY if one.may(Permission.DECIDE_RETURNS)] == [Role.REVIEWER]
