"""Every text that screens may say: what stands in the code, and the tables they draw from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.domain import (
    action,
    administration,
    assumption,
    crew,
    decision,
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
    trust,
)
from app.domain.day import MONTHS
from app.web.deciding import NO_ANSWER_YET
from services.jobs import keeping, room_words, rooms, speech
from services.speech import errors, names, transcriber
from views import guard
from views.administration import screen as office
from views.after import outcomes
from views.board import lines as board_lines
from views.board import seats
from views.components import buttons, lines
from views.components.whys import DEPENDS
from views.memory.screen import KINDS, NOTHING_HERE
from views.more import RHYTHMS
from views.page import PEOPLE
from views.trust import screen as trust_screen
from views.words import refusals

ROOT = Path(__file__).parents[2]
SENTENCE = re.compile(r"[A-Z1“].*[a-z]{2}.*[.:?] ?", re.DOTALL)
LITERAL = re.compile(r"(?<![\w'])'((?:[^']|'')*)'")
NOT_SAID = re.compile(r"--[^\n]*|^comment on .*?;\s*$", re.DOTALL | re.MULTILINE)
STARTS_OF_TEMPLATES = {"Somebody decided this before you: "}
"""What SQL puts together with something else; the whole stands in `refusals.TEMPLATES`."""
RAISED = {
    "NotAllowedError", "NotSignedInError", "NotFoundError", "ConflictError", "InvalidInputError",
    "TooManyTriesError", "UnavailableError", "error_for",
}  # fmt: skip
TELLING = {"problem", "told"}
TO_PEOPLE = ("services/backend", "app/web", "views")


def texts() -> set[str]:
    """Every English text of the screens."""
    return {*_in_code(), *_in_tables(), *_refused()}


def _in_code() -> Iterator[str]:
    for path in [*(ROOT / "views").rglob("*.py"), *(ROOT / "app" / "web").glob("*.py")]:
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
        trust.DESTROYED, trust.OPENED,
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
    yield from (*refusals.TEMPLATES, *MONTHS)
    for more in (
        crew.QUESTIONS, crew.WHY_ANSWERS, decision.STATES, decision.HELPED, decision.VERDICTS,
        decision.STRENGTHS, decision.COSTS, look_for.ADOPTIONS,
        administration.ROLES, outcomes.MARKS, outcomes.TABLES, RHYTHMS, office.FORMATS,
        KINDS,
        trust_screen.RULE_STATES, trust_screen.RULES,
    ):  # fmt: skip
        yield from more.values()
    yield from (answer for answers in crew.ANSWERS.values() for answer in answers.values())
    yield from (text for each in trust.WHO_SEES for text in (each.who, each.what))
    yield from (each.says for each in trust.PROVED)
    yield from (*trust.NOT_STOPPED, *NOTHING_HERE, DEPENDS, NO_ANSWER_YET)


def _refused() -> Iterator[str]:
    """What the database, the services and the screens' state tell somebody who may not."""
    for path in (ROOT / "supabase" / "migrations").glob("*.sql"):
        said = NOT_SAID.sub("", path.read_text(encoding="utf-8"))
        found = (each.replace("''", "'") for each in LITERAL.findall(said))
        whole = (each for each in found if SENTENCE.fullmatch(each) and " " in each.strip())
        yield from (each for each in whole if each not in STARTS_OF_TEMPLATES)
    for folder in TO_PEOPLE:
        for path in (ROOT / folder).rglob("*.py"):
            yield from _raised(ast.parse(path.read_text(encoding="utf-8")))


def _raised(tree: ast.Module) -> Iterator[str]:
    named = {
        ast.unparse(node.targets[0]): node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in RAISED:
            for given in node.args:
                yield from _said(named.get(ast.unparse(given), given))
        elif isinstance(node, ast.Assign) and getattr(node.targets[-1], "attr", "") in TELLING:
            yield from filter(None, _said(node.value))
