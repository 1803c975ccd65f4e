"""What a screen reader calls buttons and fields: what and for what, so that no two sound alike."""

from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import flet as ft
import pytest

from app.domain.action import Action
from app.domain.defence import Defence
from app.domain.practice import Practice
from app.domain.story import Step
from services.linking.resolve import resolve
from tests.flow.conftest import WORDS, Crew
from tests.support.screen import PHONE, TABLET, Screen, controls_in
from tests.support.visits import shown_to
from tests.support.works import Works
from tests.views.test_desk import room_of
from views.components.buttons import button, icon_button
from views.components.chips import pill
from views.components.text import shortened

LONG = "We wait for the lifter, " * 8


def spoken_names(screen: Screen) -> list[str]:
    """Of every button and field on the screen itself."""
    buttons = [each for each in screen.on_top(ft.Control) if getattr(each, "on_click", None)]
    return [*map(_name, buttons), *(str(each.label) for each in screen.on_top(ft.TextField))]


def _name(control: ft.Control) -> str:
    inside = controls_in(getattr(control, "content", None) or getattr(control, "icon", None))
    said = [getattr(each, "semantics_label", getattr(each, "value", None)) for each in inside]
    seen = [getattr(each, "value", None) for each in inside]
    told = [label or words for label, words in zip(said, seen, strict=True)]
    return " ".join(each for each in [getattr(control, "tooltip", None), *told] if each)


def alike(screen: Screen) -> dict[str, int]:
    """Names that more than one of them has; one without a name counts, too."""
    found = Counter(spoken_names(screen))
    return {name: number for name, number in found.items() if number > 1 or not name}


@pytest.mark.parametrize(
    "made",
    [
        lambda about: button("Keep it", print, about=about),
        lambda about: pill("Keep it", False, print, about=about),
    ],
)
async def test_a_button_in_a_list_is_called_by_what_it_belongs_to(
    made: Callable[[str], ft.Control],
) -> None:
    async with Screen.of(
        lambda: ft.Column([made(""), made("The roll curls."), made(LONG)])
    ) as page:
        names = spoken_names(page)
        shown = [each for each in page.texts if each == "Keep it"]
    assert names == ["Keep it", "Keep it: The roll curls.", f"Keep it: {shortened(LONG, 120)}"]
    assert len(shown) == 3


async def test_a_picture_to_tap_is_called_so_too() -> None:
    part = lambda: icon_button(ft.Icons.CLOSE_ROUNDED, "Take it away", print, "Lift")  # noqa: E731
    async with Screen.of(part) as page:
        assert page.one(ft.IconButton).tooltip == "Take it away"
        assert page.one(ft.Icon).semantics_label == "Take it away: Lift"


async def test_in_learn_each_line_and_group_has_its_own_buttons(spoken: Crew) -> None:
    for name in ("Waiting", "Lifting"):
        await spoken.guide.flows.name_group(spoken.session_id, uuid4(), name)
    route = f"/sessions/{spoken.session_id}/learn"
    async with shown_to(spoken.guide, route, TABLET) as tablet:
        await tablet.until(lambda: "Mark, group or park" in tablet.labels)
        while "Mark, group or park" in tablet.labels:
            await tablet.tap("Mark, group or park")
        assert alike(tablet) == {}


async def test_in_the_story_each_step_and_practice_has_its_own_buttons(spoken: Crew) -> None:
    guide, session = spoken.guide, spoken.session_id
    for side in ("imagined", "done"):
        steps = [Step(id=uuid4(), side=side, words=f"{words} {side}") for words in ("Lift", "Lock")]
        await guide.stories.set_steps(session, side, steps, [])
    for name in ("Two hands", "A shout"):
        await guide.stories.name_practice(session, Practice(id=uuid4(), name=name))
    for kind in ("time", "people"):
        await guide.stories.assume(session, "own", f"There is enough {kind}.")
    async with shown_to(guide, f"/sessions/{session}/story", TABLET) as tablet:
        await tablet.until(lambda: "Take it away" in tablet.labels)
        assert alike(tablet) == {}


async def test_on_a_phone_in_soak_each_line_has_its_own_answers(spoken: Crew) -> None:
    await spoken.to("soak")
    async with shown_to(spoken.seats[0], "/soak", PHONE) as phone:
        await phone.until(lambda: "Us too" in phone.labels)
        assert f"Us too: {WORDS[1]}" in spoken_names(phone)
        assert alike(phone) == {}


async def test_a_seats_own_lines_have_their_own_buttons(spoken: Crew) -> None:
    await spoken.works.say(spoken.seats[0], "Another thing that I saw.")
    async with shown_to(spoken.seats[0], "/team", PHONE) as phone:
        await phone.until(lambda: "Another thing that I saw." in phone.texts)
        assert alike(phone) == {}


async def test_in_improve_each_action_and_defence_has_its_own_buttons(released: Crew) -> None:
    guide, session = released.guide, released.session_id
    for words in ("The interlock", "Joe hears it"):
        made = Defence.model_validate({"id": uuid4(), "words": words, "state": "works"})
        await guide.improving.set_defence(session, made)
        await guide.improving.write(session, Action(id=uuid4(), change=f"More of {words}"))
    async with shown_to(guide, f"/sessions/{session}/improve", TABLET) as tablet:
        await tablet.until(lambda: "More of Joe hears it" in tablet.texts)
        assert alike(tablet) == {}


async def test_on_the_board_each_suggestion_has_its_own_answers(works: Works) -> None:
    room = await room_of(works, resolve())
    async with shown_to(room.facilitator, f"/sessions/{room.session}", TABLET) as tablet:
        await tablet.until(lambda: "What we hear" in tablet.texts and len(tablet.labels) > 8)
        assert alike(tablet) == {}


async def test_at_the_desk_each_line_has_its_own_box(works: Works) -> None:
    room = await room_of(works, resolve())
    async with shown_to(room.facilitator, "/desk", TABLET) as tablet:
        await tablet.until(lambda: "Waiting lines" in tablet.texts)
        assert alike(tablet) == {}


async def test_cards_for_the_wall_are_made_for_a_place(works: Works) -> None:
    async with shown_to(await works.person("facilitator"), "/walls", TABLET) as tablet:
        await tablet.until(lambda: "Make a card" in tablet.labels)
        assert alike(tablet) == {}


@pytest.mark.parametrize("route", ["", "/soak", "/release", "/guides"])
async def test_a_guides_other_screens_have_no_two_buttons_that_sound_alike(
    spoken: Crew, route: str
) -> None:
    await spoken.to("soak")
    screen = f"/sessions/{spoken.session_id}{route}"
    async with shown_to(spoken.guide, screen, TABLET) as tablet:
        await tablet.until(lambda: len(tablet.labels) > 3)
        assert alike(tablet) == {}


@pytest.mark.parametrize("route", ["/", "/sessions/new", "/running", "/themes", "/search"])
async def test_a_facilitators_screens_have_no_two_buttons_that_sound_alike(
    works: Works, route: str
) -> None:
    async with shown_to(await works.person("facilitator"), route, TABLET) as tablet:
        await tablet.until(lambda: len(tablet.labels) > 3)
        assert alike(tablet) == {}


def told_aloud(screen: Screen) -> list[str]:
    """What a screen reader says by itself when it comes or changes."""
    live = [each for each in screen.on_top(ft.Semantics) if each.live_region]
    return [
        str(each.value) for part in live for each in controls_in(part) if isinstance(each, ft.Text)
    ]


async def test_what_a_seat_has_sent_is_said_until_it_writes_on(spoken: Crew) -> None:
    async with shown_to(spoken.seats[0], "/team", PHONE) as phone:
        await phone.until(lambda: "Send" in phone.labels)
        [field] = [each for each in phone.all(ft.TextField) if each.label == "Or type one line"]
        await phone.type_into(field, "The lamp is out.")
        await phone.tap("Send")
        await phone.until(lambda: "Sent. It stands below." in told_aloud(phone))
        [field] = [each for each in phone.all(ft.TextField) if each.label == "Or type one line"]
        await phone.type_into(field, "And")
        await phone.until(lambda: "Sent. It stands below." not in told_aloud(phone))
