"""The shared memory by what plans take for granted: where the day departs, and what held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import flet as ft

from app.domain.assumption import ASSUMPTIONS, AssumptionKind
from app.domain.memory import AssumingTeam, AssumptionMemory
from services.backend.visitor import Visitor
from views.components.buttons import quiet_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, offered, tag
from views.components.lines import quote, translated
from views.components.text import body, heading, label, note
from views.components.waiting import empty, skeleton
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.memory.screen import led_to, places_words
from views.organisation import organisation_of
from views.page import page_of
from views.words import say
from views.words.dotted import dotted
from views.words.when import week_words

A_PAGE = 20


@dataclass(eq=False)
class Assumed(ft.Observable):
    """One kind of assumption, and as many teams of it as were asked for."""

    kind: AssumptionKind = "staffing"
    memory: AssumptionMemory | None = None
    teams: Sequence[AssumingTeam] = field(default_factory=tuple)
    page: int = 0

    async def choose(self, visitor: Visitor, kind: AssumptionKind) -> None:
        self.kind, self.memory, self.teams, self.page = kind, None, (), 0
        await self.load(visitor)

    async def load(self, visitor: Visitor) -> None:
        wanted = self.kind
        org = (await organisation_of(visitor)).id
        memory = await visitor.loop.memory.by_assumption(org, wanted, self.page)
        if wanted == self.kind:  # nobody has chosen another meanwhile
            self.memory, self.teams = memory, [*self.teams, *memory.teams]

    async def more(self, visitor: Visitor) -> None:
        self.page += 1
        await self.load(visitor)

    @property
    def may_have_more(self) -> bool:
        return len(self.teams) == A_PAGE * (self.page + 1)


@screen
def AssumptionsScreen() -> ft.View:
    assumed = use_model(Assumed)
    refused = use_load(assumed.load)
    return page_of(
        say("What plans take for granted"),
        Kinds(assumed),
        Teams(assumed),
        at="/memory",
        whose="people",
        back=True,
        refused=refused,
    )


@component
def Kinds(assumed: Assumed) -> ft.Control:
    visitor = use_visitor()

    async def choose(kind: str) -> None:
        await assumed.choose(visitor, cast("AssumptionKind", kind))

    return stack(
        note(say("Nobody's mistake: where the day departs from the plan, we learn.")),
        choice(offered(ASSUMPTIONS), assumed.kind, choose),
    )


@component
def Teams(assumed: Assumed) -> ft.Control:
    visitor = use_visitor()

    async def more() -> None:
        await assumed.more(visitor)

    if assumed.memory is None:
        return skeleton()
    if not assumed.teams:
        return empty(
            say("No team has named this yet"),
            say("Teams name it at “As written, as done”; it stands here once they let it go."),
            ft.Icons.BALANCE_ROUNDED,
        )
    rows = [TeamCard(team, key=str(team.id)) for team in assumed.teams]
    again = [quiet_button(say("More teams"), more)] if assumed.may_have_more else []
    heard = section(say(ASSUMPTIONS[assumed.kind]), side_by_side(*behind(assumed.memory)))
    return stack(heard, *rows, *again, spacing=16)


def behind(memory: AssumptionMemory) -> list[ft.Control]:
    """How many stand behind it, as of last night and as far as there are enough."""
    if memory.voices is None:
        return [note(say("Not yet named by enough people to say how many, or where."))]
    voices = say("{count} voices or more", count=memory.voices)
    places = [tag(places_words(memory.places), ft.Icons.PLACE_ROUNDED)] if memory.places else []
    return [tag(voices, ft.Icons.GROUPS_ROUNDED), *places]


@component
def TeamCard(team: AssumingTeam, key: str | None = None) -> ft.Control:
    under = dotted(team.place or say("Another place"), week_words(team.week))
    departs = [
        part for line in team.lines for part in (quote(line.words), *translated(line.translation))
    ]
    return card(
        heading(team.topic),
        note(under),
        *([body(team.words)] if team.words else []),
        label(say("Where the day departs from it")),
        *(departs or [note(say("No line was tied to it."))]),
        label(say("What was changed for it, and did it hold?")),
        *[body(line) for line in led_to(team.actions)],
        *[quote(said) for each in team.actions for said in each.differences],
    )
