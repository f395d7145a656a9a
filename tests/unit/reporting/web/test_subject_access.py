"""Everything held on somebody: asked for, taken away as one archive, with what may be another's apart."""

import io
import json
from dataclasses import replace
from zipfile import ZipFile

from tests.support.identities import ANALYST, AUDITOR, REVIEWER
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.support.subject_accesses import ACCESS
from tests.unit.reporting.web.conftest import Visit
from tests.unit.reporting.web.test_flags import CONFIDENTIAL

ADDRESS = f"/people/{PERSON.person_id}/subject-access"


def test_a_record_leads_there_for_who_may(visit: Visit) -> None:
    for account, leads in ((REVIEWER, True), (AUDITOR, True), (ANALYST, False)):
        assert (ADDRESS in visit(account).get(f"/people/{PERSON.person_id}").text) is leads


def test_what_was_asked_for_can_be_taken_once_all_have_given_their_part(visit: Visit, desktop: Desktop) -> None:
    desktop.accesses.kept[:] = [ACCESS]
    client = visit(REVIEWER)
    token = client.get(ADDRESS).text.partition('name="form_token" value="')[2].partition('"')[0]
    assert client.post(ADDRESS, data={"form_token": token}).status_code == 303
    assert [one.asked_by for one in desktop.accesses.kept] == [REVIEWER.name, ACCESS.asked_by]
    text = client.get(ADDRESS).text
    assert "0 of 4 services" in text
    assert f"{ADDRESS}/{ACCESS.access_id}" in text
    assert client.get(f"{ADDRESS}/{desktop.accesses.kept[0].access_id}").status_code == 404


def test_the_archive_has_a_summary_and_keeps_apart_what_may_be_anothers(visit: Visit) -> None:
    answer = visit(AUDITOR).get(f"{ADDRESS}/{ACCESS.access_id}")
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(files) == {
        "summary.txt",
        "reporting/claims.json",
        "files/00000000-0000-0000-0000-000000000007.json",
        "check before handing out/files/00000000-0000-0000-0000-000000000007.json",
        "check before handing out/matching/reviews.json",
    }
    rows = json.loads(files["files/00000000-0000-0000-0000-000000000007.json"])
    assert rows == [{"sheet": "Enrolment", "row": 4, "cells": {"Legal Surname": "Fernhollow"}}]
    assert "surname: Fernhollow" in files["summary.txt"]
    assert "Fernhollowe" not in files["summary.txt"]
    assert "cannot be opened" in files["summary.txt"]
    assert "What is not in it" in files["summary.txt"]


def test_of_somebody_confidential_only_who_may_see_places_takes_it(visit: Visit, desktop: Desktop) -> None:
    desktop.people.flags_kept = (replace(CONFIDENTIAL),)
    assert visit(REVIEWER).get(f"{ADDRESS}/{ACCESS.access_id}").status_code == 200
    auditor = visit(AUDITOR)
    assert "The record is confidential" in auditor.get(ADDRESS).text
    assert auditor.get(f"{ADDRESS}/{ACCESS.access_id}").status_code == 403
