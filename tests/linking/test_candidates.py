import numpy as np
import pytest

from services.linking.candidates import Field, Judge, Query, Ranking, centres_of, rank
from services.linking.encoder import Encoder
from services.linking.index import Centre, centre_of
from services.linking.lexical import Letters

LOCKOUT = [
    "the lockout procedure needs two people but the roster only gives us one on nights",
    "there is no second person to verify the isolation after ten o'clock",
    "alone on nights, so nobody checks my isolation",
]
GATE = [
    "lorry drivers wait an hour at the gate because nobody knows they are coming",
    "the gatehouse has no list of deliveries so every lorry has to phone",
]


class Team:
    """An organisation with two themes and some lines that belong to none, yet."""

    def __init__(self, encoder: Encoder, unlinked: tuple[str, ...] = ()) -> None:
        self.encoder = encoder
        self.texts = [*LOCKOUT, *GATE, *unlinked]
        theme = np.array([0] * len(LOCKOUT) + [1] * len(GATE) + [-1] * len(unlinked))
        raw = encoder.encode(self.texts)
        self.centre: Centre = centre_of(raw)
        vectors = self.centre.apply(raw)
        ids = [f"line{n}" for n in range(len(self.texts))]
        self.field = Field(
            ids, self.texts, vectors, theme, ["lockout", "gate"], centres_of(vectors, theme, 2)
        )
        self.judge = Judge(Letters(self.texts))

    def rank(self, text: str, refused: tuple[str, ...] = ()) -> Ranking:
        query = Query(text, self.centre.apply(self.encoder.encode([text]))[0])
        return rank(query, self.field, self.judge, refused)


@pytest.fixture
def team(shipped: Encoder) -> Team:
    return Team(shipped)


def test_a_line_is_offered_the_theme_that_says_the_same_in_other_words(team: Team) -> None:
    first = team.rank("at the weekend I have to isolate on my own").candidates[0]
    assert first.theme == "lockout"
    assert first.features.margin > 0
    assert 0 <= first.p <= 1


def test_at_most_three_suggestions_are_made(shipped: Encoder) -> None:
    twins = tuple(f"two people for the lockout, roster gives one, night {n}" for n in range(8))
    assert len(Team(shipped, twins).rank(LOCKOUT[0]).suggestions) <= 3


def test_a_line_said_twenty_times_is_still_offered_the_theme_and_one_of_its_likes(
    shipped: Encoder,
) -> None:
    said = "nobody verifies my isolation at the weekend, I am alone"
    crowd = tuple(f"{said}, number {n}" for n in range(20))
    asked = Team(shipped, crowd).rank(f"{said}, number 20").suggestions
    assert [candidate.theme for candidate in asked if not candidate.same] == ["lockout"]
    assert len([candidate for candidate in asked if candidate.same]) == 1


def test_a_line_that_says_the_same_as_an_unlinked_one_is_asked_about_that_line(
    shipped: Encoder,
) -> None:
    team = Team(shipped, ("the canteen closes before the late shift gets its break",))
    first = team.rank("canteen is shut when the late shift has its break").candidates[0]
    assert (first.theme, first.line) == (None, "line5")


def test_an_unlinked_rival_takes_certainty_away_from_a_theme(shipped: Encoder) -> None:
    words = "nobody to check the isolation on nights"
    alone = Team(shipped).rank(words).candidates[0]
    contested = Team(shipped, ("nobody there to check an isolation on nights",)).rank(words)
    assert alone.theme == "lockout"
    assert next(c for c in contested.candidates if c.theme == "lockout").p < alone.p


def test_what_a_person_refused_is_not_offered_again(team: Team) -> None:
    ranking = team.rank(LOCKOUT[1], refused=("lockout",))
    assert "lockout" not in {c.theme for c in ranking.candidates}


@pytest.mark.parametrize("line", ["", "   ", "🔥👍", "…"])
def test_a_line_without_words_stays_in_the_pool(team: Team, line: str) -> None:
    assert team.rank(line) == Ranking((), "pool")


def test_one_word_is_never_linked_without_a_person(team: Team) -> None:
    sure = Judge(team.judge.letters, calibration=team.judge.calibration.__class__(shift=20.0))
    query = Query("isolation", team.centre.apply(team.encoder.encode(["isolation"]))[0])
    assert rank(query, team.field, sure).verdict == "suggest"


def test_five_thousand_words_are_ranked_like_any_line(team: Team) -> None:
    assert team.rank((LOCKOUT[0] + ". ") * 330).candidates[0].theme == "lockout"


def test_in_an_empty_organisation_a_line_stays_in_the_pool(shipped: Encoder) -> None:
    none = np.zeros((0, shipped.dimension), dtype=np.float32)
    nothing = Field([], [], none, np.zeros(0, dtype=np.intp), [], none)
    assert (
        rank(Query("the pump leaks", shipped.encode(["the pump leaks"])[0]), nothing).verdict
        == "pool"
    )


def test_a_theme_whose_lines_have_all_gone_is_not_offered(team: Team) -> None:
    field = team.field
    emptied = np.where(field.theme == 1, -1, field.theme)
    centres = centres_of(field.vectors, emptied, 2)
    gone = Field(field.ids, field.texts, field.vectors, emptied, field.themes, centres)
    query = Query(GATE[0], field.vectors[3])
    assert {c.theme for c in rank(query, gone, team.judge).candidates} <= {"lockout", None}
    assert not centres[1].any()
