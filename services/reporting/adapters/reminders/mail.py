"""The mail server, by SMTP. An address stands in the envelope alone: no header, log or error repeats it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Literal

import aiosmtplib

from services.reporting.settings import ReportingSettings
from services.reporting.usecases.reminders.ports import BeforeContent, MailOutcome, OutgoingMail
from shared.errors import Transient

MailSecurity = Literal["starttls", "tls", "none"]
"""starttls: the connection is encrypted before anything is said. tls: from the first byte. none: never, for a server on
the same machine."""
RESET_S: Final = 2.0
"""The server takes an envelope back within this time, or the connection is given up."""
_FAILURES: Final = (aiosmtplib.SMTPException, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How the mail server is reached."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    """The address that messages come from."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_s: float = 10.0
    agree_s: float = 5.0
    """The server agrees to sender and recipient within this time."""
    hand_over_s: float = 10.0
    """A content is handed over within this time, or the outcome is unsure. With the times for agreeing and for taking
    back it is less than a settlement waits for a lock: returns of the establishment are not settled meanwhile."""

    @property
    def domain(self) -> str:
        """The right side of the sender's address."""
        return self.sender.rpartition("@")[2]


def mail_settings(settings: ReportingSettings) -> MailSettings | None:
    """Return how the mail server is reached; None: there is none. Raises OSError when the password cannot be read."""
    if settings.mail_host is None or settings.mail_from is None:
        return None
    password = settings.mail_password_file
    return MailSettings(
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        sender=settings.mail_from,
        username=settings.mail_username,
        password=password.read_text(encoding="utf-8").strip() if password is not None else None,
        ca_file=settings.mail_ca_file,
        timeout_s=settings.mail_timeout_s,
    )


class SmtpServer:
    """`MailServer` by SMTP. Raises OSError, when it is made, where the certificates cannot be read."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        encrypted = settings.security != "none"
        self._tls = ssl.create_default_context(cafile=settings.ca_file) if encrypted else None

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SmtpSession"]:
        """Open a connection, encrypted and signed in as the settings say. Raises Transient."""
        session = SmtpSession(self._client, self._settings)
        await session.ready()
        try:
            yield session
        finally:
            await session.end()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
            timeout=settings.timeout_s,
            local_hostname=settings.domain,
        )


class SmtpSession:
    """A connection to the mail server, and the next one where it is lost."""

    def __init__(self, new_client: Callable[[], aiosmtplib.SMTP], settings: MailSettings) -> None:
        self._new_client = new_client
        self._client = new_client()
        self._settings = settings

    async def ready(self) -> None:
        """Open a connection if there is none. Raises Transient."""
        if self._client.is_connected:
            return
        self._client.close()
        self._client = self._new_client()
        try:
            await self._client.connect()
        except _FAILURES as error:
            self._client.close()
            raise _unreachable(error) from None

    async def end(self) -> None:
        """Take leave of the server, where there is a connection."""
        with suppress(*_FAILURES):
            await self._client.quit(timeout=RESET_S)
        self._client.close()

    async def send(self, mail: OutgoingMail, before_content: BeforeContent) -> MailOutcome:
        """Hand a message over: sender, recipient, then, if `before_content` agrees, the content. Raises Transient."""
        refused = await self._agree(mail.to)
        if refused is not None:
            await self._reset()
            return refused
        if not await before_content():
            await self._reset()
            return MailOutcome("withdrawn")
        try:
            async with asyncio.timeout(self._settings.hand_over_s):
                await self._client.data(_content(mail, self._settings.sender))
        except _FAILURES as error:
            outcome = _by_reply(error)
            if outcome is None:  # disconnected, too slow, or an answer that is none: it may have arrived
                self._client.close()
                return MailOutcome("unsure")
            await self._reset()
            return outcome
        return MailOutcome("sent", "250")

    async def _agree(self, to: str) -> MailOutcome | None:
        """Name sender and recipient; return what becomes of the message where the recipient is not taken."""
        sender_taken = False
        try:
            async with asyncio.timeout(self._settings.agree_s):
                await self._client.mail(self._settings.sender)
                sender_taken = True
                await self._client.rcpt(to)
        except _FAILURES as error:
            if not sender_taken:
                raise _unreachable(error) from None
            outcome = _by_reply(error)
            if outcome is None:  # this recipient alone may be why: the others are not kept waiting for it
                self._client.close()
                return MailOutcome("to try again")
            return outcome
        return None

    async def _reset(self) -> None:
        """Take the envelope back; where the server will not, the connection is of no more use."""
        try:
            await self._client.rset(timeout=RESET_S)
        except _FAILURES:
            self._client.close()


def _by_reply(error: BaseException) -> MailOutcome | None:
    """Return what a server that says no makes of a message; None: it said nothing that can be understood."""
    if not isinstance(error, aiosmtplib.SMTPResponseException) or not 400 <= error.code <= 599:
        return None
    return MailOutcome("refused" if error.code >= 500 else "to try again", str(error.code))


def _unreachable(error: BaseException) -> Transient:
    """Return what went wrong by its kind and code: words of a mail server may repeat an address."""
    code = getattr(error, "code", None)
    return Transient(f"mail server: {type(error).__name__}{f' {code}' if code else ''}")


def _content(mail: OutgoingMail, sender: str) -> bytes:
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = sender
    message["To"] = "undisclosed-recipients:;"
    message["Subject"] = mail.letter.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.letter.text)
    message.add_alternative(mail.letter.html, subtype="html")
    return message.as_bytes()
