"""Forms come from our own pages, headers keep browsers safe, error pages tell nothing that they should not."""

import re

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from shared.web.requests.forms import check_text
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.logs import logged
from tests.unit.shared.web.conftest import OWN, form_token, sign_in


def test_a_form_with_its_sessions_token_is_taken(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    answer = client.post("/command", data={"form_token": token, "words": " well "}, headers={"Origin": OWN})
    assert answer.json() == {"said": "well", "by": UPLOADER.name}


@pytest.mark.parametrize("token", ["", "x", "token of somebody else"])
def test_a_form_without_its_sessions_token_is_refused(client: TestClient, token: str) -> None:
    sign_in(client, UPLOADER.name)
    assert client.post("/command", data={"form_token": token, "words": "x"}).status_code == 403


def test_a_token_of_another_session_is_refused(client: TestClient) -> None:
    sign_in(client, REVIEWER.name)
    others = form_token(client.get("/").text)
    sign_in(client, UPLOADER.name)
    assert client.post("/command", data={"form_token": others}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
    ],
)
def test_a_form_from_another_origin_is_refused_even_with_the_token(client: TestClient, headers: dict[str, str]) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    assert client.post("/command", data={"form_token": token}, headers=headers).status_code == 403


def test_nobody_can_be_signed_in_by_a_form_on_another_page(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"form_token": "x", "name": ANALYST.name, "password": "y"})
    assert answer.status_code == 403
    assert "onward_session" not in answer.headers.get("set-cookie", "")


def test_a_streamed_upload_may_bring_its_token_in_a_header_or_in_the_form(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    assert client.post("/upload", data={"form_token": token}).status_code == 200
    assert client.post("/upload?skip", headers={"X-Form-Token": token}).status_code == 200
    assert client.post("/upload", data={"form_token": "x"}).status_code == 403


def test_an_upload_that_forgets_to_check_its_token_is_a_fault(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    assert client.post("/upload?skip").status_code == 500


def test_a_form_is_refused_when_nobody_is_signed_in(client: TestClient) -> None:
    assert client.post("/command", data={"words": "x"}).status_code in {303, 401}


def test_what_an_account_may_not_do_is_refused(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    assert client.get("/figures").status_code == 403
    assert client.get("/api/thing").json() == {"status": 403, "error": "You cannot do that"}


def test_a_form_larger_than_a_form_can_be_is_refused(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    assert client.post("/command", data={"form_token": token, "words": "x" * 200_000}).status_code in {400, 413}


def test_what_is_refused_is_logged_by_route_and_role_and_never_by_address(client: TestClient) -> None:
    with logged() as lines:
        client.post("/command?name=Imogen", data={"words": "x"})
        sign_in(client, UPLOADER.name)
        client.get("/figures?year=12")
    refused = [line for line in lines if line["event"] == "request refused"]
    assert [(one["status"], one["method"], one["route"], one["role"]) for one in refused] == [
        (401, "POST", "/command", "nobody"),
        (403, "GET", "/figures", "uploader"),
    ]
    assert "Imogen" not in str(refused)


@pytest.mark.parametrize("path", ["/sign-in", "/open", "/nowhere", "/fault", "/away", "/static/onward.css", "/"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "cache-control" in headers


def test_the_nonce_is_new_for_every_page_and_the_only_inline_script_has_it(client: TestClient) -> None:
    seen = set()
    for _ in range(3):
        answer = client.get("/open")
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
        assert nonce is not None
        seen.add(nonce[1])
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", answer.text)
        assert inline == [f' nonce="{nonce[1]}"']
        assert "style=" not in answer.text
    assert len(seen) == 3


def test_forms_may_lead_to_the_pages_of_the_other_services_and_nowhere_else(client: TestClient) -> None:
    policy = client.get("/open").headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:8001 http://127.0.0.1:8003;" in policy


def test_pages_are_kept_out_of_caches(client: TestClient) -> None:
    assert client.get("/sign-in").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/fault", 500, "The fault is ours"),
        ("/away", 503, "not available just now"),
    ],
)
def test_an_error_is_a_page_with_a_sentence_and_no_trace(
    client: TestClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "<h1" in answer.text
    for secret in ("Fernhollow", "Traceback", "RuntimeError", "postgresql"):
        assert secret not in answer.text


def test_an_error_is_json_for_a_program(client: TestClient) -> None:
    answer = client.get("/api/fault")
    assert answer.json() == {"status": 500, "error": "Sorry, something went wrong"}


def test_an_outage_says_when_to_come_back(client: TestClient) -> None:
    assert client.get("/away").headers["retry-after"] == "10"


@pytest.mark.parametrize("path", ["/sign-in/", "/figures/", "/open/", "//open"])
def test_an_address_with_a_slash_too_many_leads_nowhere(client: TestClient, path: str) -> None:
    answer = client.get(f"{OWN}{path}", headers={"Host": "elsewhere.example.org"})
    assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_a_mistyped_address_keeps_the_navigation(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    assert "Send a file" in client.get("/nowhere").text


def test_whatever_is_shown_is_escaped(client: TestClient) -> None:
    sign_in(client, ANALYST.name)
    answer = client.get("/", params={"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_null_character_is_refused_wherever_text_comes_in(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    assert client.post("/command", data={"form_token": token, "words": "a\0b"}).status_code == 400
    assert client.get("/?text=a%00b").status_code == 400
    assert client.get("/called/a%00b").status_code == 400


def test_nobody_signs_in_with_a_null_character_in_the_name(client: TestClient) -> None:
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"form_token": token, "name": "sch\0ool", "password": "x"})
    assert answer.status_code == 400


def _in_parts(charset: str, **fields: str) -> tuple[bytes, dict[str, str]]:
    parts = (f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items())
    return ("".join(parts) + "--B--\r\n").encode(), {"Content-Type": f"multipart/form-data; boundary=B{charset}"}


@pytest.mark.parametrize("charset", ["latin-1", "windows-1252", "utf-16"])
def test_a_form_does_not_choose_the_codec_that_reads_it(client: TestClient, charset: str) -> None:
    token = form_token(client.get("/sign-in").text)
    body, headers = _in_parts(f"; charset={charset}", form_token=token, name="school", password="x")
    assert client.post("/sign-in", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; charset=utf8"])
def test_a_form_in_utf_8_is_read_whether_it_says_so_or_not(client: TestClient, charset: str) -> None:
    token = form_token(client.get("/sign-in").text)
    body, headers = _in_parts(charset, form_token=token, name="Zoë", password="x")
    answer = client.post("/sign-in", content=body, headers=headers)
    assert (answer.status_code, "Zoë" in answer.text) == (403, True)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff"])
def test_text_that_no_database_keeps_is_refused(text: str) -> None:
    with pytest.raises(HTTPException) as refused:
        check_text(["well", text])
    assert refused.value.status_code == 400
