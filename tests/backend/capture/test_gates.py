"""Who may hand in what, and what the upload never keeps, on the real endpoint and database."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from app.domain.capture import TypedWords
from services.backend.captures import Captures
from services.backend.seats import new_device_secret
from tests.support.direct import BucketInMemory, DirectConnection
from tests.support.handing_in import FINISH, SOUND, TIMED, new_place, send_chunk, send_sound, text
from tests.support.team import Team, release


async def test_an_id_that_tells_the_time_is_refused(phone: httpx.AsyncClient) -> None:
    answer = await phone.put(f"/api/capture/{TIMED}", json=text("x"))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_id")


async def test_another_seat_can_neither_see_nor_touch_a_capture(
    phone: httpx.AsyncClient, team: Team
) -> None:
    place = new_place()
    await send_chunk(phone, place, 0, SOUND[:700])
    phone.headers["X-Leaven-Seat"] = team.seats[1]
    assert (await send_chunk(phone, place, 1, SOUND[700:])).status_code == 404
    assert (await phone.post(f"{place}/finish", json=FINISH)).status_code == 404
    assert (await phone.get(place)).json()["state"] == "unknown"


async def test_who_spoke_keeps_or_mends_the_words_and_no_other_seat_can(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await send_sound(phone, place)
    tables.execute("update leaven.observations set state = 'to_check' where state = 'waiting'")
    phone.headers["X-Leaven-Seat"] = team.seats[1]
    for refused in (
        await phone.put(f"{place}/words", json={"words": "not mine"}),
        await phone.delete(place),
    ):
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    phone.headers["X-Leaven-Seat"] = team.seats[0]
    assert (await phone.put(f"{place}/words", json={"words": " as I said it "})).json()["ok"]
    kept = (await phone.get(place)).json()
    assert (kept["state"], kept["words"]) == ("confirmed", "as I said it")
    assert (await phone.delete(place)).json()["ok"]
    assert (await phone.get(place)).json()["state"] == "withdrawn"


async def test_a_tablet_that_is_passed_round_gets_no_cookie_of_a_seat(
    phone: httpx.AsyncClient, team: Team
) -> None:
    asked = {"secret": team.cards[0], "device": new_device_secret()}
    shared = await phone.post("/api/seat", json={**asked, "shared": True})
    assert shared.json()["ok"]
    assert "set-cookie" not in shared.headers
    assert "leaven_seat" in (await phone.post("/api/seat", json=asked)).headers["set-cookie"]


@pytest.mark.parametrize("secret", ["", "short", "A" * 32])
async def test_without_a_seat_nothing_is_taken(phone: httpx.AsyncClient, secret: str) -> None:
    phone.headers["X-Leaven-Seat"] = secret
    answer = await phone.put(new_place(), json=text("x"))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_seat")


async def test_another_sites_page_cannot_send_for_a_seat(phone: httpx.AsyncClient) -> None:
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await phone.put(new_place(), json=text("x"), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "other_site")
    ours = {"Origin": "https://leaven.test", "Sec-Fetch-Site": "same-origin"}
    assert (await phone.put(new_place(), json=text("x"), headers=ours)).json()["ok"]


async def test_after_release_nothing_joins_but_a_repeat_is_still_answered(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    first = await phone.put(place, json=text("in time"))
    release(tables, team.session_id)
    late = await phone.put(new_place(), json=text("too late"))
    assert (late.status_code, late.json()["code"]) == (403, "released")
    assert (await phone.put(place, json=text("in time"))).json() == first.json()
    assert (await phone.get(place)).json()["words"] is None


async def test_after_release_no_row_leads_from_a_devices_id_to_its_line(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await phone.put(place, json=text("who was that"))
    release(tables, team.session_id)
    capture = UUID(place.rpartition("/")[2])
    row = tables.execute(
        "select id from leaven.observations where session_id = %s", (team.session_id,)
    ).fetchone()
    assert row is not None
    assert row[0].version == 4
    assert row[0] != capture
    keys = tables.execute(
        "select count(*) from private.session_keys where session_id = %s", (team.session_id,)
    ).fetchone()
    assert keys == (0,)


async def test_no_table_of_the_upload_knows_a_time_or_an_order(
    tables: psycopg.Connection,
) -> None:
    rows = tables.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'private' and table_name in"
        " ('uploads', 'upload_chunks', 'deliveries')"
        " and (data_type like '%time%' or data_type like '%date%' or is_identity = 'YES'"
        "      or column_default like 'nextval%')"
    ).fetchall()
    assert rows == []


async def test_only_the_server_makes_a_line_of_a_recording(
    tables: psycopg.Connection,
) -> None:
    rows = tables.execute(
        "select role from unnest(array['anon', 'authenticated', 'service_role']) role"
        " where has_function_privilege(role, 'public.server_capture_finish(text, uuid, jsonb)',"
        " 'execute')"
    ).fetchall()
    assert rows == [("service_role",)]


async def test_a_seat_that_sends_without_end_is_asked_to_wait(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    captures = Captures(
        DirectConnection(tables, "anon"),
        DirectConnection(tables, "service_role"),
        BucketInMemory(),
    )
    for n in range(200):
        await captures.text(team.seats[0], uuid4(), TypedWords(words=f"line {n}"))
    answer = await phone.put(new_place(), json=text("one more"))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert answer.headers["Retry-After"] == "30"


async def test_a_device_takes_a_card_once_and_may_ask_again(
    phone: httpx.AsyncClient, team: Team
) -> None:
    device = new_device_secret()
    body = {"secret": team.cards[0], "device": device}
    first = await phone.post("/api/seat", json=body)
    assert first.json()["session"]["topic"] == "Infeed 2"
    assert first.json()["danger"] == {"name": "Shift lead", "contact": "4711"}
    assert first.json()["limits"] == {"seconds": 60, "characters": 500}
    assert first.json()["secret"] == device
    assert (await phone.post("/api/seat", json=body)).json() == first.json()
    later = await phone.post("/api/seat", json={"secret": device, "device": device})
    assert later.json() == first.json()
    other = await phone.post("/api/seat", json={**body, "device": new_device_secret()})
    assert not other.json()["ok"]


async def test_the_seats_cookie_is_out_of_reach_of_scripts_and_other_sites(
    phone: httpx.AsyncClient, team: Team
) -> None:
    answer = await phone.post("/api/seat", json={"secret": team.seats[0]})
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))


async def test_every_refusal_has_one_shape(phone: httpx.AsyncClient) -> None:
    answers: list[dict[str, Any]] = [
        (await phone.post("/api/seat", json={"code": "nope"})).json(),
        (await phone.post("/api/seat", json={"code": "ZZZ999"})).json(),
        (await phone.put(new_place(), content=b"not json")).json(),
        (await phone.get("/api/capture/" + TIMED)).json(),
    ]
    assert all(set(answer) == {"ok", "code", "message"} for answer in answers)
    assert all(answer["message"].endswith(".") for answer in answers)


async def test_a_seat_answers_for_the_room_and_is_told_no_number(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    look = await phone.post("/api/seat/recording", json={})
    assert look.json() == {"ok": True, "asked": False, "mine": False}
    tables.execute(
        "update leaven.sessions set recording_asked = true where id = %s", (team.session_id,)
    )
    yes = await phone.post("/api/seat/recording", json={"yes": True})
    assert yes.json() == {"ok": True, "asked": True, "mine": True}
    no = await phone.post("/api/seat/recording", json={"yes": False})
    assert no.json() == {"ok": True, "asked": True, "mine": False}
    rows = tables.execute(
        "select count(*) from private.recording_yes where session_id = %s", (team.session_id,)
    ).fetchone()
    assert rows == (0,)
