"""A photo from the tablet of a session's guide, on the real endpoint and database."""

import hashlib
from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from app.errors import ConflictError
from app.web.sight import sight_routes
from services.backend.sights import Sights
from tests.backend.capture.test_photo import WORDS, hand_in, photos
from tests.support.camera import bomb, photo
from tests.support.direct import DirectConnection
from tests.support.handing_in import new_place
from tests.support.team import Team, guide, release, seat_a_team


@pytest.fixture
async def tablet(tables: psycopg.Connection, team: Team) -> AsyncIterator[httpx.AsyncClient]:
    facilitator = DirectConnection(tables, "authenticated", person=guide(tables, team))
    sights = Sights(facilitator, DirectConnection(tables, "service_role"))

    async def sights_of(request: Request) -> Sights:
        if "signed-out" in request.headers:
            raise ConflictError("Sign in again. The photo waits here.", code="signed_out")
        return sights

    transport = httpx.ASGITransport(Starlette(routes=sight_routes(sights_of)))
    async with httpx.AsyncClient(transport=transport, base_url="https://leaven.test") as http:
        yield http


def place_of(team: Team) -> str:
    return new_place().replace("/api/capture", f"/api/sight/{team.session_id}")


async def test_it_becomes_a_line_as_noted_which_is_no_voice(
    tablet: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    sent = photo()
    answer = await hand_in(tablet, place_of(team), sent)
    assert answer.json()["sha256"] == hashlib.sha256(sent).hexdigest()
    assert photos(tables, team) == [(WORDS, "confirmed", False)]
    row = tables.execute(
        "select o.noted, (select count(*) from leaven.holds h where h.observation_id = o.id),"
        " private.voices(o.session_id) from leaven.observations o where o.session_id = %s",
        (team.session_id,),
    ).fetchone()
    assert row == (True, 0, 0)


async def test_sent_again_it_is_one_line(
    tablet: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place, sent = place_of(team), photo()
    assert (await hand_in(tablet, place, sent)).json() == (
        await hand_in(tablet, place, sent)
    ).json()
    assert len(photos(tables, team)) == 1


async def test_what_cannot_be_kept_goes_at_once(
    tablet: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    answer = await hand_in(tablet, place_of(team), bomb() + bytes(4000))
    assert answer.json()["code"] == "too_large"
    left = tables.execute(
        "select count(*) from private.uploads where session_id = %s", (team.session_id,)
    ).fetchone()
    assert left == (0,)


async def test_nobody_adds_a_photo_to_the_session_of_others(
    tablet: httpx.AsyncClient, tables: psycopg.Connection
) -> None:
    other = seat_a_team(tables, seats=2)
    answer = await hand_in(tablet, place_of(other), photo())
    assert answer.json()["code"] in {"not_found", "not_allowed"}
    assert photos(tables, other) == []


async def test_after_the_release_it_waits_on_the_tablet(
    tablet: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    release(tables, team.session_id)
    answer = await hand_in(tablet, place_of(team), photo())
    assert answer.json()["code"] == "released"
    assert photos(tables, team) == []


async def test_a_tablet_that_is_signed_out_keeps_it(
    tablet: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    tablet.headers["signed-out"] = "yes"
    answer = await hand_in(tablet, place_of(team), photo())
    assert (answer.status_code, answer.json()["code"]) == (409, "signed_out")
