"""What a change touches, put in order by the search in own words: its rows, its weights."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.change import Standing, Touched, TouchedTheme
from app.domain.own_words import Answer
from services.linking.encoder import Encoder
from services.linking.search import ranked
from services.linking.text import words

MOST = 12
"""Of each sort: more than that nobody talks through before a change."""
SAME_JOB = 0.8
"""What a line of the same job lends a practice that says nothing of it itself."""


def standing(
    change: str,
    meant: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    answers: Sequence[Answer],
    encoder: Encoder,
) -> list[Standing]:
    """Rows of `change_touches`, best first. `meant`: the telling words of the change."""
    if not rows:
        return []
    own = [_own_words(row) for row in rows]
    vectors = encoder.encode([change, *own])
    near = vectors[1:] @ vectors[0]
    said = {str(each.id): each for each in answers}
    weighed = []
    for row, text, alike in zip(rows, own, near, strict=True):
        answer = said.get(str(row["line"]))
        shared = [word for word in meant if word in set(words(text))]
        lent = SAME_JOB * answer.score if answer else 0.0
        weighed.append(
            {**row, "said": answer, "shared": shared, "hits": len(shared)}
            | {"alike": max(float(alike), lent)}
        )
    found = ranked(weighed, len(meant), most=len(weighed))
    return [Standing.model_validate({**each.row, "score": each.score}) for each in found]


def touched(standing_ones: Sequence[Standing], answers: Sequence[Answer]) -> Touched:
    """The list of each sort, nearest first; a theme comes once, with its nearest line."""
    themes: dict[str, TouchedTheme] = {}
    for answer in answers:
        for theme in answer.themes:
            themes.setdefault(str(theme.id), TouchedTheme(theme=theme, said=answer))
    return Touched(
        practices=tuple([each for each in standing_ones if each.sort == "practice"][:MOST]),
        themes=tuple(themes.values())[:MOST],
        defences=tuple([each for each in standing_ones if each.sort == "defence"][:MOST]),
    )


def _own_words(row: Mapping[str, Any]) -> str:
    return ". ".join(filter(None, [row["words"], row["protects"], row["step"]]))
