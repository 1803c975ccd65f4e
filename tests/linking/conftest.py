import pytest

from services.linking.encoder import Encoder
from services.linking.resolve import resolve


@pytest.fixture(scope="session")
def shipped() -> Encoder:
    return resolve()
