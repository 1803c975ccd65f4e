"""Everything that one visitor may reach; made anew for each, shared with nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app.errors import NotAllowedError
from services.backend.browser_sessions import BrowserSessions, SignedIn
from services.backend.captures import Captures
from services.backend.changes import Changes
from services.backend.connection import Connection, Project
from services.backend.consent import Consents
from services.backend.flow import Flows
from services.backend.improve import Improving
from services.backend.linking_desk import LinkingDesk
from services.backend.loop import Loop, loop_of
from services.backend.organisations import Organisations
from services.backend.own_words import OwnWords
from services.backend.photos import Photos
from services.backend.receipts import Receipts
from services.backend.recordings import Recordings
from services.backend.release import Releases
from services.backend.room_words import RoomWords
from services.backend.routines import Routines
from services.backend.sealed import box_for
from services.backend.seats import Seats
from services.backend.sessions import Sessions
from services.backend.sign_in import SignIn
from services.backend.soak import Soaking
from services.backend.speech_office import SpeechOffice
from services.backend.stories import Stories
from services.backend.themes import Themes
from services.linking.encoder import Encoder
from services.linking.resolve import resolve
from services.live import Live


class FrontDoor:
    """Sign-in and sign-out of one browser."""

    def __init__(self, project: Project, signed_in: SignedIn | None) -> None:
        self._sign_in = SignIn(project)
        self._sessions = BrowserSessions(project)
        self._signed_in = signed_in

    async def send_code(self, email: str) -> None:
        await self._sign_in.send_code(email)

    async def enter(self, email: str, code: str) -> str:
        """A one-use ticket for the right code; the browser trades it for its cookie at /enter."""
        return await self._sessions.begin(await self._sign_in.verify(email, code))

    async def leave(self, *, everywhere: bool = False) -> None:
        if self._signed_in is not None:
            await self._sessions.end(self._signed_in, everywhere=everywhere)


@dataclass(frozen=True)
class Visitor:
    """One browser: signed in, or holding a seat, or neither. `address` is where phones find us."""

    address: str
    front_door: FrontDoor
    live: Live
    organisations: Organisations
    sessions: Sessions
    themes: Themes
    desk: LinkingDesk
    own_words: OwnWords
    changes: Changes
    seats: Seats
    captures: Captures
    photos: Photos
    loop: Loop
    flows: Flows
    stories: Stories
    improving: Improving
    soaking: Soaking
    routines: Routines
    room_words: RoomWords
    speech: SpeechOffice
    releases: Releases
    receipts: Receipts
    consents: Consents
    signed_in: bool
    seat_secret: str | None
    wall_card: str | None = None
    """The secret of the card that opened this crew's tablet."""

    @property
    def seat(self) -> str:
        """The seat's secret. Raises NotAllowedError for a visitor without a seat."""
        if self.seat_secret is None:
            raise NotAllowedError("Scan your seat card first, or type its six characters.")
        return self.seat_secret


class Visitors:
    """Makes the visitor that a browser's cookies stand for."""

    def __init__(
        self,
        project: Project,
        live: Live,
        receipts: Receipts,
        address: str,
        encoder: Callable[[], Encoder] = resolve,
    ) -> None:
        self._project = project
        self._encoder = cache(encoder)
        self._live = live
        self._receipts = receipts
        self._address = address
        self._browser_sessions = BrowserSessions(project)
        self._server = Connection(project, as_server=True)
        self._changes_box = box_for("changes", project.secret_key)

    async def with_cookies(
        self,
        session_cookie: str | None,
        seat_secret: str | None,
        wall_card: str | None = None,
    ) -> Visitor:
        signed_in = await self._browser_sessions.find(session_cookie) if session_cookie else None
        anybody = Connection(self._project)
        person = Connection(self._project, signed_in.access_token if signed_in else None)
        seats = Seats(anybody)
        captures = Captures(anybody, self._server, Recordings(self._project))
        own_words = OwnWords(
            person if signed_in else anybody,
            self._encoder,
            seat=None if signed_in else seat_secret,
        )
        return Visitor(
            address=self._address,
            front_door=FrontDoor(self._project, signed_in),
            live=self._live,
            organisations=Organisations(person, signed_in),
            sessions=Sessions(person),
            themes=Themes(person),
            desk=LinkingDesk(person),
            own_words=own_words,
            changes=Changes(person, own_words, self._encoder, self._changes_box),
            loop=loop_of(person, anybody, None if signed_in else seat_secret),
            seats=seats,
            captures=captures,
            photos=Photos(person if signed_in else anybody, None if signed_in else seat_secret),
            flows=Flows(person),
            stories=Stories(person),
            improving=Improving(person),
            soaking=Soaking(anybody),
            routines=Routines(person, anybody, seats, captures),
            room_words=RoomWords(person),
            speech=SpeechOffice(person),
            releases=Releases(person if signed_in else anybody),
            receipts=self._receipts,
            consents=Consents(person if signed_in else anybody),
            signed_in=signed_in is not None,
            seat_secret=seat_secret,
            wall_card=wall_card,
        )
