"""The main job in figures: start, tap to board, clip to text, line to suggestions."""

import asyncio
import hashlib
import io
import statistics
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np

from app.domain.capture import Recording, TypedWords
from app.domain.observation import Line
from app.domain.session import MOST_SEATS, NewSession
from bench.board import board_updates
from services.backend.browser_sessions import BrowserSessions
from services.backend.connection import Project
from services.backend.receipts import receipts_of
from services.backend.seats import new_device_secret
from services.backend.sign_in import SignIn
from services.backend.visitor import Visitor, Visitors
from services.embedded.project import open_project
from services.live import Live
from services.speech.decode import decode
from services.speech.engine import SAMPLE_RATE
from tests.support.process import LeavenProcess
from tests.support.whisper_checkpoint import DATA, expand

TYPED_LINES, SPOKEN_CLIPS, CLIP_SECONDS = 20, 3, 20
PIECE = 200_000  # bytes
PATIENCE = 60.0
LIKE_THE_EXAMPLE = (
    "The belt change needs two people and the night roster has one.",
    "We run the palletiser empty for ten minutes before the first layer.",
    "The sheet has no box for what the next crew must know.",
    "The label on the valve curls off in the cold store.",
)
FACILITATOR = "facilitator@leaven.example"


async def measure() -> None:
    """Start Leaven on an empty folder, then again, and time what people wait for."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        model = expand("faster", Path(folder))
        first = _start_and_stop(LeavenProcess(home, model))
        print(f"start to /healthz, empty folder        {first:8.2f} s")
        running = LeavenProcess(home, model)
        began = time.perf_counter()
        with running:
            print(f"start to /healthz, second start        {time.perf_counter() - began:8.2f} s")
            await _use(running)


def _start_and_stop(process: LeavenProcess) -> float:
    began = time.perf_counter()
    with process:
        return time.perf_counter() - began


async def _use(running: LeavenProcess) -> None:
    dsn = (running.home / "postgres.dsn").read_text(encoding="utf-8")
    async with open_project(running.home, dsn, _nobody) as embedded, Live(dsn) as live:
        project = Project(
            embedded.url, embedded.publishable_key, embedded.secret_key, embedded.http
        )
        visitors = Visitors(project, live, receipts_of(project), running.url)
        facilitator = await _signed_in(project, visitors, running)
        session, seats = await _open_session(facilitator, visitors)
        await _typed_lines(facilitator, session, seats)
        await _clips(facilitator, session, seats)
        for what, took in (await board_updates(facilitator, session, seats, dsn)).items():
            _print(what, took)


async def _typed_lines(facilitator: Visitor, session: UUID, seats: list[Visitor]) -> None:
    to_board, to_suggestions = [], []
    for seat in seats[1:]:  # nobody sees a line before three have spoken
        await _type(seat, "It is quiet on Sundays.")
    for number in range(TYPED_LINES):
        words = f"{LIKE_THE_EXAMPLE[number % len(LIKE_THE_EXAMPLE)]} {'Again. ' * number}".strip()
        began = time.perf_counter()
        await _type(seats[0], words)
        await _until(facilitator, session, _says(words))
        to_board.append(time.perf_counter() - began)
        line = await _until(facilitator, session, _linked(words))
        to_suggestions.append(time.perf_counter() - began)
        await facilitator.themes.decide(line.id, line.links[0].theme_id, "linked")
    _print("tap to board, typed line", to_board)
    _print("line to suggestions", to_suggestions)


async def _type(seat: Visitor, words: str) -> None:
    await seat.captures.text(seat.seat, uuid4(), TypedWords(phase="learn", words=words))


def _new_words(known: set[UUID]) -> Callable[[Line], bool]:
    return lambda line: line.id not in known and line.state == "to_check"


def _linked(words: str) -> Callable[[Line], bool]:
    return lambda line: line.words == words and bool(line.links)


def _says(words: str) -> Callable[[Line], bool]:
    return lambda line: line.words == words


async def _clips(facilitator: Visitor, session: UUID, seats: list[Visitor]) -> None:
    sound = _spoken(CLIP_SECONDS)
    took = []
    for number in range(SPOKEN_CLIPS):
        known = {line.id for line in (await facilitator.sessions.board(session)).lines}
        began = time.perf_counter()
        await _hand_in(seats[number % len(seats)], sound)
        await _until(facilitator, session, _new_words(known))
        took.append(time.perf_counter() - began)
    _print(f"clip of {CLIP_SECONDS} s to text (tiny test model)", took)


def _spoken(seconds: int) -> bytes:
    """A WAV file of somebody speaking for so long."""
    heard = decode((DATA / "jfk.webm").read_bytes()).pcm
    wanted = np.resize(heard, seconds * SAMPLE_RATE)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(wanted.astype(np.int16).tobytes())
    return out.getvalue()


async def _hand_in(seat: Visitor, sound: bytes) -> None:
    capture = uuid4()
    pieces = [sound[at : at + PIECE] for at in range(0, len(sound), PIECE)]
    for n, piece in enumerate(pieces):
        await seat.captures.chunk(seat.seat, capture, n, piece)
    recording = Recording(
        chunks=len(pieces),
        sha256=hashlib.sha256(sound).hexdigest(),
        mime="audio/wav",
        seconds=CLIP_SECONDS,
    )
    await seat.captures.finish(seat.seat, capture, recording)


async def _until(facilitator: Visitor, session: UUID, true: Callable[[Line], bool]) -> Line:
    """Wait as a screen does: for a notification, then the board."""
    async with asyncio.timeout(PATIENCE):
        async for _ in facilitator.live.changes(str(session), at_once=True):
            board = await facilitator.sessions.board(session)
            found = next((line for line in board.lines if true(line)), None)
            if found:
                return found
    raise TimeoutError


async def _signed_in(project: Project, visitors: Visitors, running: LeavenProcess) -> Visitor:
    code: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def keep(email: str, digits: str) -> None:
        code.set_result(digits)

    dsn = (running.home / "postgres.dsn").read_text(encoding="utf-8")
    async with open_project(running.home, dsn, keep) as own:
        door = SignIn(Project(own.url, own.publishable_key, own.secret_key, own.http))
        await door.send_code(FACILITATOR)
        tokens = await door.verify(FACILITATOR, await code)
    sessions = BrowserSessions(project)
    return await visitors.with_cookies(await sessions.land(await sessions.begin(tokens)), None)


async def _open_session(facilitator: Visitor, visitors: Visitors) -> tuple[UUID, list[Visitor]]:
    organisation = (await facilitator.organisations.me()).organisations[0]
    site = (await facilitator.organisations.places(organisation.id)).sites[0]
    session = NewSession(
        id=uuid4(),
        org_id=organisation.id,
        site_id=site.id,
        topic="Bench",
        use="work",
        seats=MOST_SEATS,
    )
    cards = await facilitator.sessions.open(session)
    await facilitator.sessions.show_promise(session.id)
    await facilitator.sessions.move(session.id, "learn")
    seats = []
    for card in cards:
        device = new_device_secret()
        seat = await visitors.with_cookies(None, device)
        await seat.seats.take(card.secret, device)
        seats.append(seat)
    return session.id, seats


def _print(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    median = statistics.median(ordered)
    print(f"{what:38} {median:8.2f} s p50 {p95:8.2f} s p95   n={len(ordered)}")


async def _nobody(email: str, code: str) -> None:
    """Codes of this process go nowhere."""
