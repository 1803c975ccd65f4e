"""What the command line says on top of the environment, for `run` and `serve` alike."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.settings import Settings

Port = Annotated[int | None, typer.Option(help="The port to listen on; 8550 unless told.")]
Host = Annotated[
    str | None, typer.Option(help="The address to listen on; this machine only unless told.")
]
Lan = Annotated[
    bool, typer.Option("--lan", help="For the phones in the same network: HTTPS, own certificate.")
]


def with_options(
    settings: Settings, *, port: int | None, host: str | None, lan: bool = False
) -> Settings:
    """The settings with what the command line says on top."""
    given = {"port": port, "host": host}
    known = {name: value for name, value in given.items() if value is not None}
    settings = settings.model_copy(update=known)
    return _for_the_lan(settings) if lan else settings


def _for_the_lan(settings: Settings) -> Settings:
    from services.lan.address import lan_address
    from services.lan.certificate import certificate_for

    address = settings.host if settings.host != "127.0.0.1" else lan_address()
    if address is None:
        typer.echo("This machine is in no network.", err=True)
        raise typer.Exit(1)
    now = datetime.now(UTC)  # noqa: TID251 - the edge
    made = certificate_for(address, settings.home / "tls", now)
    return settings.model_copy(
        update={
            "host": address,
            "public_url": f"https://{address}:{settings.port}",
            "tls_certificate": made.chain,
            "tls_key": made.key,
            "tls_authority": made.authority,
        }
    )
