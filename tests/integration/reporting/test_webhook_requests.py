"""Requests over real connections of this machine: what is checked, what is bounded, what is never followed."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.reporting.adapters.webhooks import https
from services.reporting.adapters.webhooks.https import HttpsSender, HttpsSettings
from services.reporting.domain.webhooks.addresses import AllowedAddresses, Target
from services.reporting.usecases.webhooks.ports import SentAnswer, SignedMessage

MESSAGE = SignedMessage(b'{"type":"status.changed"}', {"content-type": "application/json", "webhook-id": "one"})
HERE = AllowedAddresses(http_on_loopback=True)
NAME = "careers.example"
Answers = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answers, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on loopback and return the port."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def saying(text: str, requests: list[bytes] | None = None) -> Answers:
    """Return what answers each request with this text, and keeps the request."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _read_head(reader):
            if requests is not None:
                requests.append(head)
            writer.write(text.encode())
            await writer.drain()
        writer.close()

    return answer


async def _read_head(reader: asyncio.StreamReader) -> bytes:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    return head + await reader.readexactly(len(MESSAGE.body))


async def send(address: str, *, timeout_s: float = 5, ca_file: Path | None = None, times: int = 1) -> SentAnswer:
    """Send the message so often and return the last answer."""
    sender = HttpsSender(HttpsSettings(HERE, timeout_s, ca_file))
    async with sender.session(address) as session:
        for _ in range(times):
            answer = await session.send(MESSAGE)
    return answer


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Return which addresses names stand for; each look-up of a name takes the next, the last stays."""
    known: dict[str, list[str]] = {}
    real = https._addresses_of

    async def look_up(target: Target) -> Sequence[Any]:
        if target.host not in known:
            return await real(target)
        answers = known[target.host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, target.port)) for one in found.split()]

    monkeypatch.setattr(https, "_addresses_of", look_up)
    return known


def certify(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for a name that vouches for itself; return where it is, and a server's context."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    where, secret = folder / f"{name}.pem", folder / f"{name}.key"
    where.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(where, secret)
    return where, context


async def test_an_answer_is_its_status_and_how_long_to_wait() -> None:
    requests: list[bytes] = []
    text = "HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-length: 4\r\n\r\nlong"
    async with listening(saying(text, requests)) as port:
        answer = await send(f"http://127.0.0.1:{port}/hook?a=b", times=2)
    assert answer._replace(seconds=0.0) == SentAnswer(503, None, timedelta(seconds=7))
    assert len(requests) == 2
    assert requests[0].startswith(b"POST /hook?a=b HTTP/1.1\r\n")
    assert requests[0].endswith(MESSAGE.body)
    assert f"host: 127.0.0.1:{port}".encode() in requests[0].lower()
    assert b"webhook-id: one" in requests[0].lower()


async def test_a_redirect_is_not_followed() -> None:
    inside: list[bytes] = []
    async with listening(saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", inside)) as secret_port:
        text = f"HTTP/1.1 307 There\r\nlocation: http://127.0.0.1:{secret_port}/\r\ncontent-length: 0\r\n\r\n"
        async with listening(saying(text)) as port:
            assert (await send(f"http://127.0.0.1:{port}/")).status == 307
    assert inside == []


async def test_the_certificate_is_that_of_the_name(names: dict[str, list[str]], tmp_path: Path) -> None:
    """The address is called that the name stands for, and the certificate must be the name's."""
    ca_file, tls = certify(tmp_path, NAME)
    names[NAME] = ["127.0.0.1"]
    names["other.example"] = ["127.0.0.1"]
    requests: list[bytes] = []
    async with listening(saying("HTTP/1.1 204 OK\r\n\r\n", requests), tls) as port:
        assert (await send(f"https://{NAME}:{port}/", ca_file=ca_file)).status == 204
        assert f"host: {NAME}:{port}".encode() in requests[0].lower()
        assert (await send(f"https://other.example:{port}/", ca_file=ca_file)).problem == "certificate not trusted"
        assert (await send(f"https://{NAME}:{port}/")).problem == "certificate not trusted"
    assert len(requests) == 1


async def test_a_name_that_turns_inward_is_not_called(names: dict[str, list[str]], monkeypatch: Any) -> None:
    """A name is looked up for each request, and what was found then is called: no second look-up, no second chance."""
    names[NAME] = ["10.0.0.1"]
    assert (await send(f"https://{NAME}/")).problem == "address not allowed"
    names[NAME] = ["93.184.216.34 10.0.0.1"]
    assert (await send(f"https://{NAME}/")).problem == "address not allowed"
    names[NAME] = ["93.184.216.34", "169.254.169.254"]
    called: list[str] = []

    async def call(self: Any, target: Any, at: Any, message: Any) -> SentAnswer:
        called.append(str(at))
        return SentAnswer(204)

    monkeypatch.setattr(https.HttpsSession, "_call", call)
    async with HttpsSender(HttpsSettings(AllowedAddresses(), 5)).session(f"https://{NAME}/") as session:
        assert (await session.send(MESSAGE)).status == 204
        assert (await session.send(MESSAGE)).problem == "address not allowed"
    assert called == ["93.184.216.34"]


async def test_a_name_that_nobody_knows(names: dict[str, list[str]]) -> None:
    names[NAME] = [""]
    assert (await send(f"https://{NAME}/")).problem == "name not found"
    assert (await send("https://nobody.invalid/")).problem == "name not found"


async def test_an_address_that_is_not_allowed_is_never_called() -> None:
    assert (await send("https://10.0.0.1/")).problem == "address not allowed"
    assert (await send("http://93.184.216.34/")).problem == "address not allowed"


async def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert (await send(f"http://127.0.0.1:{port}/")).problem == "no connection"


async def test_a_receiver_that_is_slow_is_given_up() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with listening(drip) as port:
        began = time.monotonic()
        answer = await send(f"http://127.0.0.1:{port}/", timeout_s=0.4)
    assert answer.problem == "no answer in time"
    assert time.monotonic() - began < 3


async def test_an_endless_answer_is_read_to_its_bound_alone() -> None:
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await _read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                await writer.drain()
                sent += 0x10000
        except ConnectionError:
            return

    async with listening(endless) as port:
        assert (await send(f"http://127.0.0.1:{port}/")).status == 200
    assert sent < 20_000_000


async def test_an_answer_that_unpacks_to_much_is_not_unpacked() -> None:
    import zlib

    packed = zlib.compress(b"\0" * 50_000_000, 9)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\ncontent-length: {len(packed)}\r\n\r\n".encode()

    async def bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read_head(reader)
        writer.write(head + packed)
        await writer.drain()
        writer.close()

    async with listening(bomb) as port:
        began = time.process_time()
        assert (await send(f"http://127.0.0.1:{port}/")).status == 200
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: " + "y" * 300_000,
        "HTTP/1.1 200 OK\r\n:\r\n\r\n",
    ],
)
async def test_what_is_no_answer_is_no_delivery(text: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read_head(reader)
        writer.write(text.encode())
        writer.close()

    async with listening(answer) as port:
        found = await send(f"http://127.0.0.1:{port}/")
    assert found.status is None
    assert found.problem in ("no connection", "answer not readable")
