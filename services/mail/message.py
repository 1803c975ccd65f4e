"""The one mail that Leaven sends: something waits. It never says what, for whom, or how many."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid


@dataclass(frozen=True)
class Letter:
    """The words of a mail; `body` has {places}."""

    subject: str
    body: str


ENGLISH = Letter(
    "A team waits for you",
    """Something waits for you in Leaven.

Open it here: {address}/waiting

This message never says what was said. You get at most one a day.
Less often, or not at all: {address}/mail/stop/{token}
""",
)
GERMAN = Letter(
    "Ein Team wartet auf dich",
    """In Leaven wartet etwas auf dich.

Hier öffnen: {address}/waiting

Diese Nachricht sagt nie, was gesagt wurde. Es kommt höchstens eine am Tag.
Seltener oder gar nicht: {address}/mail/stop/{token}
""",
)
LETTERS = {"en": ENGLISH, "de": GERMAN}


def addressed(subject: str, sender: str, recipient: str) -> EmailMessage:
    """A mail of ours before its words: from whom, to whom, and that no person wrote it."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = f"Leaven <{sender}>"
    mail["To"] = recipient
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2] or "leaven.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def neutral_mail(
    address: str, sender: str, recipient: str, stop_token: str, language: str = "en"
) -> EmailMessage:
    """The same words for everybody who reads the same language.

    Args:
        address: where browsers find Leaven, without a slash at the end.
        sender: the address that mail comes from.
        recipient: whom it goes to.
        stop_token: ends mail to this person, and does nothing else.
        language: English where we have no letter in it.
    """
    letter = LETTERS.get(language, ENGLISH)
    mail = addressed(letter.subject, sender, recipient)
    mail["List-Unsubscribe"] = f"<{address}/mail/stop/{stop_token}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.body.format(address=address, token=stop_token))
    return mail
