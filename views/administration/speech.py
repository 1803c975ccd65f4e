"""Speech, for administrators: what waits and why, the site's words, English for linking."""

from uuid import UUID

import flet as ft

from app.domain.speech_backlog import Few, SpeechBacklog
from services.backend.visitor import Visitor
from services.speech.names import suggest
from views.administration.state import Office
from views.components.buttons import quiet_button, soft_button
from views.components.cards import card, removable, section, stack
from views.components.chips import choice, tag
from views.components.fields import text_field
from views.components.text import body, heading, live, note, strong
from views.context import use_visitor
from views.guard import component, handler
from views.hooks import use_model
from views.words import say

MOST_WORD = 40


class Ear(ft.Observable):
    """What waits to be put into words, and the words of one site."""

    def __init__(self) -> None:
        self.backlog = SpeechBacklog()
        self.words: dict[UUID, tuple[str, ...]] = {}

    async def load(self, visitor: Visitor, office: Office) -> None:
        if not office.loaded:
            return
        self.backlog = await visitor.speech.backlog(office.org_id)
        self.words = {s.id: await visitor.speech.words(s.id) for s in office.places.sites}

    async def set_word(self, visitor: Visitor, site: UUID, word: str, *, keep: bool) -> None:
        now = await visitor.speech.set_word(site, word, keep=keep)
        self.words = {**self.words, site: now}


@component
def SpeechCard(office: Office) -> ft.Control:
    visitor = use_visitor()
    ear = use_model(Ear)

    async def load() -> None:
        await ear.load(visitor, office)

    ft.use_effect(handler(load), [office.loaded])
    if not office.loaded:
        return ft.Container()
    sites = [SiteWords(ear, site.id, site.name, key=str(site.id)) for site in office.places.sites]
    return section(say("Speech"), Backlog(ear, office), *sites, English(ear, office))


@component
def Backlog(ear: Ear, office: Office) -> ft.Control:
    visitor = use_visitor()
    now = ear.backlog

    async def retry() -> None:
        ear.backlog = await visitor.speech.retry(office.org_id)

    aside = now.set_aside or now.rooms_set_aside
    again = soft_button(say("Try them again"), retry, ft.Icons.REPLAY_ROUNDED)
    return card(
        heading(say("Waiting for words")),
        body(say("{count} recordings wait.", count=_few(now.waiting))),
        *_line(now.rooms_waiting, say("Of rooms: {count}.", count=_few(now.rooms_waiting))),
        *_age(now),
        *_warning(now),
        *_line(aside, say("Set aside: {count}.", count=_few(aside))),
        *[tag(say(reason), ft.Icons.WARNING_ROUNDED, "care") for reason in now.reasons],
        *([again] if aside else []),
        note(say("One to four are called few: a small number would say who spoke when.")),
        padding=16,
    )


def _line(count: Few, words: str) -> list[ft.Control]:
    return [body(words)] if count else []


def _age(now: SpeechBacklog) -> list[ft.Control]:
    if not now.waiting or now.oldest_hours is None:
        return []
    return [body(say("The oldest waits for {count} hours.", count=now.oldest_hours))]


def _warning(now: SpeechBacklog) -> list[ft.Control]:
    """In words and as a status: a screen reader says it."""
    if not now.due_within_a_day:
        return []
    words = say("{count} go within a day, in words or not.", count=_few(now.due_within_a_day))
    return [tag(words, ft.Icons.SCHEDULE_ROUNDED, "wrong"), live(words)]


def _few(count: Few) -> str:
    return say("few") if count == "few" else str(count)


@component
def SiteWords(ear: Ear, site_id: UUID, name: str, key: str | None = None) -> ft.Control:
    """Never a person's name: a word that looks like one is refused here, before it is sent."""
    visitor = use_visitor()
    word, set_word = ft.use_state("")
    problem, set_problem = ft.use_state("")

    async def add() -> None:
        if suggest(word):
            set_problem(
                say("This looks like a person's name. The list holds words of the work only.")
            )
            return
        set_problem("")
        await ear.set_word(visitor, site_id, word, keep=True)
        set_word("")

    return card(
        strong(say("Words of {place}", place=name)),
        note(say("How this site spells its things. They help the ear and say nothing of anybody.")),
        *[_word(ear, visitor, site_id, each) for each in ear.words.get(site_id, ())],
        text_field(say("A new word"), word, set_word, most=MOST_WORD, error=problem),
        quiet_button(say("Add the word"), add, ft.Icons.ADD_ROUNDED),
        padding=16,
    )


def _word(ear: Ear, visitor: Visitor, site_id: UUID, word: str) -> ft.Control:
    return removable(word, lambda: ear.set_word(visitor, site_id, word, keep=False))


@component
def English(ear: Ear, office: Office) -> ft.Control:
    visitor = use_visitor()

    async def choose(wanted: str) -> None:
        ear.backlog = await visitor.speech.hear_english(office.org_id, wanted=wanted == "yes")

    chosen = "yes" if ear.backlog.english_for_linking else "no"
    return card(
        strong(say("Compare lines across languages")),
        stack(
            choice([("no", say("No")), ("yes", say("Yes, by way of English"))], chosen, choose),
            note(
                say(
                    "A spoken line in another language is then heard a second time, in English, "
                    "only to be compared with others. It is never shown."
                )
            ),
        ),
        padding=16,
    )
