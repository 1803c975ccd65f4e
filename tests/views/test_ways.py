"""No screen is an island: somewhere in the app a tap leads to each."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROUTES = sorted((ROOT / "views").glob("*routes.py"))
WAYS = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("views/**/*.py", "app/web/*.py", "assets/*.html", "assets/capture/*.js")
    for path in ROOT.glob(pattern)
    if path not in ROUTES
)


def paths() -> Iterator[str]:
    for module in ROUTES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "address":
                yield str(ast.literal_eval(node.args[0]))


def leads_to(path: str, text: str) -> bool:
    """Whether an address like this one stands in the text; `:name` stands for anything."""
    parts = [
        r"(\{[^}]+\}|\$\{[^}]+\})" if each.startswith(":") else each for each in path.split("/")
    ]
    around = re.search(rf"""["'`]/{"/".join(parts)}["'`?#]""", text)
    # what lies around a session is opened by the name of the place alone
    place = path.removeprefix("sessions/:session_id/")
    return bool(around) or (place != path and f'"{place}"' in text)


@pytest.mark.parametrize("path", sorted(paths()))
def test_a_tap_leads_to_each_screen(path: str) -> None:
    assert leads_to(path, WAYS), f"nothing leads to /{path}"


def test_a_screen_that_nothing_leads_to_is_noticed() -> None:
    assert not leads_to("island", WAYS)
    assert not leads_to("sessions/:session_id/island", WAYS)
    assert leads_to("themes/:theme_id", 'page.navigate(f"/themes/{link.theme_id}")')
