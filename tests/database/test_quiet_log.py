"""The log of a whole session, read afterwards: it must not have heard anything."""

import io
import logging
import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.capture import TypedWords
from app.errors import LeavenError
from services.backend.receipts import Receipts
from services.backend.seats import new_device_secret
from services.backend.visitor import Visitor
from services.example.content import PEOPLE
from tests.support.works import Works

ADDRESS = "198.51.100.23"
SAID = (
    "The guard switch sticks again",
    "At night there is one of us",
    "The sheet has no field for it",
)


class Journal:
    """Everything that was logged, as a server would write it, at the most talkative level."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s %(more)s"))
        self._handler.addFilter(self._with_extras)

    @staticmethod
    def _with_extras(record: logging.LogRecord) -> bool:
        known = logging.makeLogRecord({}).__dict__
        record.more = {key: v for key, v in record.__dict__.items() if key not in known}
        return True

    def __enter__(self) -> "Journal":
        root = logging.getLogger()
        self._before = root.level
        root.setLevel(logging.DEBUG)
        root.addHandler(self._handler)
        return self

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._before)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def must_not_hold(self, *secrets: str) -> None:
        found = [secret[:4] + "…" for secret in secrets if secret and secret in self.text]
        assert not found, f"{len(found)} secrets stand in the log: {found}"
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", self.text), "an e-mail address"
        assert not re.search(r"\b(?!127\.|0\.)\d{1,3}(\.\d{1,3}){3}\b", self.text), "an address"
        assert not re.search(r"eyJ[\w-]{10,}\.", self.text), "a token"


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal() as kept:
        yield kept


async def journey(works: Works) -> list[str]:
    """Sign in, open, seat, speak, refuse, read back, release, follow: all that must stay silent."""
    facilitator = await works.person("facilitator")
    organisation = await works.organisation(facilitator)
    session_id, seats = await works.open_session(facilitator)
    cards = await facilitator.sessions.add_cards(session_id, 1)
    device = new_device_secret()
    late = await works.visitors.with_cookies(None, device)
    await late.seats.take(cards[0].code, device, ADDRESS)
    captures = [uuid4() for _ in seats]
    for seat, capture, words in zip(seats, captures, SAID, strict=True):
        await seat.captures.text(seat.seat, capture, TypedWords(phase="learn", words=words))
    receipts = Receipts(seats[0].receipts._server, b"pepper")
    words = await receipts.make(seats[0].seat, capture=captures[0])
    await refused(facilitator, late, cards[0].secret, session_id)
    await facilitator.sessions.board(session_id)
    await facilitator.sessions.move(session_id, "soak")
    for seat in seats:
        await seat.releases.read_back(seat.seat)
    await facilitator.releases.release(session_id)
    await receipts.open(words, ADDRESS)
    await facilitator.loop.trust.page(organisation.id)
    await facilitator.front_door.leave(everywhere=True)
    return [
        *SAID,
        *(seat.seat for seat in [*seats, late]),
        *(card.secret for card in cards),
        *(card.code for card in cards),
        *PEOPLE.values(),
        *works.mailbox.codes.values(),
        words,
        *words.split(" ", 1),
        works.project.secret_key,
        ADDRESS,
    ]


async def refused(facilitator: Visitor, seat: Visitor, card: str, session_id: UUID) -> None:
    """Errors speak most: each of these is answered with a refusal."""
    with pytest.raises(LeavenError):
        await seat.seats.take(card, new_device_secret(), ADDRESS)
    with pytest.raises(LeavenError):
        await seat.captures.text(seat.seat, uuid4(), TypedWords(phase="learn", words="\x00 "))
    with pytest.raises(LeavenError):
        await seat.seats.confirm(seat.seat, uuid4(), "words of nobody's line")
    with pytest.raises(LeavenError):
        await facilitator.releases.release(session_id)


async def test_the_log_of_a_whole_session_holds_nothing(works: Works, journal: Journal) -> None:
    secrets = await journey(works)
    assert journal.text, "nothing was logged at all: the test reads nothing"
    journal.must_not_hold(*secrets)


def test_the_databases_own_log_quotes_no_statement_and_no_row(database: str) -> None:
    """A row that fails a check is printed whole with its error, unless the log is terse."""
    quiet = {
        "log_statement": "none",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length_on_error": "0",
        "log_connections": "",
    }
    with psycopg.connect(database) as connection:
        found = {name: str(connection.execute(f"show {name}").fetchone()[0]) for name in quiet}  # type: ignore[index,call-overload]
    assert found == quiet


def test_the_reader_of_the_log_does_find_what_is_there(journal: Journal) -> None:
    logging.getLogger("a.part").info("said", extra={"words": SAID[0]})
    with pytest.raises(AssertionError):
        journal.must_not_hold(SAID[0])
    logging.getLogger("a.part").info("mail to anna@mill.test from %s", ADDRESS)
    with pytest.raises(AssertionError):
        journal.must_not_hold()
