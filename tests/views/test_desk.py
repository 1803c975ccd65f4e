"""The linking desk as a facilitator has it on a tablet, by touch and by keyboard."""

from uuid import UUID

import flet as ft
import psycopg
import pytest

from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.encoder import Encoder
from services.linking.lexical import LexicalEncoder
from services.linking.linker import place_line
from services.linking.resolve import resolve
from services.linking.review import read_all, review
from tests.support.screen import Screen
from tests.support.visits import shown_to
from tests.support.works import Works

SAID = (
    "At night one person does the job that needs two people.",
    "Nobody wrote down that the machine wants a warm-up run.",
    "The board at the dock does not say what the last shift left.",
    "You cannot read the label when it is frozen over.",
    "At night one person does the job that needs two people!",
)


class Room:
    """A facilitator with lines of their own session that the real linker has read."""

    def __init__(self, works: Works, facilitator: Visitor, session: UUID, org: UUID) -> None:
        self.works, self.facilitator, self.session, self.org = works, facilitator, session, org

    async def linked(self) -> dict[str, str]:
        """Theme by line."""
        lines = (await self.facilitator.sessions.board(self.session)).lines
        return {each.words: each.linked[0].title for each in lines if each.linked}

    async def waiting(self) -> set[str]:
        return {each.words for each in (await self.facilitator.desk.look(self.org)).lines}


async def room_of(works: Works, encoder: Encoder) -> Room:
    facilitator = await works.person("facilitator")
    session, seats = await works.open_session(facilitator)
    for number, words in enumerate(SAID):
        await works.say(seats[number % 3], words)
    org = (await works.organisation(facilitator)).id
    async with open_pool(works.dsn, size=2) as pool:
        await read_all(pool, encoder, str(org))
        for line in (await facilitator.sessions.board(session)).lines:
            await place_line(pool, encoder, str(line.id))
        await review(pool, encoder, str(org))
    return Room(works, facilitator, session, org)


@pytest.fixture
async def room(works: Works) -> Room:
    return await room_of(works, resolve())


async def press(screen: Screen, key: str, *, ctrl: bool = False) -> None:
    held = {"shift": False, "ctrl": ctrl, "alt": False, "meta": False}
    await screen.fire(screen.page, "keyboard_event", {"key": key, **held})


def told(screen: Screen, part: str) -> bool:
    return any(part in each for each in screen.texts)


async def test_one_tap_places_the_open_line_and_the_next_one_stands_there(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        await tablet.tap(tablet.labelled("1"))
        await tablet.until(lambda: told(tablet, f"1 of {len(before)}"))
        assert told(tablet, "Put to “")
    assert len(await room.linked()) == 1
    assert len(await room.waiting()) < len(before)


async def test_keys_choose_move_select_and_undo(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        await press(tablet, "1")
        await press(tablet, "Arrow Down")
        await press(tablet, "Numpad 1")
        await tablet.until(lambda: told(tablet, f"2 of {len(before)}"))
        await press(tablet, "U")
        await press(tablet, "U")
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        await press(tablet, " ")
        assert told(tablet, "1 selected")
        await press(tablet, " ")
        assert not told(tablet, "1 selected")
    assert await room.linked() == {}
    assert await room.waiting() == before


async def test_keys_are_letters_while_somebody_types(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        await press(tablet, "1", ctrl=True)
        await press(tablet, "/")
        assert "Which theme is it?" in tablet.texts
        for key in ("1", "0", "U", " ", "Arrow Down"):
            await press(tablet, key)
        assert told(tablet, f"0 of {len(before)}")
        await press(tablet, "Escape")
        assert "Which theme is it?" not in tablet.texts
        await tablet.tap(next(each for each in tablet.labels if each.startswith("None of these")))
        await tablet.fire(field(tablet, "Find a theme, or name a new one"), "focus")
        await press(tablet, "0")
        await tablet.fire(field(tablet, "Find a theme, or name a new one"), "blur")
    assert await room.waiting() == before


async def test_after_tab_space_presses_the_button_and_selects_nothing(room: Room) -> None:
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, "Waiting lines"))
        await press(tablet, "Tab")
        await press(tablet, " ")
        assert not told(tablet, "1 selected")
        await press(tablet, "Escape")
        await press(tablet, " ")
        assert told(tablet, "1 selected")


def field(screen: Screen, label: str) -> ft.TextField:
    return next(each for each in screen.all(ft.TextField) if each.label == label)


async def test_a_theme_is_found_by_a_mistyped_word_and_a_new_one_is_made(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        for typed, wanted in (
            ("warmupp", "The warm-up that stands in no procedure"),
            ("Zebra crossings", "Make the theme “Zebra crossings”"),
        ):
            await press(tablet, "/")
            await tablet.type_into(field(tablet, "Find a theme, or name a new one"), typed)
            await tablet.tap(wanted)
            await tablet.until(lambda: "Which theme is it?" not in tablet.texts)
        await tablet.until(lambda: told(tablet, f"2 of {len(before)}"))
        assert told(tablet, "Put to “Zebra crossings”.")
    titles = set((await room.linked()).values())
    assert titles == {"The warm-up that stands in no procedure", "Zebra crossings"}


async def test_all_that_say_the_same_are_placed_by_two_taps_and_undone_by_one(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        while "Select all 2 that say the same" not in tablet.labels:
            await press(tablet, "Arrow Down")
        await tablet.tap("Select all 2 that say the same")
        assert told(tablet, "2 lines are selected")
        await tablet.tap(tablet.labelled("1"))
        await tablet.until(lambda: told(tablet, f"2 of {len(before)}"))
        assert set((await room.linked()).values()) == {"A two-person job on a one-person roster"}
        await tablet.tap("Undo")
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
    assert await room.linked() == {}
    assert await room.waiting() == before


async def test_set_aside_goes_to_the_pool_where_it_is_seen_and_can_be_taken_up(room: Room) -> None:
    before = await room.waiting()
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, f"0 of {len(before)}"))
        for _ in before:
            await press(tablet, "0")
        await tablet.until(lambda: told(tablet, "That was all of them"))
        await tablet.tap("Look again")
        await tablet.until(lambda: told(tablet, "Nothing waits"))
        [words, *_] = [each for each in SAID if each in tablet.texts]
        await tablet.tap(words)
        assert told(tablet, f"“{words}”")
        await tablet.tap("What falls between two shifts")
        await tablet.until(lambda: told(tablet, "Put to “What falls between two shifts”."))
        await tablet.until(lambda: words not in tablet.labels)
    assert await room.linked() == {words: "What falls between two shifts"}


async def test_what_the_server_refuses_is_told_and_the_desk_shows_how_things_stand(
    room: Room,
) -> None:
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: "Waiting lines" in tablet.texts)
        waiting = (await room.facilitator.desk.look(room.org)).lines
        [theme, *_] = await room.facilitator.themes.all(room.org)
        await room.facilitator.desk.link(room.org, [each.id for each in waiting], theme.id)
        await tablet.tap(tablet.labelled("1"))
        await tablet.until(lambda: tablet.snacks)
        assert tablet.snacks[-1] == "Somebody has placed this line meanwhile."
        await tablet.until(lambda: told(tablet, "Nothing waits"))
        assert "Undo" not in tablet.labels


async def test_a_proposal_is_accepted_under_a_name_and_undone(room: Room) -> None:
    lines = [each.id for each in (await room.facilitator.desk.look(room.org)).lines][:2]
    async with await psycopg.AsyncConnection.connect(room.works.dsn, autocommit=True) as owner:
        await owner.execute("delete from leaven.theme_proposals")
        await owner.execute(
            "insert into leaven.theme_proposals (org_id, kind, subject, theme_ids, alike)"
            " select org_id, 'merge', 's', array_agg(id order by title), .5 from leaven.themes"
            " where title like 'What falls%%' or title like 'Labels%%' group by org_id"
        )
    assert lines
    before = {each.title for each in await room.facilitator.themes.all(room.org)}
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: "Are these two themes one?" in tablet.texts)
        await tablet.tap("Make them one")
        await tablet.until(lambda: "Are these two themes one?" not in tablet.texts)
        assert len(await room.facilitator.themes.all(room.org)) == len(before) - 1
        await tablet.tap("Undo")
        await tablet.until(lambda: "Are these two themes one?" in tablet.texts)
        await tablet.tap("No, leave it")
        await tablet.until(lambda: "Are these two themes one?" not in tablet.texts)
        await tablet.tap("Undo")
        await tablet.until(lambda: "Are these two themes one?" in tablet.texts)
    assert {each.title for each in await room.facilitator.themes.all(room.org)} == before
    assert len(await room.facilitator.desk.proposals(room.org)) == 1


async def test_the_desk_says_when_lines_are_compared_by_their_letters(works: Works) -> None:
    room = await room_of(works, LexicalEncoder())
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: "By letters only" in tablet.texts)
        assert told(tablet, "compared by letters")


async def test_the_desk_is_reached_from_the_themes_by_facilitators_alone(works: Works) -> None:
    async with shown_to(await works.person("facilitator"), "/themes") as tablet:
        await tablet.until(lambda: "Link lines to themes" in tablet.labels)
    async with shown_to(await works.person("member"), "/themes") as tablet:
        await tablet.until(lambda: told(tablet, "Heard in more than one place"))
        assert "Link lines to themes" not in tablet.labels
    async with shown_to(await works.same_browser("member"), "/desk") as tablet:
        await tablet.until(lambda: told(tablet, "For facilitators"))


async def test_every_button_of_the_desk_can_be_hit_with_a_glove(room: Room) -> None:
    """Heights come from padding: nothing here is set lower than 64 pixels."""
    async with shown_to(room.facilitator, "/desk") as tablet:
        await tablet.until(lambda: told(tablet, "Waiting lines"))
        boxes = [each for each in tablet.all(ft.IconButton) if each.height]
        assert boxes
        assert all((each.height or 0) >= 64 and (each.width or 0) >= 64 for each in boxes)
