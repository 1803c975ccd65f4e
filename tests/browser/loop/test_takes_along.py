"""What a facilitator takes along comes as a file; one tap looks at another organisation."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.support.beside import Beside
from tests.browser.support.chromium import TABLET, person
from tests.browser.support.flutter import button, open_screen, see, tap
from tests.support.process import LeavenProcess
from tests.support.several import NAME, also_at, no_longer_at
from tests.support.signed_in import cookie_for
from tests.support.works import Works

pytestmark = pytest.mark.browser
TOPIC = "New scanners in the yard"


@pytest.fixture
def tablet(browser: Browser, leaven: LeavenProcess) -> Page:
    context = person(browser, TABLET)
    cookie = cookie_for(leaven.home, "facilitator@leaven.example")
    context.add_cookies([{"name": "leaven_session", "value": cookie, "url": leaven.url}])
    return context.new_page()


@pytest.fixture
def second(beside: Beside) -> Iterator[None]:
    """The facilitator belongs to another organisation, too, for as long as this test goes on."""

    async def joined(works: Works) -> UUID:
        return also_at(works, "facilitator", "facilitator")

    async def left(works: Works) -> None:
        no_longer_at(works, org)

    org = beside.act(joined)
    yield
    beside.act(left)


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as coming:
        tap(page, name)
    return Path(coming.value.path()).read_bytes()


def past_session(leaven: LeavenProcess, page: Page) -> str:
    open_screen(page, leaven.url, re.compile(TOPIC))
    tap(page, re.compile(TOPIC))
    page.wait_for_url(re.compile("/sessions/"))
    return page.url.rsplit("/", 1)[-1]


def test_the_sheet_for_the_meeting_and_the_record_come_as_files_and_the_screen_stays(
    leaven: LeavenProcess, tablet: Page
) -> None:
    session = past_session(leaven, tablet)
    open_screen(tablet, f"{leaven.url}/sessions/{session}/change", "See what it touches")
    tap(tablet, "See what it touches")
    see(tablet, "What it may touch, the nearest first")
    [*pages] = PdfReader(io.BytesIO(taken(tablet, "Print on A4"))).pages
    assert TOPIC in " ".join(" ".join(page.extract_text() for page in pages).split())
    see(tablet, "What it may touch, the nearest first")
    open_screen(tablet, f"{leaven.url}/sessions/{session}/outcomes", "ZIP with photos")
    archive = zipfile.ZipFile(io.BytesIO(taken(tablet, "ZIP with photos")))
    assert {"leaven.md", "leaven.csv", "leaven.json"} <= set(archive.namelist())
    assert button(tablet, "ZIP with photos").count() == 1


def test_one_tap_shows_the_other_organisation_and_a_reload_keeps_it(
    leaven: LeavenProcess, tablet: Page, second: None
) -> None:
    open_screen(tablet, leaven.url, NAME)
    see(tablet, re.compile(TOPIC))
    tap(tablet, NAME)
    see(tablet, re.compile("^None yet"))
    tablet.reload()
    open_screen(tablet, leaven.url, NAME)
    see(tablet, re.compile("^None yet"))
