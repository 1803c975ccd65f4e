"""Our delivery of the Flet client: compressed once, under addresses that never change, no CDN.

`/v/<version>/…` may be kept for ever, since the version changes with the bytes; the page that
names the version is asked for anew each time, and comes again only when it has changed. The second
visit loads nothing.
"""

import gzip
import hashlib
import mimetypes
import os
import threading
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from app.web.client_files import FIRST, OTHER_ENGINES, OUR_FIRST, RIVE_ANSWER, ClientFiles
from app.web.served import codings_in

COMPRESSIBLE = {".js", ".mjs", ".wasm", ".json", ".html", ".otf", ".ttf", ".svg", ".css", ".frag"}
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
}
ROOT_FILES = {"manifest.json", "favicon.ico", "favicon.png", "favicon.svg", "robots.txt"}
FOR_EVER, A_DAY, ASK = "public, max-age=31536000, immutable", "public, max-age=86400", "no-cache"
QUALITY = 9
"""Of brotli: 11 saves a tenth more and takes ten times as long."""


class WebClient:
    """The ASGI app at `/`: the page for every route, and the client's files.

    Args:
        assets: our folder `assets/`.
        cache: a folder that this may fill with compressed files; it survives restarts.
        icon_sources: folders whose Python files name icons; the screens of this product if None.
    """

    def __init__(
        self, assets: Path, cache: Path, icon_sources: Sequence[Path] | None = None
    ) -> None:
        sources = icon_sources or [Path(__file__).parents[2] / "views"]
        self._files = ClientFiles(assets, sources)
        self._cache = cache
        self._kept: dict[tuple[str, str], bytes | None] = {}
        self._lock = threading.Lock()
        self.version = self._files.version
        self.prefix = self._files.prefix
        cache.mkdir(parents=True, exist_ok=True)

    def warm(self, *, other_engines: bool = False) -> None:
        """Compress what a first visit needs; some seconds once, in a thread of the caller's."""
        names = [*FIRST, *OUR_FIRST, *(OTHER_ENGINES if other_engines else ())]
        for name in names:
            self._encoded(name, _coding(name, "br"))

    def shell(self) -> list[str]:
        """Addresses of what must be there before the first picture, for a precache."""
        return [self.prefix + name for name in (*FIRST, *OUR_FIRST)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("the web client answers HTTP only")
        if scope["method"] in {"GET", "HEAD"}:
            response = await run_in_threadpool(self._answer, scope)
        else:
            response = _refusal(405, "method_not_allowed", "Only reading is possible here.")
        await response(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        headers = Headers(scope=scope)
        if path.startswith("v/"):
            version, _, name = path.removeprefix("v/").partition("/")
            return self._file(name, headers, FOR_EVER if version == self.version else ASK)
        if path.startswith("rive/"):
            answer = {"cache-control": FOR_EVER}
            return Response(RIVE_ANSWER, media_type="text/javascript", headers=answer)
        if path in ROOT_FILES or path.startswith("icons/"):
            return self._file(path, headers, A_DAY)
        if PurePosixPath(path).suffix or path.startswith("api/"):
            return _refusal(404, "not_found", "There is nothing at this address.")
        page = self._file("index.html", headers, ASK)
        page.headers["content-security-policy"] = self._files.policy
        return page

    def _file(self, name: str, headers: Headers, kept: str) -> Response:
        coding = _coding(name, headers.get("accept-encoding", ""))
        body = self._encoded(name, coding)
        if body is None:
            return _refusal(404, "not_found", "There is no such file.")
        suffix = PurePosixPath(name).suffix
        kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer = {
            "cache-control": kept,
            "vary": "Accept-Encoding",
            "etag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        }
        if coding != "identity":
            answer["content-encoding"] = coding
        if headers.get("if-none-match") == answer["etag"]:
            return Response(status_code=304, headers=answer)
        return Response(body, media_type=kind, headers=answer)

    def _encoded(self, name: str, coding: str) -> bytes | None:
        """From memory, else from the cache folder, else made now; one maker at a time."""
        if (name, coding) in self._kept:
            return self._kept[name, coding]
        with self._lock:
            plain = self._files.read(name)
            body = plain if plain is None or coding == "identity" else self._made(plain, coding)
            if plain is not None and coding != "identity":
                self._kept[name, coding] = body
            return body

    def _made(self, plain: bytes, coding: str) -> bytes:
        digest = hashlib.sha256(plain).hexdigest()[:24]
        path = self._cache / f"{digest}.{QUALITY}.{coding}"
        if path.exists():
            return path.read_bytes()
        body: bytes
        if coding == "br":
            body = brotli.compress(plain, quality=QUALITY)
        else:
            body = gzip.compress(plain, 6)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        unfinished.write_bytes(body)
        unfinished.replace(path)
        return body


def _coding(name: str, accepted: str) -> str:
    if PurePosixPath(name).suffix not in COMPRESSIBLE:
        return "identity"
    offers = codings_in(accepted)
    return next((coding for coding in ("br", "gzip") if coding in offers), "identity")


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"ok": False, "code": code, "message": message}, status)
