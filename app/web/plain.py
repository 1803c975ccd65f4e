"""A heading and a few words, in the dress of the light pages, for what needs no script."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from app.web.light import policy_of, whole_page


@dataclass(frozen=True)
class PlainPage:
    template: str

    @classmethod
    def read(cls, assets: Path) -> "PlainPage":
        return cls(whole_page(assets, "plain.html"))

    def response(
        self, title: str, body: str, language: str = "en", status: int = 200
    ) -> HTMLResponse:
        """`title` is text, `body` is HTML; a form in it is sent to where the page came from."""
        page = self.template.replace('<html lang="en">', f'<html lang="{language}">')
        page = page.replace("{{TITLE}}", escape(title)).replace("{{BODY}}", body)
        policy = policy_of(page, form_action="'self'")
        return HTMLResponse(page, status, {"Content-Security-Policy": policy})
