"""The light pages in the language that a device picked, or that its browser prefers."""

import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.errors import ConflictError
from app.web.answers import answering
from app.web.light import LightPage, texts_of
from views.words import LANGUAGES
from views.words.refusals import told_in

ASSETS = Path(__file__).parents[2] / "assets"
PAGES = tuple(
    f"{name}.html" for name in ("decide", "why", "ask", "owner", "receipt", "invited", "aloud")
)
SHARED = ("light.js", "aloud.js", "dictate.js")
OTHERS = [each for each in LANGUAGES if each != "en"]
CODE = re.compile(
    r"^(use strict|Content-Type|Date|POST|GET)$|leaven\.|[{}()=;\[\]#]|' \+ |^[a-z_]+$"
)
"""What stands in quotes in a script and is no sentence."""


def texts_in(name: str) -> set[str]:
    """The English of a page without what it takes from elsewhere, or of a script of them all."""
    written = (ASSETS / name).read_text("utf-8")
    return texts_of(f"<script>{written}</script>" if name in SHARED else written)


def sentences(name: str) -> set[str]:
    """What people read on a page: more than one word, or one with a capital."""
    found = texts_in(name)
    read = {each for each in found if re.search("[A-Za-z]{2}", each) and not CODE.search(each)}
    return {each for each in read if " " in each.strip() or each[:1].isupper()}


async def got(page: LightPage, cookie: str = "", accepted: str = "") -> httpx.Response:
    async def shown(request: Request) -> Response:
        return await page.response(request)

    return await answered(Starlette(routes=[Route("/", shown)]), cookie, accepted)


async def answered(app: Starlette, cookie: str = "", accepted: str = "") -> httpx.Response:
    headers = {"Accept-Language": accepted, "Sec-Fetch-Site": "same-origin"}
    headers |= {"Cookie": f"leaven_language={cookie}"} if cookie else {}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://leaven") as client:
        return await client.get("/", headers=headers)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", PAGES + SHARED)
def test_every_sentence_of_a_light_page_stands_in_every_language(name: str, code: str) -> None:
    known = json.loads((ASSETS / f"light_{code}.json").read_text(encoding="utf-8"))
    assert {each for each in sentences(name) if not known.get(each, "").strip()} == set()


@pytest.mark.parametrize("code", OTHERS)
def test_no_light_text_is_left_over(code: str) -> None:
    known = json.loads((ASSETS / f"light_{code}.json").read_text(encoding="utf-8"))
    seen = {each for name in PAGES + SHARED for each in texts_in(name)}
    assert set(known) - seen == set()


async def test_a_picked_language_comes_before_the_browsers() -> None:
    page = LightPage.read(ASSETS, "decide.html")
    assert '<html lang="en">' in (await got(page)).text
    assert '<html lang="de">' in (await got(page, accepted="de-AT,en;q=0.5")).text
    assert '<html lang="en">' in (await got(page, cookie="en", accepted="de")).text
    assert '<html lang="en">' in (await got(page, cookie="xx", accepted="fr")).text


async def test_a_page_in_another_language_runs_under_its_own_hashes() -> None:
    page = LightPage.read(ASSETS, "decide.html")
    english, german = await got(page), await got(page, cookie="de")
    assert "Ablehnen" in german.text
    assert ">Decline<" not in german.text
    assert "dataset.verdict" in german.text
    assert english.headers["content-security-policy"] != german.headers["content-security-policy"]


async def test_a_refusal_is_said_in_the_language_of_who_asked() -> None:
    async def refuse(request: Request) -> Response:
        raise ConflictError("Soak is not running.", code="not_in_soak")

    app = Starlette(routes=[Route("/", answering(refuse, frozenset()))])
    app.state.languages = (tuple(LANGUAGES), told_in)
    assert (await answered(app, cookie="de")).json()["message"] == "Soak läuft nicht."
    assert (await answered(app, cookie="en")).json()["message"] == "Soak is not running."
    assert (await answered(app, cookie="de")).json()["code"] == "not_in_soak"
