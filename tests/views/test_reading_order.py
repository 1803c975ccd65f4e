"""The order in which a screen is read: what it is about first, then what to do."""

import pytest

from tests.flow.conftest import WORDS, Crew
from tests.support.screen import PHONE
from tests.support.visits import shown_to

GUIDE = {
    "learn": ("Clearing the wash bay", "Pin this moment", "You could ask", "What we hear"),
    "story": ("Clearing the wash bay", "As written", "As done", "What the plan takes for granted"),
    "soak": ("Clearing the wash bay", "Still to soak", "Another length"),
}
SEAT = {
    "/team": ("Clearing the wash bay", "Speak", "The story so far", "What you said", "The promise"),
    "/soak": ("Clearing the wash bay", "Add it", "What the team said", "Two private taps"),
}


def in_order(texts: list[str], wanted: tuple[str, ...]) -> list[int]:
    return [texts.index(each) for each in wanted]


@pytest.mark.parametrize("place", GUIDE)
async def test_a_guides_screen_is_read_from_its_topic_on(spoken: Crew, place: str) -> None:
    if place == "soak":
        await spoken.to("soak")
    async with shown_to(spoken.guide, f"/sessions/{spoken.session_id}/{place}", PHONE) as phone:
        await phone.until(lambda: set(GUIDE[place]) <= set(phone.texts))
        read = in_order(phone.texts, GUIDE[place])
        assert read == sorted(read)


@pytest.mark.parametrize("route", SEAT)
async def test_a_seats_screen_is_read_from_its_topic_on(spoken: Crew, route: str) -> None:
    if route == "/soak":
        await spoken.to("soak")
    async with shown_to(spoken.seats[0], route, PHONE) as phone:
        await phone.until(lambda: set(SEAT[route]) <= set(phone.texts) and WORDS[1] in phone.texts)
        read = in_order(phone.texts, SEAT[route])
        assert read == sorted(read)
