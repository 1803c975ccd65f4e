"""Nothing lost, nothing doubled: random faults at every step, on the real endpoint and database."""

import random

import httpx
import psycopg
from starlette.applications import Starlette

from app.web.capture import CaptureWeb
from app.web.shell import Shell
from services.backend.captures import Captures
from services.backend.receipts import Receipts
from services.backend.seats import Seats
from tests.support.direct import BucketInMemory, DirectConnection
from tests.support.phone import FlakyNetwork, Item, Phone
from tests.support.team import seat_a_team

SCHEDULES = 200
PATIENCE = 60  # tries of a phone before the network calms down


class World:
    """One server, one phone, one seeded run of bad luck."""

    def __init__(self, database: psycopg.Connection, shell: Shell, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable bad luck, no secret
        self.database = database
        self.shell = shell
        self.team = seat_a_team(database)
        self.bucket = BucketInMemory(self._fails)
        self.network = FlakyNetwork(self._server(), self.dice)
        self.phone = Phone(self.team.seats[0], self.network, self.dice)
        self.given = [self._gift() for _ in range(self.dice.randint(1, 3))]
        self.phone.outbox = list(self.given)

    def _fails(self, _: str) -> bool:
        """The database or the bucket goes away before or after it has done its part."""
        return not self.network.calm and self.dice.random() < 0.07

    def _server(self) -> httpx.ASGITransport:
        visitor = DirectConnection(self.database, "anon", self._fails)
        server = DirectConnection(self.database, "service_role", self._fails)
        captures = Captures(visitor, server, self.bucket)
        receipts = Receipts(server, b"pepper")
        web = CaptureWeb(self.shell, captures, Seats(visitor), receipts, address_key=b"test")
        return httpx.ASGITransport(Starlette(routes=web.routes()))

    def _gift(self) -> Item:
        if self.dice.random() < 0.4:
            return Item(words=f"The guard switch sticks, {self.dice.random()}")
        return Item(sound=self.dice.randbytes(self.dice.randint(1, 4000)))

    async def run(self) -> None:
        for _ in range(PATIENCE):
            await self.phone.go()
            self.nothing_is_lost()
            if not self.phone.outbox:
                break
        self.network.calm = True
        for _ in range(3):
            await self.phone.go()
        await self.network.settle()

    def arrived(self) -> list[tuple[str, bytes]]:
        """What the database and the bucket hold of this session: words, sound."""
        rows = self.database.execute(
            "select o.words, coalesce(c.path, '') from leaven.observations o"
            " join leaven.holds h on h.observation_id = o.id"
            " left join leaven.clips c on c.observation_id = o.id where o.session_id = %s",
            (self.team.session_id,),
        ).fetchall()
        return sorted((words, self.bucket.files[path] if path else b"") for words, path in rows)

    def nothing_is_lost(self) -> None:
        gone = [item for item in self.given if item not in self.phone.outbox]
        there = self.arrived()
        assert all((item.words, item.sound) in there for item in gone)

    def leftovers(self) -> int:
        row = self.database.execute(
            "select count(*) from private.uploads where session_id = %s", (self.team.session_id,)
        ).fetchone()
        return int(row[0]) if row else 0


async def test_after_any_faults_each_thing_given_is_there_once_byte_for_byte(
    tables: psycopg.Connection, shell: Shell
) -> None:
    for seed in range(SCHEDULES):
        world = World(tables, shell, seed)
        await world.run()
        assert world.phone.outbox == [], f"seed {seed}"
        assert world.phone.refused == [], f"seed {seed}"
        expected = sorted((item.words, item.sound) for item in world.given)
        assert world.arrived() == expected, f"seed {seed}"
        sounds = sorted(item.sound for item in world.given if item.sound)
        assert sorted(world.bucket.files.values()) == sounds, f"seed {seed}: a stray file"
        assert world.leftovers() == 0, f"seed {seed}"
