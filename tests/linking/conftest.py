from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from services.database.pool import Pool, open_pool
from services.linking.encoder import Encoder
from services.linking.resolve import resolve
from tests.support.plant import Plant


@pytest.fixture(scope="session")
def shipped() -> Encoder:
    return resolve()


@pytest.fixture
def plant(database: str) -> Iterator[Plant]:
    with psycopg.connect(database, autocommit=True) as opened:
        yield Plant(opened)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    async with open_pool(database, size=3) as opened:
        yield opened
