"""Each rule of the database is broken once on purpose; the test that guards it has to notice."""

import psycopg
import pytest

from tests.database.sabotages.access import ACCESS
from tests.database.sabotages.nevers import NEVERS
from tests.database.sabotages.numbers import NUMBERS
from tests.database.sabotages.release import RELEASE
from tests.support.crew import Crew
from tests.support.sabotage import Sabotage

NOTICED = (AssertionError, psycopg.Error, pytest.fail.Exception)
SABOTAGES = (*ACCESS, *RELEASE, *NEVERS, *NUMBERS)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.name)
def test_sabotage_is_noticed(crew: Crew, sabotage: Sabotage) -> None:
    sabotage.commit(crew)
    with pytest.raises(NOTICED):
        sabotage.proof(crew)
