"""`make screens`: a picture of every screen, on a phone and a tablet, by day and by night.

`python -m bench.screens board capture` makes those alone. The pictures lie in docs/screens.
"""

import re
import sys
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from bench.shown import fill
from tests.browser.people import Colleague, Facilitator
from tests.browser.support.chromium import PHONE, TABLET, driver, launch, person
from tests.browser.support.flutter import open_screen, see, tap, write
from tests.support.camera import photo
from tests.support.process import LeavenProcess
from tests.support.signed_in import cookie_for
from tests.support.whisper_checkpoint import expand

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
SIZES = {"phone": PHONE, "tablet": TABLET}
SHADES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOURS = 96  # enough for flat surfaces and smooth letters
ARRIVED = 2000  # milliseconds: what a screen asks for has come
TOPIC = "Lifting at the dock"
SAID = (
    "On a good day we have a spotter, on a bad day one person does both jobs.",
    "After ten at night there is nobody left to lift with.",
    "The coffee machine is the handover.",
)
# A screen's name and its address. {session} is the board's, {past} one of the example's.
EMPTY = {
    "cards-empty": "/cards",
    "remembered-error": "/memory/{nothing}",
}
FACILITATOR = {
    "start": "/",
    "prepare": "/sessions/new",
    "learn": "/sessions/{session}/learn",
    "release": "/sessions/{session}/release",
    "guides": "/sessions/{session}/guides",
    "past": "/sessions/{past}",
    "story": "/sessions/{past}/story",
    "soak-guide": "/sessions/{past}/soak",
    "improve": "/sessions/{past}/improve",
    "outcomes": "/sessions/{past}/outcomes",
    "write-card": "/sessions/{past}/card",
    "running": "/running",
    "walls": "/walls",
    "themes": "/themes",
    "theme": "/themes/{theme}",
    "desk": "/desk",
    "search": "/search",
    "ask": "/ask",
    "cards": "/cards",
    "card": "/cards/{card}",
    "aloud": "/aloud/{card}",
    "memory": "/memory",
    "remembered": "/memory/{theme}",
    "assumptions": "/assumptions",
    "written-steps": "/steps",
    "trust": "/trust",
    "more": "/more",
}
ADMINISTRATOR = {"administration": "/administration"}
NOBODY = {
    "welcome": "/",
    "sign-in": "/sign-in",
    "not-here": "/nowhere",
    "no-seat": "/team",
    "receipt": "/receipt",
    "owner": "/owner#{owner}",
    "owner-taken": "/owner#{owner}-somebody-else",
    "invited-over": "/invited#{owner}{owner}",
    "help": "/help",
}
WORKER = {
    "team": "/team",
    "soak": "/soak",
    "after": "/after",
    "look-for": "/look-for",
    "look-for-card": "/look-for/{card}",
    "record": "/record",
}


class Pictures:
    """Takes one screen four times: two sizes, two shades. `wanted` is empty for all."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = frozenset(wanted)
        FOLDER.mkdir(parents=True, exist_ok=True)

    def wants(self, name: str) -> bool:
        return not self.wanted or name in self.wanted

    def take(self, page: Page, name: str) -> None:
        if not self.wants(name):
            return
        for device, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for shade in SHADES:
                page.emulate_media(color_scheme=shade)
                page.wait_for_timeout(ARRIVED)  # the server lays it out, the new shade fades in
                save(page.screenshot(), FOLDER / f"{name}-{device}-{shade}.png")
        page.emulate_media(color_scheme="light")
        print(name, flush=True)

    def walk(self, page: Page, url: str, screens: dict[str, str], ids: dict[str, str]) -> None:
        """Each address in turn; one that does not open is said and passed over."""
        for name, address in screens.items():
            if not self.wants(name):
                continue
            try:
                page.goto(url + address.format(**ids), wait_until="domcontentloaded")
                page.locator("#splash").wait_for(state="detached")
                page.wait_for_timeout(ARRIVED)
                self.take(page, name)
            except BrowserError as error:
                print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)


def save(png: bytes, path: Path) -> None:
    """A picture with a palette: a quarter of the bytes."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def board(pictures: Pictures, browser: Browser, leaven: LeavenProcess) -> tuple[Page, str]:
    """A session with three voices. Answers the facilitator's page and a free seat's link."""
    facilitator = Facilitator(browser, leaven)
    page = facilitator.page
    facilitator.sign_in()
    facilitator.open_session(TOPIC)
    links = facilitator.show_cards()
    for link, said in zip(links, SAID, strict=False):
        Colleague(link).types(said)
    address = page.url
    if pictures.wants("board"):
        opened_anew(page, address)
        pictures.take(page, "board")
    return page, links[-1]


def opened_anew(page: Page, address: str) -> None:
    """Until the machine has made its suggestions; on a busy one that takes its time."""
    for _ in range(4):
        try:
            open_screen(page, address, re.compile("Belongs here"))
        except AssertionError:
            continue
        return
    open_screen(page, address)


def searched(pictures: Pictures, page: Page, address: str) -> None:
    """A question with its answers."""
    if not pictures.wants("search-found"):
        return
    open_screen(page, address, "Say it in your own words")
    write(page, "Say it in your own words", "We lift alone at night")
    tap(page, re.compile("^Look$"))
    see(page, "What others said")
    pictures.take(page, "search-found")


def seat_cards(pictures: Pictures, page: Page, address: str) -> None:
    """After everybody sat down: fresh cards void those shown before."""
    if not pictures.wants("seat-cards"):
        return
    open_screen(page, address, re.compile("Belongs here"))
    tap(page, "Show the seat cards")
    see(page, "Take a card, any card")
    pictures.take(page, "seat-cards")


def worker(pictures: Pictures, browser: Browser, leaven: LeavenProcess, link: str) -> Page:
    """The recorder with a seat and without; answers the phone."""
    page = person(browser, PHONE, microphone=True).new_page()
    page.goto(f"{leaven.url}/capture")
    page.wait_for_selector("body[data-ready]")
    pictures.take(page, "capture-no-seat")
    page.goto("about:blank")  # else a new fragment alone loads nothing
    page.goto(link)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_timeout(ARRIVED)
    pictures.take(page, "capture")
    page.locator("#toType").click()
    pictures.take(page, "capture-type")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.locator("#toDanger").click()
    pictures.take(page, "capture-danger")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    camera = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo((1600, 1200))}
    page.locator("#camera").set_input_files(camera)
    page.locator("#look").wait_for()
    pictures.take(page, "capture-photo")
    page.locator("#photoThrow").click()
    return page


def before_a_change(pictures: Pictures, page: Page, address: str) -> None:
    if not pictures.wants("change"):
        return
    open_screen(page, address, "See what it touches")
    tap(page, "See what it touches")
    see(page, "What it may touch, the nearest first")
    pictures.take(page, "change")


def sponsor(pictures: Pictures, browser: Browser, leaven: LeavenProcess, theme: str) -> None:
    """A card that waits, the form for its reason, and a note on a theme."""
    page = signed_in(browser, leaven, "sponsor@leaven.example")
    pictures.walk(page, leaven.url, {"decide": "/decide", "why": f"/why/{theme}"}, {})
    if pictures.wants("decide-reason"):
        page.goto(f"{leaven.url}/decide")
        page.get_by_role("button", name="Put off").click()
        pictures.take(page, "decide-reason")


def receipt(pictures: Pictures, browser: Browser, leaven: LeavenProcess) -> None:
    if not pictures.wants("receipt-unknown"):
        return
    page = person(browser).new_page()
    page.goto(f"{leaven.url}/receipt")
    page.get_by_label("Your four words").fill("acorn acorn acorn acorn")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("alert").wait_for()
    pictures.take(page, "receipt-unknown")


def signed_in(browser: Browser, leaven: LeavenProcess, email: str) -> Page:
    context = person(browser, TABLET)
    cookie = cookie_for(leaven.home, email)
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context.new_page()


def main(wanted: list[str]) -> None:
    pictures = Pictures(wanted)
    with tempfile.TemporaryDirectory() as name, driver() as playwright:
        model = expand("faster", Path(name))
        with LeavenProcess(Path(name) / "home", model) as leaven:
            browser = launch(playwright)
            everybody(pictures, browser, leaven)
            browser.close()
    whole = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {whole / 1e6:.1f} MB", flush=True)


def everybody(pictures: Pictures, browser: Browser, leaven: LeavenProcess) -> None:
    guide, link = board(pictures, browser, leaven)
    session = guide.url.rsplit("/", 1)[-1]
    sponsors = signed_in(browser, leaven, "sponsor@leaven.example")
    pictures.walk(sponsors, leaven.url, {"decide-empty": "/decide"}, {})
    pictures.walk(guide, leaven.url, EMPTY, {"nothing": session})
    ids = fill(leaven.home) | {"session": session}
    phone = worker(pictures, browser, leaven, link)
    pictures.walk(phone, leaven.url, WORKER, ids)
    seat_cards(pictures, guide, f"{leaven.url}/sessions/{session}")
    pictures.walk(guide, leaven.url, FACILITATOR, ids)
    before_a_change(pictures, guide, f"{leaven.url}/sessions/{ids['past']}/change")
    searched(pictures, guide, f"{leaven.url}/search")
    administrator = signed_in(browser, leaven, "administrator@leaven.example")
    pictures.walk(administrator, leaven.url, ADMINISTRATOR, ids)
    sponsor(pictures, browser, leaven, ids["theme"])
    receipt(pictures, browser, leaven)
    for name, address in NOBODY.items():  # each on a device of its own
        pictures.walk(person(browser).new_page(), leaven.url, {name: address}, ids)


if __name__ == "__main__":
    main(sys.argv[1:])
