"""A page with every part of the design system, to be looked at: `python -m bench.gallery 8600`.

Serves the real client delivery, socket and guard with nothing behind them.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import gettempdir
from uuid import UUID

import flet as ft
import uvicorn
from flet_web.fastapi.flet_app_manager import app_manager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute

from app.domain.link import Link
from app.domain.observation import Line
from app.domain.phase import PHASES
from app.web.delivery import WebClient
from app.web.flet_socket import FletSocket
from app.web.headers import SecurityHeaders
from views.components.banners import banner, example_banner, problem
from views.components.buttons import (
    button,
    danger_button,
    main_button,
    quiet_button,
    soft_button,
)
from views.components.cards import card, hero, row, section, side_by_side, stack
from views.components.chips import choice, several, tag, theme_tag
from views.components.dialogs import question
from views.components.fields import text_field
from views.components.lines import LineCard, quote
from views.components.phases import phase_bar
from views.components.qr import qr_code
from views.components.scaffold import Place, Window, scaffold, use_wide
from views.components.text import body, note
from views.components.theme import dress
from views.components.waiting import empty, meter, skeleton
from views.guard import component, screen, tell

ASSETS = Path(__file__).parents[1] / "assets"
PLACES = (
    Place("/", "Team", ft.Icons.SPA_OUTLINED, ft.Icons.SPA_ROUNDED),
    Place("/parts", "Parts", ft.Icons.INSIGHTS_OUTLINED, ft.Icons.INSIGHTS_ROUNDED),
    Place("/waiting", "Waiting", ft.Icons.HOURGLASS_EMPTY_ROUNDED, ft.Icons.HOURGLASS_FULL_ROUNDED),
)
WORDS = (
    "Pallets sit in the walkway from six to about half past. We go round through the charging "
    "bay, so the scanner stays on the charger.",
    "The wrap machine needs a warm-up nobody wrote down. If you skip it, the first ten loads tear "
    "and you wrap them twice by hand.",
    "When the late trailer comes we hand over at the dock door and not at the board.",
)

RECORDER = (
    "<!DOCTYPE html><html lang=en><title>Record</title><h1>Recorder</h1><button "
    "onclick=\"parent.postMessage('capture-done', location.origin)\">Done</button></html>"
)
RECORDER_POLICY = "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'self'"


def nothing() -> None: ...


def a_line(at: int, words: str, **known: object) -> Line:
    return Line.model_validate({"id": UUID(int=at), "state": "confirmed", "words": words} | known)


def a_link(title: str, state: str = "linked") -> Link:
    return Link.model_validate({"theme_id": UUID(int=9), "title": title, "state": state})


LINES = (
    a_line(1, WORDS[0], links=(a_link("Access"), a_link("Tools", "suggested"))),
    a_line(2, WORDS[1], lens="hard", links=(a_link("Time pressure"),)),
    a_line(3, WORDS[2], parked=True, links=(a_link("Handover"),)),
    a_line(4, "", state="waiting", spoken=True),
)


@screen
def TeamGallery() -> ft.View:
    wide = use_wide()
    lens, set_lens = ft.use_state("")
    talk = card(
        ft.Column(
            [
                main_button("Tap and talk", nothing, ft.Icons.MIC_ROUNDED),
                note("Half a minute is plenty. Works without signal.", align=ft.TextAlign.CENTER),
                soft_button("Write instead", nothing, ft.Icons.EDIT_NOTE_ROUNDED),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=12,
        )
    )
    top = hero(
        "soak",
        "Let it soak in",
        phase_bar("soak"),
        over="Unloading at dock 4",
        under="No fixes yet. What did you see, do or work around today?",
    )
    acts = [
        quiet_button("Us too", nothing, ft.Icons.FRONT_HAND_OUTLINED),
        quiet_button("Different for us", nothing, ft.Icons.CALL_SPLIT_ROUNDED),
    ]
    lenses = [("odd", "Odd"), ("hard", "Hard"), ("risky", "Risky"), ("changed", "Changed")]
    hearing = section(
        "What we are hearing",
        choice(lenses, lens, set_lens),
        *(LineCard(line, acts, key=str(line.id)) for line in LINES),
    )
    return scaffold(
        [top, hearing] if wide else [top, talk, hearing],
        wide=wide,
        name="Team",
        places=PLACES,
        at="/",
        side=[talk, example_banner()],
        route="/",
    )


@component
def Fields() -> ft.Control:
    words, set_words = ft.use_state("We use the whiteboard.")
    return card(
        text_field("What did you notice?", words, set_words, most=40, lines=3, hint="One thing"),
        text_field("Reason", "", nothing_typed, error="Say in a few words why it is shorter."),
    )


def nothing_typed(_: str) -> None: ...


@component
def Asking() -> ft.Control:
    asking, set_asking = ft.use_state(False)
    ask = question(
        "Withdraw this line?",
        "The words and the recording go for good. Nobody is told.",
        yes=("Withdraw it", lambda: set_asking(False)),
        no=("Keep it", lambda: set_asking(False)),
        grave=True,
    )
    ft.use_dialog(ask if asking else None)
    return side_by_side(
        button("Approve", lambda: tell("Approved. The crew will see it today.")),
        soft_button("Ask the crew", nothing),
        danger_button("Withdraw …", lambda: set_asking(True)),
        quiet_button("Skip", nothing),
        button("Sending …", nothing, busy=True),
    )


@screen
def PartsGallery() -> ft.View:
    chosen, set_chosen = ft.use_state(frozenset({"time"}))
    heroes = [hero(each, each.title(), phase_bar(each)) for each in PHASES]
    conditions = [("time", "Time pressure"), ("staff", "Staffing"), ("kit", "Equipment")]
    parts: list[ft.Control] = [
        main_button("Pin this", nothing, ft.Icons.PUSH_PIN_ROUNDED),
        Asking(),
        several(conditions, chosen, lambda value: set_chosen(chosen ^ {value})),
        side_by_side(
            *(tag(kind.title(), kind=kind) for kind in ("sand", "brand", "good", "care")),
            tag("Stronger", ft.Icons.SHIELD_OUTLINED, "good"),
            theme_tag("Handover"),
        ),
        Fields(),
        row("Unloading at dock 4", nothing, "Soak ends tomorrow", ft.Icons.GROUPS_ROUNDED),
        card(quote(WORDS[2], "Dock 4, 3 voices or more"), qr_code("https://x/seat#y", "Seat card")),
    ]
    return shown(parts, heroes, "Parts")


def shown(parts: Sequence[ft.Control], side: Sequence[ft.Control], name: str) -> ft.View:
    at = f"/{name.lower()}"
    return scaffold(parts, wide=use_wide(), name=name, places=PLACES, at=at, side=side, route=at)


@screen
def WaitingGallery() -> ft.View:
    parts = [
        problem("That did not reach us. Your words are kept here.", nothing),
        banner("The sponsor is now in the room", kind="brand", icon=ft.Icons.MEETING_ROOM_OUTLINED),
        card(stack(meter("Handover", 3, 4, "in 3 places"), meter("Access", 1, 4, "in 1 place"))),
        skeleton(2),
    ]
    side = [
        empty(
            "No lines yet",
            "They appear when three people have spoken.",
            ft.Icons.SPA_OUTLINED,
            button("Say the first one", nothing, ft.Icons.MIC_ROUNDED),
        ),
        card(body("One card beside.")),
    ]
    return shown(parts, side, "Waiting")


@screen
def Nothing() -> ft.View:
    """Where the guard lays its recorder."""
    return ft.View(route="/record")


@component
def Routes() -> ft.Control:
    return ft.Router(
        [
            ft.Route(component=TeamGallery),
            ft.Route(path="parts", component=PartsGallery),
            ft.Route(path="waiting", component=WaitingGallery),
            ft.Route(path="record", component=Nothing),
        ],
        manage_views=True,
    )


async def main(page: ft.Page, session: str | None, seat: str | None, wall: str | None) -> None:
    page.title = "Leaven"
    page.render_views(lambda: Window(Routes))


async def healthz(_: Request) -> JSONResponse:
    return JSONResponse({"ok": True})


async def capture(_: Request) -> HTMLResponse:
    """Stands for the recorder: it only says when it is done."""
    return HTMLResponse(RECORDER, headers={"content-security-policy": RECORDER_POLICY})


def build(cache: Path) -> Starlette:
    """The gallery as a server of its own; `cache` keeps compressed files between runs."""
    client = WebClient(ASSETS, cache, [ASSETS.parent / "views", Path(__file__).parent])
    socket = FletSocket(main, dress)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        client.warm()
        await app_manager.start()
        yield
        await app_manager.shutdown()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/healthz", healthz),
            Route("/capture", capture),
            Route("/api/live", socket.live),
            WebSocketRoute("/ws", socket),
            Mount("/", client),
        ],
    )
    app.add_middleware(SecurityHeaders)
    return app


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8600
    uvicorn.run(build(Path(gettempdir()) / "leaven-gallery"), port=port, log_level="warning")
