"""Light pages: one small file each, without the big client, under a policy of their own hashes."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.web.inlined import INLINE, inlined, sources_of
from app.web.language import language_of
from app.web.served import PAGE, Served

HEAD = "light_head.html"
BETWEEN = re.compile(r">(\s*)([^<>\s][^<>]*?)(\s*)<")
NAMING = re.compile(r'(aria-label|placeholder|title)="([^"]+)"')
COMMENT = re.compile(r"^ */\*.*?\*/\n", re.DOTALL | re.MULTILINE)
"""Lines of a script that say why, for who reads the source: no phone loads them."""
LITERAL = re.compile(r'"([^"\\\n]*)"')


@dataclass(frozen=True)
class LightPage:
    """HTML with its style and scripts inside, compressed, in each language that it is known in.

    `version` changes with any of it.
    """

    served: Mapping[str, Served]
    version: str

    @classmethod
    def read(cls, assets: Path, name: str, **values: str) -> "LightPage":
        """The page of that name; `values` are HTML that fills its {{PLACES}}."""
        page = whole_page(assets, name)
        for place, value in values.items():
            page = page.replace(f"{{{{{place}}}}}", value)
        pages = {"en": page} | {code: _in(page, code, texts) for code, texts in _known(assets)}
        served = {code: Served.of(text, PAGE, policy_of(text)) for code, text in pages.items()}
        return cls(served, hashlib.sha256("".join(pages.values()).encode()).hexdigest()[:12])

    async def response(self, request: Request) -> Response:
        served = self.served[language_of(request, self.served)]
        return await served.answer(request, {"Vary": "Accept-Encoding, Accept-Language, Cookie"})


def whole_page(assets: Path, name: str) -> str:
    """The page of that name with the head of them all, its style and its scripts in it."""

    def text_of(part: str) -> str:
        text = (assets / part).read_text(encoding="utf-8")
        return COMMENT.sub("", text) if part.endswith(".js") else text

    return inlined(text_of(name).replace("{{HEAD}}", text_of(HEAD)), text_of)


def texts_of(page: str) -> set[str]:
    """The English of a page: what stands between tags, and what its scripts say."""
    found: set[str] = set()

    def seen(text: str) -> str:
        found.add(text)
        return text

    _each_text(page, seen)
    return found


def _known(assets: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each other language with its texts, from `light_<code>.json`."""
    for path in sorted(assets.glob("light_*.json")):
        yield path.stem.removeprefix("light_"), json.loads(path.read_text(encoding="utf-8"))


def _in(page: str, code: str, texts: Mapping[str, str]) -> str:
    page = page.replace('<html lang="en">', f'<html lang="{code}">')
    return _each_text(page, lambda text: texts.get(text, text))


def _each_text(page: str, put: Callable[[str], str]) -> str:
    """The page with each text as `put` gives it; spaces around a text between tags stay."""

    def between(found: re.Match[str]) -> str:
        before, text, after = found.groups()
        return f">{before}{put(text)}{after}<"

    def literal(found: re.Match[str]) -> str:
        return f'"{put(found[1])}"'

    def named(found: re.Match[str]) -> str:
        return f'{found[1]}="{put(found[2])}"'

    def marked_up(html: str) -> str:
        return NAMING.sub(named, BETWEEN.sub(between, html))

    whole, at = "", 0
    for inline in INLINE.finditer(page):
        script = LITERAL.sub(literal, inline[0]) if inline[1] == "script" else inline[0]
        whole += marked_up(page[at : inline.start()]) + script
        at = inline.end()
    return whole + marked_up(page[at:])


def policy_of(page: str, form_action: str = "'none'") -> str:
    """Exactly the page's own scripts and styles run, and they talk to us alone."""
    return (
        f"default-src 'none'; script-src {sources_of(page, 'script')}; "
        f"style-src {sources_of(page, 'style')}; connect-src 'self'; worker-src 'self'; "
        f"img-src 'self'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'"
    )
