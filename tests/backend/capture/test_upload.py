"""What the upload promises, one sentence at a time, on the real endpoint and database."""

import hashlib

import httpx
import psycopg
import pytest

from tests.support.handing_in import (
    FINISH,
    SOUND,
    WHOLE,
    new_place,
    send_chunk,
    send_sound,
    text,
)
from tests.support.team import Team


def count(tables: psycopg.Connection, team: Team, table: str = "observations") -> int:
    row = tables.execute(
        f"select count(*) from leaven.{table} where session_id = %s", (team.session_id,)
    ).fetchone()
    return int(row[0]) if row else 0


async def test_typed_words_are_answered_with_the_hash_of_what_arrived(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    words = "Der Schutzschalter klemmt wieder, wie jede Nacht."
    answer = await phone.put(new_place(), json=text(words, lens="risky"))
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    assert answer.json() == {"ok": True, "state": "delivered", "sha256": sha256}
    row = tables.execute(
        "select words, state, phase, lens, spoken from leaven.observations where session_id = %s",
        (team.session_id,),
    ).fetchone()
    assert row == (words, "confirmed", "learn", "risky", False)


async def test_the_same_words_sent_twice_are_one_line(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    first = await phone.put(place, json=text("label roll curls in the cold"))
    again = await phone.put(place, json=text("label roll curls in the cold"))
    assert first.json() == again.json()
    assert count(tables, team) == 1


async def test_an_id_that_stands_for_other_words_is_refused_and_changes_nothing(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await phone.put(place, json=text("first"))
    answer = await phone.put(place, json=text("second"))
    assert (answer.status_code, answer.json()["code"]) == (422, "other_content")
    assert count(tables, team) == 1


async def test_a_line_that_was_withdrawn_does_not_come_back_with_a_late_repeat(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await phone.put(place, json=text("I take this back"))
    tables.execute("delete from leaven.observations where session_id = %s", (team.session_id,))
    answer = await phone.put(place, json=text("I take this back"))
    assert answer.json()["ok"]
    assert count(tables, team) == 0
    assert (await phone.get(place)).json()["state"] == "withdrawn"


async def test_chunks_may_come_in_any_order_and_a_finish_names_what_is_missing(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await send_chunk(phone, place, 1, SOUND[700:])
    early = await phone.post(f"{place}/finish", json=FINISH)
    assert early.status_code == 409
    assert (early.json()["code"], early.json()["missing"]) == ("missing_chunks", [0])
    assert (await phone.get(place)).json()["state"] == "partial"
    await send_chunk(phone, place, 0, SOUND[:700])
    done = await phone.post(f"{place}/finish", json=FINISH)
    assert done.json() == {"ok": True, "state": "delivered", "sha256": WHOLE}
    assert count(tables, team) == 1
    assert (await phone.get(place)).json()["state"] == "waiting"


async def test_a_chunk_damaged_on_its_way_is_not_kept(phone: httpx.AsyncClient) -> None:
    place = new_place()
    claim = hashlib.sha256(b"what was sent").hexdigest()
    answer = await send_chunk(phone, place, 0, b"what arrived", claim)
    assert (answer.status_code, answer.json()["code"]) == (422, "damaged_chunk")
    assert (await phone.get(place)).json()["state"] == "unknown"


async def test_chunks_that_do_not_make_the_whole_are_asked_for_again(
    phone: httpx.AsyncClient,
) -> None:
    place = new_place()
    await send_chunk(phone, place, 0, b"cut in another way")
    await send_chunk(phone, place, 1, SOUND[700:])
    answer = await phone.post(f"{place}/finish", json=FINISH)
    assert (answer.status_code, answer.json()["missing"]) == (409, [0, 1])
    assert (await send_sound(phone, place)).json()["sha256"] == WHOLE


async def test_a_chunk_that_arrives_after_the_finish_leaves_nothing_behind(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await send_sound(phone, place)
    assert (await send_chunk(phone, place, 0, SOUND[:700])).json()["ok"]
    row = tables.execute(
        "select count(*) from private.uploads where session_id = %s", (team.session_id,)
    ).fetchone()
    assert row == (0,)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("a film", {"mime": "video/mp4"}),
        ("too many chunks", {"chunks": 513}),
        ("no hash", {"sha256": "x"}),
        ("an unknown lens", {"lens": "angry"}),
        ("a phase that collects nothing", {"phase": "share"}),
    ],
)
async def test_a_finish_that_makes_no_sense_is_refused(
    phone: httpx.AsyncClient, kind: str, change: dict[str, object]
) -> None:
    answer = await phone.post(f"{new_place()}/finish", json={**FINISH, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), kind


@pytest.mark.parametrize("words", ["", "x" * 501])
async def test_words_are_between_one_and_five_hundred_characters(
    phone: httpx.AsyncClient, words: str
) -> None:
    assert (await phone.put(new_place(), json=text(words))).status_code == 422


async def test_a_chunk_is_at_most_256_kib_and_a_clip_two_mebibytes(
    phone: httpx.AsyncClient,
) -> None:
    place = new_place()
    too_large = await send_chunk(phone, place, 0, bytes(256 * 1024 + 1))
    assert too_large.json()["code"] == "too_large"
    codes = [
        (await send_chunk(phone, place, n, bytes(256 * 1024))).json().get("code") for n in range(9)
    ]
    assert codes == [None] * 8 + ["too_large"]


async def test_what_was_said_in_learn_counts_as_learn_when_it_arrives_in_soak(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    tables.execute("update leaven.sessions set phase = 'soak' where id = %s", (team.session_id,))
    await phone.put(new_place(), json=text("said before"))
    await phone.put(new_place(), json=text("said by a phone that knew no phase", phase=None))
    rows = tables.execute(
        "select words, phase from leaven.observations where session_id = %s order by words",
        (team.session_id,),
    ).fetchall()
    assert rows == [("said before", "learn"), ("said by a phone that knew no phase", "soak")]
