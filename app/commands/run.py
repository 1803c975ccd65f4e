"""`python -m app run`: everything on this machine, with a worked example to look at."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.commands.options import Host, Lan, Port, with_options
from app.settings import Settings

WELCOME = """
  Leaven is running:  {address}
  Sign in as          facilitator@leaven.example   (the six digits appear here)
  Also                sponsor@  member@  representative@  administrator@leaven.example
{codes}  Your own            python -m app organisation found NAME YOUR-EMAIL
  Stop                Ctrl-C
"""
CODES = "  Codes on a page     {address}/codes   (this machine only)\n"
TRUST = """  Phones warn once     until they trust {address}/authority.pem
"""


def run(port: Port = None, host: Host = None, lan: Lan = False) -> None:
    """Start database, web server and worker, and print where Leaven is."""
    from app.server import serve_forever

    settings = with_options(Settings(), port=port, host=host, lan=lan)
    serve_forever(settings, around=lambda: _welcome_and_worker(settings))


def welcome(settings: Settings) -> str:
    """What stands in the terminal: where Leaven is, and how to get in."""
    codes = "" if settings.public_url else CODES.format(address=settings.address)
    trust = TRUST.format(address=settings.address) if settings.tls_authority else ""
    return WELCOME.format(address=settings.address, codes=codes + trust)


@contextmanager
def _welcome_and_worker(settings: Settings) -> Iterator[None]:
    environment = os.environ | {
        "LEAVEN_HOME": str(settings.home),
        "LEAVEN_PUBLIC_URL": settings.address,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "app", "worker", "--attached"],
        env=environment,
        stdin=subprocess.PIPE,  # closes when this process ends, however it ends
    )
    print(welcome(settings), flush=True)
    _print_qr(settings.address)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _print_qr(address: str) -> None:
    import segno

    if sys.stdout.isatty():
        segno.make(address, micro=False).terminal(compact=True)
