"""From a phone to the bucket and the line that waits for words, through supabase-py."""

import hashlib
from uuid import uuid4

import httpx
import psycopg
from starlette.applications import Starlette

from app.web.capture import CaptureWeb
from app.web.shell import Shell
from services.backend.captures import Captures
from services.backend.connection import Connection, Project
from services.backend.receipts import receipts_of
from services.backend.recordings import Recordings
from services.backend.seats import Seats, new_device_secret
from services.embedded.project import EmbeddedProject
from tests.support.handing_in import SOUND, WHOLE, new_place, send_sound, text
from tests.support.team import seat_a_team


def phone_of(embedded: EmbeddedProject, shell: Shell) -> tuple[httpx.AsyncClient, Recordings]:
    project = Project(embedded.url, embedded.publishable_key, embedded.secret_key, embedded.http)
    anybody = Connection(project)
    recordings = Recordings(project)
    captures = Captures(anybody, Connection(project, as_server=True), recordings)
    receipts = receipts_of(project)
    web = CaptureWeb(shell, captures, Seats(anybody), receipts, address_key=b"test")
    transport = httpx.ASGITransport(Starlette(routes=web.routes()))
    return httpx.AsyncClient(transport=transport, base_url="http://leaven.test"), recordings


async def test_a_card_a_voice_and_words_go_the_whole_way(
    embedded_project: EmbeddedProject, shell: Shell
) -> None:
    phone, recordings = phone_of(embedded_project, shell)
    with psycopg.connect(embedded_project.dsn, autocommit=True) as tables:
        team = seat_a_team(tables, seats=0, cards=1)
        device = new_device_secret()
        taken = await phone.post("/api/seat", json={"secret": team.cards[0], "device": device})
        assert taken.json()["ok"], taken.text
        phone.headers["X-Leaven-Seat"] = device
        voice = new_place()
        assert (await send_sound(phone, voice)).json()["sha256"] == WHOLE
        typed = await phone.put(new_place(), json=text("and in words"))
        assert typed.json()["sha256"] == hashlib.sha256(b"and in words").hexdigest()
        clip = tables.execute("select path, mime, bytes from leaven.clips").fetchone()
        jobs = tables.execute(
            "select task_name, count(*) from procrastinate.procrastinate_jobs group by 1 order by 1"
        ).fetchall()
    assert clip is not None
    assert (clip[1], clip[2]) == ("audio/webm;codecs=opus", len(SOUND))
    assert await recordings.read(clip[0]) == SOUND
    assert jobs == [("leaven.link", 1), ("leaven.transcribe", 1)]
    assert (await phone.get(voice)).json()["state"] == "waiting"
    unknown = await phone.get(f"/api/capture/{uuid4()}")
    said = unknown.json()
    assert (said["state"], said["words"], said["share"]) == ("unknown", None, None)
    await phone.aclose()


async def test_a_speaker_hears_the_own_recording_again_and_nobody_else_does(
    embedded_project: EmbeddedProject, shell: Shell
) -> None:
    phone, _ = phone_of(embedded_project, shell)
    with psycopg.connect(embedded_project.dsn, autocommit=True) as tables:
        team = seat_a_team(tables, seats=2)
        phone.headers["X-Leaven-Seat"] = team.seats[0]
        voice = new_place()
        await send_sound(phone, voice)
        tables.execute("update leaven.clips set share = 0.5, reason = 'Almost.'")
        state = (await phone.get(voice)).json()
        assert (state["share"], state["reason"]) == (0.5, "Almost.")
        heard = await phone.get(f"{voice}/sound")
        assert (heard.content, heard.headers["Content-Type"]) == (SOUND, "audio/webm;codecs=opus")
        other = await phone.get(f"{voice}/sound", headers={"X-Leaven-Seat": team.seats[1]})
        assert (other.status_code, other.json()["ok"]) == (404, False)
        tables.execute("delete from leaven.clips")
    gone = await phone.get(f"{voice}/sound")
    assert gone.json()["message"] == "This recording has been deleted."
    await phone.aclose()
