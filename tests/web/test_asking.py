"""Have others had this? A light page for people and for seats; the question is kept nowhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.web.cookies import SEAT_COOKIE
from app.web.loop import loop_routes
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.database.test_dump import dumped
from tests.support.several import also_at
from tests.support.works import Works

ASSETS = Path(__file__).parents[2] / "assets"
QUESTION = "quokkazebra only one of us at night"


async def read(works: Works, visitor: Visitor) -> None:
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str((await works.organisation(visitor)).id))


@pytest.fixture
async def web(works: Works) -> AsyncIterator[httpx.AsyncClient]:
    routes = loop_routes(works.visitors, works.project, ASSETS, "http://test", frozenset())
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_a_seat_asks_and_released_lines_answer(web: httpx.AsyncClient, works: Works) -> None:
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    await works.say(seats[1], "There is only one of us at night, said nobody else.")
    await read(works, facilitator)
    web.cookies.set(SEAT_COOKIE, seats[0].seat)
    answer = (await web.post("/api/ask", json={"question": QUESTION})).json()
    words = [line["words"] for line in answer["lines"]]
    assert any("the roster gives us one on nights" in each for each in words)
    assert not any("said nobody else" in each for each in words)
    assert set(answer["lines"][0]) == {"words", "beside", "where", "month", "themes"}
    assert "quokkazebra" not in dumped(works.dsn)


async def test_a_person_asks_too(web: httpx.AsyncClient, works: Works) -> None:
    await read(works, await works.person("member"))
    web.cookies.set("leaven_session", works.cookies["member"])
    assert (await web.post("/api/ask", json={"question": QUESTION})).json()["lines"]
    assert (await web.post("/api/ask", json={"question": "  "})).json()["lines"] == []


async def test_who_holds_neither_an_account_nor_a_card_is_told_so(web: httpx.AsyncClient) -> None:
    refused = await web.post("/api/ask", json={"question": QUESTION})
    assert refused.status_code == 403
    assert "seat card" in refused.json()["message"]


async def test_a_seat_that_is_over_asks_nothing(web: httpx.AsyncClient) -> None:
    web.cookies.set(SEAT_COOKIE, "x" * 40)
    assert (await web.post("/api/ask", json={"question": QUESTION})).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b'{"question": 7}', b"x" * 9000])
async def test_nonsense_gets_one_clear_sentence(web: httpx.AsyncClient, body: bytes) -> None:
    answer = await web.post("/api/ask", content=body)
    assert answer.status_code == 422
    assert answer.json()["message"]


async def test_who_belongs_to_several_asks_where_they_look(
    web: httpx.AsyncClient, works: Works
) -> None:
    org = also_at(works, "member", "member")
    member = await works.person("member")
    await read(works, member)
    web.cookies.set("leaven_session", works.cookies["member"])
    assert (await web.post("/api/ask", json={"question": QUESTION})).json()["lines"]
    await member.organisations.choose(org)
    assert (await web.post("/api/ask", json={"question": QUESTION})).json()["lines"] == []
