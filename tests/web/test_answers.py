"""How our addresses take what is sent: in part, from elsewhere, or as nonsense."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Scope

from app.web.answers import answering, body_of


async def _length(request: Request) -> Response:
    return JSONResponse({"ok": True, "bytes": len(await body_of(request, 8))})


APP = Starlette(routes=[Route("/", answering(_length, frozenset()), methods=["POST"])])


async def answer_to(*messages: Message, **headers: str) -> int:
    """The status for a request whose body comes in these messages."""
    coming, sent = list(messages), []
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()],
    }

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await APP(scope, receive, send)
    status: int = sent[0]["status"]
    return status


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_what_fits_is_taken_and_what_does_not_is_read_no_further() -> None:
    assert await answer_to(part(b"1234", more=True), part(b"5678")) == 200
    assert await answer_to(part(b"1234", more=True), part(b"56789", more=True)) == 422


async def test_a_phone_that_goes_in_the_middle_of_sending_is_no_fault() -> None:
    assert await answer_to(part(b"1234", more=True), {"type": "http.disconnect"}) == 400


async def test_another_sites_page_sends_nothing_here() -> None:
    assert await answer_to(part(b"1"), host="leaven", origin="https://leaven") == 200
    assert await answer_to(part(b"1"), host="leaven", origin="null") == 403
    assert await answer_to(part(b"1"), host="leaven", origin="https://elsewhere") == 403
    assert await answer_to(part(b"1"), host="leaven", sec_fetch_site="cross-site") == 403
