"""Mail through a server as plants run them: STARTTLS, a login, a certificate of their own."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UnavailableError
from services.mail.message import neutral_mail
from services.mail.smtp import MailServer, open_post
from tests.support.certificate import self_made
from tests.support.mail_server import Letterbox, letterbox

ACCOUNT = ("leaven", "a long password")
MAIL = neutral_mail("https://leaven.plant.example", "leaven@plant.example", "p@plant.example", "00")


@pytest.fixture
def made(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    return self_made(tmp_path)


@pytest.fixture
def box(made: tuple[ssl.SSLContext, Path]) -> Iterator[Letterbox]:
    with letterbox(made[0], ACCOUNT) as standing:
        yield standing


@pytest.fixture
def trusted(made: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator has named the plant's own certificate, as any program wants it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(made[1]))


def encrypted(box: Letterbox) -> MailServer:
    user, password = ACCOUNT
    return replace(box.server, security="starttls", user=user, password=password)


async def sent(server: MailServer) -> None:
    async with open_post(server) as post:
        await post.send(MAIL)


@pytest.mark.usefixtures("trusted")
async def test_mail_goes_after_starttls_and_a_login(box: Letterbox) -> None:
    await sent(encrypted(box))
    [mail] = box.mails
    assert (mail["To"], mail["Subject"]) == ("p@plant.example", "A team waits for you")


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail_and_no_password(
    box: Letterbox,
) -> None:
    with pytest.raises(UnavailableError):
        await sent(encrypted(box))
    assert box.mails == []


@pytest.mark.usefixtures("trusted")
async def test_a_wrong_password_is_told_in_words(box: Letterbox) -> None:
    with pytest.raises(UnavailableError, match="refuses our user or password"):
        await sent(replace(encrypted(box), password=ACCOUNT[1].upper()))
    assert box.mails == []


@pytest.mark.usefixtures("trusted")
async def test_a_server_that_wants_encryption_gets_nothing_in_the_open(box: Letterbox) -> None:
    with pytest.raises(UnavailableError):
        await sent(replace(encrypted(box), security="none"))
    assert box.mails == []


async def test_a_server_that_offers_no_encryption_is_not_written_to_in_the_open() -> None:
    """Whoever sits between us and the server may hide its STARTTLS."""
    with letterbox() as box:
        with pytest.raises(UnavailableError):
            await sent(replace(box.server, security="starttls"))
        assert box.mails == []


def test_the_mail_says_that_something_waits_and_nothing_else() -> None:
    other = neutral_mail(
        "https://leaven.plant.example", "leaven@plant.example", "q@x.example", "11"
    )
    said = MAIL.get_content().replace("/stop/00", "/stop/")
    assert said == other.get_content().replace("/stop/11", "/stop/")  # the same words for everybody
    assert MAIL["Subject"] == other["Subject"]
    assert MAIL["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
