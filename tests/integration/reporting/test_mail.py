"""The mail server over a real connection: encryption, sign-in, and what is never repeated of an address."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.reporting.adapters.reminders import mail as mail_adapter
from services.reporting.adapters.reminders.mail import MailSettings, SmtpServer, mail_settings
from services.reporting.domain.reminders.letters import Letter
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.reminders.ports import MailOutcome, OutgoingMail
from shared.errors import Transient
from tests.support.mail_server import SENDER, LocalMail, Received, local_mail

ADDRESS = "office@harbour.example"
MAIL = OutgoingMail("<reminder@authority.example>", ADDRESS, Letter("Reminder", "“Nothing to send”\n", "<p>é</p>\n"))


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for loopback that vouches for itself, and its key; return where."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    where, secret = folder / "certificate.pem", folder / "key.pem"
    where.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    return where, secret


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certify(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
async def careful(certificate: tuple[Path, Path]) -> AsyncIterator[LocalMail]:
    """Return a server that asks for STARTTLS and a sign-in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    async with local_mail(context, account=("onward", "right")) as opened:
        yield opened


async def agree() -> bool:
    return True


async def sent_by(mail: LocalMail, **how: object) -> MailOutcome:
    async with mail.server(**how).session() as session:
        return await session.send(MAIL, agree)


async def test_a_message_goes_encrypted_and_signed_in(careful: LocalMail, certificate: tuple[Path, Path]) -> None:
    how = {"security": "starttls", "ca_file": certificate[0], "username": "onward", "password": "right"}
    assert await sent_by(careful, **how) == MailOutcome("sent", "250")
    assert careful.signed_in == 1
    (one,) = careful.received
    assert (one.to, one.sender, one.message_id) == ((ADDRESS,), SENDER, MAIL.message_id)
    assert one.text.replace("\r\n", "\n") == MAIL.letter.text
    assert one.html.replace("\r\n", "\n") == MAIL.letter.html
    assert ADDRESS not in str(one.content)
    assert one.content["Auto-Submitted"] == "auto-generated"


async def test_nothing_goes_to_a_server_that_nobody_vouches_for(careful: LocalMail) -> None:
    with pytest.raises(Transient, match=r"^mail server: "):
        await sent_by(careful, security="starttls", username="onward", password="right")
    assert careful.received == []


async def test_nothing_goes_unencrypted_where_encryption_is_wanted() -> None:
    async with local_mail() as plain:
        for security in ("starttls", "tls"):
            with pytest.raises(Transient, match=r"^mail server: "):
                await sent_by(plain, security=security, timeout_s=2)
        assert plain.received == []


async def test_a_refused_sign_in_is_told_without_the_password(
    careful: LocalMail, certificate: tuple[Path, Path]
) -> None:
    how = {"security": "starttls", "ca_file": certificate[0], "username": "onward", "password": "wrong"}
    with pytest.raises(Transient, match=r"^mail server: SMTPAuthenticationError 535$"):
        await sent_by(careful, **how)
    assert "wrong" not in repr(careful.settings(**how))


async def test_a_server_that_does_not_answer_is_given_up() -> None:
    async with local_mail() as mail:
        with pytest.raises(Transient, match=r"^mail server: SMTPConnectError"):
            await sent_by(mail, port=1)


async def test_a_sender_that_the_server_does_not_take_is_the_settings_fault_and_refuses_nobody() -> None:
    async with local_mail() as mail:
        mail.sender_reply = "550 not yours"
        with pytest.raises(Transient, match=r"^mail server: SMTPSenderRefused 550"):
            await sent_by(mail)


async def test_words_of_the_server_are_not_repeated() -> None:
    async with local_mail() as mail:
        mail.recipient_replies = {ADDRESS: f"550 5.1.1 <{ADDRESS}> unknown"}
        assert await sent_by(mail) == MailOutcome("refused", "550")


async def test_a_recipient_that_the_server_is_slow_about_is_tried_again_and_the_next_one_is_served() -> None:
    never = asyncio.Event()

    async def dawdle() -> None:
        await never.wait()

    async with local_mail() as mail, mail.server(agree_s=0.2).session() as session:
        mail.on_recipient = dawdle
        assert await session.send(MAIL, agree) == MailOutcome("to try again")
        never.set()
        await session.ready()
        assert await session.send(MAIL, agree) == MailOutcome("sent", "250")


async def test_a_connection_that_the_server_closes_over_a_recipient_is_opened_again() -> None:
    async with local_mail() as mail, mail.server().session() as session:
        mail.recipient_replies = {ADDRESS: "421 too many"}
        assert await session.send(MAIL, agree) == MailOutcome("to try again", "421")
        mail.recipient_replies = {}
        await session.ready()
        assert await session.send(MAIL, agree) == MailOutcome("sent", "250")


@pytest.mark.parametrize("reply", ["what?", "250 " + "x" * 10_000, "299 perhaps", "-12 below"])
async def test_an_answer_to_the_content_that_is_none_leaves_it_unsure(reply: str) -> None:
    async def answer(_: Received) -> str:
        return reply

    async with local_mail() as mail, mail.server().session() as session:
        mail.on_content = answer
        assert await session.send(MAIL, agree) == MailOutcome("unsure")


async def test_an_answer_to_a_recipient_that_is_none_is_no_refusal() -> None:
    async with local_mail() as mail:
        mail.recipient_replies = {ADDRESS: "what?"}
        assert await sent_by(mail) == MailOutcome("to try again")


def test_certificates_that_cannot_be_read_are_told_when_the_service_starts(tmp_path: Path) -> None:
    settings = MailSettings("mail.example", 587, "starttls", SENDER, ca_file=tmp_path / "missing.pem")
    with pytest.raises(FileNotFoundError):
        SmtpServer(settings)


async def test_a_server_that_does_not_take_an_envelope_back_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A return that is to be settled would wait as long."""
    monkeypatch.setattr(mail_adapter, "RESET_S", 0.1)
    never = asyncio.Event()

    async def dawdle() -> None:
        await never.wait()

    async with local_mail() as mail, asyncio.timeout(5), mail.server(timeout_s=60).session() as session:
        mail.recipient_replies, mail.on_reset = {ADDRESS: "550 no"}, dawdle
        assert await session.send(MAIL, agree) == MailOutcome("refused", "550")
        never.set()


def test_without_a_mail_server_nothing_is_set() -> None:
    assert mail_settings(ReportingSettings()) is None


def test_blank_variables_of_a_compose_file_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "FROM", "USERNAME", "PASSWORD_FILE"):
        monkeypatch.setenv(f"ONWARD_MAIL_{name}", "")
    assert mail_settings(ReportingSettings()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"mail_host": "mail.example"},
        {"mail_host": "mail.example", "mail_from": "nobody"},
        {"mail_host": "mail.example", "mail_from": "returns@bücher.example"},
        {"mail_host": "mail.example", "mail_from": SENDER, "mail_username": "onward"},
        {
            "mail_host": "m",
            "mail_from": SENDER,
            "mail_username": "o",
            "mail_password_file": "p",
            "mail_security": "none",
        },
        {"mail_host": "mail.example", "mail_from": SENDER, "mail_security": "none"},
        {"mail_host": "192.0.2.1", "mail_from": SENDER, "mail_security": "none"},
        {"reminders_from": "16:00", "reminders_until": "09:00"},
    ],
)
def test_settings_that_do_not_go_together_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"ONWARD_|pattern"):
        ReportingSettings(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_the_same_machine_may_go_without_encryption(host: str) -> None:
    assert ReportingSettings(mail_host=host, mail_from=SENDER, mail_security="none").mail_host == host


def test_the_password_is_read_from_its_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("right\n", encoding="utf-8")
    settings = ReportingSettings(
        mail_host="mail.example", mail_from=SENDER, mail_username="onward", mail_password_file=secret
    )
    found = mail_settings(settings)
    assert found is not None
    assert (found.security, found.port, found.domain, found.password) == ("starttls", 587, "authority.example", "right")
