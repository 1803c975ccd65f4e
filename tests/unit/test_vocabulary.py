"""The product's own terms: some words never stand on a screen, in a prompt or an export."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEVER = re.compile(
    r"\b(root[ -]causes?|culprits?|violations?|violat(e|ed|or)s?|at fault|corrective actions?"
    r"|disciplinary|non-?complian\w+|human error|wrongdoing"
    r"|grundursachen?|hauptursachen?|schuldige\w*|\w*verstoß\w*|\w*verstöße\w*|regelverletzung\w*"
    r"|korrekturmaßnahmen?|disziplinar\w*|fehlverhalten\w*|menschliches versagen)\b",
    re.IGNORECASE,
)
LISTS_OF_SUCH_WORDS = {"app/domain/language_aid.py"}
"""What looks for such words must know them; it shows none of them."""


def texts_of(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from (
            node.value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
    elif path.suffix == ".sql":
        yield from re.findall(r"'((?:[^']|'')*)'", re.sub(r"--[^\n]*", "", source))
    else:
        yield source


def sources() -> list[Path]:
    kinds = {".py", ".sql", ".html", ".js", ".json"}
    tops = ("app", "views", "services", "supabase/migrations", "assets")
    found = (path for top in tops for path in (ROOT / top).rglob("*"))
    return sorted(
        path
        for path in found
        if path.suffix in kinds
        and path.stat().st_size < 400_000
        and path.relative_to(ROOT).as_posix() not in LISTS_OF_SUCH_WORDS
    )


def test_no_word_of_blame_stands_anywhere_that_people_read() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {word.group(0)}"
        for path in sources()
        for text in texts_of(path)
        for word in NEVER.finditer(text)
    }
    assert found == set()


@pytest.mark.parametrize(
    "text", ["Find the root cause", "a violation", "Corrective actions", "ein Regelverstoß"]
)
def test_the_search_finds_them(text: str) -> None:
    assert NEVER.search(text)


def test_the_search_reads_every_kind_of_source() -> None:
    assert {path.suffix for path in sources()} >= {".py", ".sql", ".html", ".js"}
