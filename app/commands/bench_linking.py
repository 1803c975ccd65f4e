"""`python -m app bench linking`: one new line against many, on this machine."""

import asyncio
import json
import os
import platform
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.linking.scale import Scale

HEAD = (
    "      lines  in org  encode p50/p95    search p50/p95     score p50/p95     whole p50/p95"
    "  recall@10  build s  index MB  memory MB"
)


def linking(
    n: Annotated[list[int], typer.Option("--n", help="Lines; may be given again.")] = [100_000],  # noqa: B006
    out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Encode, search under an organisation's filter, and score; in a scratch database."""
    from services.database.migrate import migrate
    from services.embedded.postgres import EmbeddedPostgres
    from services.linking.resolve import resolve
    from services.linking.scale import measure

    encoder = resolve()
    found = []
    typer.echo(f"{platform.machine()}, {os.cpu_count()} cores, encoder {encoder.id}\n{HEAD}")
    for count in n:
        with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as server:
            migrate(server.dsn, embedded=True)
            scale = asyncio.run(measure(server.dsn, count, encoder))
        typer.echo(_row(scale))
        found.append(asdict(scale))
    if out:
        out.write_text(json.dumps(found, indent=1), "utf-8")


def _row(scale: "Scale") -> str:
    times = "  ".join(
        f"{middle:6.1f} /{late:7.1f}"
        for middle, late in (scale.encode, scale.search, scale.score, scale.whole)
    )
    return (
        f"{scale.n:11,} {scale.in_organisation:7,}  {times}  {scale.recall:9.3f}"
        f"  {scale.build_seconds:7.0f}  {scale.index_mb:8.0f}  {scale.memory_mb:9.0f}"
    )
