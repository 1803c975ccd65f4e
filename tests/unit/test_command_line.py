"""The command line tells each deliberate error in its sentence, whichever command it comes from."""

import pytest
from typer.testing import CliRunner

from app.__main__ import app
from app.commands import example
from app.errors import UnavailableError
from app.settings import Settings


def test_a_refusal_is_one_sentence_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(settings: Settings, act: object) -> bool:
        raise UnavailableError("The database does not answer.")

    monkeypatch.setattr(example, "on_database", away)
    told = CliRunner().invoke(app, ["example", "add"])
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "The database does not answer.\n"
