import asyncio
import logging
from dataclasses import dataclass

import flet as ft
import pytest

from app.errors import ConflictError
from tests.support.screen import Screen
from views.guard import APOLOGY, component, handler, screen
from views.hooks import use_model

THEIR_WORDS = "Mateo skips the guard"


@dataclass(eq=False)
class Counter(ft.Observable):
    count: int = 0


@component
def Fragile() -> ft.Control:
    counter = use_model(Counter)

    def bump() -> None:
        counter.count += 1

    if counter.count == 1:
        raise ValueError(THEIR_WORDS)
    return ft.Button(f"Tapped {counter.count}", on_click=handler(bump))


@component
def Page() -> ft.Control:
    alive = use_model(Counter)

    def bump() -> None:
        alive.count += 1

    return ft.Column(
        [
            ft.Text(f"Alive {alive.count}"),
            ft.OutlinedButton("Go on", on_click=handler(bump)),
            Fragile(),
        ]
    )


async def test_a_part_that_breaks_apologises_and_the_rest_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        async with Screen.of(Page) as phone:
            await phone.tap("Tapped 0")
            assert APOLOGY in phone.texts
            await phone.tap("Go on")
            assert "Alive 1" in phone.texts
    assert "component failed: Fragile" in caplog.text
    assert "ValueError" in caplog.text
    assert THEIR_WORDS not in caplog.text


async def test_a_whole_screen_that_breaks_apologises() -> None:
    @screen
    def Broken() -> ft.View:
        raise KeyError("nothing")

    async with Screen(lambda page: page.render_views(Broken)) as phone:
        assert phone.texts == [APOLOGY]


def button_that(act: object) -> Screen:
    return Screen.of(lambda: ft.Button("Go", on_click=handler(act)))  # type: ignore[call-overload]


async def test_a_refusal_is_told_in_its_own_words() -> None:
    async def refuse() -> None:
        await asyncio.sleep(0)
        raise ConflictError("Another tablet has moved on.")

    async with button_that(refuse) as phone:
        await phone.tap("Go")
        assert phone.snacks == ["Another tablet has moved on."]


async def test_a_mistake_of_ours_tells_nothing_of_its_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down() -> None:
        raise RuntimeError(THEIR_WORDS)

    async with button_that(break_down) as phone:
        await phone.tap("Go")
        assert phone.snacks == [APOLOGY]
        assert THEIR_WORDS.encode() not in phone.wire
    assert THEIR_WORDS not in caplog.text
    assert "break_down" in caplog.text


async def test_a_handler_that_wants_the_event_gets_it() -> None:
    seen: list[object] = []

    def remember(event: ft.Event[ft.Button]) -> None:
        seen.append(event.control.content)

    async with button_that(remember) as phone:
        await phone.tap("Go")
    assert seen == ["Go"]
