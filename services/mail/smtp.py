"""Mail by SMTP: one connection a batch, and for each mail whether it went."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

import aiosmtplib

from app.errors import UnavailableError

Security = Literal["starttls", "tls", "none"]
TIMEOUT = 20.0  # seconds
FOR_GOOD = 500  # SMTP answers from here on will be the same tomorrow


class RefusedMailError(UnavailableError):
    """The server took this one mail badly. `hopeless`: trying again will not help."""

    code = "mail_refused"

    def __init__(self, message: str, *, hopeless: bool) -> None:
        super().__init__(message)
        self.hopeless = hopeless


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out. `sender` is the From address."""

    host: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: Security = "starttls"


class Post:
    """An open connection to a mail server."""

    def __init__(self, smtp: aiosmtplib.SMTP) -> None:
        self._smtp = smtp

    async def send(self, mail: EmailMessage) -> None:
        """Hand one mail over.

        Raises RefusedMailError when the server refuses this mail, UnavailableError when the
        connection is lost.
        """
        try:
            await self._smtp.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            hopeless = all(code >= FOR_GOOD for code in codes)
            raise RefusedMailError("The server refuses the address.", hopeless=hopeless) from error
        except aiosmtplib.SMTPResponseException as error:
            hopeless = error.code >= FOR_GOOD
            raise RefusedMailError("The server refuses the mail.", hopeless=hopeless) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise UnavailableError("The connection to the mail server was lost.") from error


@asynccontextmanager
async def open_post(server: MailServer) -> AsyncIterator[Post]:
    """Connect, sign in if there is a user, and hang up at the end.

    Raises UnavailableError with the reason in words that an administrator understands.
    """
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=TIMEOUT,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if server.security == "none" else ssl.create_default_context(),
    )
    try:
        await smtp.connect()
        if server.user:
            await smtp.login(server.user, server.password)
    except aiosmtplib.SMTPAuthenticationError as error:
        smtp.close()
        raise UnavailableError("The mail server refuses our user or password.") from error
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
        smtp.close()
        raise UnavailableError("The mail server does not answer.") from error
    try:
        yield Post(smtp)
    finally:
        await _hang_up(smtp)


async def _hang_up(smtp: aiosmtplib.SMTP) -> None:
    try:
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError):
        smtp.close()
