"""The capture addresses over a store in memory: for the browser side, without a database."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.web.capture import CaptureWeb
from app.web.room import RoomWeb
from app.web.shell import Shell
from app.web.sight import sight_routes
from services.backend.rooms import Rooms
from services.backend.sights import Sights
from tests.support.capture_store import (
    CapturesInMemory,
    ReceiptsInMemory,
    RoomsInMemory,
    SeatsInMemory,
    SightsInMemory,
    Store,
)
from tests.support.process import free_port

ASSETS = Path(__file__).parents[2] / "assets"


async def _app_page(_: Request) -> Response:
    return HTMLResponse("<!doctype html><title>App</title><h1>The full app</h1>")


async def _stuck_page(_: Request) -> Response:
    await asyncio.sleep(30)
    return HTMLResponse("too late")


async def _frame_page(_: Request) -> Response:
    page = """<!doctype html><title>App</title><script>
    onmessage = event => { document.title = event.data; }
    </script><iframe src="/capture?embed=1" allow="microphone" width="412" height="800"></iframe>"""
    return HTMLResponse(page)


async def _manifest(_: Request) -> Response:
    return JSONResponse({"name": "Leaven", "start_url": "/"})


async def _icon(_: Request) -> Response:
    return Response(status_code=404)


def capture_app(store: Store, shell: Shell | None = None) -> Starlette:
    web = CaptureWeb(
        shell or Shell.read(ASSETS),
        CapturesInMemory(store),
        SeatsInMemory(store),
        ReceiptsInMemory(store),
        address_key=b"test",
    )
    rooms = RoomsInMemory(store)

    async def rooms_of(_: Request) -> Rooms:
        return rooms

    sights = SightsInMemory(store)

    async def sights_of(_: Request) -> Sights:
        return sights

    pages = [
        Route("/", _app_page),
        Route("/team", _app_page),
        Route("/routine", _app_page),
        Route("/frame", _frame_page),
        Route("/stuck", _stuck_page),
        Route("/manifest.json", _manifest),
        Route("/icons/icon-192.png", _icon),
    ]
    return Starlette(
        routes=[*web.routes(), *RoomWeb(rooms_of).routes(), *sight_routes(sights_of), *pages]
    )


@dataclass
class CaptureServer:
    """A server on loopback that can be killed and started again on its port."""

    store: Store = field(default_factory=Store)
    port: int = 0
    shell: Shell | None = None

    def __post_init__(self) -> None:
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            capture_app(self.store, self.shell), port=self.port, log_level="error", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Cut every connection and stop answering."""
        self._server.force_exit = True
        self._server.should_exit = True
        self._thread.join(10)


@contextmanager
def capture_server(store: Store | None = None) -> Iterator[CaptureServer]:
    server = CaptureServer(store or Store())
    server.start()
    try:
        yield server
    finally:
        server.stop()
