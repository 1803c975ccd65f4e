"""`python -m app models`: which speech models are here, bring one, check one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

models = typer.Typer(no_args_is_help=True, help="Speech models on this machine.")

EngineOption = Annotated[str, typer.Option(help="faster or openai; else as set.")]


@models.command("list")
def list_models() -> None:
    """Show the models that are here, which one is used, and the sizes to fetch."""
    from app.settings import Settings
    from services.speech.models import SIZES, find_model, installed

    settings = Settings()
    folder = settings.home / "models"
    used = find_model(settings.speech_engine, settings.speech_model, folder)
    for found in installed(folder):
        mark = "  <- used" if used and found.path == used.path else ""
        typer.echo(f"{found.engine:8} {found.name:16} {found.size_bytes / 1e6:7.0f} MB{mark}")
    if used and not used.path.is_relative_to(folder):
        typer.echo(f"{used.engine:8} {used.name:16} {used.size_bytes / 1e6:7.0f} MB  <- used")
    if used is None:
        typer.echo("No speech model is here: recordings wait until one comes.")
    typer.echo(f"Folder: {folder}")
    typer.echo(f"Sizes to fetch: {', '.join(SIZES)} (small is the usual one, base below 2 GB)")


@models.command()
def fetch(
    size: Annotated[str, typer.Argument(help="tiny, base, small, medium, large-v3 …")] = "small",
    engine: EngineOption = "",
) -> None:
    """Fetch a model and check it against what its publisher says."""
    from app.settings import Settings
    from services.speech.model_source import SOURCES, fetch
    from services.speech.models import SIZES

    settings = Settings()
    engine = engine or settings.speech_engine
    if size not in SIZES or engine not in SOURCES:
        typer.echo(f"Known sizes: {', '.join(SIZES)}. Known engines: faster, openai.", err=True)
        raise typer.Exit(1)
    with _progress_bar() as tell:
        found = fetch(engine, size, settings.home / "models", SOURCES[engine](), tell)
    typer.echo(f"{found.name} is here and whole: {found.path}")


@models.command()
def add(folder: Annotated[Path, typer.Argument(help="A model's folder, as on a stick.")]) -> None:
    """Copy a model from a folder; for networks that do not reach the internet."""
    from app.settings import Settings
    from services.speech.model_source import add

    found = add(folder, Settings().home / "models")
    typer.echo(f"{found.name} for the engine {found.engine} is here and whole: {found.path}")


@models.command()
def check() -> None:
    """Read every byte of the models that are here and compare with the noted digests."""
    from app.settings import Settings
    from services.speech.models import faults, find_model, installed

    settings = Settings()
    folder = settings.home / "models"
    here = installed(folder)
    used = find_model(settings.speech_engine, settings.speech_model, folder)
    if used and used not in here:
        here.append(used)
    wrong = False
    for found in here:
        problems = list(faults(found))
        wrong = wrong or bool(problems)
        typer.echo(f"{found.engine:8} {found.name:16} {'; '.join(problems) or 'whole'}")
    if not here:
        typer.echo("No speech model is here: recordings wait until one comes.")
    raise typer.Exit(int(wrong))


@contextmanager
def _progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn()) as bar:
        tasks = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total or None)
            bar.update(tasks[name], completed=done)

        yield tell
