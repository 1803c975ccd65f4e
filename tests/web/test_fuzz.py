"""Every HTTP address against hostile requests: no fault, no echo, no header forgotten.

LEAVEN_FUZZ_SECONDS sets how long (8 by default; `.ci/run` takes 30, `make security` 600); a
failure names the seed and the request.
"""

import logging
import os
import random
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.bootstrap import Leaven
from app.server import build_app
from app.settings import Settings
from app.web.doors import CodeBoard
from app.web.headers import ALWAYS
from services.backend.receipts import receipts_of
from tests.support.hostile import Hostile, Knock
from tests.support.works import Works

logger = logging.getLogger(__name__)
SECONDS = float(os.environ.get("LEAVEN_FUZZ_SECONDS", "8"))
SEED = int(os.environ.get("LEAVEN_FUZZ_SEED", str(random.SystemRandom().randint(1, 10**9))))
PAGES = ["/", "/seat", "/sign-in", "/index.html", "/{name}", "/assets/{name}", "/sw.js", "//{name}"]


@pytest.fixture
async def app(works: Works, tmp_path: Path) -> Starlette:
    settings = Settings(home=tmp_path, example=False)
    visitors = works.visitors
    leaven = Leaven(works.project, works.dsn, visitors._live, visitors, receipts_of(works.project))
    return build_app(leaven, settings, CodeBoard())


def addresses(app: Starlette) -> list[tuple[str, tuple[str, ...]]]:
    """Every address of ours with its methods, parameters in braces, and some static ones."""
    ours = [
        (route.path, tuple(sorted(route.methods or {"GET"})))
        for route in app.routes
        if isinstance(route, Route)
    ]
    assert len(ours) >= 10
    return [*ours, *((page, ("GET",)) for page in PAGES)]


def trouble(knock: Knock, answer: httpx.Response) -> str:
    """What is wrong with the answer, or nothing."""
    kind = answer.headers.get("content-type", "")
    signs = {
        f"status {answer.status_code}": answer.status_code >= 500,
        "a header is missing": any(name not in answer.headers for name in ALWAYS),
        "the inside shows": b"Traceback" in answer.content or b"psycopg" in answer.content,
        "an echo": b"<script>alert(1)" in answer.content and "html" in kind,
        "a way out of the folder": b"root:x:0" in answer.content,
    }
    return ", ".join(sign for sign, shown in signs.items() if shown)


async def test_no_request_brings_the_server_into_trouble(app: Starlette, works: Works) -> None:
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    hostile = Hostile(SEED, {"seat": seats[0].seat, "nobody": "n" * 32})
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    seen: Counter[int] = Counter()
    until = time.monotonic() + SECONDS
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for knock in hostile.knocks(addresses(app)):
            try:
                answer = await client.request(
                    knock.method, knock.path, headers=knock.headers, content=knock.body
                )
            except httpx.InvalidURL:
                continue
            wrong = trouble(knock, answer)
            assert not wrong, f"{wrong} (seed {SEED}): {knock}"[:2000]
            seen[answer.status_code] += 1
            if time.monotonic() > until:
                break
    assert len(seen) >= 4, seen
    logger.warning("%d requests, seed %d: %s", seen.total(), SEED, dict(sorted(seen.items())))


@pytest.mark.parametrize(
    "path", ["/../app/settings.py", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cx", "/assets/../../x"]
)
async def test_no_path_leads_out_of_the_assets(app: Starlette, path: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(path)
    assert b"supabase_secret_key" not in answer.content
    assert b"root:" not in answer.content


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_another_sites_page_is_refused(app: Starlette, method: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        path = "/api/seat" if method == "POST" else f"/api/capture/{uuid4()}"
        for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = await client.request(method, path, headers=headers, json={"card": "x"})
            assert (answer.status_code, answer.json()["code"]) == (403, "other_site")


async def test_health_says_nothing_else(app: Starlette) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get("/healthz")).json() == {"ok": True}
