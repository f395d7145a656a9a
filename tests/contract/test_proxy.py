"""The compose file's reverse proxy and health checks, run as they stand but for addresses, outside a container."""

import asyncio
import os
import re
import shutil
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.jobs.tls.hand_out import TRUST, hand_out
from shared.service_names import SERVICES
from tests.support.pages import free_port, serve
from tests.support.reporting_pages import Desktop

CHECKOUT = Path(__file__).resolve().parents[2]
PROXY = CHECKOUT / "deploy" / "docker" / "proxy.conf"
MAIN = """daemon off; master_process off; error_log stderr warn; pid {folder}/pid;
events {{ worker_connections 64; }}
http {{ {paths} include {folder}/default.conf; }}"""
PATHS = "".join(
    f"{name}_temp_path {{folder}}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)
needs_nginx = pytest.mark.skipif(
    not shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"]), reason="not run: nginx"
)


async def told(request: Request) -> Response:
    sent = await request.body()
    return JSONResponse(
        {
            "path": request.url.path,
            "from": request.headers["x-forwarded-for"],
            "host": request.headers["host"],
            "bytes": len(sent),
        }
    )


@asynccontextmanager
async def proxy(folder: Path, ports: dict[str, int], *, more: Path | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Run the proxy with its services at these ports of this machine. `more`: settings beside its own."""
    port = free_port()
    text = PROXY.read_text(encoding="utf-8").replace("listen 8080;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"resolver .*;", "", text).replace("/etc/nginx/onward/*.conf", str(more or "/none/*.conf"))
    for service in SERVICES:
        text = re.sub(rf"set \${service} \S+;", f"set ${service} 127.0.0.1:{ports[service]};", text)
    (folder / "default.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, paths=PATHS.format(folder=folder)), encoding="utf-8")
    nginx = shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"])
    assert nginx
    process = await asyncio.create_subprocess_exec(nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            async with asyncio.timeout(15):
                while not await _answers(client):
                    assert process.returncode is None, "nginx ended"
                    await asyncio.sleep(0.05)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        await client.get("/")
    except httpx.ConnectError:
        return False
    return True


@needs_nginx
async def test_the_proxy_passes_paths_on_as_they_are_and_appends_whom_it_heard(tmp_path: Path) -> None:
    app = Starlette(routes=[Route("/{rest:path}", told, methods=["GET", "POST"])])
    port = free_port()
    async with serve(app, port), proxy(tmp_path, dict.fromkeys(SERVICES, port)) as client:
        forged = {"X-Forwarded-For": "192.0.2.7", "Host": "onward.example"}
        answer = (await client.post("/ingest/hooks/x%20y?z=1", content=b"x" * 27_000_000, headers=forged)).json()
        assert answer == {"path": "/ingest/hooks/x y", "from": "192.0.2.7, 127.0.0.1", "host": "onward.example", "bytes": 27_000_000}  # fmt: skip # noqa: E501
        too_large = await client.post("/ingest/hooks/x", content=b"x" * 30_000_000)
        assert (too_large.status_code, too_large.json()["reason"]) == (413, "file_too_large")
        by_page = await client.post("/ingest/send", content=b"x" * 30_000_000)
        assert (by_page.status_code, "at most 20 MB" in by_page.text) == (413, True)
        nowhere = await client.get("/nowhere")
        for own in (too_large, by_page, nowhere, await client.get("/matching")):
            assert own.headers["content-security-policy"].startswith("default-src 'none'")
            assert own.headers["x-content-type-options"] == "nosniff"
            assert own.headers["cache-control"] == "no-store"
        assert (await client.get("/")).headers["location"] == "/reporting/"
        assert (await client.get("/matching")).headers["location"] == "/matching/"
        assert [(await client.get(path)).status_code for path in ("/metrics", "/people", "/ingestx/send")] == [404] * 3


@needs_nginx
async def test_with_tls_pages_come_over_https_alone_under_a_name_that_is_checked(tmp_path: Path) -> None:
    hand_out(tmp_path / "given", tmp_path / "made", ["https://localhost:8443"])
    encrypted, port = free_port(), free_port()
    settings = PROXY.with_name("proxy-tls.conf").read_text(encoding="utf-8")
    settings = settings.replace("/run/onward/certificate/", f"{tmp_path}/made/proxy/").replace("listen 8443", f"listen 127.0.0.1:{encrypted}")  # fmt: skip # noqa: E501
    (tmp_path / "tls.conf").write_text(settings, encoding="utf-8")
    app = Starlette(routes=[Route("/{rest:path}", told)])
    trusted = ssl.create_default_context(cafile=tmp_path / "made" / TRUST / "authority.pem")
    async with (
        serve(app, port),
        proxy(tmp_path, dict.fromkeys(SERVICES, port), more=tmp_path / "tls.conf") as client,
        httpx.AsyncClient(base_url=f"https://localhost:{encrypted}", verify=trusted) as browser,
        httpx.AsyncClient(base_url=f"https://127.0.0.1:{encrypted}", verify=trusted) as elsewhere,
    ):
        assert (await browser.get("/reporting/people")).json()["path"] == "/reporting/people"
        answer = await client.get("/reporting/people?x=1", headers={"Host": "localhost:8080"})
        assert (answer.status_code, answer.headers["location"]) == (308, "https://localhost:8443/reporting/people?x=1")
        own = await browser.get("/nowhere")
        assert own.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        program = await client.post("/ingest/hooks/perspective-lite", content=b"x")
        assert (program.status_code, program.text[:13]) == (403, "Not encrypted")
        assert (await browser.get("/ingest/hooks/perspective-lite")).status_code == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await elsewhere.get("/")


@needs_nginx
async def test_pages_behind_the_proxy_lead_to_one_another_and_probes_are_not_there(tmp_path: Path) -> None:
    port = free_port()
    app = Desktop().app("http://127.0.0.1/reporting")
    async with serve(app, port), proxy(tmp_path, dict.fromkeys(SERVICES, port)) as client:
        page = await client.get("/reporting/sign-in")
        assert page.status_code == 200
        assert len(page.headers.get_list("content-security-policy")) == 1
        assert page.headers.get_list("x-content-type-options") == ["nosniff"]
        (style, *_) = re.findall(r'href="(/reporting/static/[^"]+\.css[^"]*)"', page.text)
        assert (await client.get(style)).headers["content-type"].startswith("text/css")
        assert (await client.get("/reporting/metrics")).status_code == 404
        assert (await client.get("/reporting/people")).headers["location"].startswith("/reporting/sign-in?next=")


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
async def test_a_services_health_check_says_what_ready_says(status: int, code: int) -> None:
    entry: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    kind, program, *arguments = entry["matching"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    port = free_port()

    async def ready(_request: Request) -> Response:
        return Response(status_code=status)

    async with serve(Starlette(routes=[Route("/ready", ready)]), port):
        environment = os.environ | {"ONWARD_HTTP_PORT": str(port)}
        done = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        assert await done.wait() == code
