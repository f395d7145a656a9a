"""A delivery is signed so that any Standard Webhooks receiver can verify it, and carries the file unchanged."""

import base64
import hashlib
import json
import socket
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from cli.addresses import Addresses, NotUpError
from cli.hook import NilReturn, Upload, hook_secret, send, signed
from cli.http_session import HttpSession
from services.ingest.domain.file_limits import FILE_BYTES_MAX

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
UPLOAD = Upload("8860001 enrolment.xlsx", b"\x00\x01file", comment="second try", data_taken_on=date(2026, 10, 2))


def test_a_standard_receiver_accepts_the_signature() -> None:
    body, headers = signed(UPLOAD, SECRET)
    told = Webhook(SECRET).verify(body, headers)
    assert told["type"] == "submission.uploaded"
    assert told["data"]["file_name"] == "8860001 enrolment.xlsx"
    assert (told["data"]["comment"], told["data"]["data_taken_on"]) == ("second try", "2026-10-02")


def test_a_nil_return_is_signed_as_a_file_is() -> None:
    emailed_at = datetime(2026, 10, 2, 14, tzinfo=UTC)
    nil = NilReturn("S_JOIN", "8860001", "2026-10", stated_by="Ms Head", emailed_at=emailed_at)
    told = Webhook(SECRET).verify(*signed(nil, SECRET))
    assert told["type"] == "nil.stated"
    assert [told["data"][name] for name in ("collection", "establishment", "period", "stated_by", "emailed_at")] == [
        "S_JOIN",
        "8860001",
        "2026-10",
        "Ms Head",
        "2026-10-02T14:00:00+00:00",
    ]


def test_another_secret_is_refused() -> None:
    body, headers = signed(UPLOAD, SECRET)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"another secret of some length").decode()).verify(body, headers)


def test_the_file_travels_whole_with_its_digest() -> None:
    body, _ = signed(UPLOAD, SECRET)
    data = json.loads(body)["data"]
    content = base64.b64decode(data["content_base64"])
    assert content == UPLOAD.content
    assert data["sha256"] == hashlib.sha256(content).hexdigest()


def test_each_delivery_has_an_id_of_its_own_unless_one_is_given() -> None:
    ids = {signed(UPLOAD, SECRET)[1]["webhook-id"] for _ in range(3)}
    assert len(ids) == 3
    assert signed(UPLOAD, SECRET, delivery_id="msg_again")[1]["webhook-id"] == "msg_again"


def test_the_secret_comes_from_the_stacks_own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONWARD_HOOK_SECRET", raising=False)
    addresses = Addresses(tmp_path / "addresses.json", {})
    with pytest.raises(NotUpError, match="make up"):
        hook_secret(addresses)
    keys = {"authority": {"keys": ["whsec_of_the_authority"]}, "perspective-lite": [SECRET, "whsec_older"]}
    (tmp_path / "hook_keys.json").write_text(json.dumps(keys))
    assert hook_secret(addresses) == SECRET
    assert hook_secret(addresses, sender="authority") == "whsec_of_the_authority"
    with pytest.raises(NotUpError, match=r"called nobody\. There are authority, perspective-lite\."):
        hook_secret(addresses, sender="nobody")
    monkeypatch.setenv("ONWARD_HOOK_SECRET", "whsec_given")
    assert hook_secret(addresses) == "whsec_given"


def test_a_file_over_the_limit_is_not_even_sent() -> None:
    large = Upload("roll.xlsx", bytes(24 * 1024 * 1024))
    with pytest.raises(NotUpError, match=r"^roll\.xlsx has 24\.0 MB: a file may have at most 20 MB\.$"):
        send(HttpSession(), "http://127.0.0.1:9", SECRET, large)


def test_a_file_of_just_the_limit_is_sent() -> None:
    with pytest.raises(NotUpError, match="does not answer"):
        send(HttpSession(), "http://127.0.0.1:9", SECRET, Upload("roll.xlsx", bytes(FILE_BYTES_MAX)))


def test_who_hangs_up_on_a_sender_is_not_said_to_be_away() -> None:
    def hang_up(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.recv(1024)
        connection.close()  # with much unread: the sender sees a reset

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=hang_up, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(NotUpError, match="broke off before everything was sent"):
            HttpSession().post(url, bytes(16 * 1024 * 1024), {})
        thread.join()
