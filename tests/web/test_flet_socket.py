"""Real WebSockets against a real server: who keeps a session, and who must not get it."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import flet as ft
import httpx
import pytest
import uvicorn
from flet.messaging.protocol import MessageAction
from flet_web.fastapi.flet_app_manager import app_manager
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus

from app.web import flet_socket
from app.web.flet_socket import BROKEN, FLET_VERSION, LET_GO, FletSocket
from tests.support.flet_client import FletClient
from views.guard import component, handler
from views.hooks import use_model

SEAT, OTHER_SEAT = "leaven_seat=one", "leaven_seat=two"
THEIR_WORDS = "Mateo skips the guard"


class Taps(ft.Observable):
    def __init__(self) -> None:
        self.count = 0


@component
def Counter(session_cookie: str | None, seat_secret: str | None) -> ft.Control:
    taps = use_model(Taps)

    def tap() -> None:
        taps.count += 1

    who = f"session {session_cookie} seat {seat_secret}"
    return ft.Column([ft.Text(who), ft.Button(f"Taps: {taps.count}", on_click=handler(tap))])


async def main(
    page: ft.Page, session_cookie: str | None, seat_secret: str | None, wall: str | None
) -> None:
    if seat_secret == "broken":  # noqa: S105
        raise RuntimeError(THEIR_WORDS)
    page.render(lambda: Counter(session_cookie, seat_secret))


@asynccontextmanager
async def serving(endpoint: FletSocket) -> AsyncIterator[int]:
    routes = [Route("/api/live", endpoint.live), WebSocketRoute("/ws", endpoint)]
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - a test waits
            await asyncio.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        await task


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(FletSocket(main)) as number:
        yield number


async def tap(tab: FletClient) -> None:
    """Tap the button that the server holds for this tab."""
    session = next(
        each for key, each in app_manager._FletAppManager__sessions.items() if tab.session_id in key
    )
    [button] = [each for each in session.index.values() if isinstance(each, ft.Button)]
    body = {"target": button._i, "name": "click", "data": None}
    await tab.send(MessageAction.CONTROL_EVENT, body)


def test_the_private_names_of_flet_that_this_leans_on_belong_to_this_version() -> None:
    assert version("flet") == version("flet-web") == FLET_VERSION, (
        "Read flet_web/fastapi/flet_app.py anew before you raise FLET_VERSION."
    )


async def test_the_cookies_reach_the_app(port: int) -> None:
    async with FletClient(port, cookies=f"leaven_session=abc; {SEAT}") as tab:
        await tab.greet()
        await tab.sees("session abc seat one")


async def test_a_visitor_without_cookies_is_welcome(port: int) -> None:
    async with FletClient(port) as tab:
        await tab.greet()
        await tab.sees("session None seat None")


async def test_a_dropped_socket_goes_on_where_it_was_under_fresh_view_ids(port: int) -> None:
    async with FletClient(port, SEAT) as tab:
        first = await tab.greet()
        await tab.sees("Taps: 0")
        await tap(tab)
        await tab.sees("Taps: 1")
        ids = tab.view_ids
    async with FletClient(port, SEAT) as again:
        assert await again.greet(first) == first
        await again.sees("Taps: 1")
        assert set(again.view_ids).isdisjoint(ids)
        await tap(again)
        await again.sees("Taps: 2")


async def test_a_session_id_in_other_hands_opens_an_empty_session(port: int) -> None:
    async with FletClient(port, SEAT) as tab:
        first = await tab.greet()
        await tab.sees("Taps: 0")
        await tap(tab)
        await tab.sees("Taps: 1")
    async with FletClient(port, OTHER_SEAT) as thief:
        assert await thief.greet(first) != first
        await thief.sees("seat two")
        assert "Taps: 1" not in repr(thief.heard)
    async with FletClient(port) as nobody:
        assert await nobody.greet(first) != first
        await nobody.sees("seat None")


async def test_signing_in_does_not_carry_the_anonymous_session_over(port: int) -> None:
    async with FletClient(port) as tab:
        first = await tab.greet()
    async with FletClient(port, "leaven_session=abc") as signed_in:
        assert await signed_in.greet(first) != first


async def test_a_phone_whose_old_socket_is_dead_gets_its_session_back(port: int) -> None:
    async with FletClient(port, SEAT) as silent:
        first = await silent.greet()
        await silent.sees("Taps: 0")
        silent.dead = True
        async with FletClient(port, SEAT) as back:
            assert await back.greet(first) == first
            await back.sees("Taps: 0")
            assert await silent.closed() == LET_GO


async def test_a_duplicated_tab_leaves_the_first_one_its_session(port: int) -> None:
    async with FletClient(port, SEAT) as tab:
        first = await tab.greet()
        await tab.sees("Taps: 0")
        async with FletClient(port, SEAT) as copy:
            assert await copy.greet(first) != first
            await copy.sees("Taps: 0")
        await tap(tab)
        await tab.sees("Taps: 1")


async def test_another_address_is_the_same_phone(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FletClient(port, SEAT) as tab:
        first = await tab.greet()
    original = FletSocket.__call__

    async def from_elsewhere(self, scope, receive, send):  # type: ignore[no-untyped-def]
        await original(self, {**scope, "client": ("203.0.113.9", 5)}, receive, send)

    monkeypatch.setattr(FletSocket, "__call__", from_elsewhere)
    async with FletClient(port, SEAT) as moved:
        assert await moved.greet(first) == first


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_another_sites_page_cannot_open_a_socket(port: int, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        async with FletClient(port, SEAT, origin=origin):
            pass


async def test_the_address_of_a_proxy_may_be_allowed() -> None:
    allowed = FletSocket(main, origins=frozenset({"https://leaven.example"}))
    proxy = "https://leaven.example"
    async with serving(allowed) as port, FletClient(port, SEAT, origin=proxy) as tab:
        await tab.greet()


async def test_a_page_asks_whether_its_socket_answers(port: int) -> None:
    async def alive(session_id: str, cookies: str) -> bool:
        headers = {"x-leaven-page": session_id, "cookie": cookies}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            answer: bool = (await client.get("/api/live", headers=headers)).json()["alive"]
            return answer

    async with FletClient(port, SEAT) as tab:
        session_id = await tab.greet()
        await tab.sees("Taps: 0")
        assert await alive(session_id, SEAT)
        assert not await alive(session_id, OTHER_SEAT)
        assert not await alive("unknown", SEAT)
        tab.dead = True
        assert not await alive(session_id, SEAT)
    assert not await alive(session_id, SEAT)


async def test_a_mistake_while_opening_tells_nothing_of_its_inside(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        async with FletClient(port, "leaven_seat=broken") as tab:
            await tab.greet()
            await tab.sees(BROKEN)
            assert THEIR_WORDS not in repr(tab.heard)
    assert THEIR_WORDS not in caplog.text


async def test_a_client_that_says_nothing_is_let_go(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flet_socket, "HELLO_WITHIN", 0.1)
    async with FletClient(port, SEAT) as mute:
        assert await mute.closed() == LET_GO


async def test_a_client_that_leaves_before_greeting_leaves_nothing_behind(port: int) -> None:
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with FletClient(port, SEAT):
            pass
    await asyncio.sleep(0.1)
    assert len(asyncio.all_tasks()) <= before


@pytest.mark.parametrize("rubbish", [b"\x00\xc1", b"\x00\x93", b"\x07", b"\x00" + b"\x90"])
async def test_rubbish_ends_that_socket_only(port: int, rubbish: bytes) -> None:
    async with FletClient(port, SEAT) as tab:
        await tab.greet()
        async with FletClient(port, OTHER_SEAT) as odd:
            await odd._socket.send(rubbish)
        await tab.sees("Taps: 0")


async def test_the_page_is_dressed_before_anything_is_drawn() -> None:
    def dress() -> None:
        ft.context.page.title = "Dressed"

    async with serving(FletSocket(main, dress)) as port, FletClient(port) as tab:
        await tab.greet()
        assert "Dressed" in repr(tab.heard[0])
