"""What a browser gets for the Flet client: small, kept for ever, and nothing from elsewhere."""

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import brotli
import httpx
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from app.web import client_files
from app.web.client_files import RIVE, ChangedClientError, ClientFiles
from app.web.delivery import WebClient
from app.web.headers import LOCKED, SecurityHeaders
from app.web.icon_font import glyph_name, icons_in_use

ROOT = Path(__file__).parents[2]
ASSETS, VIEWS = ROOT / "assets", ROOT / "views"
MOST_BYTES_COLD = 4_200_000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> WebClient:
    return WebClient(ASSETS, tmp_path_factory.mktemp("cache"))


@pytest.fixture
async def web(client: WebClient) -> AsyncIterator[httpx.AsyncClient]:
    async def plain(_: object) -> PlainTextResponse:
        return PlainTextResponse("hello")

    app = Starlette(routes=[Route("/plain", plain), Mount("/", client)])
    transport = httpx.ASGITransport(SecurityHeaders(app, https=True))
    async with httpx.AsyncClient(transport=transport, base_url="https://test") as session:
        yield session


@pytest.mark.parametrize("path", ["/", "/sessions/7", "/themes", "/record"])
async def test_every_route_is_the_page_and_is_asked_for_anew(
    web: httpx.AsyncClient, client: WebClient, path: str
) -> None:
    page = await web.get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-cache"
    assert client.prefix in page.text
    assert "{{" not in page.text


async def test_the_policy_lets_nothing_in_from_elsewhere(web: httpx.AsyncClient) -> None:
    page = await web.get("/")
    policy = page.headers["content-security-policy"]
    assert "http" not in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert not re.search(r"\bhttps?://(?!www\.w3\.org)", page.text)
    assert not re.search(r"<[^>]+\son\w+=", page.text)


async def test_a_first_visit_is_small_and_kept_for_ever(
    web: httpx.AsyncClient, client: WebClient
) -> None:
    client.warm()
    total = 0
    for address in client.shell():
        async with web.stream("GET", address, headers={"accept-encoding": "br"}) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
            total += len(b"".join([part async for part in answer.aiter_raw()]))
    assert total < MOST_BYTES_COLD


async def test_each_browser_gets_the_coding_it_knows(
    web: httpx.AsyncClient, client: WebClient
) -> None:
    address = client.prefix + "main.dart.mjs"
    plain = (await web.get(address, headers={"accept-encoding": "identity"})).content
    for coding in ("br", "gzip"):
        answer = await web.get(address, headers={"accept-encoding": coding})
        assert answer.headers["content-encoding"] == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.content == plain


async def test_a_file_that_has_not_changed_is_not_sent_again(
    web: httpx.AsyncClient, client: WebClient
) -> None:
    first = await web.get("/manifest.json")
    again = await web.get("/manifest.json", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_that_has_not_changed_is_not_sent_again(web: httpx.AsyncClient) -> None:
    first = await web.get("/team", headers={"accept-encoding": "br"})
    assert first.headers["content-encoding"] == "br"
    known = {"if-none-match": first.headers["etag"], "accept-encoding": "br"}
    again = await web.get("/team", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/manifest.json", "/favicon.svg", "/icons/icon-192.png"])
async def test_what_stands_beside_the_page_is_asked_for_once_a_day(
    web: httpx.AsyncClient, path: str
) -> None:
    assert (await web.get(path)).headers["cache-control"] == "public, max-age=86400"


def test_compressed_files_outlive_a_restart(tmp_path: Path) -> None:
    WebClient(ASSETS, tmp_path)._encoded("main.dart.mjs", "br")
    [kept] = tmp_path.iterdir()
    kept.write_bytes(brotli.compress(b"from the cache"))
    again = WebClient(ASSETS, tmp_path)._encoded("main.dart.mjs", "br")
    assert again is not None
    assert brotli.decompress(again) == b"from the cache"


def test_the_version_changes_with_our_files_and_icons(tmp_path: Path) -> None:
    for name in ("index.html", "guard.js"):
        (tmp_path / name).write_bytes((ASSETS / name).read_bytes())
    first = ClientFiles(tmp_path, [VIEWS]).version
    assert ClientFiles(tmp_path, [VIEWS]).version == first
    assert ClientFiles(tmp_path, [ROOT / "app"]).version != first
    (tmp_path / "guard.js").write_text("// changed", encoding="utf-8")
    assert ClientFiles(tmp_path, [VIEWS]).version != first


@pytest.mark.parametrize("name", ["main.dart.wasm", "main.dart.js"])
def test_no_address_of_a_cdn_is_left_where_the_client_would_ask(name: str) -> None:
    body = ClientFiles(ASSETS, [VIEWS]).read(name)
    assert body is not None
    assert RIVE not in body


async def test_the_animation_engine_is_answered_here(web: httpx.AsyncClient) -> None:
    answer = await web.get(f"{client_files.RIVE_HERE.decode()}rive_native.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "name",
    [
        "pyodide/pyodide.mjs",
        "flutter_service_worker.js",
        "canvaskit/wimp.wasm",
        "main.dart.js.map",
        "assets/packages/cupertino_icons/assets/CupertinoIcons.ttf",
        "../pyproject.toml",
        "../../../../etc/passwd",
        "nothing.js",
        "fallback/unknown/v1/x.woff2",
        "fallback/../fonts/OFL.txt",
    ],
)
async def test_what_is_not_needed_is_not_there(
    web: httpx.AsyncClient, client: WebClient, name: str
) -> None:
    answer = await web.get(client.prefix + name.replace("../", "%2e%2e/"))
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("path", ["/api/unknown", "/nothing.png", "/v/", "/icons/none.png"])
async def test_an_unknown_address_is_refused_in_words(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


async def test_only_reading_is_possible(web: httpx.AsyncClient) -> None:
    assert (await web.post("/")).status_code == 405
    assert (await web.head("/")).status_code == 200


async def test_every_icon_of_the_manifest_exists(web: httpx.AsyncClient) -> None:
    manifest = (await web.get("/manifest.json")).json()
    addresses = [icon["src"] for icon in manifest["icons"]] + ["/favicon.ico", "/favicon.svg"]
    for address in addresses:
        assert (await web.get(address)).status_code == 200


def test_the_icon_font_holds_every_icon_that_a_screen_names() -> None:
    files = ClientFiles(ASSETS, [VIEWS])
    whole = TTFont(files._web / client_files.ICON_FONT)
    codes = {name.lstrip("_"): code for code, name in whole.getBestCmap().items()}
    used = icons_in_use([VIEWS])
    small = files.icon_font()
    held = TTFont(BytesIO(small)).getBestCmap()
    assert used
    assert {icon for icon in used if codes[glyph_name(icon)] not in held} == set()
    assert len(small) < 60_000


def test_our_type_stands_in_for_the_one_flutter_would_fetch() -> None:
    fonts = ClientFiles(ASSETS, [VIEWS]).read("assets/FontManifest.json")
    assert fonts is not None
    assert b'"Roboto"' in fonts
    assert b"figtree-700.woff2" in fonts


@pytest.mark.parametrize(
    ("family", "word"),
    [("notosans", "Привет"), ("notosansarabic", "مرحبا"), ("notosans", "नमस्ते")],
)
def test_words_in_other_letters_find_a_font_here(family: str, word: str) -> None:
    asked = f"fallback/{family}/v37/o-0mIpQlx3QUlC5A4PNB6Ryti20_6n1.woff2"
    font = ClientFiles(ASSETS, [VIEWS]).read(asked)
    assert font is not None
    held = TTFont(BytesIO(font)).getBestCmap()
    assert {letter for letter in word if ord(letter) not in held} == set()


def test_a_flet_that_was_not_looked_at_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_files, "RIVE", b"https://another.example/")
    with pytest.raises(ChangedClientError):
        ClientFiles(ASSETS, [VIEWS]).read("main.dart.wasm")


def test_the_browser_is_told_to_make_the_engines_texts_itself() -> None:
    entry = ClientFiles(ASSETS, [VIEWS]).read("main.dart.mjs")
    assert entry is not None
    assert entry.count(b"importedStringConstants: ''") == entry.count(b"builtins: [")


def test_an_entry_that_was_not_looked_at_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_files, "STRINGS", "{builtins: ['other']}")
    with pytest.raises(ChangedClientError):
        ClientFiles(ASSETS, [VIEWS]).read("main.dart.mjs")


async def test_every_response_carries_the_headers_and_may_bring_its_own(
    web: httpx.AsyncClient,
) -> None:
    plain, page = await web.get("/plain"), await web.get("/")
    for answer in (plain, page):
        assert answer.headers["x-leaven"] == "1"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert plain.headers["content-security-policy"] == LOCKED
    assert plain.headers["cache-control"] == "no-store"
    assert page.headers["content-security-policy"] != LOCKED
