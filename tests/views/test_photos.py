"""Photos on the screens: small in a list, whole after a touch, told by their words."""

from collections.abc import Iterator

import flet as ft
import pytest

from services.backend.pixels import SMALL_SIDE
from tests.flow.conftest import Crew
from tests.support.camera import opened
from tests.support.screen import PHONE, TABLET, Screen
from tests.support.visits import shown_to

WORDS = "The guard of infeed 2, tied open with a strap"
SHOW = f"Photo: {WORDS}. Show the whole photo"
LESS = f"Photo: {WORDS}. Make the photo small"


def pictures(screen: Screen) -> Iterator[bytes]:
    for each in screen.all(ft.Image):
        if isinstance(each.src, bytes):
            yield each.src


def labels(screen: Screen) -> set[str]:
    return {str(each.label) for each in screen.all(ft.Semantics) if each.label}


@pytest.fixture
async def photographed(spoken: Crew) -> Crew:
    await spoken.works.photograph(spoken.seats[0], WORDS)
    return spoken


@pytest.mark.parametrize("place", ["", "/learn", "/release"])
async def test_a_guide_sees_a_photo_with_its_words(photographed: Crew, place: str) -> None:
    route = f"/sessions/{photographed.session_id}{place}"
    async with shown_to(photographed.guide, route, TABLET) as tablet:
        await tablet.until(lambda: SHOW in labels(tablet))
        [picture] = pictures(tablet)
        assert max(opened(picture).size) == SMALL_SIDE


@pytest.mark.parametrize("route", ["/team", "/soak"])
@pytest.mark.parametrize("seat", [0, 1])
async def test_its_giver_and_the_team_see_it_on_their_phones(
    photographed: Crew, route: str, seat: int
) -> None:
    await photographed.to("soak")
    async with shown_to(photographed.seats[seat], route, PHONE) as phone:
        await phone.until(lambda: SHOW in labels(phone))
        assert WORDS in phone.texts


async def test_a_touch_shows_it_whole_and_another_small(photographed: Crew) -> None:
    route = f"/sessions/{photographed.session_id}"
    async with shown_to(photographed.guide, route, TABLET) as tablet:
        await tablet.until(lambda: SHOW in labels(tablet))
        [button] = [
            each for each in tablet.all(ft.TextButton) if isinstance(each.content, ft.Image)
        ]
        await button.on_click()  # type: ignore[misc, operator]
        await tablet.until(lambda: LESS in labels(tablet))
        assert opened(next(pictures(tablet))).size == (800, 600)


async def test_the_guide_takes_it_off_after_a_second_tap(photographed: Crew) -> None:
    route = f"/sessions/{photographed.session_id}"
    async with shown_to(photographed.guide, route, TABLET) as tablet:
        await tablet.until(lambda: SHOW in labels(tablet))
        await tablet.tap("Take the photo off")
        assert await photographed.count("leaven.photos") == 1
        await tablet.tap("Take it off for good")
        await tablet.until(lambda: SHOW not in labels(tablet))
        assert WORDS in tablet.texts
    assert await photographed.count("leaven.photos") == 0


async def test_a_released_photo_stands_under_its_theme(photographed: Crew) -> None:
    works, guide = photographed.works, photographed.guide
    org = (await works.organisation(guide)).id
    theme = (await guide.themes.all(org))[0]
    await guide.themes.decide(await photographed.line(WORDS), theme.id, "linked")
    await photographed.release()
    member = await works.person("member")
    async with shown_to(member, f"/themes/{theme.id}", PHONE) as phone:
        await phone.until(lambda: SHOW in labels(phone))


async def test_the_tools_for_learn_lead_to_the_guides_own_camera(spoken: Crew) -> None:
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/learn", TABLET) as tablet:
        await tablet.until(lambda: "Photo of a place or a thing" in tablet.labels)
        await tablet.tap("Photo of a place or a thing")
        address = f"/capture?sight={spoken.session_id}"
        assert any(address in str(asked) for asked in tablet.asked)
