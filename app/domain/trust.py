"""The trust page: what is stored, who sees it, what was destroyed, and what proves each rule."""

from datetime import date
from typing import Literal
from uuid import UUID

from app.domain.noun import Noun

DESTROYED = {
    "recording": "Recordings",
    "transcript": "Words that a machine heard",
    "line": "Lines",
    "photo": "Photos",
    "hold": "What led from a line to its seat",
    "session key": "Keys of team circles",
    "receipt": "Receipts",
    "seat": "Seats",
}
"""What the ledger of deletions counts."""
OPENED = {"unreleased lines": "lines before their release", "trust page": "this page"}
"""What the ledger of openings names."""


class StoredTable(Noun):
    """A table as the database itself describes it."""

    name: str
    what: str
    columns: tuple[str, ...]


class Destroyed(Noun):
    kind: str
    number: int


class Opening(Noun):
    """A role opened a kind of thing on a day. Not who, not which, not when."""

    role: str
    kind: str
    day: date


class RuleChange(Noun):
    id: UUID
    rule: str
    before: int
    value: int
    proposed_as: str
    agreed_as: str | None = None
    state: Literal["proposed", "agreed", "withdrawn"]
    week: str


class TrustPage(Noun):
    """Live facts of one organisation; numbers of what was destroyed are as of last night."""

    organisation: str
    inside_threshold: int
    outside_threshold: int
    legal_hold: bool
    rules: dict[str, int]
    stored: tuple[StoredTable, ...]
    destroyed: tuple[Destroyed, ...] = ()
    openings: tuple[Opening, ...] = ()
    changes: tuple[RuleChange, ...] = ()


class Rule(Noun):
    """A rule in plain words, and the test that fails when it is broken: file::name."""

    says: str
    proof: str


class Sees(Noun):
    """Who may see what, and from when on."""

    who: str
    what: str


WHO_SEES = (
    Sees(who="Who said it", what="Own lines until release; afterwards by receipt what became of"),
    Sees(who="The team", what="Each other's lines, shuffled, once three have spoken"),
    Sees(who="The facilitator", what="The same as the team, at the same moment"),
    Sees(who="The sponsor", what="Released lines behind an action. No author, no time"),
    Sees(who="The organisation", what="Released lines and cards. A place from five voices on"),
    Sees(who="Numbers", what="Once a night, rounded down to the threshold, nothing below it"),
    Sees(who="An administrator", what="No line more than anybody else"),
)

NOT_STOPPED = (
    "People in the room hear each other, and words can give a person away.",
    "Whoever runs the server can watch while lines arrive, before they are released.",
    "A backup made before the release still holds what the release destroyed, until it expires.",
    "A facilitator who takes seats in secret lends false voices: count the seats in the room.",
)

_RELEASE = "tests/database/test_release.py::"
_SEATS = "tests/database/test_seats.py::"
_RULES = "tests/database/test_rules.py::"
_CONSENT = "tests/database/test_consent.py::"

PROVED = (
    Rule(
        says="After release nothing in the database leads from a line to a seat or a moment.",
        proof="tests/database/test_dump.py::test_n1_a_dump_holds_no_path_from_a_line_to_anybody",
    ),
    Rule(
        says="A line on the board has no author and no time.",
        proof=_SEATS + "test_n2_a_line_on_the_board_has_no_author_and_no_time",
    ),
    Rule(
        says="Nothing leaves the team before three of it have read it back.",
        proof=_RELEASE + "test_n12_nothing_is_released_before_the_team_has_read_it_back",
    ),
    Rule(
        says="Release forgets the order in which lines came.",
        proof=_RELEASE + "test_release_is_random_in_each_table_that_hangs_on_a_line",
    ),
    Rule(
        says="A photo holds no place, no time and no device.",
        proof="tests/backend/capture/test_photo.py::"
        "test_a_place_a_time_and_a_device_leave_no_trace",
    ),
    Rule(
        says="No two numbers that anybody sees differ by less than the threshold.",
        proof="tests/database/test_differencing.py::"
        "test_n13_no_two_visible_numbers_differ_by_less_than_the_threshold",
    ),
    Rule(
        says="No threshold goes below three, and two people of two roles change it.",
        proof=_RULES + "test_no_threshold_goes_below_three",
    ),
    Rule(
        says="The room is recorded only if every seat says yes; a no is shown to nobody.",
        proof=_CONSENT + "test_a_no_and_no_answer_look_the_same_to_everybody",
    ),
    Rule(
        says="A no keeps nobody from taking part.",
        proof=_CONSENT + "test_n11_a_no_keeps_nobody_from_taking_part",
    ),
    Rule(
        says="No voice is profiled, no feeling inferred: there is no column for it.",
        proof=_CONSENT + "test_n3_no_table_could_hold_a_voice_profile_or_a_feeling",
    ),
    Rule(
        says="What is not released is destroyed after thirty days.",
        proof=_RULES + "test_unreleased_lines_and_keys_are_destroyed_after_thirty_days",
    ),
    Rule(
        says="A receipt shows what became of a line, never its words.",
        proof="tests/database/test_receipts.py::test_a_found_receipt_shows_no_words",
    ),
    Rule(
        says="Each function answers only the roles that it is for.",
        proof="tests/database/test_roles.py::test_each_function_answers_whom_it_is_for",
    ),
    Rule(
        says="Every table is closed to everybody who does not own a right to a row.",
        proof="tests/database/test_roles.py::test_each_table_shows_each_role_its_own_rows_only",
    ),
    Rule(
        says="The log of a whole session holds no words, codes, tokens or addresses.",
        proof="tests/database/test_quiet_log.py::test_the_log_of_a_whole_session_holds_nothing",
    ),
)
