"""Six digits reach people by mail where there is a mail server, and stand nowhere else."""

import pytest

from app.errors import UnavailableError
from app.server import send_code
from app.settings import Settings
from app.web.doors import CodeBoard
from tests.support.mail_server import letterbox

CODE = "402917"


def settings(port: int) -> Settings:
    return Settings(
        mail_host="127.0.0.1",
        mail_port=port,
        mail_sender="leaven@plant.example",
        mail_security="none",
    )


async def test_a_code_goes_by_mail_and_not_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with letterbox() as box:
        await send_code(settings(box.port), CodeBoard())("anna@plant.test", CODE)
    [mail] = box.mails
    assert mail["To"] == "anna@plant.test"
    assert CODE in mail.get_content()
    assert CODE not in mail["Subject"]
    assert CODE not in capsys.readouterr().out


async def test_the_examples_people_have_no_mailbox_and_read_theirs_in_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with letterbox() as box:
        await send_code(settings(box.port), CodeBoard())("facilitator@leaven.example", CODE)
    assert box.mails == []
    assert CODE in capsys.readouterr().out


async def test_a_mail_server_that_is_away_is_said_to_be() -> None:
    with pytest.raises(UnavailableError, match="does not answer"):
        await send_code(settings(9), CodeBoard())("anna@plant.test", CODE)
