"""`python -m app serve` and `worker`: the two processes of a hosted Leaven."""

import typer

from app.commands.options import Host, Lan, Port, with_options
from app.settings import Settings


def serve(port: Port = None, host: Host = None, lan: Lan = False) -> None:
    """Run the web server alone; workers run beside it, here or on other machines."""
    from app.server import serve_forever

    serve_forever(with_options(Settings(), port=port, host=host, lan=lan))


def worker(
    attached: bool = typer.Option(False, help="End when the process that started this one does."),
) -> None:
    """Run the jobs: speech to text, linking, keeping house."""
    import asyncio

    from app.bootstrap import open_workbench
    from app.worker import work

    async def go() -> None:
        async with open_workbench(Settings()) as (dsn, workbench):
            await work(dsn, workbench, attached=attached)

    asyncio.run(go())
