"""A browser's cookie for one of the example's people, without walking through the sign-in."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Project
from services.backend.sign_in import SignIn
from services.embedded.postgres import running_dsn
from services.embedded.project import open_project


def cookie_for(home: Path, email: str) -> str:
    """The value of `leaven_session`, for the Leaven that runs in this folder."""
    with ThreadPoolExecutor(1) as apart:  # the browser's driver has a loop of its own here
        return apart.submit(lambda: asyncio.run(_cookie(home, email))).result()


async def _cookie(home: Path, email: str) -> str:
    codes: dict[str, str] = {}

    async def keep(address: str, code: str) -> None:
        codes[address] = code

    dsn = running_dsn(home)
    assert dsn is not None
    async with open_project(home, dsn, keep) as embedded:
        project = Project(
            embedded.url, embedded.publishable_key, embedded.secret_key, embedded.http
        )
        sign_in, sessions = SignIn(project), BrowserSessions(project)
        await sign_in.send_code(email)
        for _ in range(100):  # the code is sent beside the answer
            if email in codes:
                break
            await asyncio.sleep(0.05)
        tokens = await sign_in.verify(email, codes[email])
        return await sessions.land(await sessions.begin(tokens))
