"""Who may call which function and read which table: the whole matrix, written out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.support.crew import ROLES, Crew

EVERYBODY = {"anon", "stranger", *ROLES, "other facilitator", "other administrator", "server"}
SIGNED_IN = EVERYBODY - {"anon"}
TEAM = {"facilitator"}
ORGANISATION = set(ROLES)
SERVER = {"server"}


@dataclass(frozen=True)
class Call:
    """One function: who is answered, with which arguments. The rest is refused by the database.

    `asks` are those whom the database lets in and the function answers with nothing of ours.
    """

    answered: set[str]
    given: Callable[[Crew], dict[str, Any]]
    asks: frozenset[str] = frozenset()


def of_session(**more: Any) -> Callable[[Crew], dict[str, Any]]:
    return lambda crew: {"session": crew.session, **more}


def of_seat(**more: Any) -> Callable[[Crew], dict[str, Any]]:
    return lambda crew: {"secret": crew.seats[0], **more}


def of_org(**more: Any) -> Callable[[Crew], dict[str, Any]]:
    return lambda crew: {"org": crew.org, **more}


def new_session(crew: Crew) -> dict[str, Any]:
    details = {"id": str(uuid4()), "org_id": str(crew.org), "site_id": str(crew.site)}
    return {"details": {**details, "topic": "Infeed", "use": "work"}}


def a_line(crew: Crew) -> dict[str, Any]:
    return {"line": crew.one("select id from leaven.observations limit 1")}


def a_photo(crew: Crew) -> dict[str, Any]:
    known = crew.one(
        "select p.observation_id from leaven.photos p join leaven.holds h"
        " on h.observation_id = p.observation_id where h.session_id = %s limit 1",
        crew.session,
    )
    return {"line": known or crew.line(crew.photograph(crew.seats[0]))}


def a_theme(crew: Crew) -> Any:
    return crew.one(
        "insert into leaven.themes (org_id, title) values (%s, 't') returning id", crew.org
    )


def deciding(crew: Crew) -> dict[str, Any]:
    decision = {"decision_id": uuid4(), "theme": a_theme(crew), "decision": "linked"}
    return {**a_line(crew), **decision}


def own_line(crew: Crew) -> dict[str, Any]:
    mine = crew.mine(crew.seats[0]) or [{"id": crew.record(crew.seats[0])}]
    return {"secret": crew.seats[0], "line": mine[0]["id"]}


def own_capture(crew: Crew) -> dict[str, Any]:
    return {"secret": crew.seats[0], "capture": crew.say(crew.seats[0], "spoken words")}


def own_clip(crew: Crew) -> dict[str, Any]:
    capture = crew.say(crew.seats[0], "spoken words")
    line = crew.line(capture)
    crew.do("update leaven.observations set state = 'waiting' where id = %s", line)
    crew.do(
        "insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)"
        " values (%s, %s, %s, 9, 'audio/webm', 4)",
        *(line, uuid4().hex, "0" * 64),
    )
    return {"secret": crew.seats[0], "capture": capture}


def a_room_line(crew: Crew) -> dict[str, Any]:
    capture = uuid4()
    crew.do(
        "insert into private.room_hearings (capture_id, session_id) values (%s, %s)",
        *(capture, crew.session),
    )
    line = crew.one(
        "insert into leaven.room_lines (session_id, capture_id, place, words)"
        " values (%s, %s, 0, 'heard') returning id",
        *(crew.session, capture),
    )
    return {"session": crew.session, "line": line, "keep": True}


def a_left_line(crew: Crew) -> dict[str, Any]:
    """Spoken at an area's tablet and checked by nobody, when its week has come."""
    area = uuid4()
    crew.do(
        "insert into leaven.areas (id, org_id, site_id, name) values (%s, %s, %s, 'Bench')",
        *(area, crew.org, crew.site),
    )
    made = crew.call("facilitator", "wall_card", org=crew.org, area=area)
    crew.session, ours = made["session_id"], crew.session
    line = crew.record(crew.take(made["secret"]))
    crew.session = ours
    crew.do("insert into private.left_to_crew values (%s, '2026-W47')", line)
    return {"card": made["secret"], "line": line, "keep": True}


def text(words: str = "words") -> dict[str, Any]:
    return {"capture": uuid4(), "details": {"words": words, "language": "en"}}


def recording(crew: Crew) -> dict[str, Any]:
    details = {"chunks": 1, "sha256": "0" * 64, "mime": "audio/webm", "seconds": 1}
    return {"secret": crew.seats[0], "capture": uuid4(), "details": details}


def a_change(crew: Crew) -> dict[str, Any]:
    change = uuid4()
    crew.do(
        "insert into leaven.rule_changes (id, org_id, rule, value, before, proposed_as, week)"
        " values (%s, %s, 'outside_threshold', 6, 5, 'administrator', '2026-W01')",
        *(change, crew.org),
    )
    return {"change": change}


def a_rule(crew: Crew) -> dict[str, Any]:
    return {"change": uuid4(), "org": crew.org, "rule": "hold_days", "value": 20}


RECEIPT = {"receipt": "00" * 32, "caller": "x"}
FUNCTIONS: dict[str, Call] = {
    # everybody signed in, about themselves or their organisation (others see nothing of it)
    "me": Call(SIGNED_IN, lambda crew: {}),
    "places": Call(ORGANISATION | SERVER, of_org(), frozenset(SIGNED_IN)),
    "my_sessions": Call(TEAM, of_org(), frozenset(SIGNED_IN)),
    "themes": Call(ORGANISATION | SERVER, of_org(), frozenset(SIGNED_IN)),
    "rollups": Call(ORGANISATION | SERVER, of_org(), frozenset(SIGNED_IN)),
    "theme": Call(
        ORGANISATION, lambda crew: {"theme": a_theme(crew)}, frozenset(SIGNED_IN - SERVER)
    ),
    "trust_page": Call(ORGANISATION, of_org()),
    # the facilitator of this very session
    "open_session": Call(TEAM, new_session),
    "board": Call(TEAM, of_session()),
    "add_seat_cards": Call(TEAM, of_session(wanted=1)),
    "fresh_seat_cards": Call(TEAM, of_session()),
    "show_promise": Call(TEAM, of_session()),
    "move_session": Call(TEAM, of_session(wanted="soak")),
    "release_state": Call(TEAM, of_session()),
    "release_session": Call(TEAM, of_session()),
    "additions": Call(TEAM, of_session()),
    "let_go_additions": Call(TEAM, of_session(chosen=[uuid4()])),
    "ask_recording": Call(TEAM, of_session()),
    "recording_state": Call(TEAM, of_session()),
    "room_text": Call(TEAM, of_session()),
    "photo": Call(TEAM, a_photo),
    "take_photo_off": Call(TEAM, a_photo),
    "settle_room_line": Call(TEAM, a_room_line),
    "decide_link": Call(TEAM, deciding),
    "name_theme": Call(TEAM, lambda crew: {"theme_id": uuid4(), "org": crew.org, "title": "t"}),
    # two roles
    "propose_rule": Call({"administrator", "representative"}, a_rule),
    "agree_rule": Call({"representative"}, a_change),
    "withdraw_rule": Call({"administrator", "representative"}, a_change),
    # whoever holds a seat's secret, signed in or not
    "take_seat": Call(EVERYBODY, lambda crew: {"card": "x", "device_secret": crew.seats[0]}),
    "capture_seat": Call(EVERYBODY, of_seat()),
    "seat_page": Call(EVERYBODY, of_seat()),
    "confirm_words": Call(EVERYBODY, lambda crew: {**own_line(crew), "words": "as I said"}),
    "withdraw_line": Call(EVERYBODY, own_line),
    "read_back": Call(EVERYBODY, of_seat()),
    "answer_recording": Call(EVERYBODY, of_seat(yes=True)),
    "capture_text": Call(EVERYBODY, lambda crew: {"secret": crew.seats[0], **text()}),
    "capture_chunk": Call(
        EVERYBODY,
        lambda crew: {"secret": crew.seats[0], "capture": uuid4(), "n": 0, "bytes": "AAAA"},
    ),
    "capture_ready": Call(EVERYBODY, recording),
    "confirm_capture": Call(EVERYBODY, lambda crew: {**own_capture(crew), "words": "as I said"}),
    "withdraw_capture": Call(EVERYBODY, own_capture),
    "capture_state": Call(EVERYBODY, lambda crew: {"secret": crew.seats[0], "capture": uuid4()}),
    "settle_left_line": Call(EVERYBODY, a_left_line),
    "seat_photo": Call(EVERYBODY, lambda crew: {"secret": crew.seats[0], **a_photo(crew)}),
    # the server's own key
    "server_photo_finish": Call(
        SERVER, lambda crew: {**recording(crew), "whole": "AAAA", "small": "AAAA"}
    ),
    "server_photo_refused": Call(
        SERVER, lambda crew: {"secret": crew.seats[0], "capture": uuid4()}
    ),
    "server_capture_finish": Call(SERVER, recording),
    "server_own_clip": Call(SERVER, own_clip),
    "server_receipt_try": Call(SERVER, lambda crew: {"caller": "x"}),
    "server_receipt_make": Call(SERVER, lambda crew: {**own_line(crew), "receipt": "00" * 32}),
    "server_receipt_open": Call(SERVER, lambda crew: RECEIPT),
    "server_receipt_withdraw": Call(SERVER, lambda crew: RECEIPT),
    "server_receipt_add": Call(
        SERVER, lambda crew: {**RECEIPT, "addition": uuid4(), "words": "more"}
    ),
    "server_begin_browser_session": Call(
        SERVER,
        lambda crew: {"person": crew.people["member"], "ticket": str(uuid4()), "tokens": "x"},
    ),
    "server_land_browser_session": Call(SERVER, lambda crew: {"ticket": "t", "cookie": "c"}),
    "server_browser_session": Call(SERVER, lambda crew: {"cookie": "c"}),
    "server_choose_organisation": Call(SERVER, lambda crew: {"cookie": "c", "org": crew.org}),
    "server_keep_tokens": Call(SERVER, lambda crew: {"cookie": "c", "tokens": "t"}),
    "server_end_browser_session": Call(SERVER, lambda crew: {"cookie": "c"}),
}
# a refusal that has nothing to do with who asks: the right person is told something else is amiss
OTHER_REASONS = {"not_read_back", "too_early", "unknown_receipt", "no_such_step", "missing_chunks"}
TABLES_READ = {
    "organisations": ORGANISATION,
    "sites": ORGANISATION,
    "areas": ORGANISATION,
    "shift_kinds": ORGANISATION,
    "memberships": ORGANISATION,
    "sessions": ORGANISATION,
    "session_facilitators": {"facilitator"},
    "observations": ORGANISATION,
    "themes": ORGANISATION,
    "links": ORGANISATION,
    "line_translations": ORGANISATION,
    "rollups": ORGANISATION,
    "actions": ORGANISATION,
    "action_grounds": ORGANISATION,
}
