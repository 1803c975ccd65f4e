"""Shared memory: last night's numbers, verbatim quotes, what it led to and whether it helped."""

from datetime import date
from uuid import uuid4

import pytest

from app.domain.decision import NewDecision
from app.errors import NotAllowedError
from tests.support.actions import propose, run
from tests.support.works import Works

TWO_PERSON = "A two-person job on a one-person roster"


def remember(works: Works) -> None:
    run(works, "select private.roll_up_all(), private.remember_all('2026-11-21')")


async def test_a_theme_tells_where_for_how_long_and_in_whose_words(works: Works) -> None:
    remember(works)
    member = await works.person("member")
    org = await works.organisation(member)
    theme = next(t for t in await member.loop.memory.themes(org.id) if t.title == TWO_PERSON)
    assert theme.places == 3
    assert len(theme.months) >= 2
    assert theme.voices is not None
    assert theme.voices % 5 == 0
    released = {words for (words,) in run(works, "select words from leaven.observations")}
    assert {quote.words for quote in theme.quotes} <= released
    page = await member.loop.memory.theme(theme.id)
    assert len(page.lines) == 7


async def test_nothing_is_counted_before_the_night(works: Works) -> None:
    member = await works.person("member")
    org = await works.organisation(member)
    assert await member.loop.memory.themes(org.id) == []
    assert not (await member.loop.memory.facts(org.id)).remembered


async def test_a_withdrawn_line_is_no_quote_any_more(works: Works) -> None:
    remember(works)
    member = await works.person("member")
    org = await works.organisation(member)
    [theme] = [t for t in await member.loop.memory.themes(org.id) if t.title == TWO_PERSON]
    gone = theme.quotes[0]
    run(works, "delete from leaven.observations where id = %s", gone.id)
    page = await member.loop.memory.theme(theme.id)
    assert gone.id not in {line.id for line in (*page.quotes, *page.lines)}


async def test_a_place_with_too_few_voices_has_no_name(works: Works) -> None:
    run(
        works,
        "update leaven.sessions set released_voices = 3 where topic = %s",
        "Moving patients after theatre",
    )
    remember(works)
    member = await works.person("member")
    org = await works.organisation(member)
    for theme in await member.loop.memory.themes(org.id):
        assert "Hill Road hospital" not in theme.place_names
        page = await member.loop.memory.theme(theme.id)
        assert "Hill Road hospital" not in {line.place for line in page.lines}
    heard = {site.site: site.heard for site in (await member.loop.memory.facts(org.id)).coverage}
    assert not heard["Hill Road hospital"]
    assert heard["Harbour depot"]


async def test_a_theme_shows_its_actions_and_a_slow_one_is_slow_no_more_when_agreed(
    works: Works,
) -> None:
    remember(works)
    member, sponsor = await works.person("member"), await works.person("sponsor")
    org = await works.organisation(member)
    slow = {theme.title for theme in await member.loop.memory.themes(org.id, slow=True)}
    assert TWO_PERSON in slow
    action = propose(works, topic="Moving patients after theatre", lines=6)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    )
    remember(works)
    assert TWO_PERSON not in {t.title for t in await member.loop.memory.themes(org.id, slow=True)}
    [theme] = [t for t in await member.loop.memory.themes(org.id) if t.title == TWO_PERSON]
    assert [each.state for each in theme.actions] == ["approved"]


async def test_people_search_in_their_own_words_without_operators(works: Works) -> None:
    member = await works.person("member")
    org = await works.organisation(member)
    found = await member.loop.memory.search(
        org.id, "Does anybody else read LABELS & (displays' | !"
    )
    assert any("label" in line.words.lower() for line in found)
    assert await member.loop.memory.search(org.id, "'; drop table --") == []
    held = "Quiet weekends are when the shelf labels get done, if they get done."
    assert held not in {line.words for line in found}


@pytest.mark.parametrize("search", ["", "   ", "a of the", "\\", "''"])
async def test_a_search_for_nothing_finds_nothing_and_breaks_nothing(
    works: Works, search: str
) -> None:
    member = await works.person("member")
    org = await works.organisation(member)
    assert await member.loop.memory.search(org.id, search) == []


async def test_shares_are_shown_when_both_sides_are_nought_or_enough(works: Works) -> None:
    shares = run(
        works,
        "select private.share(0, 9, 5), private.share(9, 9, 5), private.share(5, 9, 5),"
        " private.share(3, 20, 5), private.share(10, 20, 5), private.share(0, 4, 5)",
    )
    assert shares == [(0, 100, None, None, 50, None)]


async def test_loop_measures_wait_until_enough_stands_behind_them(works: Works) -> None:
    propose(works)
    remember(works)
    member = await works.person("member")
    org = await works.organisation(member)
    loop = (await member.loop.memory.facts(org.id)).loop
    assert loop.days_to_decision is None
    assert loop.lines_answered == 0


async def test_a_stranger_reads_nothing(works: Works) -> None:
    member = await works.person("member")
    run(works, "delete from leaven.memberships where role = 'member'")
    [(org,)] = run(works, "select id from leaven.organisations")
    with pytest.raises(NotAllowedError):
        await member.loop.memory.themes(org)  # type: ignore[arg-type]


async def test_a_receipt_tells_the_reason_and_names_the_silence(works: Works) -> None:
    sponsor, action = await works.person("sponsor"), propose(works, lines=1)
    [(before,)] = run(works, "select private.fate_of(%s)", action.lines[0])
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="declined", reason="Sold in May.")
    )
    [(after,)] = run(works, "select private.fate_of(%s)", action.lines[0])
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert not before["answered"]
    assert after["state"] == "decided"
    assert after["actions"][0]["last"]["reason"] == "Sold in May."
    assert date.fromisoformat(after["actions"][0]["last"]["decided_on"])


async def test_what_rests_on_skill_in_two_places_is_in_the_ledger(works: Works) -> None:
    for topic in ("Changing the infeed belt at night", "Moving patients after theatre"):
        run(
            works,
            "insert into leaven.defences (id, session_id, words, state) select gen_random_uuid(),"
            " id, 'The one who is on knows it', 'skill' from leaven.sessions where topic = %s",
            topic,
        )
    run(
        works,
        "insert into leaven.defences (id, session_id, words, state) select gen_random_uuid(), id,"
        " 'Held inside the team', 'missing' from leaven.sessions where phase = 'soak'",
    )
    remember(works)
    member = await works.person("member")
    org = await works.organisation(member)
    ledger = await member.loop.memory.defences(org.id)
    assert (TWO_PERSON, 2) in {(each.title, each.places) for each in ledger.themes}
    shown = {each.words for each in ledger.defences}
    assert "The one who is on knows it" in shown
    assert "Held inside the team" not in shown
