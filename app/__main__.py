"""`python -m app`: the one door for people who run Leaven."""

from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from app.commands.backup import backup, restore
from app.commands.bench_linking import linking as bench_linking
from app.commands.bench_speech import speech as bench_speech
from app.commands.doctor import doctor
from app.commands.eval_linking import linking as eval_linking
from app.commands.eval_speech import speech as eval_speech
from app.commands.example import example
from app.commands.migrate import migrate
from app.commands.models import models
from app.commands.organisation import organisation
from app.commands.run import run
from app.commands.serve import serve, worker
from app.errors import LeavenError


class Told(TyperGroup):
    """Every command: a deliberate error is told in its sentence, with exit code 1."""

    @override
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except LeavenError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    name="leaven", cls=Told, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__
)
evaluate = typer.Typer(no_args_is_help=True, help="Measure quality on labelled files.")
bench = typer.Typer(no_args_is_help=True, help="Measure speed and memory on this machine.")
app.add_typer(evaluate, name="eval")
app.add_typer(bench, name="bench")
app.add_typer(example, name="example")
app.add_typer(models, name="models")
app.add_typer(organisation, name="organisation")

evaluate.command("linking")(eval_linking)
evaluate.command("speech")(eval_speech)
bench.command("speech")(bench_speech)
bench.command("linking")(bench_linking)

app.command("run")(run)
app.command("serve")(serve)
app.command("worker")(worker)
app.command("migrate")(migrate)
app.command("doctor")(doctor)
app.command("backup")(backup)
app.command("restore")(restore)


def main() -> None:
    """Run the command line; console script `leaven`."""
    app()


if __name__ == "__main__":
    main()
