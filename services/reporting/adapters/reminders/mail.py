"""The mail server, by SMTP. An address stands in the envelope alone: no header, log or error repeats it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Literal

import aiosmtplib

from services.reporting.usecases.reminders.ports import BeforeContent, MailOutcome, OutgoingMail
from shared.errors import Transient

MailSecurity = Literal["starttls", "tls", "none"]
"""starttls: the connection is encrypted before anything is said. tls: from the first byte. none: never, for a server on
the same machine."""
AGREE_S: Final = 5.0
"""The server agrees to sender and recipient within this time."""
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
    hand_over_s: float = 10.0
    """A content is handed over within this time, or the outcome is unsure. With the time for agreeing it is less than
    a settlement waits for a lock: returns of the establishment are not settled meanwhile."""

    @property
    def domain(self) -> str:
        """The right side of the sender's address."""
        return self.sender.rpartition("@")[2]


class SmtpServer:
    """`MailServer` by SMTP."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SmtpSession"]:
        """Open a connection, encrypted and signed in as the settings say. Raises Transient."""
        client = self._client()
        try:
            await client.connect()
        except _FAILURES as error:
            client.close()
            raise _unreachable(error) from None
        try:
            yield SmtpSession(client, self._settings)
        finally:
            with suppress(*_FAILURES):
                await client.quit(timeout=2)
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        settings, encrypted = self._settings, self._settings.security != "none"
        context = ssl.create_default_context(cafile=settings.ca_file) if encrypted else None
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=context,
            timeout=settings.timeout_s,
            local_hostname=settings.domain,
        )


class SmtpSession:
    """An open connection to the mail server."""

    def __init__(self, client: aiosmtplib.SMTP, settings: MailSettings) -> None:
        self._client = client
        self._settings = settings

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
        except OSError:  # disconnected, or too slow: aiosmtplib's errors of that kind are such
            self._client.close()
            return MailOutcome("unsure")
        except aiosmtplib.SMTPResponseException as error:
            await self._reset()
            return _by_code(error.code)
        return MailOutcome("sent", "250")

    async def _agree(self, to: str) -> MailOutcome | None:
        """Name sender and recipient; return what becomes of the message where the recipient is not taken."""
        try:
            async with asyncio.timeout(AGREE_S):
                await self._client.mail(self._settings.sender)
                await self._client.rcpt(to)
        except aiosmtplib.SMTPRecipientRefused as error:
            return _by_code(error.code)
        except _FAILURES as error:
            raise _unreachable(error) from None
        return None

    async def _reset(self) -> None:
        """Take the envelope back; where the server will not, the connection is of no more use, and the next says so."""
        try:
            await self._client.rset()
        except _FAILURES:
            self._client.close()


def _by_code(code: int) -> MailOutcome:
    return MailOutcome("refused" if code >= 500 else "to try again", str(code))


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
