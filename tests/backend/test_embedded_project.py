from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError

from app.bootstrap import open_leaven
from app.settings import Settings
from services.embedded.project import open_project, start_project
from tests.support.embedded import Mailbox, client_of


async def test_a_project_starts_serves_and_keeps_its_accounts_over_a_restart(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    async with start_project(tmp_path, mailbox.send) as project:
        admin = client_of(project, as_server=True).auth.admin
        made = await admin.create_user({"email": "anna@plant.example"})
        key = project.secret_key
    async with start_project(tmp_path, mailbox.send) as project:
        assert project.secret_key == key
        admin = client_of(project, as_server=True).auth.admin
        assert [user.id for user in await admin.list_users()] == [made.user.id]


async def test_a_worker_opens_the_same_project_without_starting_a_server(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    async with start_project(tmp_path, mailbox.send) as project:
        await (
            client_of(project, as_server=True)
            .storage.from_("recordings")
            .upload("x", b"sound", {"content-type": "audio/webm"})
        )
        async with open_project(tmp_path, project.dsn, mailbox.send) as worker:
            bucket = client_of(worker, as_server=True).storage.from_("recordings")
            assert await bucket.download("x") == b"sound"


async def test_an_operator_gives_the_database_as_much_memory_as_it_is_worth(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    settings = Settings(home=tmp_path, example=False, database_memory="96MB")
    async with open_leaven(settings, mailbox.send) as leaven:
        assert leaven.dsn
        async with await psycopg.AsyncConnection.connect(leaven.dsn) as connection:
            found = await connection.execute("show shared_buffers")
            assert await found.fetchone() == ("96MB",)


@pytest.mark.parametrize("said", ["", "lots", "1 GB", "1024", "-1MB"])
def test_a_memory_that_is_no_size_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        Settings(database_memory=said)
