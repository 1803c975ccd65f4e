from uuid import uuid4

import flet as ft
import pytest

from app.domain.link import Link
from app.domain.observation import Line
from app.domain.phase import PHASES, Phase
from tests.support.screen import TABLET, Screen
from views.components import chips
from views.components.banners import example_banner, problem
from views.components.buttons import main_button
from views.components.cards import hero
from views.components.dialogs import question
from views.components.fields import text_field
from views.components.lines import LineCard
from views.components.phases import phase_bar
from views.components.qr import qr_code, qr_png
from views.components.scaffold import Place, Window, scaffold, use_wide
from views.components.theme import dress
from views.components.waiting import empty, meter, skeleton
from views.guard import component, handler, screen

WORDS = "The wrap machine needs a warm-up nobody wrote down."


def nothing() -> None: ...


def a_line(**known: object) -> Line:
    return Line.model_validate({"id": uuid4(), "state": "confirmed", "words": WORDS} | known)


def a_link(title: str, state: str) -> Link:
    return Link.model_validate({"theme_id": uuid4(), "title": title, "state": state})


async def test_a_line_shows_its_words_and_themes_and_nobody() -> None:
    line = a_line(links=(a_link("Handover", "linked"), a_link("Tools", "suggested")))
    async with Screen.of(lambda: LineCard(line)) as phone:
        assert phone.texts == [WORDS, "Handover", "Tools ?"]
        assert phone.all(ft.CircleAvatar) == []


async def test_a_line_without_words_says_how_far_it_is() -> None:
    async with Screen.of(lambda: LineCard(a_line(words="", state="waiting"))) as phone:
        assert phone.texts == ["Being turned into words"]


async def test_a_pill_that_is_chosen_says_so_without_colour() -> None:
    chosen: list[str] = []
    options = [("odd", "Odd"), ("hard", "Hard")]
    part = lambda: chips.choice(options, "hard", chosen.append)  # noqa: E731
    async with Screen.of(part) as phone:
        assert [each.selected for each in phone.all(ft.Semantics)] == [False, True]
        assert len(phone.all(ft.Icon)) == 1
        await phone.tap(phone.all(ft.OutlinedButton)[0])
    assert chosen == ["odd"]


async def test_several_pills_may_be_chosen() -> None:
    part = lambda: chips.several(  # noqa: E731
        [("a", "A"), ("b", "B")], frozenset({"a", "b"}), lambda _: None
    )
    async with Screen.of(part) as phone:
        assert all(each.selected for each in phone.all(ft.Semantics))


@pytest.mark.parametrize("phase", PHASES)
async def test_the_phase_is_one_sentence_for_a_screen_reader(phase: Phase) -> None:
    async with Screen.of(lambda: hero(phase, "Here", phase_bar(phase))) as phone:
        [bar] = [each for each in phone.all(ft.Semantics) if each.label]
        assert bar.exclude_semantics
        assert (
            bar.label
            == {
                "prepare": "Prepare. step 1 of 5, then Learn",
                "learn": "Learn. step 2 of 5, then Soak",
                "soak": "Soak. step 3 of 5, then Improve",
                "improve": "Improve. step 4 of 5, then Share",
                "share": "Share. step 5 of 5",
                "closed": "Closed. All five phases are done",
            }[phase]
        )


async def test_the_main_button_is_twenty_millimetres() -> None:
    taps: list[int] = []
    async with Screen.of(lambda: main_button("Pin this", lambda: taps.append(1))) as phone:
        pin = phone.one(ft.FilledButton)
        assert pin.style is not None
        padding = pin.style.padding
        assert isinstance(padding, ft.Padding)
        assert padding.top + padding.bottom + 34 >= 120
        await phone.tap(pin)
    assert taps == [1]


async def test_a_field_counts_down_in_words_near_its_end() -> None:
    @component
    def Field() -> ft.Control:
        words, set_words = ft.use_state("")
        return text_field("What did you notice?", words, set_words, most=20, lines=3)

    async with Screen.of(Field) as phone:
        assert phone.one(ft.TextField).counter == ""
        await phone.type_into(phone.one(ft.TextField), "x" * 16)
        assert phone.one(ft.TextField).counter == "4 left"


async def test_a_question_has_two_answers_that_say_what_they_do() -> None:
    answers: list[str] = []

    @component
    def Asking() -> ft.Control:
        asking, set_asking = ft.use_state(False)

        def withdraw() -> None:
            answers.append("withdrawn")
            set_asking(False)

        ask = question(
            "Withdraw this line?",
            "It goes for good.",
            yes=("Withdraw it", withdraw),
            no=("Keep it", lambda: set_asking(False)),
            grave=True,
        )
        ft.use_dialog(ask if asking else None)
        return ft.Button("Withdraw", on_click=handler(lambda: set_asking(True)))

    async with Screen.of(Asking) as phone:
        await phone.tap("Withdraw")
        _keep, withdraw = phone.dialog.actions
        await phone.tap(withdraw)
        assert answers == ["withdrawn"]


async def test_waiting_is_said_in_words() -> None:
    part = lambda: ft.Column(  # noqa: E731
        [
            empty("No lines yet", "Say the first one.", ft.Icons.SPA_OUTLINED),
            skeleton(2, "Loading the board"),
            meter("Handover", 3, 4, "heard in 3 places"),
            example_banner(),
            problem("No connection. Your words are kept.", nothing),
        ]
    )
    async with Screen.of(part) as phone:
        labels = [each.label for each in phone.all(ft.Semantics)]
        assert "Loading the board" in labels
        assert "Handover: heard in 3 places" in labels
        assert "Try again" in phone.texts


async def test_a_qr_code_tells_a_screen_reader_what_it_is_and_not_its_secret() -> None:
    async with Screen.of(lambda: qr_code("https://a.b/seat#s3cret", "Seat card 1 of 6")) as phone:
        assert "Seat card 1 of 6" in [each.label for each in phone.all(ft.Semantics)]
        assert b"s3cret" not in phone.wire
    assert qr_png("x").startswith(b"\x89PNG")


PLACES = (
    Place("/", "Start", ft.Icons.HOME_OUTLINED, ft.Icons.HOME_ROUNDED),
    Place("/themes", "Themes", ft.Icons.INSIGHTS_OUTLINED, ft.Icons.INSIGHTS_ROUNDED),
)


@screen
def Framed() -> ft.View:
    return scaffold(
        [ft.Text("Body")],
        wide=use_wide(),
        name="Themes",
        places=PLACES,
        at="/themes/7",
        side=[ft.Text("Side")],
        route="/themes/7",
    )


def framed(page: ft.Page) -> None:
    page.render_views(lambda: Window(Framed))
    dress()


async def test_a_screens_name_has_room_for_two_lines_at_the_largest_text() -> None:
    largest = 1.34  # what Flutter lets the text in this bar grow to, whatever a phone asks for
    async with Screen(framed) as phone:
        bar = phone.one(ft.AppBar)
        [name] = [each for each in phone.all(ft.Text) if each.value == "Themes" and each.max_lines]
        assert name.max_lines == 2
        assert isinstance(name.style, ft.TextStyle)
        line = (name.style.size or 0) * (name.style.height or 0) * largest
        assert (bar.toolbar_height or 0) >= 2 * line > 0


async def test_a_phone_has_its_bar_below() -> None:
    async with Screen(framed) as phone:
        assert phone.one(ft.NavigationBar).selected_index == 1
        assert phone.all(ft.NavigationRail) == []


async def test_a_tablet_has_a_rail_and_two_columns_also_after_turning_it() -> None:
    async with Screen(framed, size=TABLET) as tablet:
        assert tablet.one(ft.NavigationRail).selected_index == 1
        assert len(scrolled(tablet)) == 2, "each column is scrolled alone"
        await tablet.fire(tablet.page, "resize", {"width": 600, "height": 900})
        assert tablet.all(ft.NavigationRail) == []
        assert len(scrolled(tablet)) == 1, "one column is scrolled as one"
        assert tablet.page.dark_theme is not None


def scrolled(page: Screen) -> list[ft.Control]:
    return [each for each in (*page.all(ft.Column), *page.all(ft.Row)) if each.scroll]


async def test_a_phone_that_comes_back_is_drawn_again() -> None:
    drawn: list[int] = []

    @screen
    def Counted() -> ft.View:
        drawn.append(1)
        return ft.View(route="/")

    async with Screen(lambda page: page.render_views(lambda: Window(Counted))) as phone:
        before = len(drawn)
        await phone.fire(phone.page, "connect")
        assert len(drawn) > before
