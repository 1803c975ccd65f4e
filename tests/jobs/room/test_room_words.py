"""A room becomes lines while it is recorded, which the guide alone reads; gone with a yes."""

from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from services.speech.engine import Ask, Engine, Samples, Segment
from services.speech.transcriber import Transcriber
from tests.speech.conftest import spoken
from tests.support.database import as_role
from tests.support.engines import SameEngine
from tests.support.room import Room, voices

SENTENCE = spoken()["austen-0890.webm"]


async def test_the_first_line_stands_while_the_recording_goes_on(
    room: Room, two_minutes: bytes
) -> None:
    room.send(two_minutes[: len(two_minutes) * 6 // 10])
    await room.transcribe()
    assert room.words()[0] == SENTENCE
    (hearing,) = room.text()["recordings"]
    assert (hearing["state"], hearing["arriving"]) == ("waiting", True)
    assert 4 < hearing["done"] < hearing["heard"] < 90


async def test_each_sentence_stands_once_however_often_the_tablet_falls_silent(
    room: Room, two_minutes: bytes
) -> None:
    for part in (3, 5, 6, 8):
        room.send(two_minutes[: len(two_minutes) * part // 10])
        await room.transcribe()
    room.finish(two_minutes, seconds=141)
    await room.transcribe()
    assert room.words() == [SENTENCE] * 4
    (hearing,) = room.text()["recordings"]
    assert (hearing["state"], hearing["reason"]) == ("in_words", "")
    await room.transcribe()
    assert len(room.lines()) == 4


async def test_a_pinned_moment_gives_its_line_the_pin(room: Room, two_minutes: bytes) -> None:
    room.finish(two_minutes, pins=(35.6, 60.0))
    await room.transcribe()
    pins = [line["pins"] for line in room.lines()]
    assert [len(each) for each in pins] == [0, 2, 0, 0]
    early, late = pins[1]
    assert 0 < early < late == len(SENTENCE)


async def test_a_recording_that_comes_whole_is_read_from_the_bucket(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    assert room.words() == [SENTENCE] * 4


async def test_a_yes_taken_back_takes_the_words_with_it(room: Room, two_minutes: bytes) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    room.settle(room.lines()[0], keep=True)
    room.take_a_yes_back()
    assert room.text()["lines"] == []
    for table in ("leaven.room_lines", "private.room_hearings", "leaven.observations"):
        assert room.value(f"select count(*) from {table}") == 0, table


async def test_a_yes_taken_back_under_our_hands_stops_the_work(
    room: Room, engine: Engine, two_minutes: bytes
) -> None:
    heard: list[int] = []

    class TakenBack(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            heard.append(audio.size)
            with psycopg.connect(room.database.info.dsn, autocommit=True) as other:
                other.execute("delete from private.recording_yes")
            return super().window(audio, ask)

    transcriber = Transcriber(TakenBack(engine))
    room.bench = replace(room.bench, transcriber=lambda: transcriber)
    room.finish(two_minutes)
    await room.transcribe()
    assert len(heard) == 1
    assert room.value("select count(*) from leaven.room_lines") == 0


async def test_the_release_destroys_where_the_lines_came_from(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    first, second, *_ = room.lines()
    room.settle(first, keep=True, words="We warm it up by hand.")
    room.settle(second, keep=True, words="Nobody knows who has the key.")
    room.settle(second, keep=False)
    voices(room)
    room.asks("move_session", room.team.session_id, "soak")
    for seat in room.team.seats:
        room.value("select public.read_back(%s)", seat)
    answer = room.asks("release_session", room.team.session_id)
    assert answer["released"]
    for table in ("leaven.room_lines", "private.room_hearings", "leaven.room_recordings"):
        assert room.value(f"select count(*) from {table}") == 0, table
    words = room.database.execute("select words from leaven.observations").fetchall()
    assert ("We warm it up by hand.",) in words
    assert len(words) == 4


async def test_what_the_room_said_waits_until_enough_have_taken_a_seat(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    room.database.execute(
        "update leaven.seats set claimed = false where id = (select id from leaven.seats limit 1)"
    )
    assert (room.text()["open"], room.text()["lines"]) == (False, [])
    line = room.value("select id from leaven.room_lines limit 1")
    with pytest.raises(psycopg.Error, match="enough people"):
        room.settle({"id": line}, keep=True)


async def test_nobody_but_the_guide_reads_what_the_room_said(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes)
    await room.transcribe()
    org = room.value("select org_id from leaven.sessions")
    for role in ("sponsor", "administrator", "representative", "facilitator"):
        person = uuid4()
        room.database.execute("insert into auth.users (id, email) values (%s, %s)", (person, role))
        room.database.execute(
            "insert into leaven.memberships values (%s, %s, %s)", (org, person, role)
        )
        with (
            pytest.raises(psycopg.Error),
            as_role(room.database, "authenticated", {"sub": person}),
        ):
            room.value("select public.room_text(%s)", room.team.session_id)
    for seat in room.team.seats:
        with as_role(room.database, "anon"):
            page = room.value("select public.seat_page(%s)", seat)
        assert SENTENCE not in str(page)


async def test_a_line_that_stands_is_of_no_seat_and_the_machines_text_is_gone(
    room: Room, two_minutes: bytes
) -> None:
    room.finish(two_minutes, pins=(2.0,))
    await room.transcribe()
    line = room.lines()[0]
    room.settle(line, keep=True, words="The mended words.")
    assert room.lines()[0]["words"] == "The mended words."
    assert room.lines()[0]["kept"]
    assert room.value("select count(*) from leaven.holds") == 0
    assert room.value("select words from leaven.observations where noted") == "The mended words."
    stored = room.value("select l::text from leaven.room_lines l where l.line_id is not null")
    assert SENTENCE not in stored
