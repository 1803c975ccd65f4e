"""Themes and the links that people decide."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.domain.link import Decision
from app.domain.theme import Theme, ThemePage
from app.domain.why import Why
from app.errors import NotFoundError
from services.backend.connection import Connection
from services.linking.text import normalise


class Themes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, org_id: UUID) -> Sequence[Theme]:
        answer = await self._connection.read("themes", org=str(org_id))
        return [Theme.model_validate(each) for each in answer["themes"]]

    async def page(self, theme_id: UUID) -> ThemePage:
        answer = await self._connection.read("theme", theme=str(theme_id))
        if not answer:
            raise NotFoundError("There is no such theme any more.")
        return ThemePage.model_validate(answer)

    async def why(self, theme_id: UUID, line_id: UUID) -> Why:
        """Why this line stands in this theme. `words` is the clean line, which the spans fit."""
        answer = await self._connection.read("line_why", line=str(line_id), theme=str(theme_id))
        if not answer:
            raise NotFoundError("There is no such line, or you may not see it yet.")
        return Why.model_validate(answer | {"words": normalise(answer["words"])})

    async def decide(
        self, line_id: UUID, theme_id: UUID, decision: Decision, decision_id: UUID | None = None
    ) -> None:
        """Accept, reject or undo a link; one `decision_id` is one decision however often sent."""
        await self._connection.call(
            "decide_link",
            decision_id=str(decision_id or uuid4()),
            line=str(line_id),
            theme=str(theme_id),
            decision=decision,
        )

    async def name(self, theme_id: UUID, org_id: UUID, title: str) -> None:
        """Give a theme a person's title, making the theme if it is new."""
        await self._connection.call(
            "name_theme", theme_id=str(theme_id), org=str(org_id), title=title
        )
