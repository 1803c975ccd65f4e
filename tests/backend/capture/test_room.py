"""The room's recording on the real endpoint and database: only while everybody's yes stands."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import psycopg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from app.web.room import RoomWeb
from services.backend.rooms import Rooms
from tests.support.direct import BucketInMemory, DirectConnection
from tests.support.handing_in import FINISH, SOUND, WHOLE, send_chunk
from tests.support.team import Team, guide, release, seat_a_team

PINNED = {**FINISH, "kind": "room", "pins": [2.5, 1.0]}


@dataclass
class Tablet:
    """A facilitator's tablet, and what stands behind it."""

    http: httpx.AsyncClient
    bucket: BucketInMemory
    tables: psycopg.Connection
    team: Team

    def place(self) -> str:
        return f"/api/room/{self.team.session_id}/{uuid4()}"

    def agree(self, *, all_of_them: bool) -> None:
        """A show of hands: of both seats, or of none any more."""
        self.tables.execute(
            "update leaven.sessions set recording_asked = true, recording_hands = %s where id = %s",
            (2 if all_of_them else None, self.team.session_id),
        )

    async def send(self, place: str) -> httpx.Response:
        await send_chunk(self.http, place, 1, SOUND[700:])
        await send_chunk(self.http, place, 0, SOUND[:700])
        return await self.http.post(f"{place}/finish", json=PINNED)

    def recordings(self) -> list[tuple[str, list[float]]]:
        rows: list[tuple[str, list[float]]] = self.tables.execute(
            "select path, pins from leaven.room_recordings where session_id = %s",
            (self.team.session_id,),
        ).fetchall()
        return rows

    def uploads(self) -> int:
        row = self.tables.execute(
            "select count(*) from private.uploads where session_id = %s", (self.team.session_id,)
        ).fetchone()
        return int(row[0]) if row else 0


@pytest.fixture
async def tablet(tables: psycopg.Connection, team: Team) -> AsyncIterator[Tablet]:
    facilitator = DirectConnection(tables, "authenticated", person=guide(tables, team))
    bucket = BucketInMemory()
    rooms = Rooms(facilitator, DirectConnection(tables, "service_role"), bucket)

    async def rooms_of(_: Request) -> Rooms:
        return rooms

    transport = httpx.ASGITransport(Starlette(routes=RoomWeb(rooms_of).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://leaven.test") as http:
        ready = Tablet(http, bucket, tables, team)
        ready.agree(all_of_them=True)
        yield ready


async def test_the_whole_room_arrives_once_with_its_pins_in_order(tablet: Tablet) -> None:
    place = tablet.place()
    first = await tablet.send(place)
    assert first.json() == {"ok": True, "state": "delivered", "sha256": WHOLE}
    assert (await tablet.send(place)).json() == first.json()
    ((path, pins),) = tablet.recordings()
    assert pins == [1.0, 2.5]
    assert tablet.bucket.files == {path: SOUND}
    assert tablet.uploads() == 0


async def test_without_every_yes_no_chunk_is_taken(tablet: Tablet) -> None:
    tablet.agree(all_of_them=False)
    answer = await send_chunk(tablet.http, tablet.place(), 0, SOUND)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_consent")
    assert tablet.uploads() == 0


async def test_a_yes_taken_back_erases_what_had_arrived(tablet: Tablet) -> None:
    place = tablet.place()
    await send_chunk(tablet.http, place, 0, SOUND[:700])
    earlier = tablet.place()
    await tablet.send(earlier)
    assert (tablet.uploads(), len(tablet.recordings())) == (1, 1)
    tablet.agree(all_of_them=False)
    assert (await send_chunk(tablet.http, place, 1, SOUND[700:])).status_code == 403
    assert (tablet.uploads(), tablet.recordings()) == (0, [])
    row = tablet.tables.execute(
        "select count(*) from procrastinate.procrastinate_jobs"
        " where task_name = 'leaven.delete_recording'"
    ).fetchone()
    assert row is not None
    assert row[0] >= 1


async def test_a_yes_taken_back_while_the_bytes_are_written_leaves_no_file(
    tablet: Tablet,
) -> None:
    place = tablet.place()
    await send_chunk(tablet.http, place, 0, SOUND[:700])
    await send_chunk(tablet.http, place, 1, SOUND[700:])

    def change_of_mind(moment: str) -> bool:
        tablet.agree(all_of_them=moment != "after")
        return False

    tablet.bucket._fails = change_of_mind
    answer = await tablet.http.post(f"{place}/finish", json=PINNED)
    assert answer.json()["code"] == "no_consent"
    assert tablet.bucket.files == {}


async def test_what_began_in_learn_may_arrive_in_soak(tablet: Tablet) -> None:
    place = tablet.place()
    await send_chunk(tablet.http, place, 0, SOUND[:700])
    tablet.tables.execute(
        "update leaven.sessions set phase = 'soak' where id = %s", (tablet.team.session_id,)
    )
    assert (await tablet.send(place)).json()["ok"]
    fresh = await send_chunk(tablet.http, tablet.place(), 0, SOUND)
    assert fresh.json()["code"] == "no_consent"


async def test_the_release_takes_the_rooms_recording_with_it(tablet: Tablet) -> None:
    await tablet.send(tablet.place())
    tablet.tables.execute(
        "update leaven.sessions set released_week = '2026-W10' where id = %s",
        (tablet.team.session_id,),
    )
    assert tablet.recordings() == []
    release(tablet.tables, tablet.team.session_id)
    tablet.agree(all_of_them=False)
    late = await send_chunk(tablet.http, tablet.place(), 0, SOUND)
    assert late.json()["code"] == "no_consent"


async def test_the_room_goes_after_its_hours_unless_the_law_holds_it(tablet: Tablet) -> None:
    await tablet.send(tablet.place())
    session = (tablet.team.session_id,)
    tablet.tables.execute(
        "update leaven.room_recordings set delete_after = now() - interval '1 minute'"
        " where session_id = %s",
        session,
    )
    hold = (
        "update leaven.rules set legal_hold = %s"
        " where org_id = (select org_id from leaven.sessions where id = %s)"
    )
    tablet.tables.execute(hold, (True, *session))
    tablet.tables.execute("select private.sweep_rooms()")
    assert len(tablet.recordings()) == 1
    tablet.tables.execute(hold, (False, *session))
    tablet.tables.execute("select private.sweep_rooms()")
    assert tablet.recordings() == []


async def test_a_seat_that_takes_its_yes_back_erases_the_room(
    tablet: Tablet, tables: psycopg.Connection
) -> None:
    """With the real question: asked, answered by both seats, taken back by one."""
    tablet.agree(all_of_them=False)
    seat = DirectConnection(tables, "anon")
    consent = f"/api/room/{tablet.team.session_id}"
    for secret in tablet.team.seats:
        assert (await tablet.http.post(consent, json={})).json()["may_record"] is False
        await seat.call("answer_recording", secret=secret, yes=True)
    now = await tablet.http.post(consent, json={})
    assert now.json() == {"ok": True, "asked": True, "may_record": True}
    assert (await tablet.send(tablet.place())).json()["ok"]
    await seat.call("answer_recording", secret=tablet.team.seats[0], yes=False)
    assert tablet.recordings() == []
    assert (await tablet.http.post(consent, json={})).json()["may_record"] is False


async def test_hands_count_only_when_they_are_as_many_as_the_seats(tablet: Tablet) -> None:
    consent = f"/api/room/{tablet.team.session_id}"
    said = [(await tablet.http.post(consent, json={"hands": n})).json() for n in (0, 1, 2, 3)]
    assert [each["may_record"] for each in said] == [False, False, True, False]


async def test_nobody_but_the_sessions_facilitator_records_its_room(
    tablet: Tablet, tables: psycopg.Connection
) -> None:
    other = seat_a_team(tables)
    answer = await send_chunk(tablet.http, f"/api/room/{other.session_id}/{uuid4()}", 0, SOUND)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_ninety_minutes_fit(tablet: Tablet) -> None:
    place = tablet.place()
    chunks = [bytes([n % 251]) * 64 * 1024 for n in range(256)]  # 16.8 MB
    for n, chunk in enumerate(chunks):
        assert (await send_chunk(tablet.http, place, n, chunk)).json()["ok"]
    whole = b"".join(chunks)
    details = {
        **PINNED,
        "chunks": len(chunks),
        "sha256": hashlib.sha256(whole).hexdigest(),
        "seconds": 5400,
    }
    answer = await tablet.http.post(f"{place}/finish", json=details)
    assert answer.json()["sha256"] == details["sha256"]
    assert list(tablet.bucket.files.values()) == [whole]


async def test_asking_again_undoes_neither_hands_nor_a_recording(tablet: Tablet) -> None:
    consent = f"/api/room/{tablet.team.session_id}"
    await tablet.send(tablet.place())
    again = await tablet.http.post(consent, json={"ask": True})
    assert again.json() == {"ok": True, "asked": True, "may_record": True}
    assert len(tablet.recordings()) == 1
