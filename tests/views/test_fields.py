"""What is being typed stands, however slowly the words and the redraws pass each other."""

import flet as ft

from tests.support.screen import Screen
from views.components.buttons import button
from views.components.cards import stack
from views.components.fields import text_field
from views.guard import component


@component
def Form() -> ft.Control:
    words, set_words = ft.use_state("")
    drawn, set_drawn = ft.use_state(0)
    return stack(
        text_field("Words", words, set_words),
        button("Draw", lambda: set_drawn(drawn + 1)),
        button("Clear", lambda: set_words("")),
        ft.Text(f"drawn {drawn}"),
        ft.Text(f"has {words!r}"),
    )


def field(phone: Screen) -> ft.TextField:
    return phone.one(ft.TextField)


async def test_a_redraw_that_knows_nothing_yet_leaves_what_is_typed() -> None:
    async with Screen.of(Form) as phone:
        await phone.until(lambda: "drawn 0" in phone.texts)
        phone.arrives(field(phone), "Night shift")  # the event is still on its way
        await phone.tap("Draw")
        await phone.until(lambda: "drawn 1" in phone.texts)
        assert field(phone).value == "Night shift"
        await phone.fire(field(phone), "change", "Night shift")
        await phone.until(lambda: "has 'Night shift'" in phone.texts)


async def test_a_redraw_that_knows_half_of_it_leaves_the_other_half() -> None:
    async with Screen.of(Form) as phone:
        await phone.type_into(field(phone), "Night")
        phone.arrives(field(phone), "Night shift")
        await phone.tap("Draw")
        await phone.until(lambda: "drawn 1" in phone.texts)
        assert field(phone).value == "Night shift"
        await phone.fire(field(phone), "change", "Night shift")
        await phone.until(lambda: "has 'Night shift'" in phone.texts)


async def test_what_the_program_clears_is_cleared() -> None:
    async with Screen.of(Form) as phone:
        await phone.type_into(field(phone), "Night shift")
        await phone.tap("Clear")
        await phone.until(lambda: "has ''" in phone.texts)
        assert field(phone).value == ""


async def test_what_was_cleared_can_be_typed_again() -> None:
    async with Screen.of(Form) as phone:
        for _ in range(2):
            await phone.type_into(field(phone), "Night shift")
            await phone.until(lambda: "has 'Night shift'" in phone.texts)
            await phone.tap("Clear")
            await phone.until(lambda: field(phone).value == "")


async def test_a_name_stands_above_its_field_wraps_and_is_read_out_once() -> None:
    """Flutter cuts a field's own label to one line; at 200 % that hides half of it."""
    async with Screen.of(Form) as phone:
        [seen] = [each for each in phone.all(ft.Semantics) if each.exclude_semantics]
        name = seen.content
        assert isinstance(name, ft.Text)
        assert (name.value, name.max_lines, name.no_wrap) == ("Words", None, False)
        assert field(phone).label == "Words"  # what is read out, and takes no room
        style = field(phone).label_style
        assert style is not None
        assert style.size is not None
        assert style.size < 1
