"""Sign-in codes of the embedded mode on a page: for this machine alone, under a policy."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.server import ASSETS
from app.web.doors import CodeBoard, CodesPage
from app.web.plain import PlainPage


async def shown(board: CodeBoard, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    page = CodesPage(board, PlainPage.read(ASSETS))
    app = Starlette(routes=[Route("/codes", page.page)])
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        return await browser.get("/codes", headers=headers)


async def test_the_newest_code_comes_first_and_is_only_text() -> None:
    board = CodeBoard()
    await board.send("anna@plant.example", "111111")
    await board.send("<b>@plant.example", "222222")
    answer = await shown(board)
    assert answer.text.index("222222") < answer.text.index("111111")
    assert "&lt;b&gt;@plant.example" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'none'; style-src 'sha256-" in policy


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.168.0.7", {}),
        ("127.0.0.1", {"Host": "leaven.example"}),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.0.7"}),
    ],
)
async def test_nobody_elsewhere_reads_a_code(client: str, headers: dict[str, str]) -> None:
    board = CodeBoard()
    await board.send("anna@plant.example", "111111")
    answer = await shown(board, client, **headers)
    assert answer.status_code == 403
    assert "111111" not in answer.text
