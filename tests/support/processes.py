"""Leaven in processes of its own, as this user or as another, for tests that kill it."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
SITE = Path(psycopg.__file__).parents[1]


def accounts() -> list[str]:
    """The users that tests can be run as: this one, and `nobody` when we are root.

    `nobody` must be allowed to reach the checkout and a Python: one below `/root` it cannot.
    """
    can = os.geteuid() == 0 and _open_to_all(ROOT) and _open_to_all(SITE) and _open_python()
    return ["self", "nobody"] if can else ["self"]


def python(code: str, *arguments: object, account: str = "self") -> subprocess.Popen[str]:
    """Start Python on `code` with `arguments` in sys.argv, from the checkout's root."""
    entry = pwd.getpwnam(account) if account != "self" else None
    program = sys.executable if entry is None else _open_python()
    return subprocess.Popen(  # noqa: S603
        [str(program), "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{SITE}", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        extra_groups=[] if entry else None,
    )


def _open_python() -> Path | None:
    """Our Python, or the system's of the same version, if everybody may run it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (Path(sys.base_prefix) / "bin" / version, Path("/usr/bin") / version):
        if program.exists() and _open_to_all(program.resolve()):
            return program
    return None


def _open_to_all(place: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (place, *place.parents))


def wait_until(fact: Callable[[], bool], seconds: float = 20) -> None:
    """Return when `fact` holds; fail after so many seconds."""
    ends = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < ends, "it did not come true"
        time.sleep(0.02)
