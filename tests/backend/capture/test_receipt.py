"""What has arrived is answered with four words, to the seat that gave it and to nobody else."""

import httpx
import psycopg

from services.backend.receipts import Receipts
from tests.support.direct import DirectConnection
from tests.support.handing_in import new_place, send_sound, text
from tests.support.team import Team

SAID = text("The guard switch sticks.")


async def asked(phone: httpx.AsyncClient, place: str, **headers: str) -> httpx.Response:
    return await phone.post(f"{place}/receipt", headers=headers)


async def test_typed_and_spoken_words_get_their_receipt_at_once(
    phone: httpx.AsyncClient, tables: psycopg.Connection
) -> None:
    typed, spoken = new_place(), new_place()
    assert (await phone.put(typed, json=SAID)).json()["ok"]
    assert (await send_sound(phone, spoken)).json()["ok"]
    receipts = Receipts(DirectConnection(tables, "service_role"), b"pepper")
    for place in (typed, spoken):
        answer = await asked(phone, place)
        assert answer.headers["cache-control"] == "no-store"
        assert (await receipts.open(answer.json()["words"], "me")).state == "heard"


async def test_another_seat_gets_no_receipt_and_neither_does_what_never_came(
    phone: httpx.AsyncClient, team: Team
) -> None:
    mine = new_place()
    await phone.put(mine, json=SAID)
    other = await asked(phone, mine, **{"X-Leaven-Seat": team.seats[1]})
    assert (other.status_code, other.json()["ok"]) == (404, False)
    assert (await asked(phone, new_place())).status_code == 404


async def test_asked_again_only_the_last_words_hold(
    phone: httpx.AsyncClient, tables: psycopg.Connection, team: Team
) -> None:
    place = new_place()
    await phone.put(place, json=SAID)
    words = [(await asked(phone, place)).json()["words"] for _ in range(2)]
    assert words[0] != words[1]
    held = tables.execute(
        "select count(*) from leaven.receipts r join leaven.observations o"
        " on o.id = r.observation_id where o.session_id = %s",
        (team.session_id,),
    ).fetchone()
    assert held == (1,)
