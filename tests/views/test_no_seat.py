"""A screen that cannot be filled says why and leads on; it never waits for ever."""

from dataclasses import replace

import flet as ft
import pytest

from app.errors import UnavailableError
from services.backend.soak import Soaking
from tests.flow.conftest import Crew
from tests.support.screen import PHONE, Screen, labels_of
from tests.support.visits import shown_to
from tests.support.works import Works

NO_SEAT = "Scan your seat card first, or type its six characters."


def topmost(page: Screen) -> list[str]:
    """What can be tapped on the screen itself; the start lies beneath it."""
    return labels_of(page.all(ft.View)[-1])


@pytest.mark.parametrize("route", ["/team", "/soak", "/after"])
async def test_a_phone_without_a_seat_is_shown_the_way_to_one(works: Works, route: str) -> None:
    async with shown_to(await works.nobody(), route, PHONE) as phone:
        await phone.until(lambda: NO_SEAT in phone.texts)
        assert "Take a seat" in topmost(phone)


@pytest.mark.parametrize("route", ["/team", "/soak", "/after"])
async def test_a_seat_that_was_closed_is_told_so(crew: Crew, route: str) -> None:
    await crew.tables.execute("delete from private.seat_secrets")
    async with shown_to(crew.seats[0], route, PHONE) as phone:
        await phone.until(lambda: "Take a seat" in topmost(phone))
        assert any("Ask the facilitator for a fresh card" in each for each in phone.texts)


async def test_a_phone_with_a_seat_finds_its_team_again_from_the_start(crew: Crew) -> None:
    async with shown_to(crew.seats[0], "/", PHONE) as phone:
        assert "Take a seat" in phone.labels
        await phone.tap("Your team")
        assert phone.asked == [("push_route", {"route": "/team"})]


@pytest.mark.parametrize("place", ["", "/learn", "/story", "/soak", "/improve", "/guides"])
async def test_a_stranger_at_a_guides_screen_is_shown_the_sign_in(crew: Crew, place: str) -> None:
    route = f"/sessions/{crew.session_id}{place}"
    async with shown_to(await crew.works.nobody(), route) as tablet:
        await tablet.until(lambda: "Sign in" in topmost(tablet))


async def test_somebody_else_at_a_guides_screen_goes_back_to_what_is_theirs(crew: Crew) -> None:
    sponsor = await crew.works.person("sponsor")
    async with shown_to(sponsor, f"/sessions/{crew.session_id}/learn") as tablet:
        await tablet.until(lambda: "Your sessions" in topmost(tablet))


async def test_a_card_that_hangs_no_more_says_so_at_the_crews_tablet(works: Works) -> None:
    bench = await works.visitors.with_cookies(None, None, "x" * 32)
    async with shown_to(bench, "/routine") as tablet:
        await tablet.until(lambda: any("not valid any more" in each for each in tablet.texts))


class Recovering(Soaking):
    """A database that is away when it is asked first."""

    def __init__(self, real: Soaking) -> None:
        self.real, self.asked = real, 0

    async def of(self, seat: str):  # type: ignore[no-untyped-def]
        self.asked += 1
        if self.asked == 1:
            raise UnavailableError("Leaven cannot reach its database just now.")
        return await self.real.of(seat)


async def test_a_database_that_was_away_is_asked_again_and_no_seat_is_lost(spoken: Crew) -> None:
    phone_of = replace(spoken.seats[0], soaking=Recovering(spoken.seats[0].soaking))
    async with shown_to(phone_of, "/soak", PHONE) as phone:
        await phone.until(lambda: "Try again" in phone.labels)
        assert "Take a seat" not in topmost(phone)
        await phone.tap("Try again")
        await phone.until(lambda: "What the team said" in phone.texts)


async def test_what_became_of_it_follows_the_session_without_a_reload(released: Crew) -> None:
    async with shown_to(released.seats[0], "/after", PHONE) as phone:
        await phone.until(lambda: "No action yet" in phone.texts)
        await released.tables.execute(
            "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due,"
            " state) select gen_random_uuid(), org_id, id, 'Two by plan', 'no lift alone',"
            " 'Planner', '2026-12-01', 'draft' from leaven.sessions where id = %s",
            (released.session_id,),
        )
        await released.tables.execute(
            "alter table leaven.actions disable trigger user;"
            "update leaven.actions set state = 'proposed';"
            f" notify leaven, '{released.session_id}';"
            "alter table leaven.actions enable trigger user"
        )
        await phone.until(lambda: any("Two by plan" in each for each in phone.texts))
