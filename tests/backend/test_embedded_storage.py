"""Recordings through real storage3: durable, private, never served as a page."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psycopg
import pytest
from storage3.exceptions import StorageApiError
from storage3.types import FileOptions
from supabase import AsyncClient

from services.embedded.blobs import Blobs
from services.embedded.project import EmbeddedProject
from tests.support.embedded import client_of

SOUND = bytes(range(256)) * 2000
WEBM: FileOptions = {"content-type": "audio/webm"}


@pytest.fixture
def server(embedded_project: EmbeddedProject) -> AsyncClient:
    return client_of(embedded_project, as_server=True)


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "storage").glob("*/*") if path.is_file()]


async def test_what_was_stored_comes_back(server: AsyncClient) -> None:
    bucket = server.storage.from_("recordings")
    await bucket.upload("a/b", SOUND, {"content-type": "audio/webm;codecs=opus"})
    assert await bucket.download("a/b") == SOUND
    assert await bucket.exists("a/b")
    assert [item["name"] for item in await bucket.list("a")] == ["b"]


async def test_a_second_upload_needs_the_word_upsert(server: AsyncClient, tmp_path: Path) -> None:
    bucket = server.storage.from_("recordings")
    await bucket.upload("x", b"one", WEBM)
    with pytest.raises(StorageApiError) as refused:
        await bucket.upload("x", b"two", WEBM)
    assert str(refused.value.status) == "409"
    assert await bucket.download("x") == b"one"
    await bucket.upload("x", b"three", {**WEBM, "upsert": "true"})
    assert await bucket.download("x") == b"three"
    assert len(files(tmp_path)) == 1


async def test_removing_deletes_the_bytes_and_removing_again_is_no_error(
    server: AsyncClient, tmp_path: Path
) -> None:
    bucket = server.storage.from_("recordings")
    await bucket.upload("x", SOUND, WEBM)
    assert [item["name"] for item in await bucket.remove(["x"])] == ["x"]
    assert files(tmp_path) == []
    assert await bucket.remove(["x"]) == []
    with pytest.raises(StorageApiError) as refused:
        await bucket.download("x")
    assert str(refused.value.status) == "404"


@pytest.mark.parametrize(
    ("content", "mime", "status"),
    [
        (b"x", "text/html", "415"),
        (b"x", "image/svg+xml", "415"),
        (b"x" * (26_214_400 + 1), "audio/webm", "413"),
    ],
)
async def test_only_small_sound_is_taken(
    server: AsyncClient, tmp_path: Path, content: bytes, mime: str, status: str
) -> None:
    with pytest.raises(StorageApiError) as refused:
        await server.storage.from_("recordings").upload("x", content, {"content-type": mime})
    assert str(refused.value.status) == status
    assert files(tmp_path) == []


async def test_nobody_without_the_servers_key_reads_writes_or_deletes(
    embedded_project: EmbeddedProject, server: AsyncClient, tmp_path: Path
) -> None:
    await server.storage.from_("recordings").upload("x", SOUND, WEBM)
    bucket = client_of(embedded_project).storage.from_("recordings")
    with pytest.raises(StorageApiError) as refused:
        await bucket.upload("y", b"y", WEBM)
    assert str(refused.value.status) == "403"
    with pytest.raises(StorageApiError):
        await bucket.download("x")
    with pytest.raises(StorageApiError):
        await bucket.create_signed_url("x", 60)
    assert await bucket.remove(["x"]) == []
    assert await bucket.list() == []
    assert len(files(tmp_path)) == 1


async def test_an_unknown_bucket_is_not_found(server: AsyncClient) -> None:
    with pytest.raises(StorageApiError) as refused:
        await server.storage.from_("nowhere").upload("x", b"x", WEBM)
    assert str(refused.value.status) == "404"


async def get(project: EmbeddedProject, path: str, *, server: bool = False) -> httpx.Response:
    headers = {"apikey": project.secret_key} if server else {}
    url = path if path.startswith("http") else f"{project.url}/storage/v1/{path}"
    return await project.http.get(url, headers=headers)


async def test_a_link_opens_one_recording_for_a_while(
    embedded_project: EmbeddedProject, server: AsyncClient
) -> None:
    bucket = server.storage.from_("recordings")
    await bucket.upload("x", SOUND, WEBM)
    await bucket.upload("y", SOUND, WEBM)
    link = str((await bucket.create_signed_url("x", 60))["signedURL"])
    answer = await get(embedded_project, link)
    assert answer.content == SOUND
    assert answer.headers["content-type"] == "audio/webm"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert (await get(embedded_project, link.replace("/x?", "/y?"))).status_code == 400
    assert (await get(embedded_project, link[:-3] + "abc")).status_code == 400
    await bucket.remove(["x"])
    assert (await get(embedded_project, link)).status_code == 400


async def test_a_link_for_longer_than_an_hour_is_refused(server: AsyncClient) -> None:
    bucket = server.storage.from_("recordings")
    await bucket.upload("x", SOUND, WEBM)
    with pytest.raises(StorageApiError):
        await bucket.create_signed_url("x", 3601)


async def test_a_player_may_ask_for_a_part(
    embedded_project: EmbeddedProject, server: AsyncClient
) -> None:
    await server.storage.from_("recordings").upload("x", SOUND, WEBM)
    answer = await embedded_project.http.get(
        f"{embedded_project.url}/storage/v1/object/recordings/x",
        headers={"apikey": embedded_project.secret_key, "range": "bytes=10-19"},
    )
    assert (answer.status_code, answer.content) == (206, SOUND[10:20])


@pytest.mark.parametrize(
    "name",
    [
        "../keys.json",
        "..%2Fkeys.json",
        "a/../../keys.json",
        "%2e%2e/keys.json",
        "a//b",
        "a\\b",
        "%00",
    ],
)
async def test_no_name_leads_out_of_the_folder(
    embedded_project: EmbeddedProject, tmp_path: Path, name: str
) -> None:
    url = httpx.URL(f"{embedded_project.url}/storage/v1/object/recordings/x")
    raw = b"/storage/v1/object/recordings/" + name.encode()
    for method in ("GET", "POST"):
        answer = await embedded_project.http.request(
            method,
            url.copy_with(raw_path=raw),
            content=b"x",
            headers={"apikey": embedded_project.secret_key, "content-type": "audio/webm"},
        )
        assert answer.status_code in {400, 404, 405}, answer.text
    assert files(tmp_path) == []


async def test_a_type_that_a_browser_would_run_is_served_as_bytes(
    embedded_project: EmbeddedProject, server: AsyncClient, database: str
) -> None:
    await server.storage.from_("recordings").upload("x", b"<script>", WEBM)
    with psycopg.connect(database) as connection:
        connection.execute(
            """update storage.objects set metadata = metadata || '{"mimetype": "text/html"}'"""
        )
    answer = await get(embedded_project, "object/recordings/x", server=True)
    assert answer.headers["content-type"] == "application/octet-stream"


async def test_bytes_without_a_row_are_swept_and_others_stay(
    server: AsyncClient, tmp_path: Path, database: str
) -> None:
    await server.storage.from_("recordings").upload("x", SOUND, WEBM)
    blobs = Blobs(tmp_path / "storage")

    async def chunks() -> AsyncIterator[bytes]:
        yield b"lost"

    lost, _ = await blobs.keep(chunks(), 100)
    with psycopg.connect(database) as connection:
        known = [row[0] for row in connection.execute("select version from storage.objects")]
    assert blobs.sweep(known) == 1
    assert not blobs.path(lost).exists()
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"prefixes": "x"}', b'{"prefixes": [1]}'])
async def test_nonsense_is_refused_and_never_a_fault(
    embedded_project: EmbeddedProject, body: bytes
) -> None:
    answer = await embedded_project.http.request(
        "DELETE",
        f"{embedded_project.url}/storage/v1/object/recordings",
        content=body,
        headers={"apikey": embedded_project.secret_key},
    )
    assert answer.status_code == 400


async def test_bytes_may_come_without_a_form(embedded_project: EmbeddedProject) -> None:
    url = f"{embedded_project.url}/storage/v1/object/recordings/x"
    key = {"apikey": embedded_project.secret_key}
    sent = await embedded_project.http.put(
        url, content=SOUND, headers={**key, "content-type": "audio/ogg; codecs=opus"}
    )
    assert sent.status_code == 200
    answer = await embedded_project.http.get(url, headers=key)
    assert (answer.content, answer.headers["content-type"]) == (SOUND, "audio/ogg")


async def test_a_form_without_a_file_is_refused(embedded_project: EmbeddedProject) -> None:
    answer = await embedded_project.http.post(
        f"{embedded_project.url}/storage/v1/object/recordings/x",
        files={"words": (None, "no file")},
        headers={"apikey": embedded_project.secret_key},
    )
    assert answer.json()["statusCode"] == "400"


async def test_a_database_that_is_gone_is_503_for_every_door(
    embedded_project: EmbeddedProject, database: str
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'alter database "{name}" allow_connections false')
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
        )
        key = {"apikey": embedded_project.secret_key}
        http, url = embedded_project.http, embedded_project.url
        user = http.get(f"{url}/auth/v1/admin/users", headers=key)
        call = http.post(f"{url}/rest/v1/rpc/me", headers=key)
        file = http.get(f"{url}/storage/v1/object/recordings/x", headers=key)
        answers = await asyncio.gather(user, call, file)
        connection.execute(f'alter database "{name}" allow_connections true')
    assert [answer.status_code for answer in answers] == [503, 503, 500]
    assert answers[2].json()["statusCode"] == "503"
