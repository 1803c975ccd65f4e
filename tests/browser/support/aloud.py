"""What Chromium hands to a screen reader: its tree of what is there, and what is announced."""

from collections import Counter
from dataclasses import dataclass

from playwright.sync_api import Page

USED = {"button", "textbox", "checkbox", "radio", "switch", "link"}
LISTEN = """() => {
  window.announced = [];
  const regions = root => [...root.querySelectorAll("*")].flatMap(node => [
    ...(node.hasAttribute("aria-live") ? [node] : []),
    ...(node.shadowRoot ? regions(node.shadowRoot) : []),
  ]);
  for (const region of regions(document))
    new MutationObserver(() => window.announced.push(region.textContent.trim()))
      .observe(region, { subtree: true, childList: true, characterData: true });
}"""


@dataclass(frozen=True)
class Thing:
    """A node of the accessibility tree; `level` is a heading's."""

    role: str
    name: str
    level: int = 0


def things(page: Page) -> list[Thing]:
    """Everything on the screen that a screen reader comes to."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [_thing(node) for node in nodes if not node.get("ignored")]


def _thing(node: dict) -> Thing:  # type: ignore[type-arg]
    known = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
    name = str(node.get("name", {}).get("value", ""))
    return Thing(str(node["role"]["value"]), name, int(known.get("level") or 0))


def alike(found: list[Thing]) -> dict[tuple[str, str], int]:
    """What can be used and sounds like another one, or like nothing."""
    counted = Counter((each.role, each.name) for each in found if each.role in USED)
    return {what: number for what, number in counted.items() if number > 1 or not what[1]}


def listen(page: Page) -> None:
    """From now on remember what is announced."""
    page.evaluate(LISTEN)


def hear(page: Page, words: str) -> None:
    """Wait until it has been announced."""
    page.wait_for_function(
        "words => window.announced.some(each => each.includes(words))", arg=words, timeout=60_000
    )
