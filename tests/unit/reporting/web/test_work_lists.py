"""The pages of work lists: counts, people with reasons, words about the work, files that are noted."""

import io

from openpyxl import load_workbook

from tests.support.identities import ANALYST, REVIEWER
from tests.support.person_views import LOST, PERSON
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit, form_token, plain

ONE = f"/work-lists/people/{LOST.person_id}"


def _say(visit: Visit, act: str, seen: int, account: object = REVIEWER, **more: str) -> tuple[int, str]:
    client = visit(account)  # type: ignore[arg-type]
    form = {**form_token(client.get("/").text), "form_id": f"{act}{seen}", "act": act, "seen": str(seen), **more}
    answer = client.post(ONE, data=form)
    return answer.status_code, answer.headers.get("location", "") or plain(answer.text)


def test_the_index_opens_every_list(visit: Visit) -> None:
    text = visit(ANALYST).get("/work-lists?year=12").text
    for code in ("not-known", "neet", "no-offer", "no-record", "left", "no-enrolment", "lapsing", "review-due"):
        assert f"/work-lists/{code}?year=12" in text


def test_a_list_says_why_first(visit: Visit) -> None:
    text = plain(visit(ANALYST).get("/work-lists/not-known").text)
    assert text.index("Quillfeather") < text.index("Fernhollow"), "whoever is not known comes first"
    assert "32 days not known or NEET (+15)" in text
    assert "Nobody has tried yet (+20)" in text
    assert "Take away" not in text


def test_an_unknown_list_snapshot_or_word_is_none(visit: Visit) -> None:
    client = visit(ANALYST)
    assert client.get("/work-lists/anything").status_code == 404
    assert client.get("/work-lists/neet?snapshot=2").status_code == 404
    assert client.get("/work-lists?snapshot=2").status_code == 404
    for query in ("order=best", "work=all", "tried=12", "weeks=13", "weeks=0", "snapshot=x", "establishment=Nowhere"):
        assert client.get(f"/work-lists/neet?{query}").status_code == 400, query


def test_as_at_a_snapshot_nobody_works(visit: Visit) -> None:
    text = plain(visit(REVIEWER).get("/work-lists/neet?snapshot=1").text)
    assert "30 September 2026, as known then" in text
    assert "Taken by me" not in text


def test_whoever_is_taken_is_shown_so_and_given_back(visit: Visit) -> None:
    back = {"list": "not-known", "query": "year=12&order=name"}
    assert _say(visit, "take", 0, **back) == (
        303, "/work-lists/not-known?year=12&order=name&written=yes"
    )  # fmt: skip
    text = plain(visit(REVIEWER).get("/work-lists/not-known?work=mine").text)
    assert "1 young person" in text
    assert "By you" in text
    assert "Somebody has taken them" in text
    assert _say(visit, "give back", 1)[0] == 303
    assert "Nobody stands on this list as it is asked for" in plain(
        visit(REVIEWER).get("/work-lists/not-known?work=mine").text
    )


def test_two_who_speak_at_once_are_told(visit: Visit, desktop: Desktop) -> None:
    assert _say(visit, "take", 0)[0] == 303
    status, text = _say(visit, "done", 0)
    assert status == 409
    assert "Somebody spoke about them meanwhile" in text
    assert len(desktop.work_lists.kept) == 1
    assert _say(visit, "take", 0)[0] == 303, "the same form again is the same word"
    assert len(desktop.work_lists.kept) == 1


def test_a_word_is_undone(visit: Visit) -> None:
    assert _say(visit, "done", 0, note="Ring the college")[0] == 303
    assert "Done" in plain(visit(REVIEWER).get(ONE).text)
    assert _say(visit, "undo", 1)[0] == 303
    text = plain(visit(REVIEWER).get(ONE).text)
    assert "Last word undone" in text
    assert "Free" in text
    assert _say(visit, "undo", 2)[0] == 409


def test_what_cannot_be_read_is_asked_again(visit: Visit) -> None:
    status, text = _say(visit, "note", 0, next_on="yesterday")
    assert status == 422
    assert "Enter the next date as a real date" in text
    assert _say(visit, "wave", 0)[0] == 422
    assert _say(visit, "note", 0, note="x" * 501)[0] == 422


def test_an_address_to_lead_back_to_is_one_of_ours(visit: Visit) -> None:
    there = _say(visit, "note", 0, list="//example.org", query="x")[1]
    assert there == f"{ONE}?written=yes"
    assert "evil" not in _say(visit, "note", 1, list="neet", query="https://evil.example/")[1]


def test_a_list_is_taken_away_and_that_is_noted(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    answer = client.get("/work-lists/not-known/people.csv")
    assert "Quillfeather" in answer.text
    assert [what for _, _, what in desktop.people.noted] == ["work list taken away"]
    book = load_workbook(io.BytesIO(client.get("/work-lists/not-known/people.xlsx").content))
    values = list(book["People"].iter_rows(values_only=True))
    assert values[4][1:3] == ("Quillfeather", "Bartholomew")


def test_the_pack_has_a_sheet_a_list(visit: Visit, desktop: Desktop) -> None:
    content = visit(REVIEWER).get("/work-lists/meeting-pack.xlsx").content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["No September Guarantee offer", "No record of an offer", "NEET"]
    assert [what for _, _, what in desktop.people.noted].count("work list taken away") == 3
    assert "Fernhollow" in str(list(book["NEET"].values))


def _risk(visit: Visit, path: str, **form: str | list[str]) -> tuple[int, str]:
    client = visit(REVIEWER)
    given = {**form_token(client.get("/").text), "form_id": str(sorted(form.items())), **form}
    answer = client.post(path, data=given)
    return answer.status_code, plain(answer.text)


def test_a_list_of_people_at_risk_is_taken_in_and_lines_of_nobody_come_back(visit: Visit, desktop: Desktop) -> None:
    path = "/work-lists/at-risk/list"
    lines = "A000000000000, Attendance below 85%, excluded twice\nA999999999999; progress\n\n"
    status, text = _risk(visit, path, source="dfe", edition="autumn 2026", lines=lines)
    assert status == 200
    assert "1 line taken in." in text
    assert "1 line of nobody, or of several people, not taken in: 2." in text
    assert "A999999999999" not in text
    listed = plain(visit(REVIEWER).get("/work-lists/at-risk?order=name").text)
    assert "Attendance: excluded twice (autumn 2026, 5 October 2026)" in listed
    assert len(desktop.work_lists.risks_kept) == 1


def test_a_list_that_cannot_be_read_is_taken_in_by_nobody(visit: Visit, desktop: Desktop) -> None:
    path = "/work-lists/at-risk/list"
    for form in (
        {},
        {"source": "dfe"},
        {"source": "dfe", "edition": "x"},
        {"source": "x", "edition": "x", "lines": "A1"},
    ):
        assert _risk(visit, path, **form)[0] == 422
    status, text = _risk(visit, path, source="dfe", edition="x", lines="!, attendance")
    assert (status, "these begin with no number: 1" in text) == (422, True)
    assert desktop.work_lists.risks_kept == []


def test_somebody_is_found_at_risk_accepted_contacted_answered_and_closed(visit: Visit) -> None:
    path = f"/people/{PERSON.person_id}/at-risk"
    assert _risk(visit, path, act="accepted")[0] == 409
    assert _risk(visit, path, act="found")[0] == 422, "a reason is wanted"
    assert _risk(visit, path, act="found", reasons=["progress", "attendance"])[0] == 303
    assert _risk(visit, path, act="accepted")[0] == 303
    assert _risk(visit, path, act="contacted", note="Rang the family")[0] == 303
    assert _risk(visit, path, act="answered")[0] == 422, "what the school answered is wanted"
    assert _risk(visit, path, act="answered", note="Has a plan with the school")[0] == 303
    assert _risk(visit, path, act="closed")[0] == 303
    assert _risk(visit, path, act="contacted")[0] == 409
    text = plain(visit(REVIEWER).get(path).text)
    for words in ("Attendance, Progress", "Rang the family", "Has a plan with the school", "Closed"):
        assert words in text
