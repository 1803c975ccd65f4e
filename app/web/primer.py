"""`/help`: how a Learning Team goes, in every language at once, so that one file serves offline."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from starlette.routing import Route

from app.domain.primer import EXAMPLE, STEPS
from app.domain.promise import GROUND_RULES, OPENING
from app.domain.prompt import CANONICAL, IMPROVE, LEARN, PRINCIPLES, ROUTINE, SHARE, SOAK, SPONSOR
from app.domain.session import USES
from app.web.light import LightPage

Said = Callable[[str], str]


class Language(NamedTuple):
    """A language by its code, its own name, and what each English text is in it."""

    code: str
    name: str
    texts: Mapping[str, str]


class Primer:
    """The page, made once; it says nothing of anybody and needs no sign-in."""

    def __init__(self, assets: Path, languages: Iterable[Language]) -> None:
        articles = "\n".join(map(_article, languages))
        self._page = LightPage.read(assets, "help.html", ARTICLES=articles)

    def routes(self) -> list[Route]:
        return [Route("/help", self._page.response)]


def _article(language: Language) -> str:
    def said(english: str) -> str:
        return escape(language.texts.get(english, english))

    parts = [
        f"<h1>{said('How a Learning Team goes')}</h1>",
        _told(STEPS, said),
        _part(said("Read aloud at the start"), f"<blockquote>{said(OPENING)}</blockquote>"),
        _part(said("Ground rules"), _listed(GROUND_RULES, said)),
        _part(said("Five principles"), _listed(PRINCIPLES, said)),
        *_questions(said),
        _part(said("For the sponsor, in a minute"), _listed(SPONSOR, said)),
        _part(said("One team, from beginning to end"), _told(EXAMPLE, said)),
    ]
    head = f'<article lang="{language.code}" data-name="{escape(language.name)}">'
    return f"{head}{''.join(parts)}</article>"


def _questions(said: Said) -> Iterable[str]:
    learn = [(f"{said('Learn')}: {said(USES[use])}", asked) for use, asked in LEARN.items()]
    others = [
        ("Soak", SOAK),
        ("Improve & Action", IMPROVE),
        ("Share", SHARE),
        ("Our week", ROUTINE),
    ]
    named = [*learn, (said("Learn"), CANONICAL), *((said(name), asked) for name, asked in others)]
    yield f"<h2>{said('You could ask')}</h2>"
    for name, asked in named:
        yield f"<details><summary>{name}</summary>{_listed(asked, said)}</details>"


def _told(steps: Iterable[tuple[str, str]], said: Said) -> str:
    items = "".join(f"<li><strong>{said(name)}.</strong> {said(text)}</li>" for name, text in steps)
    return f"<ol>{items}</ol>"


def _listed(texts: Iterable[str], said: Said) -> str:
    return f"<ul>{''.join(f'<li>{said(text)}</li>' for text in texts)}</ul>"


def _part(name: str, inside: str) -> str:
    return f"<h2>{name}</h2>{inside}"
