"""The card of a crew's tablet: taken by a cookie, never part of an address."""

import httpx
import pytest
from starlette.applications import Starlette

from app.web.wall import WallWeb

CARD = "a" * 32


async def shown(card: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=WallWeb().routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://leaven.test") as tablet:
        return await tablet.post("/api/wall", json={"card": card}, headers=headers)


async def test_the_card_goes_into_a_cookie_that_no_script_and_no_other_site_gets() -> None:
    answer = await shown(CARD)
    cookie = answer.headers["set-cookie"].lower()
    assert f"leaven_wall={CARD}" in cookie
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("card", ["", "short", "b" * 65, "a b" * 12, 'x"; path=/' + "y" * 30])
async def test_what_is_no_card_becomes_no_cookie(card: str) -> None:
    answer = await shown(card)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_another_sites_page_gives_no_tablet_a_card() -> None:
    answer = await shown(CARD, **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
