"""The start shows what is so now, however long it lay beneath another screen."""

from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works

TOPIC = "Clearing the wash bay"


async def test_a_session_that_was_just_opened_stands_there_when_one_comes_back(
    works: Works,
) -> None:
    facilitator = await works.person("facilitator")
    async with shown_to(facilitator, "/more", PHONE) as page:
        await page.until(lambda: {"Follow a receipt", "Clearing jams on infeed 2"} <= {*page.texts})
        await works.open_session(facilitator)
        await page.arrives_at("/")
        await page.until(lambda: TOPIC in page.texts)
        assert "Follow a receipt" not in page.texts
