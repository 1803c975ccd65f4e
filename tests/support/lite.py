"""`@supabase/lite` on a throw-away database: an independent voice on what our calls answer.

It grants everything to everybody, so it never gets a database that anybody keeps.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from typing_extensions import override

from services.embedded.keys import ProjectKeys
from tests.support.process import free_port

PROGRAM = Path(__file__).parents[1] / "contract" / "node_modules" / ".bin" / "lite"
QUIET = {"LITE_TELEMETRY": "0", "DO_NOT_TRACK": "1", "EXPERIMENTAL_STORAGE": "1"}
CONFIG = """
[api]
port = {port}
[db]
driver = "postgres"
url = "{url}"
[auth]
enabled = true
jwt_secret = "{secret}"
publishable_key = "{publishable}"
secret_key = "{server}"
[storage]
enabled = true
"""


@asynccontextmanager
async def running_lite(folder: Path, url: str, keys: ProjectKeys) -> AsyncIterator[str]:
    """Lite's address while it answers for the database at `url` (TCP) with these keys."""
    port = free_port()
    (folder / "supabase").mkdir()
    config = CONFIG.format(
        port=port,
        url=url,
        secret=keys.jwt_secret.get_secret_value(),
        publishable=keys.publishable_key,
        server=keys.secret_key.get_secret_value(),
    )
    (folder / "supabase" / "config.toml").write_text(config)
    with (folder / "lite.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220, S603
            [str(PROGRAM), "start", "--no-admin", "--host", "127.0.0.1"],
            cwd=folder,
            env={**os.environ, **QUIET},
            stdout=log,
            stderr=log,
        )
    try:
        await _reachable(f"http://127.0.0.1:{port}/auth/v1/health")
        yield f"http://127.0.0.1:{port}"
    except BaseException:
        sys.stderr.write((folder / "lite.log").read_text()[-4000:])
        raise
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


class RestThroughLite(httpx.AsyncBaseTransport):
    """Functions are called through Lite; accounts and recordings stay with our own API.

    So do calls with a JSON object among their arguments: Lite 0.10.0 hands it over as a string.
    """

    def __init__(self, ours: httpx.AsyncBaseTransport, lite: str) -> None:
        self._ours = ours
        self._lite = httpx.URL(lite)
        self._network = httpx.AsyncHTTPTransport()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/rest/v1/") or _has_object(await request.aread()):
            return await self._ours.handle_async_request(request)
        url = request.url.copy_with(scheme="http", host=self._lite.host, port=self._lite.port)
        headers = [(name, value) for name, value in request.headers.raw if name != b"Host"]
        sent = httpx.Request(request.method, url, headers=headers, content=await request.aread())
        return await self._network.handle_async_request(sent)

    @override
    async def aclose(self) -> None:
        await self._network.aclose()
        await self._ours.aclose()


def _has_object(body: bytes) -> bool:
    given = json.loads(body) if body else {}
    return any(isinstance(value, dict | list) for value in given.values())


async def _reachable(url: str) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(150):
            try:
                await http.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
            else:
                return
    raise TimeoutError("Lite did not start")
