"""The operator's file of keys: read again when it changes, never shown, never half understood."""

import base64
import json
import os
from pathlib import Path

import pytest

from services.ingest.adapters.hook_keys import FileHookKeys, HookKeysError, parse_keys
from services.ingest.entrypoints.web.signatures import Signed, verify
from shared.errors import Transient


def key(number: int, length: int = 32) -> str:
    return f"whsec_{base64.b64encode(bytes([number] * length)).decode()}"


def test_every_key_is_known_with_its_sender() -> None:
    keys = parse_keys(json.dumps({"portal": [key(1), key(2)], "other": [key(3)]}))
    assert keys == (("portal", bytes([1] * 32)), ("portal", bytes([2] * 32)), ("other", bytes([3] * 32)))


def test_a_key_is_exchanged_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = FileHookKeys(path)
    seen = []
    for moment, numbers in enumerate(([1], [1, 2], [2])):
        path.write_text(json.dumps({"portal": [key(number) for number in numbers]}))
        os.utime(path, ns=(moment, moment))
        seen.append([secret[0] for _, secret in keys.current()])
    assert seen == [[1], [1, 2], [2]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        '{"portal": "whsec_x"}',
        json.dumps({"portal": [1]}),
        json.dumps({"portal": ["secret"]}),
        json.dumps({"portal": ["whsec_***"]}),
        json.dumps({"portal": [key(1, 16)]}),
        json.dumps({"portal": [key(1), key(2), key(3)]}),
        json.dumps({str(number): [key(1)] for number in range(21)}),
    ],
)
def test_a_file_that_is_not_one_of_keys_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(HookKeysError) as refused:
        FileHookKeys(path).current()
    assert "secret" not in str(refused.value)
    assert "AQEB" not in str(refused.value)


def test_a_missing_file_is_answered_with_not_now(tmp_path: Path) -> None:
    with pytest.raises(Transient):
        FileHookKeys(tmp_path / "nowhere.json").current()


def test_without_keys_nobody_is_known() -> None:
    assert verify(Signed("msg", "1", (bytes(32),)), b"body", ()) is None


def test_a_sender_is_entitled_to_the_county_roll_only_when_the_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    entitled = {"keys": [key(2)], "may_send": ["ROLL"]}
    path.write_text(json.dumps({"portal": [key(1)], "authority": entitled, "other": {"keys": [key(3)]}}))
    keys = FileHookKeys(path)
    assert [sender for sender, _ in keys.current()] == ["portal", "authority", "other"]
    assert [keys.may_send(sender) for sender in ("portal", "authority", "other")] == [
        frozenset(),
        {"ROLL"},
        frozenset(),
    ]


@pytest.mark.parametrize("may_send", [["S_ENR"], ["NOBODYS"], [["ROLL"]], "ROLL", True])
def test_only_what_needs_it_can_be_expressly_entitled(tmp_path: Path, may_send: object) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"authority": {"keys": [key(2)], "may_send": may_send}}))
    with pytest.raises(HookKeysError):
        FileHookKeys(path).current()
