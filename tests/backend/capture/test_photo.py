"""A photo on its way into the record, on the real endpoint and database."""

import hashlib

import httpx
import psycopg
import pytest

from tests.database.test_dump import dumped
from tests.support.camera import TRACES, bomb, photo
from tests.support.handing_in import new_place, send_chunk
from tests.support.team import Team

WORDS = "The guard of infeed 2, tied open with a strap"
HALF = 4_000


def finish(sent: bytes, **more: object) -> dict[str, object]:
    return {
        "kind": "photo",
        "words": WORDS,
        "people": "nobody",
        "chunks": 2,
        "sha256": hashlib.sha256(sent).hexdigest(),
        "mime": "image/jpeg",
        "phase": "learn",
        "language": "en",
        **more,
    }


async def hand_in(
    phone: httpx.AsyncClient, place: str, sent: bytes, **more: object
) -> httpx.Response:
    """In the wrong order, as a bad signal does it."""
    await send_chunk(phone, place, 1, sent[HALF:])
    await send_chunk(phone, place, 0, sent[:HALF])
    return await phone.post(f"{place}/finish", json=finish(sent, **more))


def photos(tables: psycopg.Connection, team: Team) -> list[tuple[str, str, bool]]:
    """Words, state and whether they count as spoken, of each line with a photo."""
    return tables.execute(
        "select o.words, o.state, o.spoken from leaven.photos p"
        " join leaven.observations o on o.id = p.observation_id where o.session_id = %s",
        (team.session_id,),
    ).fetchall()


async def test_a_photo_becomes_a_line_with_its_words(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    sent = photo()
    answer = await hand_in(phone, new_place(), sent)
    sha256 = hashlib.sha256(sent).hexdigest()
    assert answer.json() == {"ok": True, "state": "delivered", "sha256": sha256}
    assert photos(tables, team) == [(WORDS, "confirmed", False)]


async def test_a_photo_sent_again_is_one_line(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place, sent = new_place(), photo()
    first = await hand_in(phone, place, sent)
    again = await hand_in(phone, place, sent)
    late = await send_chunk(phone, place, 0, sent[:HALF])
    assert first.json() == again.json()
    assert late.json()["ok"]
    assert len(photos(tables, team)) == 1
    assert (await phone.get(place)).json()["state"] == "confirmed"


async def test_a_photo_that_was_cut_goes_on_with_what_is_missing(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place, sent = new_place(), photo()
    await send_chunk(phone, place, 0, sent[:HALF])
    early = await phone.post(f"{place}/finish", json=finish(sent))
    assert (early.json()["code"], early.json()["missing"]) == ("missing_chunks", [1])
    await send_chunk(phone, place, 1, sent[HALF:])
    assert (await phone.post(f"{place}/finish", json=finish(sent))).json()["ok"]
    assert len(photos(tables, team)) == 1


async def test_a_place_a_time_and_a_device_leave_no_trace(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    sent = photo()
    assert any(trace in sent for trace in TRACES)
    await hand_in(phone, new_place(), sent)
    [row] = tables.execute(
        "select whole, small from leaven.photos p join leaven.observations o"
        " on o.id = p.observation_id where o.session_id = %s",
        (team.session_id,),
    ).fetchall()
    assert [trace for trace in TRACES for data in row if trace in bytes(data)] == []
    told = [trace.hex() for trace in TRACES]
    found = [row.table for row in dumped(tables.info.dsn) for each in told if each in row.text]
    assert found == []


@pytest.mark.parametrize(
    ("sent", "code"),
    [(photo()[:HALF] + bytes(900), "not_a_photo"), (bomb() + bytes(HALF), "too_large")],
)
async def test_what_cannot_be_kept_is_refused_in_clear_words_and_goes_at_once(
    phone: httpx.AsyncClient,
    tables: psycopg.Connection,
    team: Team,
    sent: bytes,
    code: str,
) -> None:
    answer = await hand_in(phone, new_place(), sent)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "Take it again" in answer.json()["message"]
    assert photos(tables, team) == []
    assert tables.execute("select count(*) from private.upload_chunks").fetchone() == (0,)


@pytest.mark.parametrize(
    "more", [{"people": "somebody"}, {"people": None}, {"words": ""}, {"mime": "audio/webm"}]
)
async def test_a_photo_needs_words_and_an_answer_about_people(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team, more: dict[str, object]
) -> None:
    answer = await hand_in(phone, new_place(), photo(), **more)
    assert answer.status_code == 422
    assert photos(tables, team) == []


async def test_a_crews_week_has_no_read_back_and_takes_no_photos(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    tables.execute("update leaven.sessions set kind = 'routine' where id = %s", (team.session_id,))
    answer = await hand_in(phone, new_place(), photo())
    assert answer.json()["code"] == "no_read_back"
    assert photos(tables, team) == []


async def test_a_photo_after_the_release_stays_on_the_phone(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    tables.execute("delete from private.session_keys where session_id = %s", (team.session_id,))
    answer = await hand_in(phone, new_place(), photo())
    assert answer.json()["code"] == "released"
    assert photos(tables, team) == []
