"""The people whom a journey only hears of: they act over the wire, beside the browser."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from services.backend.connection import Project
from services.backend.receipts import receipts_of
from services.backend.visitor import Visitors
from services.embedded.postgres import running_dsn
from services.embedded.project import open_project
from services.live import Live
from tests.support.embedded import Mailbox
from tests.support.works import Works

Done = TypeVar("Done")


class Beside:
    """Works on the Leaven that runs in `home`; what a person does there is real."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def dsn(self) -> str:
        dsn = running_dsn(self.home)
        assert dsn is not None
        return dsn

    def act(self, what: Callable[[Works], Awaitable[Done]]) -> Done:
        """Run `what` to its end; the browser's driver has a loop of its own in this thread."""
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(lambda: asyncio.run(self._acted(what))).result()

    async def _acted(self, what: Callable[[Works], Awaitable[Done]]) -> Done:
        mailbox = Mailbox()
        async with open_project(self.home, self.dsn, mailbox.send) as embedded, Live(None) as live:
            project = Project(
                embedded.url, embedded.publishable_key, embedded.secret_key, embedded.http
            )
            return await what(
                Works(
                    project,
                    self.dsn,
                    Visitors(project, live, receipts_of(project), "http://test"),
                    mailbox,
                )
            )
