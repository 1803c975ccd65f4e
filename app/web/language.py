"""In which language a request is answered: what its device picked, or its browser prefers."""

from collections.abc import Callable, Collection

from starlette.requests import HTTPConnection

LANGUAGE_COOKIE = "leaven_language"  # picked on the device; says nothing of who it is
Said = Callable[[str], str]
"""A text of ours in the language of one request."""


def language_of(request: HTTPConnection, known: Collection[str]) -> str:
    """One of `known`, English when none of them is wanted."""
    picked = request.cookies.get(LANGUAGE_COOKIE, "")
    if picked in known:
        return picked
    wanted = (
        part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    )
    return next((code for code in wanted if code in known), "en")


def saying(request: HTTPConnection) -> Said:
    """How this request's answer is put into words; plain English where nobody has said how."""
    languages, told = getattr(request.app.state, "languages", None) or ((), None)
    if told is None:
        return lambda english: english
    code = language_of(request, languages)
    return lambda english: told(code, english)


def beside(translation: str, said: Said) -> str:
    """What a guide wrote beside a line in another language, and whose it is; else nothing."""
    marked = said("Translation by the facilitator: {words}")
    return marked.format(words=translation) if translation else ""
