"""The six digits by mail, for people who sign in far from the machine that Leaven runs on."""

from email.message import EmailMessage

from services.mail.message import addressed
from services.mail.smtp import MailServer, open_post

# nobody has said yet what the person reads, so it says it twice
SUBJECT = "Your sign-in code for Leaven · Dein Anmeldecode"
BODY = """{code}

Type these six digits where you asked for them. They work once, for ten minutes.
If it was not you who asked, do nothing: without them nobody gets in.

Tippe diese sechs Ziffern dort ein, wo du danach gefragt hast. Sie gelten einmal,
zehn Minuten lang. Wenn du nicht gefragt hast, tu nichts: ohne sie kommt niemand hinein.
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
