"""Why a line stands in a theme: every part of the reason is on the phone, in words."""

import flet as ft
import pytest

from app.domain.why import reasons_of
from services.backend.visitor import Visitor
from services.database.pool import open_pool
from services.linking.linker import place_line
from services.linking.resolve import resolve
from services.linking.review import read_all
from tests.support.screen import PHONE, Screen
from tests.support.visits import shown_to
from tests.support.works import Works

THEME = "A two-person job on a one-person roster"
LINE = "At nights one person does the belt change that neds two peple."


def told(screen: Screen, part: str) -> bool:
    return any(part in each for each in screen.texts)


async def linked(works: Works, visitor: Visitor) -> str:
    """The address of a theme in which the linker's suggestion was taken."""
    session, seats = await works.open_session(visitor)
    for words, seat in zip((LINE, "The coffee is good.", "It is loud."), seats, strict=True):
        await works.say(seat, words)
    org = (await works.organisation(visitor)).id
    board = (await visitor.sessions.board(session)).lines
    line = next(each for each in board if each.words == LINE)
    async with open_pool(works.dsn, size=2) as pool:
        await read_all(pool, resolve(), str(org))
        await place_line(pool, resolve(), str(line.id))
    theme = next(each for each in await visitor.themes.all(org) if each.title == THEME)
    await visitor.themes.decide(line.id, theme.id, "linked")
    return f"/themes/{theme.id}"


async def test_the_whole_reason_stands_on_a_phone_in_words(works: Works) -> None:
    visitor = await works.person("facilitator")
    address = await linked(works, visitor)
    async with shown_to(visitor, address, PHONE) as phone:
        await phone.until(lambda: LINE in phone.texts)
        await phone.tap(phone.all(ft.TextButton)[why_button(phone)])
        await phone.until(lambda: told(phone, "What each word brings"))
        assert told(phone, "A person put it here.")
        assert told(phone, "Shared words: ")
        assert told(phone, "Taken for the same word: ")
        assert told(phone, "peple = people")
        assert told(phone, "The linker was ")
        assert told(phone, "The nearest lines from other places")
        bars = [each for each in phone.all(ft.Semantics) if "% for" in (each.label or "")]
        assert bars, "a bar says its word and its number to who cannot see it"
        await phone.tap("Put the reason away")
        assert not told(phone, "What each word brings")


def why_button(phone: Screen) -> int:
    """The button beside the line of this test."""
    names = [
        next((each.value for each in texts_in(button)), "") for button in phone.all(ft.TextButton)
    ]
    found = [at for at, name in enumerate(names) if name == "Why here?"]
    lines = [each.value for each in phone.all(ft.Text) if each.value]
    order = [each for each in lines if each in {LINE, "Why here?"}]
    return found[order[: order.index(LINE)].count("Why here?")]


def texts_in(button: ft.TextButton) -> list[ft.Text]:
    content = button.content
    if isinstance(content, ft.Text):
        return [content]
    if isinstance(content, ft.Row):
        inner = [each.content for each in content.controls if isinstance(each, ft.Container)]
        return [each for each in inner if isinstance(each, ft.Text)]
    return []


async def test_a_line_of_another_team_that_is_not_released_is_in_no_reason(works: Works) -> None:
    visitor = await works.person("facilitator")
    address = await linked(works, visitor)
    member = await works.person("member")
    async with shown_to(member, address, PHONE) as phone:
        await phone.until(lambda: told(phone, "In people's own words"))
        assert LINE not in phone.texts


@pytest.mark.parametrize(
    ("given", "pairs", "equal"),
    [
        ({"answers": [[0, 4, "lorries"]], "shared": []}, [("gate", "lorries")], []),
        ({"answers": [[0, 4, "gates"]], "shared": [[0, 4, "gates"]]}, [], [("gate", "gates")]),
        ({}, [], []),
    ],
)
def test_words_that_are_the_same_are_not_told_twice(
    given: dict[str, object], pairs: list[tuple[str, str]], equal: list[tuple[str, str]]
) -> None:
    reasons = reasons_of(given)
    assert [(each.mine, each.theirs) for each in reasons.pairs("gate")] == pairs
    assert [(each.mine, each.theirs) for each in reasons.equal("gate")] == equal
