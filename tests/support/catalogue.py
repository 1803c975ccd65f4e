"""Every text that screens may say: what stands in the code, and the tables they draw from."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.domain import (
    action,
    assumption,
    defence,
    fix_hint,
    flow,
    language_aid,
    lens,
    look_for,
    observation,
    phase,
    primer,
    promise,
    prompt,
    session,
    story,
)
from services.jobs import keeping, room_words, rooms, speech
from services.speech import errors, names, transcriber
from views import guard
from views.board import lines as board_lines
from views.board import seats
from views.components import buttons, lines
from views.page import PEOPLE

ROOT = Path(__file__).parents[2]


def texts() -> set[str]:
    """Every English text of the screens."""
    return {*_in_code(), *_in_tables()}


def _in_code() -> Iterator[str]:
    for path in [*(ROOT / "views").rglob("*.py"), ROOT / "app" / "web" / "primer.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"say", "said"}:
                yield from _said(node.args[0])


def _said(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_said(node.body), *_said(node.orelse))


def _in_tables() -> Iterator[str]:
    yield from (*promise.PROMISE, promise.OPENING, *promise.GROUND_RULES)
    yield from (*prompt.SAFETY, *prompt.ROUTINE, *prompt.SPONSOR, *prompt.PRINCIPLES)
    for each_phase in phase.PHASES:
        for use in session.USES:
            yield from prompt.prompts(each_phase, use)
    for table in (
        phase.LABELS, session.USES, session.SPONSOR_MODES, observation.STATES, lens.ALL_MARKS,
        assumption.ASSUMPTIONS, defence.DEFENCES, story.SIDES, flow.RESONANCES, action.SIZES,
        action.STRENGTHS, action.EXAMPLES, action.COSTS, action.STATES, look_for.ADOPTIONS,
    ):  # fmt: skip
        yield from table.values()
    yield from (word for pair in lens.LENSES.values() for word in pair)
    yield from (name for name, _ in lines.LENSES.values())
    yield from (place.name for place in PEOPLE)
    yield from (text for told in (primer.STEPS, primer.EXAMPLE) for _, text in told)
    yield from action.MISSING
    yield from (keeping.GOES_SOON, speech.GAVE_UP, room_words.GAVE_UP, room_words.PART_MISSING)
    yield from (rooms.TOO_LATE, transcriber.NO_SPEECH, transcriber.CUT_SHORT)
    yield from (
        each.text for each in (errors.RecordingError, *errors.RecordingError.__subclasses__())
    )
    yield from language_aid.QUESTIONS
    yield from (
        "Solve",
        "Loading",
        fix_hint.HINT,
        guard.APOLOGY,
        buttons.COPIED,
        board_lines.UNDER_A_FEW_VOICES,
        seats.CLEARS_ITSELF,
    )
    yield from set(names.COARSER.values())
