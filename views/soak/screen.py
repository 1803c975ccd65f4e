"""Soak on a worker's phone: the story, us too, different for us, one question, two taps."""

import flet as ft

from app.domain.flow import RESONANCES, StoryLine
from app.domain.prompt import SAFETY, soak_question
from views.components.banners import banner
from views.components.buttons import button, soft_button
from views.components.cards import card, hero, section, side_by_side, stack
from views.components.chips import choice, done, pill, tag
from views.components.fields import text_field
from views.components.lines import quote, translated
from views.components.more import next_ones
from views.components.phases import phase_bar
from views.components.text import body, heading, live, note, title
from views.components.waiting import skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.guide.clock import in_words, minutes_until
from views.hooks import use_model
from views.live import use_live
from views.page import page_of
from views.photos import photos_of
from views.soak.dots import Dots
from views.soak.state import Addition, Soak
from views.words import say
from views.words.dotted import dotted
from views.words.picker import LanguagePicker

FIRST_SHOWN = 6
MORE = 20


@screen
def SoakScreen() -> ft.View:
    soak = use_model(Soak)
    refused = use_live(soak.session_id, soak.load)
    return page_of(
        say("The story so far"), WholeSoak(soak), whose="seat", back=True, refused=refused
    )


@component
def WholeSoak(soak: Soak) -> ft.Control:
    flow, view = soak.flow, soak.view
    if flow is None or view is None:
        return skeleton()
    soaking = flow.phase == "soak"
    return stack(
        hero(
            flow.phase,
            view.session.topic,
            phase_bar(flow.phase, view.session.improve_label),
            over=view.session.site,
        ),
        Told(soak),
        *([Dots(soak)] if flow.phase in {"improve", "share"} else []),
        *([Question(soak)] if soaking else []),
        Story(soak),
        *([Elsewhere(soak)] if flow.elsewhere else []),
        *([Safety(soak)] if flow.phase in {"learn", "soak"} else []),
        LanguagePicker(),
        spacing=16,
    )


@component
def Told(soak: Soak) -> ft.Control:
    """The clock, and what everyone should know: shortened and why, the sponsor, a second guide."""
    flow = soak.flow
    if flow is None:
        return ft.Container()
    told: list[ft.Control] = []
    if flow.sponsor_in_room:
        told.append(banner(say("The sponsor is now in the room"), kind="care"))
    if flow.soak_shortened_because:
        told.append(banner(say("Soak was shortened"), flow.soak_shortened_because, kind="care"))
    if flow.reminded and flow.phase == "soak":
        told.append(banner(say("One more thing on your mind?"), say("This is the one reminder.")))
    if flow.guides > 1:
        told.append(note(say("{count} people guide this session", count=flow.guides)))
    if flow.phase == "soak" and not flow.soak_over:
        left = in_words(minutes_until(flow.soak_until))
        told.append(note(say("Soak lasts {left} more.", left=left)))
    return stack(*told)


@component
def Question(soak: Soak) -> ft.Control:
    """One question, the same all through this soak; answer by voice or in words, or not at all."""
    visitor = use_visitor()
    page = ft.context.page
    added = use_model(Addition)
    flow = soak.flow

    async def send() -> None:
        language = soak.view.session.language if soak.view else "en"
        await added.send(visitor, language)
        await soak.load(visitor)

    return card(
        title(say(soak_question(flow.turn if flow else 0))),
        text_field(say("Add in your words"), added.words, added.change, most=500, lines=2),
        side_by_side(
            button(say("Add it"), send, ft.Icons.ADD_ROUNDED, busy=added.busy),
            soft_button(say("Speak"), lambda: page.navigate("/record"), ft.Icons.MIC_ROUNDED),
        ),
        *([done(say("Added. It stays with the team."))] if added.added else []),
    )


@component
def Story(soak: Soak) -> ft.Control:
    shown, set_shown = ft.use_state(FIRST_SHOWN)
    flow = soak.flow
    if flow is None or not flow.open:
        return section(
            say("What the team said"),
            body(say("It shows when three people have spoken, so that nobody stands out.")),
        )
    story = soak.story
    return section(
        say("What the team said"),
        note(say("In no order, without names. Accounts that disagree both stay.")),
        *[StoryCard(soak, line, key=str(line.id)) for line in story[:shown]],
        *next_ones(len(story), shown, set_shown, MORE),
    )


@component
def StoryCard(soak: Soak, line: StoryLine, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    open_phase = soak.flow is not None and soak.flow.phase in {"learn", "soak"}

    async def too() -> None:
        await soak.resonate(visitor, line, "too")

    async def different() -> None:
        await soak.resonate(visitor, line, "different")

    tags = [tag(say("You said this"))] if line.mine else []
    tags += [tag(say("Noted in the room"))] if line.noted else []
    tags += [tag(say("Others too"), ft.Icons.GROUPS_ROUNDED, "good")] if line.too else []
    tags += [tag(say("Different for others"), kind="care")] if line.different else []
    answers = side_by_side(
        pill(say(RESONANCES["too"]), line.own == "too", too, about=line.words),
        pill(say(RESONANCES["different"]), line.own == "different", different, about=line.words),
    )
    return card(
        body(line.words),
        *translated(soak.flow.translations.get(line.id, "") if soak.flow else ""),
        *photos_of(line.id, line.words, line.photo),
        *([side_by_side(*tags)] if tags else []),
        *([answers] if open_phase and not line.mine else []),
        padding=16,
    )


@component
def Elsewhere(soak: Soak) -> ft.Control:
    """One or two released lines from other places, the same all day."""
    lines = soak.flow.elsewhere if soak.flow else ()
    return section(
        say("A crew elsewhere said"),
        *[card(quote(line.words, dotted(line.place, line.theme)), padding=16) for line in lines],
    )


@component
def Safety(soak: Soak) -> ft.Control:
    """Two private taps; nobody sees one answer, and three or more only as a spread."""
    visitor = use_visitor()
    could_say, set_could_say = ft.use_state("")
    fair, set_fair = ft.use_state("")

    async def give() -> None:
        await visitor.soaking.safety(visitor.seat, could_say=could_say == "yes", fair=fair == "yes")
        await soak.load(visitor)

    if soak.flow is None or soak.flow.safety_given:
        return live(say("Your two private taps are given. Thank you."))
    answers = [("yes", say("Yes")), ("no", say("Not really"))]
    ready = bool(could_say and fair)
    return card(
        heading(say("Two private taps")),
        body(say(SAFETY[0])),
        choice(answers, could_say, set_could_say, say(SAFETY[0])),
        body(say(SAFETY[1])),
        choice(answers, fair, set_fair, say(SAFETY[1])),
        *([button(say("Give both"), give, ft.Icons.CHECK_ROUNDED)] if ready else []),
        note(say("Nobody sees your answer. Three or more show together, never one.")),
    )
