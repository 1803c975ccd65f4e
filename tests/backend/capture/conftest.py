"""The capture addresses on a real database, and a phone that holds a seat."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from starlette.applications import Starlette

from app.web.capture import CaptureWeb
from app.web.shell import Shell
from services.backend.captures import Captures
from services.backend.receipts import Receipts
from services.backend.seats import Seats
from tests.support.direct import BucketInMemory, DirectConnection
from tests.support.team import Team, seat_a_team


@pytest.fixture
def tables(module_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def team(tables: psycopg.Connection) -> Team:
    return seat_a_team(tables, seats=2, cards=1)


@pytest.fixture(scope="module")
def shell() -> Shell:
    return Shell.read(Path(__file__).parents[3] / "assets")


@pytest.fixture
async def phone(
    tables: psycopg.Connection, shell: Shell, team: Team
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that shows the first seat of the team."""
    visitor = DirectConnection(tables, "anon")
    server = DirectConnection(tables, "service_role")
    captures = Captures(visitor, server, BucketInMemory())
    receipts = Receipts(server, b"pepper")
    web = CaptureWeb(shell, captures, Seats(visitor), receipts, address_key=b"test")
    transport = httpx.ASGITransport(Starlette(routes=web.routes()))
    headers = {"X-Leaven-Seat": team.seats[0]}
    async with httpx.AsyncClient(
        transport=transport, base_url="https://leaven.test", headers=headers
    ) as client:
        yield client
