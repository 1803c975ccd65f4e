"""Who acts beside the browser in these journeys, and a story that can be told on."""

import pytest

from tests.browser.loop.story import Story, begun
from tests.browser.support.beside import Beside
from tests.support.process import LeavenProcess


@pytest.fixture
def beside(leaven: LeavenProcess) -> Beside:
    return Beside(leaven.home)


@pytest.fixture
def story(beside: Beside) -> Story:
    return beside.act(begun)
