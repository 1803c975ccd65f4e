"""The web server: our own ASGI app with the Flet app, the capture shell and the doors in it."""

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import flet.fastapi as flet_web
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute

from app.bootstrap import Leaven, SendCode, mail_server, open_leaven
from app.errors import LeavenError, UnavailableError
from app.settings import Settings
from app.web.capture import CaptureWeb
from app.web.delivery import WebClient
from app.web.doors import CodeBoard, CodesPage, Doors
from app.web.flet_socket import FletSocket
from app.web.headers import SecurityHeaders
from app.web.loop import loop_routes, receipt_routes
from app.web.plain import PlainPage
from app.web.primer import Language, Primer
from app.web.room import RoomWeb, rooms_of_signed_in
from app.web.shell import Shell
from app.web.sight import sight_routes, sights_of_signed_in
from app.web.wall import WallWeb
from services.backend.browser_sessions import BrowserSessions
from services.backend.captures import Captures
from services.backend.connection import Connection
from services.backend.recordings import Recordings
from services.backend.seats import Seats
from services.mail.code import CodePost
from views.app import show_app
from views.components.theme import dress
from views.words import LANGUAGES, catalogue
from views.words.refusals import told_in

logger = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parent.parent / "assets"
GRACE = 5  # seconds for requests under way when the server stops


def serve_forever(
    settings: Settings,
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Serve until Ctrl-C. `around` lives as long as the server answers.

    Ends the process with one clear sentence when the port is taken or the database is away.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(settings, around))
    except LeavenError as error:
        sys.exit(f"Leaven did not start. {error}")
    except KeyboardInterrupt:
        return


async def _serve(settings: Settings, around: Callable[[], AbstractContextManager[None]]) -> None:
    listening = _listen(settings.host, settings.port)
    board = CodeBoard()
    async with open_leaven(settings, send_code(settings, board)) as leaven:
        app = build_app(leaven, settings, board)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,  # addresses and times of day are nobody's business
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
        )
        server = uvicorn.Server(config)
        with around():
            await server.serve(sockets=[listening])


def build_app(leaven: Leaven, settings: Settings, codes: CodeBoard) -> Starlette:
    """Every address that this server answers."""
    client = WebClient(ASSETS, settings.home / "cache")
    doors = Doors(BrowserSessions(leaven.project))
    origins = _origins(settings)
    screens = FletSocket(show_app(leaven.visitors.with_cookies), dress, origins)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # compressing takes seconds the first time; who comes before gets what is ready, and who
        # stops Leaven before it is done need not wait for it
        threading.Thread(target=client.warm, name="warm", daemon=True).start()
        await flet_web.app_manager.start()
        yield
        await flet_web.app_manager.shutdown()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            *doors.routes(),
            *_capture(leaven, origins).routes(),
            *WallWeb(origins).routes(),
            *RoomWeb(rooms_of_signed_in(leaven.project), origins).routes(),
            *sight_routes(sights_of_signed_in(leaven.project), origins),
            *_loop(leaven, settings, origins),
            *_primer().routes(),
            *_codes(settings, codes),
            *_authority(settings),
            WebSocketRoute("/ws", screens),
            Route("/api/live", screens.live),
            Mount("/", client),
        ],
    )
    app.state.languages = (tuple(LANGUAGES), told_in)
    app.add_middleware(SecurityHeaders, https=settings.address.startswith("https"))
    return app


def _loop(leaven: Leaven, settings: Settings, origins: frozenset[str]) -> list[Route]:
    return [
        *loop_routes(leaven.visitors, leaven.project, ASSETS, settings.address, origins),
        *receipt_routes(leaven.receipts, leaven.project, ASSETS, origins),
    ]


def _capture(leaven: Leaven, origins: frozenset[str]) -> CaptureWeb:
    anybody = Connection(leaven.project)
    server = Connection(leaven.project, as_server=True)
    return CaptureWeb(
        shell=Shell.read(ASSETS),
        captures=Captures(anybody, server, Recordings(leaven.project)),
        seats=Seats(anybody),
        receipts=leaven.receipts,
        address_key=leaven.project.secret_key.encode(),
        origins=origins,
    )


def _primer() -> Primer:
    return Primer(
        ASSETS, [Language(code, name, catalogue(code)) for code, name in LANGUAGES.items()]
    )


def send_code(settings: Settings, board: CodeBoard) -> SendCode:
    """By mail where there is a mail server; else, and for the example's people, on the board."""
    server = mail_server(settings)
    if server is None:
        return board.send
    post = CodePost(server)

    async def send(email: str, code: str) -> None:
        await (board.send if email.endswith(".example") else post.send)(email, code)

    return send


def _codes(settings: Settings, board: CodeBoard) -> list[Route]:
    """Only where nobody but this machine is served: a proxy in front would come from here, too."""
    here_alone = not settings.hosted and not settings.public_url
    return [Route("/codes", CodesPage(board, PlainPage.read(ASSETS)).page)] if here_alone else []


def _authority(settings: Settings) -> list[Route]:
    """For a phone to download and trust; it holds no secret."""
    if settings.tls_authority is None:
        return []
    content = settings.tls_authority.read_bytes()

    async def offered(request: Request) -> Response:
        return Response(content, media_type="application/x-x509-ca-cert")

    return [Route("/authority.pem", offered)]


def _origins(settings: Settings) -> frozenset[str]:
    return frozenset({settings.public_url.rstrip("/")} - {""})


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UnavailableError(
            f"Port {port} on {host} is taken by another program. Stop it, or choose another one: "
            f"python -m app run --port {port + 1}"
        ) from error
    return listening
