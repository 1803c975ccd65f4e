"""Words that a screen would show past the catalogue: a literal where only `say` may stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.domain.phase import PHASES

VIEWS = Path(__file__).parents[2] / "views"
SHOWN_BY = {
    "banner", "body", "button", "danger_button", "display", "email_field", "empty",
    "heading", "icon_button", "label", "live", "main_button", "meter", "note",
    "page_of", "pill", "problem", "question", "quiet_button", "row", "section",
    "skeleton", "soft_button", "strong", "tag", "text_field", "theme_tag", "title",
}  # fmt: skip
"""Our components that put their texts before a person."""
NO_WORDS = {"at", "error", "key", "kind", "route", "whose"}
NAMES = {"sand", "brand", "good", "care", "wrong", "ember", *PHASES}
"""Of colours and phases: names in the code, which nobody reads."""


def unsaid() -> set[str]:
    """Each as "file: words"."""
    return {
        f"{path.relative_to(VIEWS)}: {words}"
        for path in VIEWS.rglob("*.py")
        for words in _unsaid(ast.parse(path.read_text(encoding="utf-8")))
    }


def _unsaid(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SHOWN_BY:
            named = [each.value for each in node.keywords if each.arg not in NO_WORDS]
            for given in (*node.args, *named):
                yield from _words(given)


def _words(given: ast.expr) -> Iterator[str]:
    """Letters that nobody looked up; `say(...)` is a call, and not looked into."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        if any(each.isalpha() for each in given.value) and given.value not in NAMES:
            yield given.value
    elif isinstance(given, ast.JoinedStr):
        for part in given.values:
            yield from _words(part)
    elif isinstance(given, ast.IfExp):
        yield from (*_words(given.body), *_words(given.orelse))
    elif isinstance(given, ast.Tuple):
        for each in given.elts:
            yield from _words(each)
