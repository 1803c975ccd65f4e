"""`python -m app eval speech`: word error rate, speed and honesty on labelled recordings."""

import json
from pathlib import Path
from typing import Annotated

import typer


def speech(
    manifest: Annotated[Path, typer.Argument(help="CSV with the columns file and text.")],
    engine: Annotated[str, typer.Option(help="faster or openai.")] = "",
    model: Annotated[str, typer.Option(help="Folder, .pt file or size.")] = "",
    language: Annotated[str, typer.Option(help="Language spoken, as in en.")] = "en",
    out: Annotated[Path | None, typer.Option("--json", help="Write totals and rows here.")] = None,
) -> None:
    """Transcribe the files of MANIFEST and compare with what is said in them."""
    from app.settings import Settings
    from services.speech.evaluation import evaluate, read_manifest
    from services.speech.load import load_engine
    from services.speech.models import find_model
    from services.speech.transcriber import Transcriber

    settings = Settings()
    engine = engine or settings.speech_engine
    found = find_model(engine, model or settings.speech_model, settings.home / "models")
    if found is None:
        typer.echo("There is no speech model here; see: python -m app models list", err=True)
        raise typer.Exit(1)
    transcriber = Transcriber(load_engine(engine, found.path))
    report = evaluate(transcriber, (engine, found.name), read_manifest(manifest), language)
    totals = report.as_json()
    for result in report.results:
        outcome = result.problem or f"{result.errors}/{result.words} wrong  {result.heard}"
        typer.echo(f"{result.file:32}  {outcome}")
    typer.echo("")
    for line in _summary(totals):
        typer.echo(line)
    if out:
        out.write_text(json.dumps(totals, indent=1, ensure_ascii=False), "utf-8")


def _summary(totals: dict[str, object]) -> list[str]:
    peak = totals["peak_bytes"]
    memory = f"{peak / 1e6:.0f} MB" if isinstance(peak, int) else "not known"
    return [
        f"engine, model        {totals['engine']}, {totals['model']}",
        f"files, failed        {totals['files']}, {totals['failed']}",
        f"word error rate      {_percent(totals['word_error_rate'])} of {totals['words']} words",
        f"exact                {_percent(totals['exact_share'])}",
        f"flagged doubtful     {_percent(totals['doubtful_share'])}",
        f"RTF wall, CPU        {_ratio(totals['rtf_wall'])}, {_ratio(totals['rtf_cpu'])}",
        f"peak memory          {memory}",
        f"normaliser           {totals['normaliser']}",
    ]


def _percent(share: object) -> str:
    return f"{100 * share:.1f} %" if isinstance(share, float) else "not known"


def _ratio(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "not known"
