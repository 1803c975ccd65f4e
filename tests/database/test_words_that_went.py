"""Words that were withdrawn or corrected stand nowhere: in no reason, no title, no job."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from services.database.pool import Pool, open_pool
from services.linking.encoder import Encoder
from services.linking.linker import place_line
from services.linking.resolve import resolve
from tests.database.test_dump import dumped
from tests.support.crew import WORDS, Crew

STAYS = "On nights nobody verifies the isolation of the pump, there is only one of us"
ALSO = "At night there is nobody who verifies the isolation of the pump"
QUIET = "The coffee is good and the canteen is warm."
GONE = "On nights a lone worker isolates the pump, and nobody verifies it"
TELLING = ("lone", "isolates", "worker")
"""Words of GONE that nobody else says."""
OURS = {"supabase_migrations.schema_migrations"}
"""Leaven's own text."""


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return resolve()


@pytest.fixture
async def pool(crew: Crew) -> AsyncIterator[Pool]:
    async with open_pool(crew.dsn, size=2) as opened:
        yield opened


def told(crew: Crew) -> list[str]:
    """Where the whole database still says what went."""
    return [
        f"{row.table}: {row.text}"
        for row in dumped(crew.dsn)
        if row.table not in OURS and any(word in row.text.lower() for word in TELLING)
    ]


def learn(crew: Crew) -> list[UUID]:
    """Four seats, one line each; the fourth will go. The captures."""
    crew.open(4)
    spoken = zip(crew.seats, (STAYS, ALSO, QUIET, GONE), strict=True)
    return [crew.say(seat, words) for seat, words in spoken]


async def place_all(crew: Crew, pool: Pool, encoder: Encoder) -> None:
    for (line,) in crew.owner.execute("select id::text from leaven.observations").fetchall():
        await place_line(pool, encoder, line)


def quoted_everywhere(crew: Crew, line: UUID) -> None:
    """A line in every place that keeps a copy of words: a theme, proposals, dots, a lesson."""
    theme, other = uuid4(), uuid4()
    crew.do(
        "insert into leaven.themes (id, org_id, title, keywords) values"
        " (%s, %s, %s, '{lone,isolates,isolation}'), (%s, %s, 'Named by people', '{}')",
        *(theme, crew.org, GONE, other, crew.org),
    )
    for on in (theme, other):
        crew.do(
            "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
            " select %s, id, %s, 'linked', 'person' from leaven.observations",
            *(crew.org, on),
        )
    for number, state in enumerate(("open", "accepted", "declined")):
        crew.do(
            "insert into leaven.theme_proposals (org_id, kind, subject, line_ids, title, keywords,"
            " alike, state) values (%s, 'new', %s, %s, %s, '{lone}', 1, %s)",
            *(crew.org, f"subject {number}", [line], GONE, state),
        )
    crew.do("update leaven.observations set parked = true where id = %s", line)
    crew.do(
        "insert into leaven.dot_rounds (id, session_id, dots) values (%s, %s, 3)",
        theme,
        crew.session,
    )
    crew.do(
        "insert into leaven.dot_choices (round_id, target, words) values (%s, %s, %s)",
        theme,
        line,
        GONE,
    )
    crew.do(
        "insert into private.word_lessons (site_id, heard, confirmed) values (%s, %s, %s)",
        *(crew.site, GONE.lower(), GONE),
    )


def reasons_name(crew: Crew, line: UUID) -> int:
    return int(
        crew.one(
            "select count(*) from (select reasons from leaven.links union all"
            " select reasons from leaven.twins) r where r.reasons::text like %s",
            f"%{line}%",
        )
    )


async def test_a_line_withdrawn_before_release_is_in_no_dump_afterwards(
    crew: Crew, pool: Pool, shipped: Encoder
) -> None:
    captures = learn(crew)
    gone = crew.line(captures[3])
    await place_all(crew, pool, shipped)
    assert reasons_name(crew, gone)
    assert any("isolates" in row and "leaven.twins" in row for row in told(crew))
    crew.call("anon", "withdraw_line", secret=crew.seats[3], line=gone)
    assert told(crew) == []
    assert reasons_name(crew, gone) == 0
    crew.move("soak")
    crew.release()
    assert told(crew) == []
    await place_all(crew, pool, shipped)
    crew.do("select private.nightly()")
    assert told(crew) == []


async def test_a_line_withdrawn_after_release_is_in_no_dump_after_the_night(
    crew: Crew, pool: Pool, shipped: Encoder
) -> None:
    captures = learn(crew)
    gone = crew.line(captures[3])
    crew.move("soak")
    crew.release()
    await place_all(crew, pool, shipped)
    quoted_everywhere(crew, gone)
    crew.do(
        "insert into leaven.receipts (receipt_hash, observation_id, withdrawing)"
        " values (sha256('x'), %s, true)",
        gone,
    )
    crew.do("select private.nightly()")
    assert told(crew) == []
    assert reasons_name(crew, gone) == 0


async def test_old_words_are_gone_when_their_speaker_has_corrected_them(
    crew: Crew, pool: Pool, shipped: Encoder
) -> None:
    captures = learn(crew)
    gone = crew.line(captures[3])
    await place_all(crew, pool, shipped)
    quoted_everywhere(crew, gone)
    crew.call("anon", "confirm_words", secret=crew.seats[3], line=gone, words="It is fine.")
    assert told(crew) == []


def test_a_released_line_is_never_explained_by_words_that_are_still_held(crew: Crew) -> None:
    """A crew's week goes out while the next is being said: both lie in one session."""
    captures = crew.soaked(4)
    out, held = crew.line(captures[0]), crew.line(captures[3])
    told = Jsonb({"why": "Shared words: guard.", "answers": [], "nearest": [str(held)]})
    crew.do(
        "insert into leaven.twins (org_id, observation_id, other_id, state, reasons)"
        " values (%s, %s, %s, 'suggested', %s)",
        crew.org,
        out,
        crew.line(captures[1]),
        told,
    )
    assert reasons_name(crew, held)
    crew.do("update leaven.observations set released_week = '2026-W20' where id = %s", out)
    crew.do("update leaven.twins set p = 0.5")
    assert reasons_name(crew, held) == 0
    assert crew.one("select reasons ? 'why' from leaven.twins") is False


def test_a_reason_that_comes_late_quotes_nothing_that_was_corrected_meanwhile(crew: Crew) -> None:
    captures = crew.soaked(3)
    line, other = crew.line(captures[0]), crew.line(captures[1])
    late = Jsonb({"why": "x", "answers": [[4, 9, "furnace"]], "nearest": [str(other)]})
    crew.do(
        "insert into leaven.twins (org_id, observation_id, other_id, state, reasons)"
        " values (%s, %s, %s, 'suggested', %s)",
        crew.org,
        line,
        other,
        late,
    )
    assert "furnace" not in crew.one("select reasons::text from leaven.twins")


def test_the_planner_keeps_no_sample_of_what_people_said(crew: Crew) -> None:
    crew.released()
    crew.do("analyze")
    kept = crew.owner.execute(
        "select tablename || '.' || attname from pg_stats where schemaname in ('leaven', 'private')"
        " and (most_common_vals::text ~* 'guard switch|warm the machine'"
        " or histogram_bounds::text ~* 'guard switch|warm the machine'"
        " or most_common_elems::text ~* 'guard|warm' or attname in ('arrived_at', 'seat_tag'))"
    ).fetchall()
    assert kept == []


def test_a_title_that_somebody_else_said_too_stays(crew: Crew) -> None:
    lines = crew.released(3)
    theme = uuid4()
    crew.do(
        "insert into leaven.themes (id, org_id, title) values (%s, %s, %s)",
        theme,
        crew.org,
        WORDS[0],
    )
    for line in lines:
        crew.do(
            "insert into leaven.links (org_id, observation_id, theme_id, state, source)"
            " values (%s, %s, %s, 'linked', 'person')",
            crew.org,
            line,
            theme,
        )
    crew.do("alter table leaven.observations disable trigger released_stays")
    crew.do("update leaven.observations set words = %s where id = %s", WORDS[0], lines[1])
    crew.do("delete from leaven.observations where id = %s", lines[0])
    assert crew.one("select title from leaven.themes") == WORDS[0]
    crew.do("delete from leaven.observations where id = %s", lines[1])
    assert crew.one("select title from leaven.themes") == WORDS[2]
