from pathlib import Path

import pytest

from tests.support.house_rules import broken_rules

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    each for top in ("app", "views", "services") for each in (ROOT / top).rglob("*.py")
)
DOC = '"""What."""\n'


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_module_keeps_the_house_rules(path: Path) -> None:
    assert list(broken_rules(path)) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("@ft.component\ndef A(): ...\n", "bare ft.component"),
        ("@component\ndef A():\n    if x:\n        ft.use_state(0)\n", "hook inside"),
        ("@screen\ndef A():\n    return [use_services() for _ in b]\n", "hook inside"),
        ("@component\ndef A():\n    return ft.B(on_click=lambda: 1)\n", "without views.guard"),
        (
            "@component\ndef A():\n    def go(): ...\n    return ft.B(on_click=go)\n",
            "without views.guard",
        ),
        ("@component\ndef R(x): ...\ndef f(): return [R(x) for x in y]\n", "row without key"),
        ("def draw(page: ft.Page): ...\n", "page parameter"),
        ("def f():\n    page.update()\n", "page.update()"),
        ("r = ft.Route(path='', loader=load)\n", "blocks every visitor"),
        ("class S(ft.Observable): ...\nstate = S()\n", "all visitors would share"),
        ("@ft.observable\nclass S: ...\nstate: S = S()\n", "all visitors would share"),
        ("try: f()\nexcept Exception: pass\n", "catches everything"),
        ("label = 'Find the root cause'\n", "does not say"),
        ("\n" * 301, "longer than"),
    ],
)
def test_the_rules_catch(source: str, complaint: str, tmp_path: Path) -> None:
    module = tmp_path / "views" / "a.py"
    module.parent.mkdir()
    module.write_text(DOC + source, encoding="utf-8")
    assert any(complaint in each for each in broken_rules(module))


def test_a_module_without_a_first_line_is_caught(tmp_path: Path) -> None:
    module = tmp_path / "a.py"
    module.write_text("x = 1\n", encoding="utf-8")
    assert any("what it is for" in each for each in broken_rules(module))


def test_passing_a_property_down_and_naming_errors_is_fine(tmp_path: Path) -> None:
    module = tmp_path / "a.py"
    source = (
        "@component\ndef A(on_tap):\n    return ft.B(on_click=on_tap)\n"
        "try: f()\nexcept ValueError: pass\n"
    )
    module.write_text(DOC + source, encoding="utf-8")
    assert list(broken_rules(module)) == []
