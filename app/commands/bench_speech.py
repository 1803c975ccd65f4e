"""`python -m app bench speech`: both engines on the same audio, in figures of this machine."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.speech.bench import Figures

HEAD = "size   weights  engine  beam  RTF wall  RTF CPU  load s  first text s  memory MB"


def speech(
    sizes: Annotated[str, typer.Option(help="Which, with commas.")] = "tiny,base,small",
    beams: Annotated[str, typer.Option(help="Beam widths, with commas.")] = "1,5",
    seconds: Annotated[float, typer.Option(help="Audio to work through.")] = 56.0,
    audio: Annotated[Path | None, typer.Option(help="A recording; else made-up sound.")] = None,
    repeat: Annotated[int, typer.Option(help="Runs of each; the quickest counts.")] = 1,
) -> None:
    """Measure both engines at the dimensions of the published models, one thread each."""
    from importlib.util import find_spec

    from app.settings import Settings
    from services.speech import bench

    engines = ["faster", *(["openai"] if find_spec("whisper") else [])]
    if len(engines) == 1:
        typer.echo("openai-whisper is not installed: random weights need it, and so does a ratio.")
        raise typer.Exit(1)
    typer.echo(f"{bench.TOKENS} tokens per window of 28 s, {seconds:g} s of audio\n{HEAD}")
    models = Settings().home / "models"
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes.split(","):
            paths, real = bench.prepare(size, models, Path(scratch))
            for beam in map(int, beams.split(",")):
                pair = []
                for engine in engines:
                    job = bench.Job(engine, size, paths[engine], beam, seconds, audio)
                    best = min((bench.run(job) for _ in range(repeat)), key=lambda f: f.rtf_cpu)
                    pair.append(best)
                    typer.echo(_row(best, real=real))
                typer.echo(_ratio(*pair))


def _row(figures: "Figures", *, real: bool) -> str:
    job = figures.job
    weights = "real" if real else "random"
    return (
        f"{job.size:6} {weights:8} {job.engine:7} {job.beam:4}  {figures.rtf_wall:8.3f}"
        f" {figures.rtf_cpu:8.3f} {figures.load:7.1f} {figures.first_text:13.1f}"
        f" {(figures.peak_bytes or 0) / 1e6:10.0f}"
    )


def _ratio(ours: "Figures", theirs: "Figures") -> str:
    memory = (ours.peak_bytes or 0) / (theirs.peak_bytes or 1)
    return (
        f"       faster is {theirs.rtf_wall / ours.rtf_wall:.1f}x as fast on the clock, "
        f"{theirs.rtf_cpu / ours.rtf_cpu:.1f}x in processor time, "
        f"with {memory:.2f} of the memory"
    )
