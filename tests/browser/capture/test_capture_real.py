"""The whole way in the app as people start it: airplane mode, and the server killed meanwhile."""

import signal
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from services.embedded.postgres import running_dsn
from tests.support.camera import TRACES, photo
from tests.support.capture_server import CaptureServer
from tests.support.process import LeavenProcess
from tests.support.shell_page import ShellPage, sha256
from tests.support.team import Team, seat_a_team

pytestmark = pytest.mark.browser
WORDS = "Pallets block the walkway at shift start"


@pytest.fixture(scope="module")
def leaven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeavenProcess]:
    with LeavenProcess(tmp_path_factory.mktemp("real") / "home") as running:
        yield running


class RealServer(CaptureServer):
    """The app's process in the place of the server in memory."""

    def __init__(self, leaven: LeavenProcess) -> None:
        self._leaven = leaven
        self.port = leaven.port

    def start(self) -> None:
        self._leaven.start()

    def stop(self) -> None:
        self._leaven.stop(signal.SIGKILL)


def tables(leaven: LeavenProcess) -> psycopg.Connection:
    dsn = running_dsn(leaven.home)
    assert dsn is not None
    return psycopg.connect(dsn, autocommit=True)


def arrived(leaven: LeavenProcess, team: Team) -> tuple[list[str], list[str]]:
    """The words and the hashes of the recordings of a session."""
    with tables(leaven) as connection:
        rows = connection.execute(
            "select o.words, c.sha256 from leaven.observations o"
            " left join leaven.clips c on c.observation_id = o.id where o.session_id = %s",
            (team.session_id,),
        ).fetchall()
    return sorted(w for w, s in rows if s is None), sorted(s for _, s in rows if s is not None)


def test_airplane_mode_and_a_killed_server_cost_nothing(page: Page, leaven: LeavenProcess) -> None:
    with tables(leaven) as connection:
        team = seat_a_team(connection, seats=0, cards=1)
    shell = ShellPage(page, RealServer(leaven)).open(f"/seat#{team.cards[0]}")
    assert page.locator("#topic").inner_text() == "Infeed 2"
    shell.lose_signal()
    shell.reload()
    shell.write(WORDS)
    shell.record(2)
    spoken = sha256(shell.sound(shell.items()[-1]["id"]))
    shell.send()
    large, expected = shell.plant(600_000)
    page.evaluate("async id => Give.send(await Outbox.get(id))", large)
    shell.reload()
    assert len(shell.items()) == 3

    shell.find_signal()
    shell.until(lambda: (shell.items()[-1].get("sent") or {}).get("n", 0) >= 1, 60)
    shell.server.stop()
    shell.server.start()
    shell.until(lambda: all(item["state"] == "delivered" for item in shell.items()), 90)
    assert arrived(leaven, team) == ([WORDS], sorted([spoken, expected]))
    with tables(leaven) as connection:
        left = connection.execute("select count(*) from private.uploads").fetchone()
    assert left == (0,)


def test_a_photo_taken_in_airplane_mode_stands_in_the_database_once_and_without_its_place(
    page: Page, leaven: LeavenProcess
) -> None:
    with tables(leaven) as connection:
        team = seat_a_team(connection, seats=0, cards=1)
    shell = ShellPage(page, RealServer(leaven)).open(f"/seat#{team.cards[0]}")
    shell.lose_signal()
    camera = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": photo((2400, 1800))}
    page.locator("#camera").set_input_files(camera)
    page.get_by_label("What does it show?").fill(WORDS)
    page.get_by_role("button", name="Nobody: send it").click()
    expect(page.locator("#start")).to_be_visible()
    shell.reload()
    assert len(shell.items()) == 1
    shell.find_signal()
    shell.until(lambda: all(item["state"] == "delivered" for item in shell.items()), 90)
    with tables(leaven) as connection:
        rows = connection.execute(
            "select o.words, p.whole, p.small from leaven.observations o"
            " join leaven.photos p on p.observation_id = o.id where o.session_id = %s",
            (team.session_id,),
        ).fetchall()
    [(words, *pictures)] = rows
    assert words == WORDS
    assert [trace for trace in TRACES for each in pictures if trace in bytes(each)] == []


def test_a_guide_reads_how_it_goes_without_a_signal(page: Page, leaven: LeavenProcess) -> None:
    server = RealServer(leaven)
    ShellPage(page, server).open("/capture")
    page.context.set_offline(True)
    page.goto(server.url + "/help")
    expect(page.get_by_role("heading", name="How a Learning Team goes")).to_be_visible()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Wie ein Lernteam abläuft")).to_be_visible()
