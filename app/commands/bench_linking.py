"""`python -m app bench linking`: one new line against many, on this machine."""

import asyncio
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.linking.encoder import Encoder
    from services.linking.scale import Scale

HEAD = (
    "      lines  in org  encode p50/p95    search p50/p95     score p50/p95     whole p50/p95"
    "  recall@10  build s  index MB  memory MB"
)


def linking(
    n: Annotated[list[int], typer.Option("--n", help="Lines; may be given again.")] = [100_000],  # noqa: B006
    memory: Annotated[str, typer.Option(help="What Postgres keeps at hand.")] = "64MB",
    out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Encode, search under an organisation's filter, and score; in a scratch database."""
    from services.linking.resolve import resolve

    encoder = resolve()
    found = []
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    cores = f"{platform.machine()}, {os.cpu_count()} cores{load}"
    typer.echo(f"{cores}, encoder {encoder.id}\n{HEAD}")
    try:
        for count in n:
            scale = _measured(count, encoder, memory)
            typer.echo(_row(scale))
            found.append(asdict(scale))
    except KeyboardInterrupt:
        typer.echo("\nStopped; the scratch database is gone.", err=True)
        raise typer.Exit(130) from None
    if out:
        out.write_text(json.dumps(found, indent=1), "utf-8")


def _measured(count: int, encoder: "Encoder", memory: str) -> "Scale":
    from services.database.migrate import migrate
    from services.embedded.postgres import EmbeddedPostgres
    from services.linking.crowd import gather
    from services.linking.scale import measure

    kept = {"shared_buffers": memory}
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder), settings=kept) as server,
    ):
        migrate(server.dsn, embedded=True)
        crowd = gather(server.dsn, count, encoder, _say)
        return asyncio.run(measure(server.dsn, crowd, encoder, _say))


def _say(how_far: str) -> None:
    """On one line of a terminal, on lines of their own in a file; never among the figures."""
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"{how_far:<60}", end=end, file=sys.stderr, flush=True)


def _row(scale: "Scale") -> str:
    times = "  ".join(
        f"{middle:6.1f} /{late:7.1f}"
        for middle, late in (scale.encode, scale.search, scale.score, scale.whole)
    )
    return (
        f"{scale.n:11,} {scale.in_organisation:7,}  {times}  {scale.recall:9.3f}"
        f"  {scale.build_seconds:7.0f}  {scale.index_mb:8.0f}  {scale.memory_mb:9.0f}"
    )
