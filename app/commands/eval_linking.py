"""`python -m app eval linking`: how well lines find their themes, on labelled files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.linking.encoder import Encoder
    from services.linking.marks import Marks


def linking(
    files: Annotated[list[Path], typer.Argument(help="CSV with id,text,label; -1 = no theme.")],
    out: Annotated[Path | None, typer.Option("--json", help="Write all figures here.")] = None,
    encoder: Annotated[str, typer.Option(help="A folder, or `lexical` for the fallback.")] = "",
    peer: Annotated[str, typer.Option(help="`bertopic`: put that beside it.")] = "",
) -> None:
    """Replay FILES as an organisation's first months, in seeded random orders."""
    from app.settings import Settings
    from services.linking.marks import evaluate, table
    from services.linking.resolve import resolve
    from services.linking.score import WEIGHTS

    if peer not in {"", "bertopic"}:
        raise typer.BadParameter("The only peer is bertopic.", param_hint="--peer")
    reader = resolve(encoder or Settings().encoder)
    report = evaluate(files, reader, WEIGHTS)
    peers = _peers(files, reader) if peer else []
    typer.echo(f"encoder: {report.encoder} {report.digest[:12]} {report.notice}\n")
    for line in table([*report.marks, *peers]):
        typer.echo(line)
    typer.echo(f"\npooled ECE: {report.pooled_ece:.3f}")
    if out:
        figures = {**report.as_json(), "peers": [vars(marks) for marks in peers]}
        out.write_text(json.dumps(figures, indent=1), "utf-8")


def _peers(files: list[Path], encoder: "Encoder") -> "list[Marks]":
    from services.linking.marks import read_labelled
    from services.linking.peer import bertopic
    from services.linking.trial import Labelled

    found = []
    for path in files:
        texts, labels = read_labelled(path)
        found += bertopic(Labelled(path.name, texts, labels, encoder.encode(texts)))
    return found
