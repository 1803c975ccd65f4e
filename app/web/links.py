"""Links that open without an account: an owner's action, an invitation, the end of mail."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.administration import ROLES
from app.domain.decision import COSTS, STATES, STRENGTHS, OwnedAction
from app.errors import LeavenError
from app.web.answers import answering, body_of
from app.web.language import Said, beside, language_of, saying
from app.web.light import LightPage
from app.web.plain import PlainPage
from app.web.whereabouts import caller_of
from services.backend.administration import MailWishes
from services.backend.decisions import OwnedActions
from services.backend.invitations import Invitations

MOST_BYTES = 4096
Secret = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{32,64}$")]
ASK = '<form method="post"><button class="main wide">{words}</button></form>'


class OwnerAsked(BaseModel):
    """The link's secret the first time, and this device's own secret always."""

    link: Secret | None = None
    device: Secret


class InvitedAsked(BaseModel):
    secret: Secret
    accept: bool = False


class OwnerMarked(BaseModel):
    device: Secret
    mark_id: UUID
    state: Literal["doing", "done", "cannot"]
    note: str = Field(default="", max_length=400)


@dataclass(frozen=True)
class Links:
    """`address_key` keys the hash under which tries from one network address are counted.

    `origins` are further origins (scheme://host) under which a proxy serves us.
    """

    owned: OwnedActions
    wishes: MailWishes
    page: LightPage
    invited_page: LightPage
    plain: PlainPage
    invitations: Invitations
    address_key: bytes
    origins: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        return [
            Route("/owner", self.page.response),
            Route("/api/owner", answering(self._owner, self.origins), methods=["POST"]),
            Route("/api/owner/mark", answering(self._mark, self.origins), methods=["POST"]),
            Route("/invited", self.invited_page.response),
            Route("/api/invited", answering(self._invited, self.origins), methods=["POST"]),
            Route("/mail/stop/{token:str}", self._stop, methods=["GET", "POST"]),
        ]

    async def _owner(self, request: Request) -> Response:
        asked = OwnerAsked.model_validate_json(await body_of(request, MOST_BYTES))
        caller = caller_of(request, self.address_key)
        # without a link the device's own secret is looked for, and found if it once took one
        owned = await self.owned.take(asked.link or asked.device, asked.device, caller)
        return JSONResponse({"ok": True, "action": _shown(owned, saying(request))})

    async def _invited(self, request: Request) -> Response:
        asked = InvitedAsked.model_validate_json(await body_of(request, MOST_BYTES))
        caller = caller_of(request, self.address_key)
        invited = await self.invitations.look(asked.secret, caller)
        if asked.accept:
            await self.invitations.take(asked.secret, caller)
        shown = {"organisation": invited.organisation, "role": saying(request)(ROLES[invited.role])}
        return JSONResponse({"ok": True, **shown})

    async def _mark(self, request: Request) -> Response:
        said = OwnerMarked.model_validate_json(await body_of(request, MOST_BYTES))
        owned = await self.owned.mark(said.device, said.state, said.note, said.mark_id)
        return JSONResponse({"ok": True, "action": _shown(owned, saying(request))})

    async def _stop(self, request: Request) -> Response:
        """Mail programs fetch links by themselves, so looking stops nothing; the button does."""
        said, code = saying(request), language_of(request, self.page.served)
        if request.method == "GET":
            ask = ASK.format(words=said("Send me no more mail"))
            return self.plain.response(said("Mail from Leaven"), ask, code)
        try:
            await self.wishes.stop(request.path_params["token"])
        except LeavenError as error:
            told = f"<p>{said(str(error))}</p>"
            return self.plain.response(said("This did not work"), told, code, error.status)
        told = f"<p>{said('Leaven sends you no more mail.')}</p>"
        return self.plain.response(said("Done"), told, code)


def _shown(owned: OwnedAction, said: Said) -> dict[str, object]:
    """The action in words: the page only sets them."""
    return {
        "change": owned.change,
        "so_that": owned.so_that,
        "due": owned.due.isoformat() if owned.due else "",
        "facts": [said(STRENGTHS.get(owned.strength, "")), said(COSTS.get(owned.cost_class, ""))],
        "lines": [line.words for line in owned.lines],
        "beside": [beside(line.translation, said) for line in owned.lines],
        "state": owned.state,
        "said": said(STATES.get(owned.state, "")),
        "reason": owned.decision.reason if owned.decision else "",
        "note": owned.note,
    }
