"""The embedded API and Supabase's own `@supabase/lite` answer our calls alike.

Run by `make contract`: `python -m tests.contract.lite`. Two throw-away databases with the same
schema, one behind each; the same supabase-py calls to both; what differs is printed and fails,
unless it is in KNOWN with its reason. Lite never gets another database: it grants everything to
everybody.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import httpx
import psycopg
from postgrest import APIError
from storage3.exceptions import StorageApiError
from storage3.types import FileOptions
from supabase import AsyncClient, AsyncClientOptions

from services.database.migrate import migrate
from services.embedded.api import ISSUER
from services.embedded.keys import ProjectKeys, project_keys
from services.embedded.project import open_project
from services.embedded.tokens import Tokens
from tests.contract.throwaway import throwaway_database
from tests.support.lite import running_lite

HERE = Path(__file__).parent
FUNCTIONS = HERE.parent / "backend" / "functions.sql"
PERSON = UUID("3b8f7c52-5f1e-4d0c-9a51-1c2d3e4f5a6b")
SESSION = UUID("7c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f")
ACCOUNT = """
insert into auth.users (id, email) values (%(person)s, 'anna@plant.example');
insert into auth.sessions (id, user_id) values (%(session)s, %(person)s)"""
WEBM: FileOptions = {"content-type": "audio/webm"}
Client = Callable[[str], AsyncClient]
KNOWN = {
    "post": "Lite hands a jsonb argument over as one JSON string; PostgREST as the value",
    "raise": "Lite answers SUP for P0001",
    "duplicate": "Lite loses the hint of every error but PTnnn",
    "download": "Lite 0.10.0 closes the connection before the body is through",
}


async def answers(client: Client) -> dict[str, object]:
    """Every kind of call that the product makes, and what came back."""
    anon, person, server = client("anon"), client("person"), client("server")
    files = server.storage.from_("recordings")
    calls: dict[str, Awaitable[object]] = {
        "post": call(anon, "echo", word="x", times=2, tags=["a", "b"], more={"k": [1, None]}),
        "get": call(anon, "echo", get=True, word="x y&z=ü", times=2, tags="{a,b}"),
        "default": call(anon, "echo", word="x"),
        "person": call(person, "echo", word="x"),
        "server": call(server, "echo", word="x"),
        "me": call(person, "me", get=True),
        "set": call(anon, "words"),
        "rows": call(anon, "rows"),
        "null": call(anon, "empty"),
        "void": call(anon, "nothing"),
        "refusal": call(anon, "refuse", errcode="PT409", message="Eight are taken."),
        "raise": call(anon, "plain_raise"),
        "duplicate": call(anon, "refuse", errcode="23505", message="x"),
        "bad value": call(anon, "echo", word="x", times="many"),
        "unknown function": call(anon, "no_such_function"),
        "unknown argument": call(anon, "echo", wrong=1),
        "write by get": call(anon, "keep", get=True, word="x"),
        "write by post": call(anon, "keep", word="x"),
        "seat": call(anon, "take_seat", card="ABCDEF", device_secret="d" * 32),
        "upload": outcome(files.upload("a/b", b"sound", WEBM)),
        "upload again": outcome(files.upload("a/b", b"other", WEBM)),
        "upload over": outcome(files.upload("a/b", b"third", {**WEBM, "upsert": "true"})),
        "wrong type": outcome(files.upload("c", b"x", {"content-type": "text/html"})),
        "download": outcome(files.download("a/b")),
        "download nothing": outcome(files.download("nothing")),
        "remove": outcome(removed(files.remove(["a/b"]))),
        "remove again": outcome(removed(files.remove(["a/b"]))),
    }
    return {name: await awaited for name, awaited in calls.items()}


async def call(client: AsyncClient, function: str, *, get: bool = False, **given: object) -> object:
    return await outcome(rpc(client, function, get=get, given=given))


async def rpc(client: AsyncClient, function: str, *, get: bool, given: dict[str, object]) -> object:
    return (await client.rpc(function, given, get=get).execute()).data


async def removed(answer: Awaitable[list[dict[str, object]]]) -> object:
    return [item["name"] for item in await answer]


async def outcome(awaited: Awaitable[object]) -> object:
    try:
        got = await awaited
    except APIError as error:
        guess = str(error.code).startswith("PGRST")  # "perhaps you meant …"
        return ("refused", error.code, error.message, None if guess else error.hint)
    except StorageApiError as error:
        return ("refused", str(error.status))
    except httpx.HTTPError as error:
        return ("broken", type(error).__name__)
    return got if isinstance(got, (dict, list, bytes, str, int, type(None))) else "done"


@asynccontextmanager
async def embedded(folder: Path) -> AsyncIterator[Client]:
    async def send(email: str, code: str) -> None:
        raise NotImplementedError

    with throwaway_database() as url:
        fill(url)
        async with open_project(folder, url, send) as project:
            yield clients(project.url, project_keys(folder), project.http)


@asynccontextmanager
async def lite(folder: Path) -> AsyncIterator[Client]:
    keys = project_keys(folder)
    with throwaway_database() as url:
        fill(url)
        async with (
            running_lite(folder, url, keys) as address,
            httpx.AsyncClient(timeout=30) as http,
        ):
            yield clients(address, keys, http)


def fill(url: str) -> None:
    migrate(url, embedded=True)
    with psycopg.connect(url) as connection:
        connection.execute(FUNCTIONS.read_bytes())
        for statement in ACCOUNT.split(";"):
            connection.execute(statement.encode(), {"person": PERSON, "session": SESSION})


def clients(url: str, keys: ProjectKeys, http: httpx.AsyncClient) -> Client:
    tokens = Tokens(keys.jwt_secret.get_secret_value(), ISSUER)
    user = {"id": str(PERSON), "email": "", "app_metadata": {}, "user_metadata": {}}
    bearer, _ = tokens.access(user, str(SESSION), "otp")

    def client(who: str) -> AsyncClient:
        key = keys.secret_key.get_secret_value() if who == "server" else keys.publishable_key
        options = AsyncClientOptions(
            headers={"Authorization": f"Bearer {bearer}"} if who == "person" else {},
            auto_refresh_token=False,
            persist_session=False,
            httpx_client=http,
        )
        return AsyncClient(url, key, options)

    return client


async def main() -> int:
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        async with embedded(Path(one)) as client:
            ours = await answers(client)
        async with lite(Path(two)) as client:
            theirs = await answers(client)
    different = [name for name in ours if ours[name] != theirs[name] and name not in KNOWN]
    for name in different:
        sys.stdout.write(f"{name}\n  embedded: {ours[name]}\n  lite:     {theirs[name]}\n")
    same = sum(ours[name] == theirs[name] for name in ours)
    sys.stdout.write(
        f"{same} of {len(ours)} calls are answered alike, {len(KNOWN)} known not to.\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
