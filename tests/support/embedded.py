"""An embedded project on a fresh database, with a mailbox that a test can read."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import httpx
import psycopg
import pytest
from psycopg import sql
from supabase import AsyncClient, AsyncClientOptions, AuthApiError
from supabase_auth.types import Session

from services.database.migrate import prepare
from services.embedded.keys import project_keys
from services.embedded.project import EmbeddedProject, open_project
from tests.support.lite import RestThroughLite, running_lite


class Mailbox:
    """Takes sign-in codes instead of a mail server; `broken` makes it fail as one that is down."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.broken = False
        self._came: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def send(self, email: str, code: str) -> None:
        if self.broken:
            raise ConnectionRefusedError
        self.codes[email] = code
        self._came[email].set()

    async def code_for(self, email: str) -> str:
        """The code that was asked for; the delivery is a task of its own and may take a moment."""
        async with asyncio.timeout(20):
            await self._came[email].wait()
        self._came[email].clear()
        return self.codes[email]

    async def next_code(self, email: str) -> str:
        """A code that has not been taken from here yet."""
        code = await self.code_for(email)
        self._came[email].clear()
        return code


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rest",
        choices=("embedded", "lite"),
        default="embedded",
        help="who answers calls of functions: our own API, or @supabase/lite (make contract)",
    )


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def embedded_project(
    database: str, mailbox: Mailbox, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[EmbeddedProject]:
    """The API over a migrated database of its own; codes go to `mailbox`."""
    async with open_project(tmp_path, database, mailbox.send) as project:
        if request.config.getoption("--rest") == "embedded":
            yield project
            return
        keys, url = project_keys(tmp_path), over_tcp(database)
        async with running_lite(tmp_path, url, keys) as lite:
            prepare(database, embedded=True)  # Lite puts functions of its own over auth.uid()
            ours = httpx.ASGITransport(project.api, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=RestThroughLite(ours, lite)) as http:
                yield replace(project, http=http)


def over_tcp(dsn: str) -> str:
    """The same database for a program that knows no Unix sockets."""
    password = token_hex(16)
    with psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL("alter role postgres password {}").format(password))
        info = connection.info
        return (
            f"postgresql://postgres:{password}@127.0.0.1:{info.port}/{info.dbname}?sslmode=disable"
        )


async def sign_in(project: EmbeddedProject, mailbox: Mailbox, email: str) -> Session:
    """Make the account if there is none, ask for a code, and trade it."""
    with suppress(AuthApiError):
        await client_of(project, as_server=True).auth.admin.create_user({"email": email})
    auth = client_of(project).auth
    await auth.sign_in_with_otp({"email": email})
    code = await mailbox.next_code(email)
    answer = await auth.verify_otp({"email": email, "token": code, "type": "email"})
    assert answer.session is not None
    return answer.session


def client_of(
    project: EmbeddedProject, bearer: str | None = None, *, as_server: bool = False
) -> AsyncClient:
    """A fresh supabase-py client: nobody's, a person's, or the server's own."""
    options = AsyncClientOptions(
        headers={"Authorization": f"Bearer {bearer}"} if bearer else {},
        auto_refresh_token=False,
        persist_session=False,
        httpx_client=project.http,
    )
    key = project.secret_key if as_server else project.publishable_key
    return AsyncClient(project.url, key, options)
