"""Which addresses may be called, and what answers say."""

from ipaddress import ip_address, ip_network

import pytest

from services.reporting.adapters.webhooks.https import retry_after_of
from services.reporting.domain.webhooks.addresses import (
    AllowedAddresses,
    all_may_be_called,
    may_be_called,
    target_of,
)
from services.reporting.domain.webhooks.answers import verdict_of

NOTHING = AllowedAddresses()
INSIDE = AllowedAddresses(private=(ip_network("10.20.0.0/16"), ip_network("fd00:20::/32")))
DEVELOPMENT = AllowedAddresses(http_on_loopback=True)


@pytest.mark.parametrize(
    ("address", "authority", "path"),
    [
        ("https://careers.example/hook", "careers.example", "/hook"),
        ("https://careers.example", "careers.example", "/"),
        ("https://careers.example:8443/a?b=c", "careers.example:8443", "/a?b=c"),
        ("https://93.184.216.34/hook", "93.184.216.34", "/hook"),
        ("https://[2606:2800:220:1::1]:8443/", "[2606:2800:220:1::1]:8443", "/"),
        ("https://CAREERS.example/Hook", "careers.example", "/Hook"),
        ("https://xn--caf-dma.example/", "xn--caf-dma.example", "/"),
    ],
)
def test_an_https_address_is_taken_apart(address: str, authority: str, path: str) -> None:
    target = target_of(address, NOTHING)
    assert target is not None
    assert (target.scheme, target.authority, target.path) == ("https", authority, path)


@pytest.mark.parametrize(
    "address",
    [
        *("", "careers.example", "https://", "https:///hook", "ftp://careers.example/", "file:///etc/passwd"),
        *("http://careers.example/", "http://127.0.0.1/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/"),
        *("https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/"),
        *("https://user@careers.example/", "https://user:word@careers.example/", "https://careers.example/#part"),
        *("https://careers.example/#", "https://careers.example:0/", "https://careers.example:99999/"),
        *("https://careers.example/a b", "https://careers.example/\r\nhost: other", "https://careers.example\\@other/"),
        *("https://café.example/", "https://-careers.example/", f"https://careers.example/{'a' * 2_000}"),
        *("https://careers.example:port/", "https://[::1", "https://careers..example/", "https://%31%30.0.0.1/"),
    ],
)
def test_no_other_is_taken(address: str) -> None:
    assert target_of(address, NOTHING) is None


@pytest.mark.parametrize(
    ("found", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        *((one, False) for one in ("0.0.0.0", "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1")),
        *((one, False) for one in ("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1")),
        *((one, False) for one in ("240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1")),
        *((one, False) for one in ("fc00::1", "ff02::1")),
        # IPv6 addresses that carry one of IPv4: mapped, translated, tunnelled, and the old form.
        *((one, False) for one in ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::10.0.0.1")),
        *((one, False) for one in ("2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1", "2001:0:53aa:64c::1")),
        ("2001:db8::1", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_called(found: str, allowed: bool) -> None:
    assert may_be_called(ip_address(found), NOTHING) is allowed


def test_an_operator_allows_networks_and_development_this_machine() -> None:
    assert may_be_called(ip_address("10.20.3.4"), INSIDE)
    assert may_be_called(ip_address("fd00:20::5"), INSIDE)
    assert may_be_called(ip_address("::ffff:10.20.3.4"), INSIDE)
    assert not may_be_called(ip_address("10.21.3.4"), INSIDE)
    assert not may_be_called(ip_address("127.0.0.1"), INSIDE)
    assert may_be_called(ip_address("127.0.0.1"), DEVELOPMENT)
    assert not may_be_called(ip_address("10.20.3.4"), DEVELOPMENT)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        *((f"http://{host}/hook", True) for host in ("127.0.0.1:8099", "127.8.8.8", "[::1]:8099", "localhost:8099")),
        *((f"http://{host}/hook", False) for host in ("example.org", "localhost.example.org", "mylocalhost")),
        *((f"http://{host}/hook", False) for host in ("93.184.216.34", "10.0.0.1", "[2606:2800:220:1::1]", "0.0.0.0")),
        *((f"https://{host}/hook", True) for host in ("example.org", "localhost", "127.0.0.1", "93.184.216.34")),
    ],
)
def test_in_development_plain_http_is_taken_for_this_machine_alone(address: str, allowed: bool) -> None:
    assert (target_of(address, DEVELOPMENT) is not None) is allowed


def test_what_is_not_encrypted_stays_on_this_machine() -> None:
    plain, encrypted = (
        target_of("http://localhost/", DEVELOPMENT),
        target_of("https://receiver.example/", NOTHING),
    )
    assert plain is not None
    assert encrypted is not None
    loopback, public = ip_address("127.0.0.1"), ip_address("93.184.216.34")
    assert all_may_be_called([loopback], plain, DEVELOPMENT)
    assert not all_may_be_called([public], plain, DEVELOPMENT)
    assert all_may_be_called([public], encrypted, NOTHING)


def test_a_name_that_stands_for_both_kinds_is_not_called() -> None:
    target = target_of("https://receiver.example/", NOTHING)
    assert target is not None
    assert not all_may_be_called([ip_address("93.184.216.34"), ip_address("10.0.0.1")], target, NOTHING)
    assert not all_may_be_called([], target, NOTHING)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        *((one, "delivered") for one in (200, 201, 204, 299)),
        (410, "gone"),
        *((one, "refused") for one in (400, 406, 409, 413, 415, 422)),
        *((one, "unwell") for one in (None, 301, 302, 304, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504, 599)),
        *((one, "unwell") for one in (100, 600, 999)),
    ],
)
def test_what_an_answer_says(status: int | None, verdict: str) -> None:
    assert verdict_of(status) == verdict


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("9" * 40, 10**8),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        *((one, None) for one in ("", "soon", "-5", "1.5", "١٢", None)),
    ],
)
def test_how_long_a_receiver_asks_to_be_left_alone(text: str | None, seconds: int | None) -> None:
    found = retry_after_of(text)
    assert (None if found is None else found.total_seconds()) == seconds
