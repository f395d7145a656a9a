"""What proxies are told about uploads fits what the services take: compose's proxy, the chart's ingress, the page."""

import re
from pathlib import Path
from typing import Any

import yaml

from services.ingest.domain.file_limits import FILE_BYTES_MAX, FILE_MEGABYTES_MAX
from services.ingest.entrypoints.web.forms import FORM_BYTES_MAX
from services.ingest.entrypoints.web.hook import BODY_BYTES_MAX, _too_large
from shared.web.requests.bodies import BYTES_PER_S, GRACE_S
from tools.manifests import CHART, RENDERED, documents

ROOT = Path(__file__).resolve().parents[2]
PROXY = (ROOT / "deploy" / "docker" / "proxy.conf").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "upload-hook.md").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024
NGINX = "nginx.ingress.kubernetes.io/"


def _lets_through() -> int:
    (found,) = re.findall(r"client_max_body_size (\d+)m;", PROXY)
    return int(found)


def _annotations() -> dict[str, str]:
    values: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    annotations: dict[str, str] = values["ingress"]["annotations"]
    return annotations


def test_the_largest_file_goes_through_by_hook_and_by_page_and_little_more() -> None:
    largest = max(BODY_BYTES_MAX, FILE_BYTES_MAX + FORM_BYTES_MAX)
    assert largest <= _lets_through() * MEGABYTE < largest + 2 * MEGABYTE


def test_proxy_ingress_and_page_say_the_same_figures() -> None:
    size, seconds = f"{_lets_through()}m", _seconds("proxy_read_timeout")
    assert _annotations()[f"{NGINX}proxy-body-size"] == size
    assert _annotations()[f"{NGINX}proxy-read-timeout"] == str(seconds)
    assert _annotations()[f"{NGINX}proxy-request-buffering"] == "off"
    assert "proxy_request_buffering off;" in PROXY
    for words in (f"`client_max_body_size {size}`", f"`proxy-body-size: {size}`", f"`proxy_read_timeout {seconds}s`"):
        assert words in PAGE
    assert f"takes a file of {FILE_MEGABYTES_MAX} MB: {BODY_BYTES_MAX / MEGABYTE:.1f} MB in base64" in PAGE


def _seconds(name: str) -> int:
    (found,) = re.findall(rf"{name} (\d+)s;", PROXY)
    return int(found)


def test_rendered_ingresses_carry_them() -> None:
    for name in ("county", "large", "closed"):
        manifests = documents((RENDERED / f"{name}.yaml").read_text(encoding="utf-8"))
        (ingress,) = [one for one in manifests if one["kind"] == "Ingress"]
        assert _annotations().items() <= ingress["metadata"]["annotations"].items()


def test_a_time_for_the_whole_body_is_longer_than_the_slowest_that_is_waited_for() -> None:
    longest = GRACE_S + BODY_BYTES_MAX / BYTES_PER_S
    assert longest <= 10 * 60, "the page says 10 minutes"
    (found,) = re.findall(r"`respondingTimeouts\.readTimeout: (\d+)s`", PAGE)
    assert int(found) > longest


def test_the_proxy_says_the_same_words_as_the_hook() -> None:
    (said,) = re.findall(r"return 413 '(\{.*\})';", PROXY)
    assert said.encode() == _too_large().body
    assert f"a file may have at most {FILE_MEGABYTES_MAX} MB" in PROXY
