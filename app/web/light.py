"""Light pages: one small file each, without the big client, under a policy of their own hashes."""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.web.shell import Served

INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
STYLE = '<link rel="stylesheet" href="light.css">'
SCRIPT = re.compile(r'<script src="([\w./-]+)"></script>')


@dataclass(frozen=True)
class LightPage:
    """HTML with its style and scripts inside, compressed. `version` changes with any of it."""

    served: Served
    version: str

    @classmethod
    def read(cls, assets: Path, name: str, **values: str) -> "LightPage":
        """The page of that name; `values` are HTML that fills its {{PLACES}}."""
        style = (assets / "light.css").read_text(encoding="utf-8")
        page = (assets / name).read_text(encoding="utf-8").replace(STYLE, f"<style>{style}</style>")

        def inline(found: re.Match[str]) -> str:
            script = (assets / found[1]).read_text(encoding="utf-8").replace("</", "<\\/")
            return f"<script>{script}</script>"

        page = SCRIPT.sub(inline, page)
        for place, value in values.items():
            page = page.replace(f"{{{{{place}}}}}", value)
        served = Served.of(page, "text/html; charset=utf-8", policy_of(page))
        return cls(served, hashlib.sha256(page.encode()).hexdigest()[:12])

    def response(self, request: Request) -> Response:
        body, coding = self.served.best_for(request.headers.get("Accept-Encoding", ""))
        headers = {
            "Content-Security-Policy": self.served.policy,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            **({"Content-Encoding": coding} if coding else {}),
        }
        return Response(body, media_type=self.served.media_type, headers=headers)


def policy_of(page: str, form_action: str = "'none'") -> str:
    """Exactly the page's own scripts and styles run, and they talk to us alone."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[kind].append(f"'sha256-{digest}'")
    scripts = " ".join(hashes["script"]) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {' '.join(hashes['style'])}; "
        f"connect-src 'self'; worker-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action {form_action}; frame-ancestors 'none'"
    )
