"""`/help`: what a guide reads before the first team, without an account and in every language."""

from html import escape
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.domain.promise import GROUND_RULES, OPENING
from app.domain.prompt import PRINCIPLES
from app.web.primer import Language, Primer
from views.words import LANGUAGES, catalogue

ASSETS = Path(__file__).parents[2] / "assets"


@pytest.fixture
async def page() -> httpx.Response:
    primer = Primer(
        ASSETS, [Language(code, LANGUAGES[code], catalogue(code)) for code in LANGUAGES]
    )
    transport = httpx.ASGITransport(Starlette(routes=primer.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get("/help")


@pytest.mark.parametrize("code", LANGUAGES)
async def test_everything_stands_in_each_language(page: httpx.Response, code: str) -> None:
    article = page.text.partition(f'<article lang="{code}"')[2].partition("</article>")[0]
    texts = catalogue(code)
    for english in (OPENING, *GROUND_RULES, *PRINCIPLES):
        assert escape(texts.get(english, english)) in article


async def test_it_is_small_enough_to_keep_and_runs_only_its_own_script(
    page: httpx.Response,
) -> None:
    assert page.status_code == 200
    assert int(page.headers["Content-Length"]) < 12_000  # compressed, as it travels
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "{{" not in page.text
