"""The six digits by mail, for people who sign in far from the machine that Leaven runs on."""

from email.message import EmailMessage

from services.mail.message import addressed
from services.mail.smtp import MailServer, open_post

SUBJECT = "Your sign-in code for Leaven"
BODY = """{code}

Type these six digits where you asked for them. They work once, for ten minutes.
If it was not you who asked, do nothing: without them nobody gets in.
"""


def code_mail(sender: str, recipient: str, code: str) -> EmailMessage:
    mail = addressed(SUBJECT, sender, recipient)
    mail.set_content(BODY.format(code=code))
    return mail


class CodePost:
    """Sends codes through a mail server."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def send(self, email: str, code: str) -> None:
        """Raises UnavailableError, RefusedMailError; whoever waits can ask for another code."""
        async with open_post(self._server) as post:
            await post.send(code_mail(self._server.sender, email, code))
