"""A speaker's own recording on the own phone: how far, where to look twice, what stands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import flet as ft
import msgpack
import psycopg
import pytest
from flet.messaging.protocol import MessageAction
from psycopg.types.json import Jsonb

from app.domain.capture import TypedWords
from services.backend.visitor import Visitor
from tests.support.screen import PHONE, Screen
from tests.support.visits import shown_to
from tests.support.works import Works
from tests.views.test_room_words import drawn

HEARD = [
    {"text": "The gart sticks when", "unsure": ["gart"], "doubtful": False},
    {"text": "the beep beep beep", "unsure": ["beep"], "doubtful": True},
]
WORDS = "The gart sticks when the beep beep beep"


def invoked(screen: Screen) -> set[tuple[str, int]]:
    """What the server asked controls of the phone to do, and which."""
    said = [msgpack.unpackb(each, strict_map_key=False) for each in screen._wire.sent]
    bodies = [body for action, body in said if action == MessageAction.INVOKE_METHOD.value]
    return {(body["name"], body["control_id"]) for body in bodies}


@dataclass
class Spoken:
    """A phone whose one line was spoken."""

    phone: Visitor
    guide: Visitor
    session_id: UUID
    database: psycopg.AsyncConnection

    async def do(self, statement: str, *given: Any) -> None:
        await self.database.execute(statement, given)  # type: ignore[call-overload]

    async def heard(self, reason: str = "") -> None:
        """The machine has put it into words."""
        await self.do(
            "insert into leaven.transcripts (observation_id, words, language, segments, engine,"
            " model) select observation_id, %s, 'en', %s, 'x', 'y' from leaven.clips",
            WORDS,
            Jsonb(HEARD),
        )
        await self.do("update leaven.clips set reason = %s, share = 1", reason)
        await self.do(
            "update leaven.observations set state = 'to_check' where session_id = %s",
            self.session_id,
        )


@pytest.fixture
async def spoken(works: Works) -> AsyncIterator[Spoken]:
    guide = await works.person("facilitator")
    session_id, seats = await works.open_session(guide)
    await works.say(seats[0], "placeholder")
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as database:
        line = Spoken(seats[0], guide, session_id, database)
        await line.do(
            "update leaven.observations set state = 'waiting', spoken = true, words = ''"
            " where session_id = %s",
            session_id,
        )
        await line.do(
            "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
            " select id, %s, %s, 9, 'audio/webm', 70 from leaven.observations"
            " where session_id = %s",
            *(uuid4().hex, "0" * 64, session_id),
        )
        yield line


async def test_the_phone_shows_how_far_a_long_recording_is(spoken: Spoken) -> None:
    async with shown_to(spoken.phone, "/team", PHONE) as phone:
        await phone.until(lambda: "What you said" in phone.texts)
        for share, said in ((0.33, "33 %"), (0.67, "67 %")):
            await spoken.do("update leaven.clips set share = %s", share)
            await phone.until(lambda said=said: said in phone.texts)


async def test_doubts_are_underlined_named_and_one_tap_from_the_field(spoken: Spoken) -> None:
    await spoken.heard()
    async with shown_to(spoken.phone, "/team", PHONE) as phone:
        await phone.until(lambda: WORDS in drawn(phone))
        lines = {
            span.text: span.style.decoration_style
            for text in phone.all(ft.Text)
            for span in text.spans or []
            if span.style
        }
        assert lines == {
            "gart": ft.TextDecorationStyle.DASHED,
            "the beep beep beep": ft.TextDecorationStyle.WAVY,
        }
        assert "Look twice at: gart" in phone.texts
        await phone.tap("Mend “gart”")
        field = next(each for each in phone.all(ft.TextField) if each.label == "Your words")
        assert field.selection is not None
        marked = WORDS[field.selection.base_offset : field.selection.extent_offset]
        assert marked == "gart"
        await phone.until(lambda: ("focus", field._i) in invoked(phone))
        places = [each._i for each in phone.all(ft.TextField)]
        await phone.type_into(field, WORDS.replace("gart", "g"))
        assert [each._i for each in phone.all(ft.TextField)] == places, "the cursor is lost"
        assert "Mend “gart”" in phone.labels


async def test_the_speakers_words_stand_and_the_machines_go(spoken: Spoken) -> None:
    await spoken.heard()
    async with shown_to(spoken.phone, "/team", PHONE) as phone:
        await phone.until(lambda: "Yes, keep it" in phone.labels)
        field = next(each for each in phone.all(ft.TextField) if each.label == "Your words")
        await phone.type_into(field, "The guard sticks when it is cold.")
        await phone.tap("Yes, keep it")
        await phone.until(lambda: "The guard sticks when it is cold." in phone.texts)
        assert WORDS not in drawn(phone)
    for table in ("transcripts", "clips"):
        found = await spoken.database.execute(f"select count(*) from leaven.{table}")
        assert await found.fetchone() == (0,), table


async def test_a_part_that_is_missing_is_said(spoken: Spoken) -> None:
    await spoken.heard("Part of the recording is missing; these are the words of what arrived.")
    async with shown_to(spoken.phone, "/team", PHONE) as phone:
        await phone.until(lambda: any("Part of the recording is missing" in t for t in phone.texts))


async def test_silence_says_to_listen_or_to_say_it_again(spoken: Spoken) -> None:
    await spoken.do(
        "update leaven.observations set state = 'no_speech' where session_id = %s",
        spoken.session_id,
    )
    async with shown_to(spoken.phone, "/team", PHONE) as phone:
        await phone.until(lambda: "No speech heard: listen, or say it again" in phone.texts)


async def test_a_name_is_offered_in_coarser_words_and_changed_only_by_a_tap(
    works: Works,
) -> None:
    guide = await works.person("facilitator")
    session_id, seats = await works.open_session(guide)
    for seat in seats:
        await works.say(seat, "Ask Mr Kowalski for the key, call 0151 2345678.")
    async with shown_to(seats[0], "/team", PHONE) as phone:
        offer = "Say “a colleague” instead of “Mr Kowalski”"
        await phone.until(lambda: offer in phone.labels)
        assert "Ask Mr Kowalski for the key, call 0151 2345678." in phone.texts
        await phone.tap(offer)
        coarser = "Ask a colleague for the key, call 0151 2345678."
        await phone.until(lambda: coarser in phone.texts)
    async with shown_to(guide, f"/sessions/{session_id}/release") as tablet:
        await tablet.until(lambda: any("“Mr Kowalski”" in each for each in tablet.texts))
        assert "Say “a colleague” instead of “Mr Kowalski”" not in tablet.labels


async def test_typed_words_of_a_seat_are_never_changed_by_the_tablet(works: Works) -> None:
    guide = await works.person("facilitator")
    session_id, seats = await works.open_session(guide)
    words = TypedWords(phase="learn", words="Ask Mr Kowalski for the key.")
    for seat in seats:
        await seat.captures.text(seat.seat, uuid4(), words)
    async with shown_to(guide, f"/sessions/{session_id}/release") as tablet:
        await tablet.until(lambda: "Ask Mr Kowalski for the key." in tablet.texts)
        assert not tablet.all(ft.TextField)
