"""Dots on a worker's phone: a few for what matters most; the result shows for all at the end."""

from collections.abc import Callable
from uuid import UUID

import flet as ft

from app.domain.flow import DotRound
from views.components.buttons import button
from views.components.cards import card, section, stack
from views.components.chips import done
from views.components.text import body, note
from views.components.waiting import meter
from views.context import use_visitor
from views.guard import component
from views.guide.lines import sentence
from views.soak.state import Soak
from views.words import say


@component
def Dots(soak: Soak) -> ft.Control:
    round_ = soak.dots.round
    if round_ is None:
        return ft.Container()
    if round_.closed:
        return DotResult(round_)
    return GiveDots(soak, round_, key=str(round_.id))


@component
def GiveDots(soak: Soak, round_: DotRound, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    chosen, set_chosen = ft.use_state(frozenset(soak.dots.mine))
    order, _ = ft.use_state(tuple(each.target for each in round_.choices))
    given = bool(soak.dots.mine) and chosen == frozenset(soak.dots.mine)

    def toggle(at: int) -> Callable[[], None]:
        def flipped(now: frozenset[UUID]) -> frozenset[UUID]:
            if order[at] in now:
                return now - {order[at]}
            return now | {order[at]} if len(now) < round_.dots else now

        return lambda: set_chosen(flipped)

    async def give() -> None:
        await visitor.soaking.give_dots(visitor.seat, round_.id, list(chosen))
        await soak.load(visitor)

    words = {each.target: each.words for each in round_.choices}
    left = round_.dots - len(chosen)
    return section(
        say("What matters most?"),
        note(say("{count} dots left", count=left)),
        stack(
            *[
                sentence(words[target], target in chosen, toggle(at))
                for at, target in enumerate(order)
                if target in words
            ],
            spacing=8,
        ),
        *([button(say("Give my dots"), give)] if chosen and not given else []),
        *([done(say("Given. The result shows when all have dotted."))] if given else []),
    )


@component
def DotResult(round_: DotRound) -> ft.Control:
    """The sums, if three or more took part; nothing else is left of the round."""
    if not round_.enough:
        return card(body(say("Fewer than three have dotted, so there is no result to show.")))
    most = max((each.dots or 0 for each in round_.choices), default=0)
    return section(
        say("What the team dotted"),
        card(
            *[
                meter(each.words, each.dots or 0, most, say("{count} dots", count=each.dots or 0))
                for each in round_.choices
            ]
        ),
    )
