"""What the pages say, and that every look at a person is written down."""

import ast
import re

from services.reporting.domain.measures import Cell
from services.reporting.queries.submission.issues import UnlistedRow
from tests.architecture.product_source import PRODUCT, sources, tree
from tests.support.identities import ADMIN, ANALYST, REVIEWER, UPLOADER
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import ALL, CHECKING, DECIDING, EFFECTIVE, HELD, SET_ASIDE, UNDONE, UNREADABLE
from tests.unit.reporting.web.conftest import Visit


def test_the_page_and_the_json_show_the_same_figures(visit: Visit) -> None:
    client = visit(ANALYST)
    told = client.get("/api/figures").json()
    html = client.get("/figures").text
    total = told["total"]
    for number in (total["cohort"], total["neet"], total["not_known"], total["eet"]):
        assert f"{number:,}" in html
    assert f"{total['neet_or_not_known_percent']:.1f}%" in html
    for row in told["by_district"]:
        assert (row["district"] or "District not known") in html
        assert f"{row['cohort']:,}" in html


def test_the_figures_add_up(visit: Visit) -> None:
    told = visit(ANALYST).get("/api/figures").json()
    for part in ("cohort", "eet", "neet", "not_known", "elsewhere"):
        assert sum(row[part] for row in told["rows"]) == told["total"][part]
        assert sum(row[part] for row in told["by_year"]) == told["total"][part]
    total = told["total"]
    assert total["cohort"] == total["eet"] + total["neet"] + total["not_known"] + total["elsewhere"]


def test_one_year_group_can_be_shown_alone(visit: Visit) -> None:
    client = visit(ANALYST)
    year = next(row for row in client.get("/api/figures").json()["by_year"] if row["year"] == 12)
    html = client.get("/figures?year=12").text
    assert f"{year['cohort']:,}" in html
    assert re.search(r'year=12"\s+aria-current="page"', html)


def test_bug_9_half_of_everybody_fills_half_of_the_bars_track(visit: Visit, desktop: Desktop) -> None:
    desktop.people.counted = [
        Cell(30, "not known", 12, "E07000106", True),
        Cell(20, "neet", 12, "E07000106", True),
        Cell(50, "education", 12, "E07000106", True),
        Cell(98, "education", 12, "E07000105", True),
        Cell(2, "neet", 12, "E07000105", True),
    ]
    for address in ("/", "/figures"):
        html = visit(ANALYST).get(address).text
        bars = re.findall(r'onward-chart__part--(\w+)" x="([\d.]+)%" y="0" width="([\d.]+)%"', html)
        widths = [(kind, float(at), float(width)) for kind, at, width in bars]
        assert widths == [("neet", 0, 2), ("unknown", 0, 30), ("neet", 30, 20)]
        axis = re.search(r'<svg class="onward-chart__axis".*?</svg>', html, re.DOTALL)
        assert axis is not None
        assert re.findall(r'x="(\d+)%"[^>]*>(\d+)%<', axis[0]) == [(n, n) for n in ("0", "25", "50", "75", "100")]


def test_figures_say_while_they_still_move(visit: Visit, desktop: Desktop) -> None:
    assert "still move" not in visit(ANALYST).get("/figures").text
    desktop.people.waiting = 1203
    assert "1,203 young people are being worked out" in visit(ANALYST).get("/figures").text


def test_figures_open_as_lists_only_for_those_who_may_see_people(visit: Visit) -> None:
    assert "/people?group=neet" in visit(ANALYST).get("/figures").text
    assert "/people?group=neet" not in visit(ADMIN).get("/figures").text


def test_counts_of_a_finished_file_add_up_on_its_page(visit: Visit) -> None:
    html = " ".join(visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text.split())
    assert "232 rows read = 221 used + 11 not used." in html
    assert "221 used = 180 matched + 37 new + 4 waiting." in html
    assert "2 are left out because another row of the same learner counts" in html


def test_complaints_come_grouped_then_by_cell_a_hundred_a_page(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get(f"/submissions/{EFFECTIVE.submission_id}").text
    assert html.index("Complaints by kind") < html.index("132 complaints, page 1 of 2")
    assert html.count('class="onward-cell-address"') == 100
    assert "Value not used" in html
    assert "Copy the UPN from your management information system" in html
    assert client.get(f"/submissions/{EFFECTIVE.submission_id}?page=2").text.count("onward-cell-address") == 32


def test_one_complaint_can_be_looked_at_alone(visit: Visit) -> None:
    html = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}?code=R001").text
    assert html.count("onward-cell-address") == 1
    assert "Row 21 counts instead: the line with the highest level counts." in html


def test_what_is_said_about_a_file_names_its_sheet_and_its_column(visit: Visit) -> None:
    html = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "Sheet “Guidance”: A sheet was not read" in text
    assert "Sheet “Post-16 enrolments”, column F: Two columns have headings with the same meaning." in text
    assert "Sheet “Post-16 enrolments”, heading “Legal Forename”: A mandatory column" in text
    assert "Heading “Legal Surname”: A mandatory column" in text
    assert "(2 times)" in text
    assert "None" not in text


def test_a_complaint_about_no_single_cell_stands_at_its_whole_row(visit: Visit) -> None:
    html = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}?code=R001").text
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Post-16 enrolments row 20 The whole row" in text


def test_a_code_that_was_never_said_is_not_repeated_on_the_page(visit: Visit) -> None:
    for code in ("%3Cscript%3E", "V092"):
        answer = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}?code={code}")
        assert answer.status_code == 400
        assert "“code” must be the code of a complaint about this file." in answer.text
        assert "script&gt;" not in answer.text


def test_a_file_on_its_way_can_be_followed_with_and_without_scripts(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get(f"/submissions/{CHECKING.submission_id}").text
    assert f'data-address="/api/submissions/{CHECKING.submission_id}"' in html
    assert "progress.js" in html
    assert "Refresh</a>" in html
    told = client.get(f"/api/submissions/{CHECKING.submission_id}").json()
    assert (told["stage"], told["finished"], told["rows"]["extracted"]) == ("checking", False, 1200)


def test_a_file_that_was_decided_on_says_so_until_it_is_in_force(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/submissions/{DECIDING.submission_id}").text
    assert re.search(r'id="progress-heading">Decided</h2>', html)


def test_pages_show_no_name_of_the_code(visit: Visit) -> None:
    """A rename of a class must not reach the words of a page."""
    classes = {
        node.name for path in sources(*PRODUCT) for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    }
    names = {name for name in classes if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", name)}
    client = visit(REVIEWER)
    addresses = [
        "/",
        "/submissions",
        "/returns",
        "/figures",
        "/people",
        *(f"/submissions/{one.submission_id}" for one in ALL),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        shown = re.sub(r"<[^>]+>", " ", answer.text)
        assert names & set(re.findall(r"\w+", shown)) == set(), address


def test_a_finished_file_asks_no_more(visit: Visit) -> None:
    assert "progress.js" not in visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(visit: Visit) -> None:
    html = visit(UPLOADER).get(f"/submissions/{UNREADABLE.submission_id}").text
    assert "The file is protected by a password, so it cannot be read." in html
    assert "Save it without a password" in html


def test_a_file_set_aside_says_that_it_is_kept(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/submissions/{SET_ASIDE.submission_id}").text
    assert ">Received " in html
    assert "The file is kept, but nothing in it counts until it is clear which return it is" in html


def test_a_held_file_says_what_it_would_change_and_offers_the_decision(visit: Visit) -> None:
    html = " ".join(visit(REVIEWER).get(f"/submissions/{HELD.submission_id}").text.split())
    assert "removes 41 learners" in re.sub(r"<[^>]+>", "", html)
    assert "/decide/count" in html
    assert "/decide/undo" in html


def test_an_undone_file_says_who_decided_and_why(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/submissions/{UNDONE.submission_id}").text
    assert "Taken out by reviewer@example.org" in html
    assert "Sent by mistake" in html


def _form(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_a_decision_is_asked_confirmed_and_then_taken(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    address = f"/submissions/{HELD.submission_id}/decide/count"
    form = _form(client.get(address).text)
    assert desktop.decisions.taken == []
    answer = client.post(address, data={**form, "reason": "They have left, the school says"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/submissions/{HELD.submission_id}")
    (taken,) = desktop.decisions.taken
    assert (taken.generation_id, taken.decision, taken.account) == (2, "approve", REVIEWER.name)
    assert taken.reason == "They have left, the school says"


def test_a_decision_about_a_generation_that_was_not_shown_is_refused(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    address = f"/submissions/{HELD.submission_id}/decide/count"
    form = _form(client.get(address).text) | {"generation": "1"}
    assert client.post(address, data=form).status_code == 409
    assert desktop.decisions.taken == []


def test_a_decision_that_makes_no_sense_any_more_is_refused(visit: Visit) -> None:
    client = visit(REVIEWER)
    assert client.get(f"/submissions/{EFFECTIVE.submission_id}/decide/count").status_code == 409
    assert client.get(f"/submissions/{HELD.submission_id}/decide/nonsense").status_code == 404


def test_a_record_shows_the_evidence_down_to_file_sheet_and_row(visit: Visit) -> None:
    html = visit(ANALYST).get(f"/people/{PERSON.person_id}").text
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "row 14 of sheet “Post-16 enrolments” in Larkfield post-16 enrolment autumn 2026.xlsx" in text
    assert "After compulsory school age the county roll says only who is tracked." in text
    assert "Version 3, known since" in text
    assert "Rows that do not count any more" in text


def test_every_look_at_people_is_written_down(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    client.get(f"/people/{PERSON.person_id}")
    client.get("/people?group=neet")
    client.get(f"/submissions/{HELD.submission_id}/difference/removed")
    assert desktop.people.noted == [
        (REVIEWER.name, PERSON.person_id, "timeline"),
        (REVIEWER.name, None, "list"),
        (REVIEWER.name, None, "difference"),
    ]


def test_a_search_is_posted_and_its_words_stand_in_no_address(visit: Visit, desktop: Desktop) -> None:
    client = visit(ANALYST)
    form = _form(client.get("/people").text)
    answer = client.post("/people", data={**form, "name": "fernh"})
    assert answer.status_code == 303
    listed = client.get(answer.headers["location"])
    assert "Fernhollow, Imogen" in listed.text
    assert not re.search(r'href="[^"]*fernh', listed.text, re.IGNORECASE)
    assert "fernh" not in answer.headers["location"].lower()
    assert desktop.people.noted == [(ANALYST.name, None, "list")]


def test_a_search_for_next_to_nothing_finds_nobody(visit: Visit, desktop: Desktop) -> None:
    client = visit(ANALYST)
    form = _form(client.get("/people").text)
    answer = client.post("/people", data={**form, "name": " f "})
    assert answer.status_code == 400
    assert "at least two letters" in answer.text
    assert desktop.people.noted == []


def test_a_name_in_an_address_is_not_looked_for(visit: Visit) -> None:
    assert "Fernhollow" not in visit(ANALYST).get("/people?name=Fernhollow").text


def test_the_figures_show_the_guarantee_by_published_bucket(visit: Visit) -> None:
    html = visit(ANALYST).get("/figures").text
    guarantee = re.search(r"September Guarantee 2026.*?</section>", html, re.DOTALL)
    assert guarantee is not None
    text = " ".join(re.sub(r"<[^>]+>", " ", guarantee.group()).split())
    numbers = re.findall(r"[\d,]+(?:\.\d%)?", text.partition("Added since")[2])
    assert numbers[:8] == ["11", "17,500", "16,800", "96.0%", "90", "0", "610", "12"]
    assert numbers[8:] == ["12", "16,500", "15,100", "91.5%", "0", "0", "1,400", "0"]
    assert "The cohort is that of" in guarantee.group()


def test_the_guarantee_stands_in_the_json_of_today_alone(visit: Visit) -> None:
    client = visit(ANALYST)
    told = client.get("/api/figures").json()["september_guarantee"]
    assert (told["round"], told["cohort_on"], told["fixed"]) == (2026, "2026-05-31", True)
    year_11, year_12 = told["nodes"]
    assert (year_11["node"], year_11["by_code"]) == ("Year 11", {"110": 16800, "122": 90, "159": 610})
    assert year_12["offer_made"] + year_12["not_appropriate"] + year_12["no_offer"] + year_12["not_recorded"] == 16500
    assert "september_guarantee" not in client.get("/api/figures?as_at=2026-11-30").json()


def test_a_record_shows_the_guarantee_with_its_reason(visit: Visit) -> None:
    html = visit(ANALYST).get(f"/people/{PERSON.person_id}").text
    assert "September Guarantee 2026, Year 11" in html
    assert "Nobody has recorded an offer, nor why there is none." in html


def test_a_list_says_which_offers_of_an_earlier_one_it_has_no_more(visit: Visit, desktop: Desktop) -> None:
    html = visit(ANALYST).get(f"/submissions/{EFFECTIVE.submission_id}").text
    assert "On an earlier list" not in html
    row = UnlistedRow(UNDONE.submission_id, "Offers March.xlsx", "Offers", 14)
    desktop.submissions.not_listed = (row,)
    html = visit(ANALYST).get(f"/submissions/{EFFECTIVE.submission_id}").text
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "1 offer. A college's newer list of offers does not have this offer any more." in text.replace("&#39;", "'")
    assert "Row 14 of sheet “Offers” in Offers March.xlsx" in text


def test_the_first_page_leads_to_what_is_owed(visit: Visit) -> None:
    assert "Who owes which return, and what has come" in visit(ANALYST).get("/").text
    assert "What you are asked to send, and by when" in visit(UPLOADER).get("/").text
