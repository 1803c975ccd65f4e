from pathlib import Path

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
