"""Shared memory: what was heard, where and for how long, and what it led to."""

from collections.abc import Sequence

import flet as ft

from app.domain.decision import HELPED, STATES
from app.domain.memory import HeardSite, RememberedAction, RememberedTheme
from views.components.buttons import button, quiet_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, offered, tag
from views.components.fields import text_field
from views.components.lines import quote
from views.components.text import body, heading, label, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.memory.charts import days, months_chart, share
from views.memory.state import MemoryShelf
from views.page import page_of
from views.words import say
from views.words.dotted import dotted
from views.words.when import month_words

NOTHING_HERE = (
    "Try fewer or other words.",
    "What teams have released is put together every night. Look again tomorrow.",
)
KINDS = {"all": "All themes", "slow": "Keeps coming back"}


@screen
def MemoryScreen() -> ft.View:
    shelf = use_model(MemoryShelf)
    refused = use_load(shelf.load)
    return page_of(
        say("Shared memory"),
        Search(shelf),
        Themes(shelf),
        at="/memory",
        whose="people",
        side=[Months(shelf), LoopMeasures(shelf), Defences(shelf), Coverage(shelf)],
        refused=refused,
    )


@component
def Search(shelf: MemoryShelf) -> ft.Control:
    visitor = use_visitor()
    page = ft.context.page
    asked, set_asked = ft.use_state("")

    async def look() -> None:
        shelf.search = asked
        await shelf.look(visitor)

    async def choose(kind: str) -> None:
        shelf.slow = kind == "slow"
        await shelf.look(visitor)

    return card(
        text_field(
            say("Have others had this?"),
            asked,
            set_asked,
            hint=say("Say it in your own words"),
            help_text=say("Nobody keeps what you look for."),
            on_submit=look,
        ),
        side_by_side(
            button(say("Look"), look, ft.Icons.SEARCH_ROUNDED),
            quiet_button(
                say("Search the lines themselves"),
                lambda: page.navigate("/search"),
                ft.Icons.FORUM_ROUNDED,
            ),
            quiet_button(
                say("What plans take for granted"),
                lambda: page.navigate("/assumptions"),
                ft.Icons.BALANCE_ROUNDED,
            ),
            quiet_button(
                say("Steps as written"),
                lambda: page.navigate("/steps"),
                ft.Icons.CHECKLIST_RTL_ROUNDED,
            ),
            choice(
                offered(KINDS),
                "slow" if shelf.slow else "all",
                choose,
            ),
        ),
    )


@component
def Themes(shelf: MemoryShelf) -> ft.Control:
    visitor = use_visitor()

    async def more() -> None:
        await shelf.more(visitor)

    if not shelf.loaded:
        return skeleton()
    if not shelf.themes:
        why = NOTHING_HERE[0 if shelf.search or shelf.slow else 1]
        return empty(say("Nothing here"), say(why), ft.Icons.HISTORY_EDU_ROUNDED)
    rows = [ThemeCard(theme, key=str(theme.id)) for theme in shelf.themes]
    again = [quiet_button(say("More themes"), more)] if shelf.may_have_more else []
    return stack(*rows, *again)


@component
def ThemeCard(theme: RememberedTheme, key: str | None = None) -> ft.Control:
    page = ft.context.page
    return card(
        heading(theme.title),
        side_by_side(*tags_of(theme)),
        *([note(", ".join(theme.place_names))] if theme.place_names else []),
        *[quote(each.words) for each in theme.quotes],
        *[note(line) for line in led_to(theme.actions)],
        quiet_button(
            say("Open {title}", title=theme.title),
            lambda: page.navigate(f"/memory/{theme.id}"),
            ft.Icons.CHEVRON_RIGHT_ROUNDED,
        ),
    )


def tags_of(theme: RememberedTheme) -> list[ft.Control]:
    """Where and for how long, as far as enough voices stand behind it."""
    tags = [tag(since(theme), ft.Icons.CALENDAR_MONTH_ROUNDED)]
    if theme.places:
        tags.append(tag(places_words(theme.places), ft.Icons.PLACE_ROUNDED))
    if theme.slow:
        tags.append(tag(say("Keeps coming back, nothing agreed"), ft.Icons.REPLAY_ROUNDED, "care"))
    return tags


def places_words(places: int) -> str:
    return say("1 place") if places == 1 else say("{count} places", count=places)


def since(theme: RememberedTheme) -> str:
    """For how long it has been heard."""
    if not theme.months:
        return say("not yet heard by enough people to say where or when")
    first, last = theme.months[0], theme.months[-1]
    if first == last:
        return say("heard in {month}", month=month_words(first))
    return say(
        "heard in {count} months, {first} to {last}",
        count=len(theme.months),
        first=month_words(first),
        last=month_words(last),
    )


def led_to(actions: Sequence[RememberedAction]) -> list[str]:
    """Each action with its state, and whether it helped."""
    return [
        f"{each.change}: {say(STATES.get(each.state, ''))}"
        + (f". {say(HELPED[each.did_it_help])}" if each.did_it_help in HELPED else "")
        for each in actions
    ] or [say("No action yet.")]


@component
def Months(shelf: MemoryShelf) -> ft.Control:
    def turn() -> None:
        shelf.table = not shelf.table

    if not shelf.facts.months:
        return card(
            heading(say("Heard month by month")), note(say("The first numbers come tonight."))
        )
    return months_chart(shelf.facts.months, shelf.table, turn)


@component
def LoopMeasures(shelf: MemoryShelf) -> ft.Control:
    loop = shelf.facts.loop
    return card(
        heading(say("From a line to a change")),
        note(say("About how we answer; never about a person, a crew or a facilitator.")),
        days(say("To a first answer"), loop.days_to_first_answer, 30),
        days(say("To a decision"), loop.days_to_decision, 30),
        days(say("To the change"), loop.days_to_change, 120),
        share(say("Lines that were answered"), loop.lines_answered),
        share(say("Actions that change the work itself"), loop.stronger_actions),
    )


@component
def Defences(shelf: MemoryShelf) -> ft.Control:
    ledger = shelf.ledger
    states = {"skill": say("rests on somebody's skill"), "missing": say("missing")}
    themes = [
        body(say("{title}: in {places} places", title=each.title, places=each.places))
        for each in ledger.themes
    ]
    rows: list[ft.Control] = [
        stack(
            body(each.words),
            note(dotted(states[each.state], each.topic, each.place)),
            spacing=2,
        )
        for each in ledger.defences
    ]
    return card(
        heading(say("What protects us only by skill")),
        *themes,
        *(rows or [note(say("No team has named such a thing yet."))]),
    )


@component
def Coverage(shelf: MemoryShelf) -> ft.Control:
    sites = [Heard(site, key=site.site) for site in shelf.facts.coverage]
    return section(
        say("Where we have listened"),
        card(*(sites or [body(say("The first answer comes tonight."))])),
    )


@component
def Heard(site: HeardSite, key: str | None = None) -> ft.Control:
    areas = [f"{each.area}: {_heard(each.heard)}" for each in site.areas]
    return stack(
        side_by_side(label(site.site), tag(_heard(site.heard), kind=_kind(site.heard))),
        *[note(each) for each in areas],
        spacing=4,
    )


def _heard(heard: bool) -> str:
    return say("heard") if heard else say("not yet heard")


def _kind(heard: bool) -> str:
    return "good" if heard else "sand"
