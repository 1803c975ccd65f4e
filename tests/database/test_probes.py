"""Every function of the screens, called by everybody with ids of ours as if they had leaked."""

import json
from typing import Any

import psycopg

from tests.database.test_roles import api
from tests.support.crew import Crew
from tests.support.matrix import EVERYBODY, FUNCTIONS
from tests.support.probes import Pool, arguments, outcome

DENIED = {
    "42501",
    "not_found",
    "not_allowed",
    "unknown_seat",
    "unknown_link",
    "unknown_card",
    "too_many_tries",
}
FACILITATOR = {"facilitator"}
ADMINISTRATOR = {"administrator"}
SPONSOR = {"sponsor"}
ORGANISATION = {"facilitator", "sponsor", "member", "representative", "administrator"}
EVERYBODY_SIGNED_IN = EVERYBODY - {"anon", "server"}
NOBODY: set[str] = set()  # wants a secret, or an id that nobody gave away

# Who is let in when a session, an action, a line, a theme and a place of ours are known.
LET_IN: dict[str, set[str]] = {
    **dict.fromkeys(
        (
            *("assume", "change_soak", "close_dots", "drop_action", "drop_assumption"),
            *("drop_defence", "drop_group", "drop_practice", "flow", "guides", "hand_over"),
            *("leave_session", "mark_line", "name_document", "name_group", "name_practice"),
            *("name_sponsor", "note_line", "open_dots", "park_line", "pin", "place_line"),
            *("propose_action", "remind_team", "room_chunk", "room_ready", "running_sessions"),
            *("session_cards", "set_defence", "set_steps", "sponsor_enters", "take_action_back"),
            *("take_over", "unpin", "write_action", "linking_desk", "split_theme"),
            *("translate_line",),
            *("desk_pool",),
            *("theme_proposals", "session_actions", "change_touches", "sight_chunk", "sight_ready"),
        ),
        FACILITATOR,
    ),
    **dict.fromkeys(
        (
            *("cancel_invitation", "export_actions", "export_cards", "export_lines"),
            *("export_sessions", "invite", "mail_health", "people", "remove_place", "save_area"),
            *("save_organisation", "save_shift_kind", "save_site", "set_roles", "speech_backlog"),
            *("retry_speech", "hear_english", "export_records"),
        ),
        ADMINISTRATOR,
    ),
    **dict.fromkeys(("set_site_word", "site_words", "wall_card"), FACILITATOR | ADMINISTRATOR),
    **dict.fromkeys(("action_card", "decide", "make_owner_link"), FACILITATOR | SPONSOR),
    **dict.fromkeys(("count_hands", "let_differences_go", "mark_action"), FACILITATOR),
    **dict.fromkeys(
        (
            *("cards", "memory", "memory_facts", "memory_theme", "search_lines", "unanswered"),
            *(
                "released_words",
                "search_own_words",
                "weak_signals",
                "defence_ledger",
                "theme_spread",
            ),
            *("search_filters", "why_subject", "assumption_memory"),
            "written_steps",
        ),
        ORGANISATION,
    ),
    "sponsor_cards": SPONSOR,
    **dict.fromkeys(
        ("dictation_piece", "dictation_whole"),
        ORGANISATION | {"other facilitator", "other administrator"},
    ),
    "forget_dictation": EVERYBODY_SIGNED_IN | {"anon"},  # a seat is told by its secret
    "dictation": NOBODY,
    "leave_why_note": SPONSOR | ADMINISTRATOR | {"member"},
    "mail_wish": EVERYBODY_SIGNED_IN,
    **dict.fromkeys(
        (
            *("accept_invitation", "adopt_card", "answer_action", "answer_why_note", "card"),
            *("crew_page", "give_dots", "keep_watching", "lens_own", "owner_mark", "owner_page"),
            *("park_own", "pin_to_step", "resonate", "safety_tap", "seat_adopt_card"),
            *("seat_cards", "seat_dots", "seat_flow", "share_card", "stop_mail"),
            *("take_owner_link", "tie_to_assumption", "unnote_line", "wall_page", "write_card"),
            *("join_lines", "merge_themes", "refuse_pair", "undo_theme_event", "decide_proposal"),
            *("settle_lines", "undo_settled", "reopen_proposal", "line_why"),
            *("seat_released_words", "seat_search_filters", "seat_search_own_words"),
            *("server_invitation", "server_room_finish", "server_room_piece"),
        ),
        NOBODY,
    ),
}


def probed(crew: Crew) -> tuple[Pool, list[str]]:
    return Pool.fill(crew), sorted(api(crew) - set(FUNCTIONS))


def check_probes(crew: Crew) -> None:
    """Fails naming each role that is let in and should not be, or the other way round."""
    pool, names = probed(crew)
    wrong = []
    for name in names:
        given = {each: pool.value(each, kind) for each, kind in arguments(crew, name)}
        for who in sorted(EVERYBODY - {"server"}):
            found = outcome(crew, who, name, given)
            let_in = who in LET_IN.get(name, NOBODY)
            # an outsider may be answered with nothing, as if nothing were there
            if found in DENIED if let_in else found not in {*DENIED, "nothing"}:
                wrong.append(f"{name} to {who}: {found}")
    assert not wrong, "\n".join(wrong)


def test_each_function_of_the_api_has_its_line_in_a_matrix(crew: Crew) -> None:
    listed = set(FUNCTIONS) | set(LET_IN)
    # what the server alone calls says so in its name; the probes hold it to that
    new = {name for name in api(crew) - listed if not name.startswith("server_")}
    assert new == set(), "say who may call it"
    assert listed - api(crew) == set(), "it is gone"


def test_each_function_lets_in_whom_it_is_for(crew: Crew) -> None:
    check_probes(crew)


def test_n12_no_function_tells_anybody_outside_the_team_an_unreleased_line(crew: Crew) -> None:
    """Whatever is called, with whatever is known, by whomever but the team."""
    pool, names = probed(crew)
    secret = "an unreleased sentence"  # noqa: S105 - words
    crew.say(crew.seats[0], secret)
    told = []
    for name in [*names, "theme", "themes", "my_sessions", "rollups", "trust_page", "board"]:
        given = {each: pool.value(each, kind) for each, kind in arguments(crew, name)}
        told += [
            f"{name} to {who}"
            for who in sorted(EVERYBODY - {"server", "facilitator"})
            if secret in json.dumps(answer_of(crew, who, name, given))
        ]
    assert told == []
    assert secret in json.dumps(crew.call("facilitator", "board", session=crew.session))


def answer_of(crew: Crew, who: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    try:
        with crew.owner.transaction(force_rollback=True):
            return crew.call(who, name, **given)
    except psycopg.Error:
        return {}
