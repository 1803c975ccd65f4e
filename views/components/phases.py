"""Where the session is: Prepare, Learn, Soak, Improve, Share."""

import flet as ft

from app.domain.phase import PHASES, Phase, following, label
from views.components.cards import stack
from views.components.palette import ON_TONE, ON_TONE_QUIET
from views.components.scale import SMALL
from views.components.text import note, strong
from views.words import say

SHOWN: tuple[Phase, ...] = PHASES[:5]


def phase_bar(phase: Phase, improve_label: str = "Improve") -> ft.Control:
    """Five steps on the phase's tone, for `hero`. What is now and what comes is said in words."""
    place = PHASES.index(phase)
    bars = ft.Row([_bar(at, place) for at in range(len(SHOWN))], spacing=6)
    now, then = _words(phase, improve_label)
    names = ft.Row([strong(now, ON_TONE), note(then, ON_TONE_QUIET)], spacing=SMALL, wrap=True)
    return ft.Semantics(
        label=f"{now}. {then}",
        container=True,
        exclude_semantics=True,
        content=stack(bars, names, spacing=SMALL),
    )


def _words(phase: Phase, improve_label: str) -> tuple[str, str]:
    if phase == "closed":
        return say("Closed"), say("All five phases are done")
    place = PHASES.index(phase) + 1
    after = following(phase)
    step = say("step {place} of {count}", place=place, count=len(SHOWN))
    if after is None or after == "closed":
        return say(label(phase, improve_label)), step
    then = say("{step}, then {phase}", step=step, phase=say(label(after, improve_label)))
    return say(label(phase, improve_label)), then


def _bar(at: int, place: int) -> ft.Control:
    """Now is thick, over is thin and full, to come is thin and hollow."""
    now, over = at == place, at < place
    return ft.Container(
        height=10 if now else 6,
        expand=2 if now else 1,
        border_radius=5,
        bgcolor=ON_TONE if now or over else None,
        border=None if now or over else ft.Border.all(1.5, ON_TONE_QUIET),
    )
