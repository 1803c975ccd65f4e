"""An address that leads nowhere: one screen that can be drawn, and the way on."""

import flet as ft

from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works


async def test_an_unknown_address_is_one_screen_and_leads_to_the_start(works: Works) -> None:
    async with shown_to(await works.nobody(), "/nowhere", PHONE) as page:
        await page.until(lambda: "There is no such page" in page.texts)
        assert len(page.all(ft.View)) == 1  # a view inside a view is a grey box in the browser
        assert "To the start" in page.labels
