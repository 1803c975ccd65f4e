"""The people of a journey, each on a device of their own."""

import re
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from services.backend.seats import new_device_secret
from tests.browser.support.chromium import PHONE, TABLET, person
from tests.browser.support.flutter import field, focus, open_screen, see, speak, tap, write
from tests.support.process import LeavenProcess


def give_six_digits(page: Page, leaven: LeavenProcess, email: str) -> None:
    """At the sign-in, whichever way one came to it."""
    write(page, "E-mail", email)
    tap(page, "Send the code")
    see(page, "Six digits")
    write(page, re.compile("^Code$"), leaven.code_for(email))
    tap(page, "Sign in")


class Facilitator:
    """On a tablet, signed in with the six digits that the terminal showed."""

    def __init__(self, browser: Browser, leaven: LeavenProcess) -> None:
        self.leaven = leaven
        self.page: Page = person(browser, TABLET).new_page()

    def sign_in(self, email: str = "facilitator@leaven.example") -> None:
        open_screen(self.page, f"{self.leaven.url}/sign-in", "Your e-mail address")
        give_six_digits(self.page, self.leaven, email)
        self.page.wait_for_url(f"{self.leaven.url}/")
        speak(self.page)
        see(self.page, "Your sessions")

    def open_session(self, topic: str) -> None:
        tap(self.page, "Open a session")
        write(self.page, "One task or topic", topic)
        tap(self.page, "Open the session")
        see(self.page, "The promise, before anyone speaks")
        tap(self.page, "Everyone has read or heard it")
        tap(self.page, "Start Learn")

    def show_cards(self) -> list[str]:
        """The links in the QR codes on the screen, read by a camera's eye."""
        tap(self.page, "Show the seat cards")
        see(self.page, "Take a card, any card")
        self.page.set_viewport_size({"width": TABLET[0], "height": 1600})
        links: list[str] = []
        for _ in range(20):  # a busy machine draws them late
            self.page.wait_for_timeout(1500)
            picture = Image.open(BytesIO(self.page.screenshot()))
            links = [each.text for each in zxingcpp.read_barcodes(picture)]
            if links:
                break
        self.page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
        tap(self.page, "Put the cards away")
        return [link for link in links if "/seat#" in link]

    def sees(self, said: str, seconds: float = 30) -> None:
        see(self.page, re.compile(re.escape(said)), int(seconds * 1000))


class Colleague:
    """Somebody else at the table, whose phone we only hear over the wire."""

    def __init__(self, link: str) -> None:
        address = urlsplit(link)
        self.device = new_device_secret()
        self.url = f"{address.scheme}://{address.netloc}"
        asked = {"secret": address.fragment, "device": self.device, "device_secret": self.device}
        httpx.post(f"{self.url}/api/seat", json=asked).raise_for_status()

    def types(self, said: str) -> None:
        body = {"kind": "text", "words": said, "phase": "learn", "language": "en"}
        headers = {"X-Leaven-Seat": self.device}
        address = f"{self.url}/api/capture/{uuid4()}"
        httpx.put(address, json=body, headers=headers, timeout=20).raise_for_status()


class Worker:
    """On a phone, without an account."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = person(browser, PHONE, microphone=True).new_page()

    def scan(self, link: str) -> None:
        self.page.goto(link)
        self.page.wait_for_selector("body[data-ready]")

    def speak(self, seconds: float) -> None:
        self.page.get_by_role("button", name="Tap and speak").click()
        self.page.wait_for_timeout(int(seconds * 1000))
        self.page.get_by_role("button", name="Tap to stop").click()
        self.page.locator("#send").click()

    def check_words(self, said: str) -> None:
        """The words come back; the speaker confirms them."""
        self.page.goto(self.page.url.split("/seat")[0].split("/capture")[0] + "/team")
        speak(self.page)
        see(self.page, "Is this what you said?", 60_000)
        written = field(self.page, "Your words")
        focus(written)  # Flutter fills the field's twin in the tree only then
        expect(written.first).to_have_value(said)
        tap(self.page, "Yes, keep it")
        see(self.page, re.compile("With the team"))

    def types(self, said: str) -> None:
        write(self.page, "Or type one line", said)
        tap(self.page, "Send")
        see(self.page, re.compile(re.escape(said)))
