"""A real SMTP server on a free port of this machine, that can refuse."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from services.mail.smtp import MailServer
from tests.support.process import free_port


@dataclass
class Letterbox:
    """What arrived. Recipients whose address starts with a key of `refused` get that answer."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", "leaven@plant.example", self.port, security="none")

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        for start, answer in self.refused.items():
            if address.startswith(start):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def letterbox(
    certificate: ssl.SSLContext | None = None, account: tuple[str, str] | None = None
) -> Iterator[Letterbox]:
    """With a certificate mail comes after STARTTLS alone; with an account, after a login alone."""
    box = Letterbox(free_port())
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        tls_context=certificate,
        require_starttls=certificate is not None,
        auth_required=account is not None,
        authenticator=_who_is(account) if account else None,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _who_is(account: tuple[str, str]) -> Any:
    def known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == tuple(
            each.encode() for each in account
        )
        return AuthResult(success=right, handled=False)

    return known
