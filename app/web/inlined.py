"""A page as one file: its styles and scripts inside it, and a policy under which only these run."""

import base64
import hashlib
import re
from collections.abc import Callable

STYLE = re.compile(r'<link rel="stylesheet" href="([\w./-]+)">')
SCRIPT = re.compile(r'<script src="([\w./-]+)"></script>')
INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def inlined(page: str, text_of: Callable[[str], str]) -> str:
    """The page with each style sheet and script that it names in it, as `text_of` reads them."""

    def style(found: re.Match[str]) -> str:
        return f"<style>\n{text_of(found[1])}</style>"

    def script(found: re.Match[str]) -> str:
        whole = text_of(found[1]).replace("</", "<\\/")
        return f"<script>\n{whole}</script>"

    return SCRIPT.sub(script, STYLE.sub(style, page))


def sources_of(page: str, kind: str) -> str:
    """What a policy names so that the page's own scripts or styles run, and nothing else does."""
    hashes = [_hash(text) for each, text in INLINE.findall(page) if each == kind]
    return " ".join(hashes) or "'none'"


def _hash(text: str) -> str:
    """One inline script or style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
