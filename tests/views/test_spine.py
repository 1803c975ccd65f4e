"""The whole way through the screens, in this process, on a real database."""

import asyncio
from io import BytesIO

import flet as ft
import zxingcpp
from PIL import Image

from tests.support.screen import Screen
from tests.support.visits import shown_to
from tests.support.works import Works


async def test_a_stranger_finds_the_two_doors(works: Works) -> None:
    async with shown_to(await works.nobody(), "/") as page:
        assert {"Take a seat", "Sign in"} <= set(page.texts)


async def test_a_facilitator_sees_the_sessions_of_the_worked_example(works: Works) -> None:
    async with shown_to(await works.person("facilitator"), "/") as page:
        await page.until(lambda: "Clearing jams on infeed 2" in page.texts)
        assert "This is an example" in page.texts


async def test_an_address_that_is_none_says_so(works: Works) -> None:
    async with shown_to(await works.nobody(), "/nowhere") as page:
        assert "There is no such page" in page.texts


async def test_signing_in_asks_for_a_code_and_a_wrong_one_is_told(works: Works) -> None:
    async with shown_to(await works.nobody(), "/sign-in") as page:
        await page.type_into(page.one(ft.TextField), "facilitator@leaven.example")
        await page.tap("Send the code")
        await page.until(lambda: "Six digits" in page.texts)
        await page.type_into(page.one(ft.TextField), "000000")
        await page.tap("Sign in")
        await page.until(lambda: page.one(ft.TextField).error)
        assert "not right" in str(page.one(ft.TextField).error)


async def test_the_board_says_why_it_is_empty_until_three_have_spoken(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    async with shown_to(facilitator, f"/sessions/{session_id}") as board:
        await works.say(seats[0], "We warm the machine up by hand.")
        await works.say(seats[1], "I do the lift alone at night.")
        await board.until(lambda: any("three people have spoken" in each for each in board.texts))
        assert "We warm the machine up by hand." not in board.texts
        await works.say(seats[2], "The board is behind.")
        await board.until(lambda: "We warm the machine up by hand." in board.texts)
        assert b"We warm the machine up by hand." in board.wire


async def test_a_line_reaches_the_board_without_a_reload(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    for seat in seats:
        await works.say(seat, "We wait for the second beep.")
    async with shown_to(facilitator, f"/sessions/{session_id}") as board:
        await board.until(lambda: "We wait for the second beep." in board.texts)
        await works.say(seats[0], "The guard sticks when it is cold.")
        await board.until(lambda: "The guard sticks when it is cold." in board.texts)


async def test_a_worker_types_a_line_and_takes_it_back(works: Works) -> None:
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    async with shown_to(seats[0], "/team") as phone:
        await phone.until(lambda: phone.all(ft.TextField))
        await phone.type_into(phone.one(ft.TextField), "The label curls in the cold.")
        await phone.tap("Send")
        await phone.until(lambda: "The label curls in the cold." in phone.texts)
        assert phone.one(ft.TextField).value == ""


async def test_two_phones_never_see_each_others_lines_before_three_have_spoken(
    works: Works,
) -> None:
    facilitator = await works.person("facilitator")
    _, seats = await works.open_session(facilitator)
    async with shown_to(seats[0], "/team") as one, shown_to(seats[1], "/team") as other:
        await one.until(lambda: one.all(ft.TextField))
        await works.say(seats[0], "Only for my own phone.")
        await one.until(lambda: "Only for my own phone." in one.texts)
        await asyncio.sleep(0.1)
        assert b"Only for my own phone." not in other.wire


async def test_an_accepted_theme_stands_beside_another_sites_line(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session_id, seats = await works.open_session(facilitator)
    for seat in seats:
        await works.say(seat, "Alone with a job for two.")
    line = (await facilitator.sessions.board(session_id)).lines[0]
    organisation = await works.organisation(facilitator)
    theme = next(
        each for each in await facilitator.themes.all(organisation.id) if "two-person" in each.title
    )
    await facilitator.themes.decide(line.id, theme.id, "linked")
    async with shown_to(facilitator, f"/themes/{theme.id}") as page:
        await page.until(lambda: "Alone with a job for two." in page.texts)
        assert {"Hill Road hospital", "Harbour depot"} <= set(page.texts)
    async with shown_to(await works.person("member"), f"/themes/{theme.id}") as page:
        await page.until(lambda: "Hill Road hospital" in page.texts)
        assert b"Alone with a job for two." not in page.wire


async def test_after_signing_out_the_cookie_opens_nothing(works: Works) -> None:
    async with shown_to(await works.person("facilitator"), "/more") as page:
        await page.until(lambda: "Sign out everywhere" in page.labels)
        assert (await works.same_browser("facilitator")).signed_in
        tapped = asyncio.create_task(page.tap("Sign out everywhere"))  # no browser answers here
        async with asyncio.timeout(10):
            while (await works.same_browser("facilitator")).signed_in:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        tapped.cancel()


async def test_a_session_is_opened_by_one_form(works: Works) -> None:
    facilitator = await works.person("facilitator")
    async with shown_to(facilitator, "/sessions/new") as page:
        await page.until(lambda: "Hill Road hospital" in page.labels)
        await page.type_into(page.all(ft.TextField)[0], "Clearing the wash bay")
        for choice in ("A change", "Hill Road hospital", "Ward 6", "Nights"):
            await page.tap(choice)
        await page.tap("Opens, leaves, returns")
        await page.tap("Open the session")
    organisation = await works.organisation(facilitator)
    opened = (await facilitator.sessions.mine(organisation.id))[0]
    assert (opened.topic, opened.use, opened.site) == (
        "Clearing the wash bay",
        "change",
        "Hill Road hospital",
    )
    assert (opened.area, opened.shift_kind) == ("Ward 6", "nights")
    assert opened.sponsor_mode == "opens_and_returns"


async def test_a_session_without_a_topic_is_not_opened_and_says_why(works: Works) -> None:
    async with shown_to(await works.person("facilitator"), "/sessions/new") as page:
        await page.until(lambda: "Hill Road hospital" in page.labels)
        await page.tap("Open the session")
        assert any("Name one task or topic" in each for each in page.texts)


async def test_members_read_the_themes_of_their_organisation(works: Works) -> None:
    async with shown_to(await works.person("member"), "/themes") as page:
        await page.until(lambda: "A two-person job on a one-person roster" in page.texts)


async def test_a_card_can_be_one_for_a_tablet_that_is_passed_round(works: Works) -> None:
    facilitator = await works.person("facilitator")
    session = await works.session_in(facilitator, "prepare")
    async with shown_to(facilitator, f"/sessions/{session.id}") as board:
        await board.until(lambda: "Show the seat cards" in board.texts)
        await board.tap("Show the seat cards")
        await board.until(lambda: links(board))
        assert all("/seat#" in link for link in links(board))
        await board.tap("For a tablet passed round")
        await board.until(lambda: all("/seat?shared=1#" in link for link in links(board)))
        assert len(links(board)) > 1


def links(page: Screen) -> list[str]:
    """What a camera reads off the cards."""
    pngs = [each.src for each in page.all(ft.Image) if isinstance(each.src, bytes)]
    pictures = [Image.open(BytesIO(png)) for png in pngs]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]
