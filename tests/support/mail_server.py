"""A real SMTP server on loopback, which keeps what it is given and may be told to refuse."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage, Message
from email.policy import SMTP as MAIL_POLICY
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.reporting.adapters.reminders.mail import MailSettings, SmtpServer

TAKEN: Final = "250 OK"
SENDER: Final = "returns@authority.example"


@dataclass(frozen=True)
class Received:
    """A message as the server got it."""

    to: tuple[str, ...]
    sender: str
    content: EmailMessage

    @property
    def message_id(self) -> str:
        """The id that the sender gave it."""
        return str(self.content["Message-ID"])

    @property
    def text(self) -> str:
        """The plain text."""
        part = self.content.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        """The same as HTML."""
        part = self.content.get_body(("html",))
        assert part is not None
        return str(part.get_content())


async def _nothing(_: Received) -> str:
    return TAKEN


async def _no_more() -> None:
    pass


@dataclass
class LocalMail:
    """Handler of the server: what it does with recipients and contents may be replaced."""

    received: list[Received] = field(default_factory=list)
    """Messages that were taken, in order."""
    sender_reply: str = TAKEN
    recipient_replies: dict[str, str] = field(default_factory=dict)
    on_content: Callable[[Received], Awaitable[str]] = _nothing
    """Called when the content is there, before the server answers; returns the answer."""
    on_recipient: Callable[[], Awaitable[None]] = _no_more
    """Called when a recipient is named."""
    on_reset: Callable[[], Awaitable[None]] = _no_more
    """Called when an envelope is taken back."""
    port: int = 0
    signed_in: int = 0
    transport: asyncio.Transport | None = None
    """Of the connection that sent last."""

    async def handle_MAIL(  # noqa: N802 (the name that the library calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or answer as was set."""
        envelope.mail_from = address
        return self.sender_reply

    async def handle_RCPT(  # noqa: N802 (the name that the library calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or answer as was set."""
        await self.on_recipient()
        reply = self.recipient_replies.get(address, TAKEN)
        if reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take an envelope back."""
        await self.on_reset()
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message if the answer takes it."""
        assert isinstance(envelope.content, bytes)
        content: Message[Any, Any] = email.message_from_bytes(envelope.content, policy=MAIL_POLICY)
        assert isinstance(content, EmailMessage)
        self.transport = session_transport(server)
        one = Received(tuple(envelope.rcpt_tos), str(envelope.mail_from), content)
        reply = await self.on_content(one)
        if reply == TAKEN:
            self.received.append(one)
        return reply

    def settings(self, **changes: Any) -> MailSettings:
        """Return how this server is reached."""
        return replace(MailSettings("127.0.0.1", self.port, "none", SENDER), **changes)

    def server(self, **changes: Any) -> SmtpServer:
        """Return the adapter that sends to this server."""
        return SmtpServer(self.settings(**changes))


def session_transport(server: SMTP) -> asyncio.Transport:
    """Return the connection that a session of the library speaks over."""
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    return transport


@asynccontextmanager
async def local_mail(
    tls: ssl.SSLContext | None = None, *, account: tuple[str, str] | None = None
) -> AsyncIterator[LocalMail]:
    """Serve on a free port of loopback. `tls`: offer STARTTLS and ask for it; `account`: ask for this sign-in."""
    mail = LocalMail()

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = account is not None and isinstance(data, LoginPassword)
        right = right and (data.login.decode(), data.password.decode()) == account
        mail.signed_in += right
        return AuthResult(success=right, handled=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            mail,
            enable_SMTPUTF8=False,
            hostname="mail.authority.example",
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=account is not None,
            authenticator=authenticate if account is not None else None,
            loop=loop,
        ),
        "127.0.0.1",
        0,
    )
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        server.close()
