"""Before a change, on its screens: a list to talk about, with nothing to tick off."""

import flet as ft

from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.support.screen import PHONE, TABLET, Screen
from tests.support.visits import shown_to
from tests.support.works import Works

ROSTER = "From May one person alone changes the infeed belt at night"
WEDGE = "Wedging the guard with a block from the locker"
THEME = "Open A two-person job on a one-person roster"


async def guide(works: Works) -> Visitor:
    facilitator = await works.person("facilitator")
    async with open_pool(works.dsn, size=1) as pool:
        await read_all(pool, resolve(), str((await works.organisation(facilitator)).id))
    return facilitator


def field(screen: Screen) -> list[ft.TextField]:
    label = "The change in your own words"
    return [each for each in screen.all(ft.TextField) if each.label == label]


async def look(screen: Screen, change: str) -> None:
    await screen.until(lambda: field(screen))
    await screen.type_into(field(screen)[0], change)
    await screen.tap("See what it touches")
    await screen.until(lambda: WEDGE in screen.texts)


async def test_a_facilitator_sees_practices_themes_and_skills_with_reasons_and_doors(
    works: Works,
) -> None:
    facilitator = await guide(works)
    for size in (PHONE, TABLET):
        async with shown_to(facilitator, "/change", size) as screen:
            await look(screen, ROSTER)
            assert "Protects: both hands, when nobody is there to hold it" in screen.texts
            assert any(each.startswith("As written: The second person") for each in screen.texts)
            assert any(each.startswith("Shown because it says: ") for each in screen.texts)
            assert "Hearing the loose roller before it catches the belt" in screen.texts
            assert THEME in screen.labels


async def test_nothing_can_be_ticked_signed_or_handed_in(works: Works) -> None:
    async with shown_to(await guide(works), "/change", TABLET) as screen:
        await look(screen, ROSTER)
        assert "A list to take to those who do the work. It approves nothing." in screen.texts
        assert len(screen.all(ft.TextField)) == 1
        assert not screen.all(ft.Checkbox) + screen.all(ft.Switch) + screen.all(ft.Radio)


async def test_a_session_begins_with_its_topic_and_leads_there_from_its_board(
    works: Works,
) -> None:
    facilitator = await guide(works)
    session = await works.session_in(facilitator, "improve")
    async with shown_to(facilitator, f"/sessions/{session.id}", TABLET) as screen:
        await screen.until(lambda: "Before a change: what would it touch?" in screen.labels)
    async with shown_to(facilitator, f"/sessions/{session.id}/change", TABLET) as screen:
        await screen.until(lambda: field(screen))
        assert field(screen)[0].value == "New scanners in the yard"


async def test_preparing_a_change_offers_the_look_and_keeps_the_form(works: Works) -> None:
    async with shown_to(await guide(works), "/sessions/new", PHONE) as screen:
        await screen.until(lambda: "A change" in screen.labels or screen.all(ft.TextField))
        assert "Before a change: what would it touch?" not in screen.labels
        topic = screen.all(ft.TextField)[0]
        await screen.type_into(topic, "One person on the belt at night")
        await screen.tap("A change")
        await screen.until(lambda: "Before a change: what would it touch?" in screen.labels)
        await screen.tap("Before a change: what would it touch?")
        await screen.until(lambda: field(screen))
        assert field(screen)[0].value == "One person on the belt at night"
        await look(screen, ROSTER)
        assert THEME not in screen.labels, "a door from here would lose the form"
        assert screen.all(ft.TextField)[0].value == "One person on the belt at night"


async def test_others_have_no_way_to_it(works: Works) -> None:
    for role in ("member", "sponsor"):
        async with shown_to(await works.person(role), "/more", PHONE) as screen:
            await screen.until(lambda: "What is kept of us?" in screen.texts)
            assert "Before a change" not in screen.texts


async def test_a_change_that_nobody_told_of_is_not_called_safe(works: Works) -> None:
    async with shown_to(await guide(works), "/change", PHONE) as screen:
        await screen.until(lambda: field(screen))
        await screen.type_into(field(screen)[0], "🦘")
        await screen.tap("See what it touches")
        await screen.until(lambda: "Nothing found" in screen.texts)
        assert any("does not say that it touches nothing" in each for each in screen.texts)
