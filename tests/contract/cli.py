"""Supabase's own CLI applies our migrations and finds nothing to warn of.

Run by `make contract`: `python -m tests.contract.cli`. Needs Node; package.json beside
this file pins the CLI, which asks the network for nothing once it is installed.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from services.database.migrate import pending
from tests.contract.throwaway import throwaway_database

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLI = HERE / "node_modules" / ".bin" / "supabase"


def main() -> None:
    with throwaway_database() as url:
        assert _supabase("db", "push", f"--remote={url}", "--yes") == 0, "db push failed"
        left = pending(url)
        assert left == [], f"the CLI and our own runner disagree about {left}"
        assert _advisors(url) == 0, "Supabase's advisors warn"
        with psycopg.connect(url) as connection:
            connection.execute("create table public.careless (words text)")
            connection.execute("grant select on public.careless to anon")
        assert _advisors(url) != 0, "the advisors overlook a table that is open to everybody"
    sys.stdout.write("Supabase's CLI applied every migration and warns of nothing.\n")


def _advisors(url: str) -> int:
    return _supabase(
        "db", "advisors", f"--remote={url}", "--type=all", "--level=warn", "--fail-on=warn"
    )


def _supabase(*arguments: str) -> int:
    quiet = {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}
    environment = {**os.environ, **quiet}
    done = subprocess.run([CLI, *arguments], cwd=ROOT, env=environment, check=False)  # noqa: S603
    return done.returncode


if __name__ == "__main__":
    main()
