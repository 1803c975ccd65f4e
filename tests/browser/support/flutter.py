"""See and touch a Flet screen as a screen reader would, by Flutter's semantics tree."""

import re
import time

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

TREE, ENABLE = "flt-semantics-host", "flt-semantics-placeholder"
PATIENCE = 60_000  # milliseconds: a loaded machine draws slowly, and only a failure waits so long
Name = str | re.Pattern[str]


def open_screen(page: Page, address: str, ready: Name | None = None) -> Page:
    """Load, switch the semantics tree on, and wait until `ready` can be read."""
    page.goto(address, wait_until="domcontentloaded", timeout=2 * PATIENCE)
    speak(page)
    if ready is not None:
        see(page, ready)
    return page


def speak(page: Page, patience: int = PATIENCE) -> None:
    """The switch is one pixel off the screen: it gets the event itself, until the tree is there.

    The splash has to be gone: it would take the first touch.
    """
    page.locator("flutter-view").first.wait_for(state="attached", timeout=patience)
    page.locator("#splash").wait_for(state="detached", timeout=patience)
    end = time.monotonic() + patience / 1000
    while time.monotonic() < end:
        if page.locator(f"{TREE} flt-semantics").count():
            return
        try:
            page.locator(ENABLE).dispatch_event("click", timeout=1000)
        except TooLate:
            continue
        page.wait_for_timeout(100)
    raise AssertionError("Flutter's semantics tree did not appear")


def button(page: Page, name: Name) -> Locator:
    """A button by its words. Flutter joins an icon's name and the words, so a part is enough."""
    return page.locator(TREE).get_by_role("button", name=name)


def field(page: Page, label: Name) -> Locator:
    return page.locator(TREE).get_by_label(label).and_(page.locator("input, textarea"))


def words(page: Page, said: Name) -> Locator:
    """As text or as a label: Flutter joins a group's texts into one once a child is a button."""
    tree = page.locator(TREE)
    return tree.get_by_text(said).or_(tree.get_by_label(said)).first


def see(page: Page, said: Name, patience: int = PATIENCE) -> None:
    reach(words(page, said), patience)


def miss(page: Page, said: Name, patience: int = PATIENCE) -> None:
    expect(words(page, said)).not_to_be_attached(timeout=patience)


def reach(target: Locator, patience: int = PATIENCE) -> None:
    """Scroll down until it is there: what lies far below the screen is not in the tree yet."""
    page, end = target.page, time.monotonic() + patience / 1000
    size = page.viewport_size or {"width": 400, "height": 800}
    while not target.count() and time.monotonic() < end:
        page.wait_for_timeout(700)
        if not target.count():
            page.mouse.move(size["width"] / 2, size["height"] / 2)
            page.mouse.wheel(0, size["height"] / 2)
    expect(target.first).to_be_attached(timeout=1000)


def tap(page: Page, name: Name, patience: int = PATIENCE) -> None:
    """Touch a button by its words."""
    touch(button(page, name), patience)


def touch(target: Locator, patience: int = PATIENCE) -> None:
    """A pointer event at the centre, once it stands still.

    A click of Playwright's is refused where another node of the tree lies over the target.
    """
    page, first = target.page, target.first
    reach(target, patience)
    first.evaluate("node => node.scrollIntoView({block: 'center'})")
    end, before = time.monotonic() + patience / 1000, None
    while time.monotonic() < end:
        box = first.bounding_box()
        if box and box == before:
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            return
        before = box
        page.wait_for_timeout(80)
    raise AssertionError("what should be touched does not stand still")


def write(page: Page, label: Name, text: str, patience: int = PATIENCE) -> None:
    """Focus a field, wait until Flutter has made the real input active, and type."""
    target = field(page, label)
    focus(target, patience)
    page.wait_for_timeout(150)
    page.keyboard.press("Control+A")
    page.keyboard.type(text, delay=10)
    expect(target.first).to_have_value(text, timeout=patience)


def focus(target: Locator, patience: int = PATIENCE) -> None:
    """Touch until the field has the keyboard: a touch during a screen's entry goes astray."""
    end = time.monotonic() + patience / 1000
    while True:
        touch(target, patience)
        try:
            expect(target.first).to_be_focused(timeout=1500)
        except AssertionError:
            if time.monotonic() > end:
                raise
        else:
            return


def everything(page: Page) -> str:
    """The tree as text, for a failed test's eyes."""
    return page.locator(TREE).aria_snapshot()
