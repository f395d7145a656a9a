"""The look: nothing that belongs to GOV.UK, static files that cache, a navigation of what may be opened."""

import re

import pytest
from starlette.testclient import TestClient

from shared.web.addresses import Addresses, ServiceName
from shared.web.app import web_app
from shared.web.pages.assets import load_assets, unbranded
from shared.web.pages.navigation import navigation_for
from shared.web.pages.site import Site
from shared.web.pages.templating import count_of, day, moment, percent, size
from tests.support.clock import FixedClock
from tests.support.identities import ADMIN, ANALYST, AUDITOR, REVIEWER, UPLOADER, MemoryIdentities
from tests.unit.shared.web.conftest import OWN, ROUTES, START, sign_in

_RESERVED = re.compile(
    r"GDS Transport|govuk-crest|govuk-crown|govuk-icon|govuk-logotype|@font-face|gov\.uk/assets", re.IGNORECASE
)


def test_no_file_that_is_served_holds_what_is_reserved_for_gov_uk() -> None:
    assets = load_assets()
    with TestClient(web_app(_site(), [])) as client:
        for name in assets.names():
            assert not _RESERVED.search(client.get(f"/static/{name}").text), name


def test_no_page_holds_what_is_reserved_for_gov_uk(client: TestClient) -> None:
    sign_in(client, REVIEWER.name)
    for path in ("/sign-in", "/", "/nowhere", "/fault"):
        html = client.get(path).text
        assert not _RESERVED.search(html)
        assert "<title>" in html
        assert "GOV.UK" not in html
        assert "Crown copyright" not in html


def test_a_style_sheet_without_the_reserved_parts_keeps_the_rest() -> None:
    css = "@font-face{font-family:GDS Transport;src:url(/a)}.a{font-family:GDS Transport,arial,sans-serif;color:red}"
    assert unbranded(css) == ".a{font-family:var(--onward-font);color:red}"


def test_a_page_names_its_files_with_their_version_and_they_cache_for_ever(client: TestClient) -> None:
    addresses = re.findall(r'"(/static/[^"]+)"', client.get("/sign-in").text)
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_a_file_without_its_version_is_asked_for_again_and_need_not_be_sent_again(client: TestClient) -> None:
    first = client.get("/static/onward.css")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/static/onward.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.css", "..%2f..%2fpyproject.toml", "layout.html"])
def test_nothing_but_the_static_files_is_served_as_one(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        (UPLOADER.name, {"Home", "Send a file", "Submissions", "Returns"}, {"Figures", "People", "Reviews"}),
        (REVIEWER.name, {"Home", "Send a file", "Submissions", "Returns", "Figures", "People", "Reviews"}, set()),
        (ANALYST.name, {"Figures", "People"}, {"Send a file", "Reviews"}),
        (ADMIN.name, {"Figures", "Send a file"}, {"People", "Reviews"}),
        (AUDITOR.name, {"People", "Reviews"}, {"Send a file"}),
    ],
)
def test_the_navigation_shows_what_the_account_may_open(
    client: TestClient, name: str, shown: set[str], hidden: set[str]
) -> None:
    sign_in(client, name)
    html = client.get("/").text
    entries = set(re.findall(r'class="govuk-service-navigation__link"[^>]*>(?:\s|<[^>]+>)*([^<]+?)\s*<', html))
    assert shown <= entries
    assert not hidden & entries


@pytest.mark.parametrize(
    ("service", "path", "text"),
    [
        ("ingest", "/", "Send a file"),
        ("ingest", "/send", "Send a file"),
        ("matching", "/", "Reviews"),
        ("matching", "/reviews", "Reviews"),
        ("reporting", "/", "Home"),
        ("reporting", "/people", "People"),
    ],
)
def test_bug_15_the_entry_of_the_page_shown_is_marked_at_each_of_its_addresses(
    service: ServiceName, path: str, text: str
) -> None:
    entries = navigation_for(REVIEWER, service, path, lambda _service, path: path)
    assert [entry["text"] for entry in entries if entry["current"]] == [text]


def test_links_cross_the_services_and_stay_bare_within_one(client: TestClient) -> None:
    sign_in(client, REVIEWER.name)
    html = client.get("/").text
    assert 'href="http://127.0.0.1:8001/send"' in html
    assert 'href="http://127.0.0.1:8003/reviews"' in html
    assert 'href="/figures"' in html


def test_behind_a_path_links_keep_the_path() -> None:
    addresses = Addresses("https://a.example.org/in/", "https://a.example.org/match", "https://a.example.org/read")
    assert addresses.link("reporting", "/figures", seen_from="reporting") == "/read/figures"
    assert addresses.link("ingest", "/send", seen_from="reporting") == "https://a.example.org/in/send"
    assert addresses.other_origins("reporting") == ()


def test_a_simulated_date_is_said_on_every_page(client: TestClient) -> None:
    assert "Simulated date" not in client.get("/sign-in").text
    with TestClient(web_app(_site(simulated=True), ROUTES), base_url=OWN) as simulated:
        html = simulated.get("/sign-in").text
    assert "Simulated date" in html
    assert "5 October 2026" in html


def test_numbers_and_dates_are_written_as_people_say_them() -> None:
    assert day(START.date()) == "5 October 2026"
    assert moment(START) == "5 October 2026 at 09:00"
    assert [count_of(n, "row") for n in (0, 1, 1234)] == ["0 rows", "1 row", "1,234 rows"]
    assert count_of(2, "young person", "young people") == "2 young people"
    assert (percent(1, 3), percent(0, 0)) == ("33.3%", "–")
    assert [size(n) for n in (999, 48_213, 12_000_000)] == ["999 bytes", "48 KB", "12.0 MB"]


def _site(*, simulated: bool = False) -> Site:
    addresses = Addresses("http://127.0.0.1:8001", "http://127.0.0.1:8003", OWN)
    return Site("reporting", addresses, MemoryIdentities(), FixedClock(START), simulated=simulated)


def test_a_file_name_keeps_its_direction_of_writing_to_itself(client: TestClient) -> None:
    [rule] = re.findall(r"\.onward-file-name \{([^}]*)\}", client.get("/static/onward.css").text)
    assert "unicode-bidi: isolate" in rule
