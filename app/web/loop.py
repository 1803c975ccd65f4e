"""Every address of the light pages and downloads with which the loop is closed."""

from pathlib import Path

from starlette.routing import Route

from app.web.asking import Asking
from app.web.checking import Checking
from app.web.deciding import Deciding
from app.web.dictating import Dictating
from app.web.downloads import Downloads
from app.web.explaining import Explaining
from app.web.light import LightPage
from app.web.links import Links
from app.web.plain import PlainPage
from app.web.receipts import ReceiptsWeb
from app.web.who import FindVisitor
from services.backend.administration import MailWishes
from services.backend.connection import Connection, Project
from services.backend.decisions import OwnedActions
from services.backend.invitations import Invitations
from services.backend.receipts import Receipts


def loop_routes(
    visitors: FindVisitor, project: Project, assets: Path, address: str, origins: frozenset[str]
) -> list[Route]:
    """`address`: where browsers find Leaven, without a slash at the end."""
    anybody = Connection(project)
    key = project.secret_key.encode()
    owner, invited, aloud, why, ask = (
        LightPage.read(assets, f"{name}.html")
        for name in ("owner", "invited", "aloud", "why", "ask")
    )
    return [
        *Downloads(visitors, address, aloud).routes(),
        *Deciding.read(visitors, assets, origins).routes(),
        *Dictating(visitors, origins).routes(),
        *Explaining(visitors, why, origins).routes(),
        *Asking(visitors, ask, origins).routes(),
        *Checking(visitors).routes(),
        *Links(
            OwnedActions(anybody),
            MailWishes(anybody),
            owner,
            invited,
            PlainPage.read(assets),
            Invitations(project),
            key,
            origins,
        ).routes(),
    ]


def receipt_routes(
    receipts: Receipts, project: Project, assets: Path, origins: frozenset[str]
) -> list[Route]:
    """`receipts` are the process's own: they keep count of the slow hashes under way."""
    page = LightPage.read(assets, "receipt.html")
    return ReceiptsWeb(receipts, page, project.secret_key.encode(), origins).routes()
