"""Screens of somebody who belongs to more than one organisation."""

import pytest

from tests.support.screen import PHONE
from tests.support.several import NAME, also_at
from tests.support.visits import shown_to
from tests.support.works import Works

ASKED = "At which organisation?"


@pytest.mark.parametrize("route", ["/", "/more"])
async def test_who_belongs_to_one_is_not_asked(works: Works, route: str) -> None:
    async with shown_to(await works.person("facilitator"), route, PHONE) as page:
        await page.until(lambda: {"Your sessions", "Follow a receipt"} & set(page.texts))
        assert ASKED not in page.texts


async def test_one_tap_and_the_start_is_the_other_organisations(works: Works) -> None:
    also_at(works, "facilitator", "facilitator", language="de")
    async with shown_to(await works.person("facilitator"), "/", PHONE) as page:
        await page.until(lambda: "Clearing jams on infeed 2" in page.texts)
        assert ASKED in page.texts
        await page.tap(NAME)
        await page.until(lambda: "Deine Sitzungen" in page.texts)
        assert "Clearing jams on infeed 2" not in page.texts
        assert "Das ist ein Beispiel" not in page.texts


async def test_every_screen_follows_the_choice_after_a_reload(works: Works) -> None:
    org = also_at(works, "facilitator", "facilitator", "administrator")
    facilitator = await works.person("facilitator")
    await facilitator.organisations.choose(org)
    for route, shown in {
        "/walls": "No area has a name yet",
        "/sessions/new": "Smelter",
        "/administration": "Smelter",
        "/running": "No other session is running.",
        "/desk": "Nothing waits",
        "/cards": "No card yet",
        "/themes": "No theme yet. A facilitator makes one when two lines tell the same story.",
    }.items():
        async with shown_to(await works.same_browser("facilitator"), route, PHONE) as page:
            await page.until(lambda shown=shown, page=page: shown in page.texts)  # type: ignore[misc]


async def test_who_only_reads_here_opens_no_session_here(works: Works) -> None:
    org = also_at(works, "facilitator", "member")
    facilitator = await works.person("facilitator")
    await facilitator.organisations.choose(org)
    async with shown_to(facilitator, "/", PHONE) as page:
        await page.until(lambda: "Your sessions" in page.texts)
        assert "Open a session" not in page.texts


async def test_a_team_that_waits_does_not_hide_behind_the_choice(works: Works) -> None:
    org = also_at(works, "sponsor", "member")
    sponsor = await works.person("sponsor")
    await sponsor.organisations.choose(org)
    async with shown_to(sponsor, "/more", PHONE) as page:
        await page.until(lambda: "Teams that wait for you" in page.texts)


async def test_what_lies_beneath_follows_too(works: Works) -> None:
    """The start stays drawn under every screen, and one comes back to it."""
    also_at(works, "facilitator", "facilitator")
    async with shown_to(await works.person("facilitator"), "/more", PHONE) as page:
        await page.until(lambda: {"Follow a receipt", "Clearing jams on infeed 2"} <= {*page.texts})
        await page.tap(NAME)
        await page.until(lambda: "Follow a receipt" in page.texts)
        await page.until(lambda: any(each.startswith("None yet.") for each in page.texts))
        assert "Clearing jams on infeed 2" not in page.texts
