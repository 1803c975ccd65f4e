"""A team's story over the wire, as far as a journey needs it: said, soaked, let go, written up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from app.domain.capture import TypedWords
from app.domain.decision import NewDecision
from app.domain.session import NewSession
from services.backend.seats import new_device_secret
from services.backend.visitor import Visitor
from tests.support.actions import move_clock, run
from tests.support.works import Works

OTHERS = (
    "The coffee machine is the handover.",
    "We borrow somebody from line 5.",
    "On Sundays nobody answers the phone.",
    "The hoist is always at the other end.",
    "New people are not told about the block.",
)


@dataclass
class Story:
    """A session whose first card lies on the table; the other seats have been taken."""

    session: UUID
    card: str
    seats: list[str]


async def signed_in(works: Works, role: str) -> Visitor:
    """Whoever has signed in once is not asked for a code again."""
    return await (works.same_browser(role) if role in works.cookies else works.person(role))


async def begun(works: Works, topic: str = "Lifting the pump") -> Story:
    """A session in Learn in which five have spoken; the sixth card is free."""
    guide = await signed_in(works, "facilitator")
    organisation = await works.organisation(guide)
    places = await guide.organisations.places(organisation.id)
    wanted = NewSession(
        id=uuid4(), org_id=organisation.id, site_id=places.sites[0].id, topic=topic, use="work"
    )
    cards = await guide.sessions.open(wanted)
    await guide.sessions.show_promise(wanted.id)
    await guide.sessions.move(wanted.id, "learn")
    run(works, "update leaven.sessions set sponsor_role = 'planner' where id = %s", wanted.id)
    seats = []
    for card, words in zip(cards[1:], OTHERS, strict=True):
        seats.append(new_device_secret())
        phone = await works.visitors.with_cookies(None, seats[-1])
        await phone.seats.take(card.secret, seats[-1])
        await phone.captures.text(phone.seat, uuid4(), TypedWords(phase="learn", words=words))
    return Story(wanted.id, cards[0].secret, seats)


async def let_go(works: Works, story: Story) -> None:
    """Soak, three who have read it back, release, Improve."""
    guide = await signed_in(works, "facilitator")
    await guide.sessions.move(story.session, "soak")
    for seat in story.seats[:3]:
        phone = await works.visitors.with_cookies(None, seat)
        await phone.releases.read_back(seat)
    await guide.releases.release(story.session)
    await guide.sessions.move(story.session, "improve", reason="The team has met again.")


async def written(works: Works, story: Story, said: str, change: str) -> UUID:
    """The team's action on a released line, put before the sponsor."""
    action = uuid4()
    run(
        works,
        "insert into leaven.actions (id, org_id, session_id, change, so_that, owner_role, due,"
        " strength, state) select %s, org_id, id, %s, 'two lift the pump', 'planner',"
        " '2026-12-01', 'stronger', 'draft' from leaven.sessions where id = %s",
        *(action, change, story.session),
    )
    run(
        works,
        "insert into leaven.action_grounds select %s, id from leaven.observations"
        " where session_id = %s and words = %s",
        *(action, story.session, said),
    )
    run(works, "update leaven.actions set state = 'proposed' where id = %s", action)
    return action


async def decided(works: Works, action: UUID, reason: str) -> None:
    sponsor = await signed_in(works, "sponsor")
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action, verdict="approved_with_change", reason=reason)
    )


async def carried_out(works: Works, action: UUID, note: str) -> None:
    guide = await signed_in(works, "facilitator")
    link = await guide.loop.decisions.owner_link(action)
    owner, device = (await works.nobody()).loop.owned, new_device_secret()
    await owner.take(link, device)
    await owner.mark(device, "done", note)


async def linked(works: Works, said: str, title: str) -> None:
    """Somebody has put the line to a theme."""
    run(
        works,
        "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
        " select o.org_id, o.id, t.id, 'linked', 'person' from leaven.observations o"
        " join leaven.themes t on t.org_id = o.org_id and t.title = %s where o.words = %s"
        " on conflict (observation_id, theme_id) do update set state = 'linked', source = 'person'",
        *(title, said),
    )


async def night(works: Works, day: date | None = None) -> None:
    """The night's roll-up, on the day given; receipts and pages learn of the day before."""
    if day:
        move_clock(works, day)
    run(works, "select private.nightly()")
    run(works, "select private.nightly()")
