"""After signing in one stands where one wanted to go, and never on somebody else's site."""

import pytest

from app.domain.way_back import sign_in_for, way_back


@pytest.mark.parametrize("ours", ["/decide", "/decide?action=7f", "/themes/4-2", "/sessions/new"])
def test_an_address_of_ours_is_led_back_to(ours: str) -> None:
    assert way_back(ours) == ours


@pytest.mark.parametrize(
    "other",
    [
        *("", None, "decide", "//evil.example", "/\\evil.example", "https://evil.example"),
        *("/%2f/evil.example", "/a\r\nSet-Cookie: x=1", "/" + "a" * 300, "/\tevil"),
    ],
)
def test_anything_else_leads_to_the_start(other: str | None) -> None:
    assert way_back(other) == "/"


def test_the_start_needs_no_mention() -> None:
    assert sign_in_for("/") == "/sign-in"
    assert sign_in_for("/decide?action=7f") == "/sign-in?then=/decide%3Faction%3D7f"
